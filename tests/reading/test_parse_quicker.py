"""feedparser's dictionaries are quicker, and answer as they did."""

import importlib.util
import warnings
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import feedparser
import pytest

from bot.reading.parse import DERIVED_KEYS

Dictionary = dict[str, Any]
KEYS = {
    *feedparser.FeedParserDict.keymap,
    *DERIVED_KEYS,
    *("tags", "links", "title", "type", "published", "rights", "href", "subtitle", "nothing"),
} - {"items"}
"""A dictionary has `items` of its own."""
LINKS = [{"rel": "enclosure", "href": "a.mp3"}, {"rel": "license", "href": "terms"}]
CONTENTS: tuple[Dictionary, ...] = (
    {},
    {"title": "A", "links": LINKS, "tags": [{"term": "Research"}], "published": "today"},
    {"id": "1", "updated": "now", "published": "today", "links": [], "tags": []},
    {"title": "A", "summary": "", "subtitle": None, "rights": "R", "href": "https://a.example"},
)


def as_released() -> type[Any]:
    """The class as feedparser has it, from its file."""
    spec = importlib.util.find_spec("feedparser.util")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    released: type[Any] = module.FeedParserDict
    return released


def answers(kind: type[Any], contents: Dictionary, key: str) -> list[object]:
    """The answers of such a dictionary about a key, in each way in which it can be asked."""
    ways: tuple[Callable[[Any], object], ...] = (
        lambda asked: asked[key],
        lambda asked: asked.get(key),
        lambda asked: asked.get(key, "else"),
        lambda asked: key in asked,
        lambda asked: asked.has_key(key),
        lambda asked: getattr(asked, key),
        lambda asked: asked.setdefault(key, "else"),
    )
    return [_answer(way, kind(contents)) for way in ways]


def _answer(way: Callable[[Any], object], asked: Any) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return way(asked)
        except (KeyError, AttributeError) as exc:
            return type(exc)


@pytest.mark.parametrize("contents", CONTENTS)
def test_each_key_is_answered_as_before(contents: Dictionary) -> None:
    released = as_released()
    for key in KEYS:
        quicker = answers(feedparser.FeedParserDict, contents, key)
        assert quicker == answers(released, contents, key), key


def test_a_copy_shares_nothing_with_the_original() -> None:
    original = feedparser.FeedParserDict(value="A", links=[feedparser.FeedParserDict(rel="self")])

    copied = deepcopy(original)
    copied["links"][0]["rel"] = "next"
    copied["value"] = "B"

    assert type(copied) is feedparser.FeedParserDict
    assert original == {"value": "A", "links": [{"rel": "self"}]}
