"""Document: what one fetch returned. Entry: an item as a feed states it, untrusted and unclean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.feed import Pace, Validators

MOST_ENTRIES = 500
MOST_CATEGORIES = 50
MOST_IMAGES = 10
LONGEST_LINE = 2_000
LONGEST_URL = 4_096
LONGEST_MARKUP = 100_000
"""How much of a feed is read, whatever it holds; the parsers of all formats keep to it."""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes, headers and final URL of one fetch.

    Attributes:
        url: the URL that answered, after redirects.
        status: 200, or 304 where nothing changed.
        headers: names in lower case; a repeated header's values are joined by ", ".
        body: decompressed; empty with 304.
        moved_to: the URL to which nothing but permanent redirects led; None without one.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved_to: str | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the server said that nothing changed."""
        return self.status == 304  # noqa: PLR2004 - the one status that says so

    @property
    def validators(self) -> Validators:
        """ETag and Last-Modified, each only where the server gave it."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


@dataclass(frozen=True, slots=True)
class EntryImage:
    """An image that the entry names outside its HTML (`media:*`, `enclosure`)."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item, unclean: every text may be HTML, every URL anything.

    Attributes:
        base_url: what relative links and images are resolved against.
        link: the article's own page.
        enclosure: a file that comes with it (a podcast's episode).
        plain: which of title, summary and content are plain text: "<" in them is no markup.
        content: the whole text (`content:encoded`), often empty.
        doi, pmid: as the feed writes them, with whatever stands in front.
        published_at: aware, in UTC; None where the feed gives no date that can be read.
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


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed's document holds.

    Attributes:
        pace: how often the feed wishes to be asked.
        older: URL of the document that goes on from here into the past (RFC 5005 `prev-archive` or
            `next`, JSON Feed `next_url`); None where the feed names none.
        entries: in the feed's own order, usually newest first.
        homepage: the page that the feed belongs to; "" where it names none.
    """

    title: str
    pace: Pace
    entries: tuple[Entry, ...]
    older: str | None = None
    homepage: str = ""
