"""Document: the result of one fetch. Entry: an item as its feed states it, not yet cleaned."""

import re
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from bot.model.feed import Pace, Validators

# Limits for the parsers of all formats, so that no feed can grow without bound; lengths are in
# characters. Chosen by eye, well above what real feeds hold.
MOST_ENTRIES = 500
MOST_CATEGORIES = 50
MOST_IMAGES = 10
LONGEST_LINE = 2_000
LONGEST_URL = 4_096
LONGEST_MARKUP = 100_000

WEB_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
WEB_PAGE_HEAD_BYTES = 4096
"""A web page says within these that it is one. Chosen by eye."""


def begins_as_html(body: bytes) -> bool:
    """Whether a document begins as a web page does."""
    return WEB_PAGE.search(body[:WEB_PAGE_HEAD_BYTES]) is not None


class Document(Struct, frozen=True):
    """Bytes, headers and final URL of one fetch.

    Attributes:
        url: the URL that answered, after redirects.
        status: 200, or 304 if nothing changed.
        headers: names in lower case; a repeated header's values are joined by ", ".
        body: decompressed; empty with 304.
        cut: whether only a part of it was read, since it is too large.
        has_end: whether that part is its end, in which its newest items are.
        moved_to: the URL to which nothing but permanent redirects led; None without one.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved_to: str | None = None
    cut: bool = False
    has_end: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether the server said that nothing changed."""
        return self.status == 304  # noqa: PLR2004 - the one status that says so

    @property
    def is_web_page(self) -> bool:
        """Whether it begins as HTML does."""
        return begins_as_html(self.body)

    @property
    def validators(self) -> Validators:
        """ETag and Last-Modified, each None if the server did not send it."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


class FeedLink(Struct, frozen=True):
    """A feed that a page names; its title is "" if the page gives none.

    Attributes:
        of_comments: whether it carries what readers say, and not articles.
    """

    url: str
    title: str
    of_comments: bool = False


class EntryImage(Struct, frozen=True):
    """An image that the entry names outside its HTML (`media:*`, `enclosure`)."""

    url: str
    alt: str = ""


class Entry(Struct, frozen=True):
    """One item, not yet cleaned: every text may be HTML, and a URL may be any text.

    Attributes:
        base_url: the URL that relative links and images are resolved against.
        link: the article's own page.
        enclosure: a file that comes with it, such as a podcast's episode.
        plain: the names of those of title, summary and content that are plain text, not HTML.
        content: the whole text (`content:encoded`), often empty.
        doi, pmid: as the feed writes them, perhaps with a prefix.
        published_at: aware, in UTC; None if the feed gives no date that can be read.
    """

    base_url: str
    guid: str = ""
    link: str = ""
    enclosure: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    published_at: datetime | None = None
    categories: tuple[str, ...] = ()
    images: tuple[EntryImage, ...] = ()
    doi: str = ""
    pmid: str = ""
    plain: frozenset[str] = frozenset()


class ParsedFeed(Struct, frozen=True):
    """The contents of a feed's document.

    Attributes:
        pace: how often the feed wishes to be asked.
        older: URL of the document with the next older items (RFC 5005 `prev-archive` or `next`,
            JSON Feed `next_url`); None if the feed names none.
        entries: in the feed's own order, usually newest first.
        homepage: the page that the feed belongs to; "" if it names none.
    """

    title: str
    pace: Pace
    entries: tuple[Entry, ...]
    older: str | None = None
    homepage: str = ""
