"""Entry: an item as a feed states it, untrusted and unclean."""

from dataclasses import dataclass
from datetime import datetime


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
        content: the whole text (`content:encoded`), often empty.
        published_at: aware, in UTC; None where the feed gives no date that can be read.
    """

    base_url: str
    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    published_at: datetime | None = None
    categories: tuple[str, ...] = ()
    images: tuple[EntryImage, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed's document holds.

    Attributes:
        ttl_minutes: RSS `ttl`, or None.
        entries: in the feed's own order, usually newest first.
    """

    title: str
    ttl_minutes: int | None
    entries: tuple[Entry, ...]
