"""A Document's bytes → ParsedFeed: what a feed states, unclean but bounded in size.

Pure; `reading.extract` calls it in the worker process, since feedparser can hang on a hostile
document (measured: 40 KB in `<author>` take 6 s). The one module that imports feedparser.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from bot.errors import ParseError
from bot.feeds.health import WEB_PAGE_INSTEAD
from bot.model.document import Document, Entry, EntryImage, ParsedFeed
from bot.reading.extensions import absolute, media_texts, older_by_links, pace_of
from bot.reading.json_feed import parse_json
from bot.reading.limits import (
    EARLIEST_YEAR,
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_URL,
    MOST_CATEGORIES,
    MOST_ENTRIES,
    MOST_IMAGES,
)

LONGEST_TTL = 7 * 24 * 60

JSON = re.compile(rb"\s*[{\[]")
WEB_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp)(?:\?|$)", re.IGNORECASE)
NAMES = {
    "doi": re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/", re.IGNORECASE),
    "pmid": re.compile(r"(?:pmid|pubmed)\W{0,3}\d", re.IGNORECASE),
}
"""What a field begins with that names a paper."""
Fields = dict[str, Any]
"""What feedparser keeps of an element: a FeedParserDict."""


def parse(document: Document) -> ParsedFeed:
    """Read a feed.

    Raises:
        ParseError: the document is none.
    """
    body = document.body.removeprefix(b"\xef\xbb\xbf")
    if not body.strip():
        raise ParseError("The server answers with an empty page instead of a feed.")
    if JSON.match(body):
        return parse_json(body, document.url)
    # Without `content-location`, ids stay as they are written, whatever address answered.
    headers = {"content-type": document.headers.get("content-type", "application/xml")}
    try:
        result = feedparser.parse(
            body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise
    except Exception as exc:  # feedparser names no exceptions; a hostile feed finds one (&#xD800;)
        raise ParseError("The feed is too broken to be read. Tell its publisher.") from exc
    if not result.version:
        raise ParseError(_no_feed_sentence(body))
    texts = media_texts(body)
    return ParsedFeed(
        title=_text(result.feed, "title", LONGEST_LINE),
        pace=pace_of(body, _ttl(_text(result.feed, "ttl", LONGEST_LINE))),
        entries=tuple(_entry(e, document.url, texts) for e in result.entries[:MOST_ENTRIES]),
        older=older_by_links(_several(result.feed, "links"), document.url),
        homepage=absolute(_text(result.feed, "link", LONGEST_URL), document.url),
    )


def _no_feed_sentence(body: bytes) -> str:
    if WEB_PAGE.search(body[:4096]):
        return WEB_PAGE_INSTEAD
    return "What the server answers is not a feed. Check the feed's address."


def _entry(entry: Fields, url: str, texts: Mapping[str, str]) -> Entry:
    content = _content(entry)
    summary = _text(entry, "summary", LONGEST_TEXT)
    details = (*_several(entry, "content"), *_several(entry, "summary_detail"))
    base = next((found for each in details if (found := _text(each, "base", LONGEST_URL))), "")
    return Entry(
        base_url=_joined(url, base),
        guid=_text(entry, "id", LONGEST_URL),
        # FeedBurner's own link is a redirect that dies with it.
        link=_text(entry, "feedburner_origlink", LONGEST_URL) or _text(entry, "link", LONGEST_URL),
        title=_text(entry, "title", LONGEST_LINE),
        # Where an image's text comes first, feedparser takes it for the summary, and the summary
        # for content.
        summary="" if content and summary in texts.values() else summary,
        content=content,
        author=_text(entry, "author", LONGEST_LINE),
        published_at=_date(entry, "published") or _date(entry, "updated"),
        categories=tuple(_categories(entry)),
        images=tuple(_images(entry, texts)),
        doi=_named(entry, "doi", "prism_doi", "dc_identifier", "id"),
        pmid=_named(entry, "pmid", "dc_identifier", "id", "pubmed"),
    )


def _text(fields: Fields, name: str, limit: int) -> str:
    # dict.get: feedparser's own falls back from one field to another, with a warning.
    value = dict.get(fields, name)
    return value[:limit].strip() if isinstance(value, str) else ""


def _several(fields: Fields, name: str) -> list[Fields]:
    """The elements of this name, or the one; a feed's own `<links>` would put a text in place."""
    value = dict.get(fields, name)
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def _named(entry: Fields, kind: str, *fields: str) -> str:
    """The first of the fields that holds a DOI or PubMed id, for `papers` to make out."""
    values = (_text(entry, field, LONGEST_LINE) for field in fields)
    return next((value for value in values if NAMES[kind].match(value)), "")


def _content(entry: Fields) -> str:
    """The longest of the contents: some feeds give one per format."""
    values = (_text(content, "value", LONGEST_TEXT) for content in _several(entry, "content"))
    return max(values, key=len, default="")


def _date(entry: Fields, name: str) -> datetime | None:
    """A date that feedparser could read. It takes ten digits, a Unix time, for a year and a day."""
    parsed = dict.get(entry, f"{name}_parsed")
    if not isinstance(parsed, struct_time) or _text(entry, name, LONGEST_LINE).isdigit():
        return None
    try:
        date = datetime(*parsed[:5], min(parsed.tm_sec, 59), tzinfo=UTC)
    except ValueError:
        return None
    return date if date.year >= EARLIEST_YEAR else None


def _categories(entry: Fields) -> Iterator[str]:
    for tag in _several(entry, "tags")[:MOST_CATEGORIES]:
        name = _text(tag, "label", 200) or _text(tag, "term", 200)
        if name:
            yield name


def _images(entry: Fields, texts: Mapping[str, str]) -> Iterator[EntryImage]:
    """Images that the entry names outside its HTML, each once, the widest first."""
    media = sorted(filter(_is_image, _several(entry, "media_content")), key=_width, reverse=True)
    thumbnails = _several(entry, "media_thumbnail")
    enclosures = (link for link in _several(entry, "links") if _is_enclosed_image(link))
    found = dict.fromkeys(_addresses((*media, *thumbnails, *enclosures)))
    for address in list(found)[:MOST_IMAGES]:
        yield EntryImage(address, texts.get(address, "")[:LONGEST_LINE])


def _addresses(items: Sequence[Fields]) -> Iterable[str]:
    addresses = (_text(i, "url", LONGEST_URL) or _text(i, "href", LONGEST_URL) for i in items)
    return (address for address in addresses if address)


def _is_image(media: Fields) -> bool:
    kind = _text(media, "medium", 40) or _text(media, "type", 40).partition("/")[0]
    return kind == "image" or (not kind and bool(IMAGE_NAME.search(_text(media, "url", 4096))))


def _is_enclosed_image(link: Fields) -> bool:
    return _text(link, "rel", 40) == "enclosure" and _text(link, "type", 40).startswith("image/")


def _width(media: Fields) -> int:
    width = _text(media, "width", 6)
    return int(width) if width.isascii() and width.isdigit() else 0


def _joined(url: str, base: str) -> str:
    try:
        return urljoin(url, base)
    except ValueError:
        return url


def _ttl(text: str) -> int | None:
    minutes = int(text[:9]) if text.isascii() and text[:9].isdigit() else 0
    return min(minutes, LONGEST_TTL) or None
