"""A JSON Feed (1.0, 1.1) → ParsedFeed, bounded as the XML side is. Pure; called by `parse`.

https://www.jsonfeed.org/version/1.1/
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

from bot.errors import ParseError
from bot.model.document import Entry, EntryImage, ParsedFeed
from bot.model.feed import Pace
from bot.reading.extensions import absolute, older_url
from bot.reading.limits import (
    EARLIEST_YEAR,
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_URL,
    MOST_CATEGORIES,
    MOST_ENTRIES,
    MOST_IMAGES,
)

Object = dict[str, Any]

NO_FEED = "The server answers with JSON instead of a feed. Check the feed's address."
VERSION = "jsonfeed.org/version/"


def parse_json(body: bytes, url: str) -> ParsedFeed:
    """Read a JSON Feed.

    Args:
        body: without a byte order mark.
        url: where it stands, for relative addresses.

    Raises:
        ParseError: it is none.
    """
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ParseError(NO_FEED) from exc
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or VERSION not in _text(feed, "version"):
        raise ParseError(NO_FEED)
    entries = (_entry(item, url) for item in items[:MOST_ENTRIES] if isinstance(item, dict))
    return ParsedFeed(
        title=_text(feed, "title"),
        pace=Pace(),
        entries=tuple(entries),
        homepage=absolute(_text(feed, "home_page_url", LONGEST_URL), url),
        older=older_url(_text(feed, "next_url", LONGEST_URL), url),
    )


def _entry(item: Object, url: str) -> Entry:
    # Text stands where HTML is expected: a "<" in it begins no tag.
    text = escape(_text(item, "content_text", LONGEST_TEXT))
    return Entry(
        base_url=url,
        guid=_identity(item.get("id")),
        link=_text(item, "url", LONGEST_URL) or _text(item, "external_url", LONGEST_URL),
        title=escape(_text(item, "title")),
        summary=escape(_text(item, "summary", LONGEST_TEXT)),
        content=_text(item, "content_html", LONGEST_TEXT) or text,
        author=", ".join(_authors(item))[:LONGEST_LINE],
        published_at=_date(_text(item, "date_published")) or _date(_text(item, "date_modified")),
        categories=tuple(_categories(item)),
        images=tuple(EntryImage(address) for address in _images(item)),
    )


def _text(fields: Object, name: str, limit: int = LONGEST_LINE) -> str:
    value = fields.get(name)
    return value[:limit].strip() if isinstance(value, str) else ""


def _identity(value: object) -> str:
    """The id as text: the specification allows for readers that meet numbers."""
    if isinstance(value, str):
        return value[:LONGEST_URL].strip()
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return repr(value)[:LONGEST_URL] if number else ""


def _authors(item: Object) -> Iterator[str]:
    """Version 1.1 has a list, 1.0 one."""
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
    attached = item.get("attachments")
    named += (
        _text(each, "url", LONGEST_URL)
        for each in (attached[:MOST_IMAGES] if isinstance(attached, list) else ())
        if isinstance(each, dict) and _text(each, "mime_type").startswith("image/")
    )
    return list(dict.fromkeys(address for address in named if address))[:MOST_IMAGES]


def _date(text: str) -> datetime | None:
    """RFC 3339; a date without a zone is taken for UTC."""
    try:
        date = datetime.fromisoformat(text)
        aware = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return aware.replace(microsecond=0) if aware.year >= EARLIEST_YEAR else None
