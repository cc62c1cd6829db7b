"""Every regular expression of the bot takes time in proportion to its input, whatever that is."""

import re

import pytest

from tests.linear.growth import PARTS, TINY_SECONDS, outgrown, seconds
from tests.linear.hostile_texts import Shape, shapes
from tests.linear.uses import Use, uses


@pytest.mark.parametrize("part", PARTS)
def test_each_expression_takes_time_in_proportion_to_its_input(part: int) -> None:
    tried = uses()[part :: len(PARTS)]
    found = {f"{use.place} {use.method}": outgrown(use.run, shapes(use.pattern)) for use in tried}

    assert {name: sentence for name, sentence in found.items() if sentence} == {}


def test_every_module_is_looked_through() -> None:
    places = {use.place for use in uses()}

    assert {
        "bot.search.words.FOREIGN",
        "bot.articles.boilerplate.READ_MORE",
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


def test_what_is_slow_with_any_text_does_not_outgrow_it() -> None:
    def read(_: str) -> None:
        spent = 0.0
        while spent < 2 * TINY_SECONDS:
            spent += seconds(str.split, "a b " * 1_000)

    assert not outgrown(read, [Shape("", "a", "b")])
