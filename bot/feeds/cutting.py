"""Cuts the beginning of a feed after its last whole item, and closes it. Pure.

Called by `fetch` for a feed of which only the first 5 MB were read. Polls and `doctor` say so.
"""

import codecs
import json
import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

FIRST_ONLY = "the feed is larger than 5 MB, so only its first items were read"
NEWEST_MISSED = (
    "the feed is larger than 5 MB and lists its oldest items first, so its newest ones cannot be "
    "read; ask its publisher for a shorter feed"
)
ROOT = re.compile(r"<((?:[\w-]+:)?(?:rss|rdf|feed))[\s>]", re.IGNORECASE)
ITEM_END = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
CHANNEL = re.compile(r"<(/?)((?:[\w-]+:)?channel)[\s>]", re.IGNORECASE)
CDATA_OR_COMMENT = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
JSON_FEED = "https://jsonfeed.org/version/1.1"
JSON_COMMA = re.compile(r"\s*,\s*")
BOM_ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def whole_items(body: bytes) -> bytes:
    """The document up to its last whole item, and closed; unchanged if it holds none."""
    mark = next((mark for mark in BOM_ENCODINGS if body.startswith(mark)), b"")
    # Latin-1 maps each byte to one character and back, so nothing is lost.
    encoding = BOM_ENCODINGS.get(mark, "latin-1")
    text = body[len(mark) :].decode(encoding, "ignore")
    is_json = text.lstrip("\xef\xbb\xbf \t\r\n").startswith("{")
    found = _json(text) if is_json else _xml(text)
    return mark + found.encode(encoding) if found else body


def cut_sentence(dates: Sequence[datetime | None]) -> str:
    """A sentence about a feed of which only the beginning was read.

    Args:
        dates: of its items, in the feed's order.
    """
    return NEWEST_MISSED if oldest_first(dates) else FIRST_ONLY


def oldest_first(dates: Sequence[datetime | None]) -> bool:
    """Whether items with these dates stand oldest first, as most neighbors do."""
    known = [date for date in dates if date]
    rises = sum(one < other for one, other in pairwise(known))
    falls = sum(one > other for one, other in pairwise(known))
    return rises > falls


def _xml(text: str) -> str:
    root = ROOT.search(text)
    end = _last_end(text) if root else 0
    if not root or not end:
        return ""
    kept = text[:end]
    # RSS 1.0 closes its channel before the items.
    channels = CHANNEL.findall(kept)
    opened = f"</{channels[-1][1]}>" if channels and not channels[-1][0] else ""
    return f"{kept}{opened}</{root[1]}>"


def _last_end(text: str) -> int:
    """The index at which the last item ends; end tags in CDATA or comments do not count."""
    end = 0
    for found in ITEM_END.finditer(_without_asides(text)):
        end = found.end()
    return end


def _without_asides(text: str) -> str:
    """The text with CDATA and comments replaced by as many spaces, so that indexes stay right."""
    return CDATA_OR_COMMENT.sub(lambda aside: " " * len(aside[0]), text)


def _json(text: str) -> str:
    """Cut a JSON Feed. Fields after the items are lost, except the version, which is required."""
    items = ITEMS.search(text)
    if not items:
        return ""
    decoder, at, end = json.JSONDecoder(strict=False), items.end(), 0
    try:
        while True:
            _, end = decoder.raw_decode(text, at)
            following = JSON_COMMA.match(text, end)
            if not following:
                break
            at = following.end()
    except (ValueError, RecursionError):
        pass
    version = "" if '"version"' in text[: items.start()] else f', "version": "{JSON_FEED}"'
    return f"{text[:end]}]{version}}}" if end else ""
