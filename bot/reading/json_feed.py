"""Parses a JSON Feed (1.0, 1.1), within the same limits as XML feeds. Pure; called by `parse`.

    JSON? ─► else without comments, needless commas and wrong escapes?
          ─► else, if it breaks off, up to its last whole item

https://www.jsonfeed.org/version/1.1/
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.articles.dates import read_date
from bot.articles.links import absolute_url
from bot.errors import ParseError
from bot.feeds.long_feeds import whole_items
from bot.model.document import (
    LONGEST_LINE,
    LONGEST_MARKUP,
    LONGEST_URL,
    MOST_CATEGORIES,
    MOST_IMAGES,
    Entry,
    EntryImage,
    ParsedFeed,
)
from bot.model.feed import Pace
from bot.reading.extensions import newest, older_url

Object = dict[str, Any]

JSON_IS_NO_FEED = "The server answers with JSON instead of a feed. Check the feed's address."
BROKEN_JSON = (
    "The feed is JSON with an error in line {line} (character {column}), so it cannot be read. "
    "Tell its publisher."
)
STRING = r"\"(?:[^\"\\]++|\\.|\\\Z)*+(?:\"|\Z)"
"""A text, perhaps one that breaks off: so each part of a document is looked at once."""
STRINGS = re.compile(STRING, re.DOTALL)
ASIDES = re.compile(rf"({STRING})|//[^\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)
NEEDLESS_COMMA = re.compile(rf"({STRING})|,(?=\s*+[}}\]])", re.DOTALL)
ESCAPE = re.compile(r"\\(?:([\"\\/bfnrt]|u[0-9a-fA-F]{4})|'|)")
PLAIN_FIELDS = frozenset({"title", "summary"})
"""Fields that hold no HTML, according to the specification."""
VERSION = "jsonfeed.org/version/"


def parse_json(body: bytes, url: str) -> ParsedFeed:
    """Read a JSON Feed.

    Args:
        body: in an encoding of Unicode.
        url: its address, against which relative ones are resolved.

    Raises:
        ParseError: it is no JSON Feed.
    """
    feed = _read(body.decode(json.detect_encoding(body), "replace"))
    if not isinstance(feed, dict) or VERSION not in _text(feed, "version"):
        raise ParseError(JSON_IS_NO_FEED)
    items = feed.get("items")
    if not isinstance(items, list):
        raise ParseError(JSON_IS_NO_FEED)
    homepage = absolute_url(_text(feed, "home_page_url", LONGEST_URL), url)
    dated = [(item, _date(item)) for item in items if isinstance(item, dict)]
    return ParsedFeed(
        title=_text(feed, "title"),
        pace=Pace(),
        entries=tuple(_entry(item, date, homepage or url) for item, date in newest(dated)),
        homepage=homepage,
        older=older_url(_text(feed, "next_url", LONGEST_URL), url),
    )


def _read(text: str) -> object:
    try:
        # Not strict: line breaks within texts are a common mistake.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as exc:
        mended = _mended(text)
        with suppress(ValueError, RecursionError):
            return json.loads(mended, strict=False)
        if _breaks_off(mended):
            with suppress(ValueError, RecursionError):
                return json.loads(whole_items(mended.encode("utf-8", "replace")), strict=False)
        if VERSION in text.replace("\\/", "/") and isinstance(exc, json.JSONDecodeError):
            sentence = BROKEN_JSON.format(line=exc.lineno, column=exc.colno)
            raise ParseError(sentence) from exc
        raise ParseError(JSON_IS_NO_FEED) from exc


def _mended(text: str) -> str:
    """The text without the mistakes that people make who write JSON by hand."""
    text = ASIDES.sub(lambda found: found[1] or " ", text)
    text = NEEDLESS_COMMA.sub(lambda found: found[1] or "", text)
    return STRINGS.sub(lambda found: ESCAPE.sub(_escape, found[0]), text)


def _escape(found: re.Match[str]) -> str:
    """An escape that JSON knows, as it is; else the quote or the backslash that is meant."""
    if found[1]:
        return found[0]
    return "'" if found[0].endswith("'") else "\\\\"


def _breaks_off(text: str) -> bool:
    """Whether a bracket is not closed."""
    brackets = Counter(STRINGS.sub("", text))
    return brackets["{"] + brackets["["] > brackets["}"] + brackets["]"]


def _entry(item: Object, date: datetime | None, base: str) -> Entry:
    html = _text(item, "content_html", LONGEST_MARKUP)
    return Entry(
        base_url=base,
        guid=_identity(item.get("id")),
        link=_text(item, "url", LONGEST_URL) or _text(item, "external_url", LONGEST_URL),
        enclosure=next(iter(_attached(item)), ""),
        title=_text(item, "title"),
        summary=_text(item, "summary", LONGEST_MARKUP),
        content=html or _text(item, "content_text", LONGEST_MARKUP),
        author=", ".join(_authors(item))[:LONGEST_LINE],
        published_at=date,
        categories=tuple(_categories(item)),
        images=tuple(EntryImage(address) for address in _images(item)),
        plain=PLAIN_FIELDS if html else PLAIN_FIELDS | {"content"},
    )


def _text(fields: Object, name: str, limit: int = LONGEST_LINE) -> str:
    value = fields.get(name)
    return value[:limit].strip() if isinstance(value, str) else ""


def _identity(value: object) -> str:
    """The id as text; the specification tells readers to accept numbers."""
    if isinstance(value, str):
        return value[:LONGEST_URL].strip()
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return repr(value)[:LONGEST_URL] if number else ""


def _authors(item: Object) -> Iterator[str]:
    """The names of the authors. Version 1.1 has a list of authors, version 1.0 a single one."""
    several = item.get("authors")
    for author in several[:MOST_CATEGORIES] if isinstance(several, list) else [item.get("author")]:
        if isinstance(author, dict) and (name := _text(author, "name")):
            yield name


def _categories(item: Object) -> Iterator[str]:
    tags = item.get("tags")
    for tag in tags[:MOST_CATEGORIES] if isinstance(tags, list) else ():
        if isinstance(tag, str) and tag.strip():
            yield tag[:LONGEST_LINE].strip()


def _images(item: Object) -> list[str]:
    named = [_text(item, name, LONGEST_URL) for name in ("image", "banner_image")]
    named += _attached(item, "image/")
    return list(dict.fromkeys(address for address in named if address))[:MOST_IMAGES]


def _attached(item: Object, kind: str = "") -> list[str]:
    """The addresses of attached files whose MIME type begins with `kind`."""
    attached = item.get("attachments")
    return [
        address
        for each in (attached[:MOST_IMAGES] if isinstance(attached, list) else ())
        if isinstance(each, dict) and _text(each, "mime_type").startswith(kind)
        if (address := _text(each, "url", LONGEST_URL))
    ]


def _date(item: Object) -> datetime | None:
    return read_date(_text(item, "date_published")) or read_date(_text(item, "date_modified"))
