"""The soak, for a few seconds: it measures, and nothing is swallowed."""

import pytest

from bench.soak import main


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_soak_of_seconds_measures_and_misses_nothing() -> None:
    report = main(arguments=["--minutes", "0.05"])

    figures = {figure.name: figure for figure in report.figures}
    assert figures["swallowed, by the history checker"].value == 0
    assert figures["tracebacks in the log"].value == 0
    assert figures["articles stored in the end"].value > 400
    assert figures["commands answered"].value > 0
