"""How well two feeds' titles of one story are told from those of two: precision and recall."""

from bench.figures import Figure, Report
from tests.articles.labeled import Judged, judge, pairs

PRECISION_FLOOR = 0.98
RECALL_FLOOR = 0.9


def main(*, small: bool = False) -> Report:  # noqa: ARG001 - it takes no time
    """Judge the labeled pairs; the goals are for those that the rule was not made by."""
    count = len(pairs("held_out", "same")) + len(pairs("held_out", "different"))
    return Report(
        "duplicates",
        f"labels of tests/articles/pairs.toml, {count} pairs held out",
        (
            *_figures("held out", judge("held_out"), PRECISION_FLOOR, RECALL_FLOOR),
            *_figures("seen", judge("seen")),
        ),
    )


def _figures(
    part: str, judged: Judged, precision: float | None = None, recall: float | None = None
) -> tuple[Figure, ...]:
    return (
        Figure(f"precision, {part}", judged.precision, "", floor=precision),
        Figure(f"recall, {part}", judged.recall, "", floor=recall),
    )
