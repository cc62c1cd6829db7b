"""Handles a feed above the size limit: cuts it after its last whole item, or adds its end. Pure.

    the first 5 MB ─► oldest first? ─► the last 5 MB, too: the beginning up to its first item, then
                   │                   the whole items of the end
                   └─► else up to its last whole item

Called by `fetch`. Polls, `feeds check` and `doctor` report the items that were not read.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from bot.articles.dates import read_date

FIRST_ONLY = "the feed is larger than 5 MB, so only its first items were read"
LAST_ONLY = "the feed is larger than 5 MB, so only its last items, the newest, were read"
NEWEST_MISSED = (
    "the feed is larger than 5 MB and lists its oldest items first, so its newest ones cannot be "
    "read; ask its publisher for a shorter feed"
)
ROOT = re.compile(r"<((?:[\w-]+:)?(?:rss|rdf|feed))[\s>]", re.IGNORECASE)
ITEM_END = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
CHANNEL = re.compile(r"<(/?)((?:[\w-]+:)?channel)[\s>]", re.IGNORECASE)
CDATA_OR_COMMENT = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
ITEM_BEGINS = re.compile(r"<(?:[\w-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
BETWEEN_ITEMS = re.compile(
    r"</(?:[\w-]+:)?(?:item|entry)\s*>\s*(?=<(?:[\w-]+:)?(?:item|entry)[\s>])", re.IGNORECASE
)
"""The end of one item and the beginning of the next. The end of a feed may begin within CDATA, in
which either alone could stand."""
TITLED = re.compile(r"</(?:[\w-]+:)?title\s*>", re.IGNORECASE)
KEYED = re.compile(r"</(?:[\w-]+:)?(?:guid|id|link)\s*>|<link\s[^<>]*+>", re.IGNORECASE)
ITEM_DATE = re.compile(
    r"<(pubDate|published|updated|(?:dc|dcterms):(?:date|issued|created))>([^<]{1,200})</",
    re.IGNORECASE,
)
JSON_DATE = re.compile(r'"(date_published|date_modified)"\s*:\s*"([^"\\]{1,200})"')
CHANGE_DATES = frozenset({"updated", "date_modified"})
JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
JSON_QUOTE = re.compile(r'\\.|(")', re.DOTALL)
JSON_BRACKET = re.compile(r"[{}\[\]]")
ITEMS_DEPTH = 2
"""The brackets that are open around each item: that of the feed, and that of its items."""
MOST_DATES = 100
"""To find a feed's order, this many dates are read at each end. Chosen by eye."""
MOST_BLANKS = 1_000
"""Characters that may stand before a feed's root or after its end. Chosen by eye."""
EARLIEST_DATE = datetime.min.replace(tzinfo=UTC)
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
    found = _json(text) if _is_json(text) else _xml(text)
    return mark + found.encode(encoding) if found else body


def without_broken_item(body: bytes) -> bytes:
    """The document without its last item if it breaks off there, before the item has title and id.

    The rest of such an item would become an article without a title, and another one at the next
    poll.
    """
    text = _latin(body)
    root, rest = ROOT.search(text), text[_last_end(text) :]
    seen = _without_asides(rest)
    is_open = root is not None and f"</{root[1]}".lower() not in seen.lower()
    if not is_open or not ITEM_BEGINS.search(seen) or (TITLED.search(rest) and KEYED.search(rest)):
        return body
    return whole_items(body)


def ends(body: bytes) -> bool:
    """Whether a feed's document ends with the end of its root element, so that nothing is missing.

    Of JSON only a parser can tell, so there the answer is always False.
    """
    text = _latin(body)
    root = ROOT.search(text, 0, MOST_BLANKS)
    return root is not None and re.search(rf"</{root[1]}\s*>\s*\Z", text[-MOST_BLANKS:]) is not None


def joined(beginning: bytes, end: bytes, most: int) -> bytes | None:
    """A document of the last items of a feed; None if it cannot be made, or is not newer.

    Args:
        beginning: the first bytes of the document, of which the part before its items is taken.
        end: its last bytes, which may begin anywhere.
        most: the bytes that it may have; of its end, as many items as fit are taken.
    """
    text = _latin(beginning)
    first = _first_item(text)
    if first is None:
        return None
    least = max(len(end) + first - most, 0)
    between = _next_json_item(_latin(end), least) if _is_json(text) else _next_item(end, least)
    if between is None:
        return None
    pattern = _date_pattern(text)
    first_items = text[first:]
    element = _date_element(first_items, pattern)
    before = _dates(first_items, element, pattern)[:MOST_DATES]
    after = _dates(_latin(end[between:]), element, pattern)[-MOST_DATES:]
    newer = max(filter(None, after), default=EARLIEST_DATE) > max(
        filter(None, before), default=EARLIEST_DATE
    )
    return beginning[:first] + end[between:] if newer else None


def lists_oldest_first(beginning: bytes) -> bool:
    """Whether the dates in a document rise, so that its newest items stand at its end."""
    text = _latin(beginning)
    items, pattern = text[_first_item(text) or 0 :], _date_pattern(text)
    return oldest_first(_dates(items, _date_element(items, pattern), pattern)[:MOST_DATES])


def _is_json(text: str) -> bool:
    return text[:MOST_BLANKS].lstrip("\xef\xbb\xbf \t\r\n").startswith("{")


def _date_pattern(text: str) -> re.Pattern[str]:
    return JSON_DATE if _is_json(text) else ITEM_DATE


def _first_item(text: str) -> int | None:
    """The index at which the first item begins."""
    if _is_json(text):
        found = ITEMS.search(text)
        return found.end() if found else None
    found = ITEM_BEGINS.search(_without_asides(text))
    return found.start() if found else None


def _next_json_item(end: str, least: int) -> int | None:
    """The index at which an item of a JSON Feed begins, not before `least`; None if none is found.

    The end of a document may begin within a string, at any depth. Both are known at its last
    character, so they are counted from there.
    """
    # It may also begin within an escape sequence, so its first character is left out.
    start = len(end) - len(end.lstrip("\\")) + 1
    quotes = [quote.start() for quote in JSON_QUOTE.finditer(end, start) if quote[1]]
    if not quotes:
        return None
    start = quotes[0] + 1 if len(quotes) % 2 else start
    outside = " " * start + JSON_STRING.sub(lambda each: " " * len(each[0]), end[start:])
    brackets = [(bracket[0] in "{[", bracket.start()) for bracket in JSON_BRACKET.finditer(outside)]
    depth = sum(-1 if opens else 1 for opens, _ in brackets)
    for opens, at in brackets:
        if opens and depth == ITEMS_DEPTH and at >= least:
            return at if _is_whole_json(end, at) else None
        depth += 1 if opens else -1
    return None


def _is_whole_json(text: str, at: int) -> bool:
    """Whether whole items follow from here to the end of the list, then the feed's other fields."""
    try:
        json.loads(f'{{"items": [{{}}{text[_items_end(text, at) :]}', strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _next_item(end: bytes, least: int) -> int | None:
    """The index at which an item begins, not before `least`."""
    found = BETWEEN_ITEMS.search(_latin(end), least)
    return found.end() if found else None


def _date_element(items: str, pattern: re.Pattern[str]) -> str:
    """The element that dates most items; of several, one for the time of publication.

    An item may be published at one time, and updated at another.
    """
    counts = Counter(each[1].lower() for each in pattern.finditer(items))
    return max(counts, key=lambda name: (counts[name], name not in CHANGE_DATES), default="")


def _dates(items: str, element: str, pattern: re.Pattern[str]) -> list[datetime | None]:
    """The dates of the first and last items by one element, at most MOST_DATES at each end."""
    dates = [each[2] for each in pattern.finditer(items) if each[1].lower() == element]
    ends = dates if len(dates) <= 2 * MOST_DATES else dates[:MOST_DATES] + dates[-MOST_DATES:]
    return list(map(read_date, ends))


def _latin(body: bytes) -> str:
    """One character for each byte, so that indexes stay right."""
    return body.decode("latin-1")


def cut_sentence(dates: Sequence[datetime | None], *, has_end: bool) -> str:
    """A sentence about a feed of which only a part was read.

    Args:
        dates: of its items, in the feed's order.
        has_end: whether its end was read in place of its beginning.
    """
    if has_end:
        return LAST_ONLY
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
    """The text with CDATA and comments replaced by spaces. Its length stays, and so do indexes."""
    return CDATA_OR_COMMENT.sub(lambda aside: " " * len(aside[0]), text)


def _json(text: str) -> str:
    """Cut a JSON Feed. Fields after the items are lost, except the version, which is required."""
    items = ITEMS.search(text)
    if not items:
        return ""
    end = _items_end(text, items.end())
    version = "" if '"version"' in text[: items.start()] else f', "version": "{JSON_FEED}"'
    return f"{text[:end]}]{version}}}" if end else ""


def _items_end(text: str, at: int) -> int:
    """The index at which the last whole item of a list ends, whose first begins here; else 0."""
    decoder, end = json.JSONDecoder(strict=False), 0
    try:
        while True:
            _, end = decoder.raw_decode(text, at)
            following = JSON_COMMA.match(text, end)
            if not following:
                return end
            at = following.end()
    except (ValueError, RecursionError):
        return end
