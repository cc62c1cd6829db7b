"""Every regular expression of the bot takes time in proportion to its input, whatever that is."""

import re

import pytest

from tests.linear.growth import outgrown
from tests.linear.hostile_texts import shapes
from tests.linear.uses import Use, uses

USES = uses()


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place} {use.method}"[:80])
def test_an_expression_takes_time_in_proportion_to_its_input(use: Use) -> None:
    assert not outgrown(use.run, shapes(use.pattern))


def test_every_module_is_looked_through() -> None:
    places = {use.place for use in USES}

    assert {
        "bot.search.words.FOREIGN",
        "bot.articles.text.FOOTER",
        "bot.ui.markup._MARKUP",
    } <= places
    assert any(place.startswith("cogs.news: 'page:") for place in places)


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        # A text that held the event loop for 22 seconds.
        (r"[A-Za-z0-9]*[^\x00-\x7f][A-Za-z0-9\x80-\U0010ffff]*", "sub"),
        (r"\s+(?:[-–—|])\s+([^|–—]{2,40})$", "search"),
        (r"[^\W_]+$", "search"),
        (r"(?:a|aa)+b", "match"),
    ],
)
def test_an_expression_that_takes_longer_is_found_out(pattern: str, method: str) -> None:
    use = Use("", re.compile(pattern), method)

    assert outgrown(use.run, shapes(use.pattern))
