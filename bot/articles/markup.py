"""HTML from a feed → a tree of bounded size; CSS selectors for one. Pure."""

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

MOST_TAGS = 3_000
"""Real items have up to 374 (of 259, in feeds of today). lexbor's time grows with the square of
nested tags (measured): half a second for 20,000 `<div>`, a minute for a megabyte of them."""
TAG_START = re.compile("<")
ANY_TAG = re.compile(r"<[^<>]*+>?")


def tree_of(markup: str) -> LexborHTMLParser:
    """The tree of some HTML; past `MOST_TAGS` only its words."""
    return LexborHTMLParser(_bounded(markup))


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector that can be searched for."""
    try:
        LexborHTMLParser("<p>").css(text)
    except SelectolaxError:
        return False
    return True


def _bounded(markup: str) -> str:
    beyond = next(islice(TAG_START.finditer(markup), MOST_TAGS, None), None)
    if beyond is None:
        return markup
    return markup[: beyond.start()] + ANY_TAG.sub(" ", markup[beyond.start() :])
