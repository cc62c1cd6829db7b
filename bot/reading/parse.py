"""Parses a Document into a ParsedFeed, whose texts are not yet cleaned but bounded in size.

Pure; `reading.extract` calls it in the worker process, since feedparser can hang on a hostile
document (measured: 40 KB in `<author>` take 6 s). Only this module imports feedparser.

Several elements can hold an entry's link, teaser or image. Each is taken from the first of these:

    link     FeedBurner's original link; a link to a web page; any other link; a guid that is an
             address (in `clean`); the enclosure (in `clean`)
    teaser   summary or description; subtitle (podcasts); the content (in `clean`)
    image    media:content, the widest first; media:thumbnail; enclosures and links that are
             images; itunes:image; the first image of the HTML (in `images`)
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

import feedparser
from feedparser.namespaces.dc import Namespace as DublinCore

from bot.articles.dates import read_date
from bot.articles.links import absolute_url, has_host
from bot.errors import ParseError
from bot.feeds.health import WEB_PAGE_INSTEAD
from bot.model.document import (
    LONGEST_LINE,
    LONGEST_MARKUP,
    LONGEST_URL,
    MOST_CATEGORIES,
    MOST_IMAGES,
    Document,
    Entry,
    EntryImage,
    ParsedFeed,
    begins_as_html,
)
from bot.reading.extensions import media_texts, newest, older_by_links, pace_of
from bot.reading.json_feed import parse_json
from bot.reading.repair import is_json, repaired

LONGEST_TTL = 7 * 24 * 60
"""Minutes: a week. `feeds.schedule` cuts every wait to a day anyway."""

OTHER_SCHEME = re.compile(
    r"(?:mailto|tel|sms|javascript|data|ftp|file|urn|tag|news|about|magnet|itpc|podcast):",
    re.IGNORECASE,
)
"""Addresses that are no page; in such a link's place the next source is taken."""
IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp)(?:\?|$)", re.IGNORECASE)
MEDIA_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|mp[34]|m4[av]|ogg|wav|webm|mov)(?:[?#]|$)", re.IGNORECASE
)
MEDIA = frozenset({"image", "audio", "video"})
DATES = ("published", "updated", "created", "prism_publicationdate", "prism_coverdate")
"""The dates of an entry, the best one first."""
IDENTIFIERS = "dc_identifiers"
PLAIN_TITLE = frozenset({"title"})
ID_PREFIXES = {
    "doi": re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/", re.IGNORECASE),
    "pmid": re.compile(r"(?:pmid|pubmed)\W{0,3}\d", re.IGNORECASE),
}
"""The beginning of a field that holds a paper's id."""
KEYWORD_CHARACTERS = 40
"""Characters of a type, a relation or a medium. Chosen by eye: the known ones are shorter."""
TAG_CHARACTERS = 200
"""Characters of a category's name; `articles.clean` keeps fewer. Chosen by eye."""
WIDTH_DIGITS = 6
"""Digits of an image's width in pixels. Chosen by eye."""
Fields = dict[str, Any]
"""An element as feedparser returns it: a FeedParserDict."""
NO_DATE = (0,) * 9
"""The nine fields of a time, which answer for feedparser's own handlers: `articles.dates` reads the
dates as they are written."""
feedparser.registerDateHandler(lambda _: NO_DATE)


def parse(document: Document) -> ParsedFeed:
    """Read a feed.

    Raises:
        ParseError: the document is no feed, or too broken to be read.
    """
    # Without the `content-location` header, feedparser leaves ids as they are written.
    found = repaired(document.body, document.headers.get("content-type", "application/xml"))
    body, headers = found.body, {"content-type": found.content_type}
    if not body.strip():
        raise ParseError("The server answers with an empty page instead of a feed.")
    if is_json(body):
        return parse_json(body, document.url)
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
    homepage = absolute_url(_link(result.feed), document.url)
    base, texts = homepage or document.url, media_texts(body)
    dated = [(entry, _date(entry)) for entry in result.entries]
    is_atom = result.version.startswith("atom")
    return ParsedFeed(
        title=_text(result.feed, "title", LONGEST_LINE),
        pace=pace_of(body, _ttl(_text(result.feed, "ttl", LONGEST_LINE))),
        entries=tuple(
            _entry(entry, date, base, texts, is_atom=is_atom) for entry, date in newest(dated)
        ),
        older=older_by_links(_several(result.feed, "links"), document.url),
        homepage=homepage,
    )


def _no_feed_sentence(body: bytes) -> str:
    if begins_as_html(body):
        return WEB_PAGE_INSTEAD
    return "What the server answers is not a feed. Check the feed's address."


def _entry(
    entry: Fields, date: datetime | None, site: str, texts: Mapping[str, str], *, is_atom: bool
) -> Entry:
    content = _content(entry)
    summary = _text(entry, "summary", LONGEST_MARKUP)
    # If an image's text comes first, feedparser takes it for the summary, and the summary for the
    # content.
    of_pictures = texts.values() if content else _picture_texts(entry, texts)
    summary = "" if summary in of_pictures else summary
    return Entry(
        base_url=_base_url(entry, site),
        guid=_text(entry, "id", LONGEST_URL),
        # FeedBurner's own link is a redirect that ends when the service does.
        link=_text(entry, "feedburner_origlink", LONGEST_URL) or _link(entry),
        enclosure=_enclosure(entry),
        title=_text(entry, "title", LONGEST_LINE),
        summary=summary or _text(entry, "subtitle", LONGEST_MARKUP),
        content=content,
        author=_author(entry),
        published_at=date,
        categories=tuple(_categories(entry)),
        images=tuple(_images(entry, texts)),
        doi=_named(entry, "doi", "prism_doi", IDENTIFIERS, "id"),
        pmid=_named(entry, "pmid", IDENTIFIERS, "id", "pubmed"),
        plain=PLAIN_TITLE if is_atom and _is_text(entry, "title_detail") else frozenset(),
    )


def _picture_texts(entry: Fields, texts: Mapping[str, str]) -> set[str]:
    """The texts of pictures alone: a group's text is also that of its video."""
    by_kind: dict[bool, set[str]] = {True: set(), False: set()}
    for media in _several(entry, "media_content"):
        by_kind[_is_image(media)].add(texts.get(_text(media, "url", LONGEST_URL), ""))
    return by_kind[True] - by_kind[False]


def _base_url(entry: Fields, site: str) -> str:
    """`xml:base`, else the address of the feed's site."""
    details = (
        *_several(entry, "content"),
        *_several(entry, "summary_detail"),
        *_several(entry, "title_detail"),
    )
    base = next((found for each in details if (found := _text(each, "base", LONGEST_URL))), "")
    return absolute_url(base, site) or site


def _is_text(entry: Fields, detail: str) -> bool:
    return any(_keyword(each, "type") == "text/plain" for each in _several(entry, detail))


def _link(fields: Fields) -> str:
    """The page that an entry or a feed links to; a picture or a sound if there is no page."""
    links = [
        (address, _keyword(link, "type").lower())
        for link in _several(fields, "links")
        if _keyword(link, "rel").lower() == "alternate"
        and (address := _text(link, "href", LONGEST_URL))
        and not OTHER_SCHEME.match(address)
    ]
    pages = [address for address, kind in links if "html" in kind and not _names_media(address)]
    others = [address for address, kind in links if kind.partition("/")[0] not in MEDIA]
    return next(iter((*pages, *others)), "") or _stated_link(fields)


def _stated_link(fields: Fields) -> str:
    """The text of `<link>`. If feedparser put the guid in its place, it must be an address."""
    link = _text(fields, "link", LONGEST_URL)
    attached = {_text(each, "href", LONGEST_URL) for each in _several(fields, "links")}
    is_guid = link == _text(fields, "id", LONGEST_URL)
    return "" if link in attached or (is_guid and not has_host(link)) else link


def _enclosure(entry: Fields) -> str:
    links = (link for link in _several(entry, "links") if _keyword(link, "rel") != "self")
    media = _several(entry, "media_content")
    found = (each for each in _addresses((*links, *media)) if not OTHER_SCHEME.match(each))
    return next(found, "")


def _text(fields: Fields, name: str, limit: int) -> str:
    # dict.get, because feedparser's own `get` falls back from one field to another, with a warning.
    value = dict.get(fields, name)
    return value[:limit].strip() if isinstance(value, str) else ""


def _keyword(fields: Fields, name: str) -> str:
    return _text(fields, name, KEYWORD_CHARACTERS)


def _several(fields: Fields, name: str) -> list[Fields]:
    """The elements of this name, in a list even if there is one.

    Texts are left out: a feed with an element `<links>` of its own has a text here.
    """
    value = dict.get(fields, name)
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def _named(entry: Fields, kind: str, *fields: str) -> str:
    """The first of these fields that holds a DOI or PubMed id; `articles.papers` reads it."""
    values = (value for field in fields for value in _lines(entry, field))
    return next((value for value in values if ID_PREFIXES[kind].match(value)), "")


def _lines(entry: Fields, name: str) -> list[str]:
    """The texts of an element that may stand several times."""
    several = dict.get(entry, name)
    if isinstance(several, list):
        return [each[:LONGEST_LINE].strip() for each in several if isinstance(each, str)]
    return [_text(entry, name, LONGEST_LINE)]


def _author(entry: Fields) -> str:
    """The first of several authors, of whom feedparser's `author` names the last."""
    names = [
        name for each in _several(entry, "authors") if (name := _text(each, "name", LONGEST_LINE))
    ]
    return names[0] if len(names) > 1 else _text(entry, "author", LONGEST_LINE)


def _content(entry: Fields) -> str:
    """The longest of the contents; some feeds give one for each format."""
    values = (_text(content, "value", LONGEST_MARKUP) for content in _several(entry, "content"))
    return max(values, key=len, default="")


def _date(entry: Fields) -> datetime | None:
    texts = (_text(entry, name, LONGEST_LINE) for name in DATES)
    return next((date for text in texts if text and (date := read_date(text))), None)


def _categories(entry: Fields) -> Iterator[str]:
    for tag in _several(entry, "tags")[:MOST_CATEGORIES]:
        name = _text(tag, "label", TAG_CHARACTERS) or _text(tag, "term", TAG_CHARACTERS)
        if name:
            yield name


def _images(entry: Fields, texts: Mapping[str, str]) -> Iterator[EntryImage]:
    """Images that the entry names outside its HTML, each once."""
    media = sorted(filter(_is_image, _several(entry, "media_content")), key=_width, reverse=True)
    thumbnails = _several(entry, "media_thumbnail")
    linked = filter(_is_linked_image, _several(entry, "links"))
    own = _several(entry, "image")
    found = dict.fromkeys(_addresses((*media, *thumbnails, *linked, *own)))
    for address in list(found)[:MOST_IMAGES]:
        yield EntryImage(address, texts.get(address, "")[:LONGEST_LINE])


def _addresses(items: Sequence[Fields]) -> Iterable[str]:
    addresses = (_text(i, "url", LONGEST_URL) or _text(i, "href", LONGEST_URL) for i in items)
    return (address for address in addresses if address)


def _is_image(media: Fields) -> bool:
    kind = _keyword(media, "medium") or _keyword(media, "type").partition("/")[0]
    return kind == "image" or (not kind and _names_image(_text(media, "url", LONGEST_URL)))


def _is_linked_image(link: Fields) -> bool:
    kind = _keyword(link, "type").partition("/")[0]
    unnamed = kind not in MEDIA and _keyword(link, "rel") == "enclosure"
    return kind == "image" or (unnamed and _names_image(_text(link, "href", LONGEST_URL)))


def _names_image(address: str) -> bool:
    return IMAGE_NAME.search(address) is not None


def _names_media(address: str) -> bool:
    return MEDIA_NAME.search(address) is not None


def _width(media: Fields) -> int:
    width = _text(media, "width", WIDTH_DIGITS)
    return int(width) if width.isascii() and width.isdigit() else 0


def _ttl(text: str) -> int | None:
    minutes = int(text[:9]) if text.isascii() and text[:9].isdigit() else 0
    return min(minutes, LONGEST_TTL) or None


FeedParserDict = feedparser.FeedParserDict
DERIVED_KEYS = ("category", "enclosures", "license", "updated", "updated_parsed")
"""Keys that FeedParserDict answers from other ones."""


def _make_quicker() -> None:
    """Make feedparser's dictionaries quicker, with the same answers.

    feedparser looks up each key under its former names as well, and few keys have any. It also
    makes deep copies of each text's parameters, which are plain texts. Both together take a quarter
    of its time (measured).
    """
    others = frozenset((*DERIVED_KEYS, *FeedParserDict.keymap))
    slow_item, slow_get, slow_in = (
        FeedParserDict.__getitem__,
        FeedParserDict.get,
        FeedParserDict.__contains__,
    )

    def item(self: dict[str, object], key: str) -> object:
        return slow_item(self, key) if key in others else dict.__getitem__(self, key)

    def get(self: dict[str, object], key: str, default: object = None) -> object:
        return slow_get(self, key, default) if key in others else dict.get(self, key, default)

    def contains(self: dict[str, object], key: str) -> object:
        return slow_in(self, key) if key in others else dict.__contains__(self, key)

    def copied(self: dict[str, object], memo: dict[int, object]) -> dict[str, object]:
        return type(self)(
            (key, value if isinstance(value, str) else deepcopy(value, memo))
            for key, value in self.items()
        )

    FeedParserDict.__getitem__ = item
    FeedParserDict.get = get
    FeedParserDict.__contains__ = FeedParserDict.has_key = contains
    FeedParserDict.__deepcopy__ = copied


def _keep_each_identifier() -> None:
    """Keep each `dc:identifier`; feedparser keeps the last, and none that has attributes."""

    def start(self: DublinCore, _: object) -> None:
        self.push("dc_identifier", 1)

    def end(self: DublinCore) -> None:
        if value := self.pop("dc_identifier"):
            self._get_context().setdefault(IDENTIFIERS, []).append(value)

    for handler in (start, end):
        setattr(DublinCore, f"_{handler.__name__}_dc_identifier", handler)


_keep_each_identifier()
_make_quicker()
