"""Finds the next page of a feed's past, and whether one is needed after a pause. Pure.

Called by the backfill and by polls. A document lists the newest items. If it has a known item,
nothing is missing between two polls. If not, the missing items stand on the next pages, or are
lost.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from msgspec import Struct

from bot.articles.links import host_of

PAGED = "paged"
WORDPRESS_KEY = re.compile(r"guid:https?://[^\s?]+\?(?:[^\s]*&)?p=\d+$")
WORDPRESS_PATH = re.compile(r"/feed(?:/rss2|/rdf|/atom)?/?$")
WORDPRESS_HEAD = re.compile(
    rb"wordpress\.(?:org|com)/|wellformedweb\.org/CommentAPI|purl\.org/rss/1\.0/modules/slash",
    re.IGNORECASE,
)
"""The generator, or the namespaces wfw and slash, which its feeds declare."""
HEAD_BYTES = 4_096
"""A feed's declarations and its generator stand ahead of its items."""


class Shown(Struct, frozen=True):
    """The items of a page, which distinguish it from other pages.

    Attributes:
        keys: of the items.
        contents: what each item says; some sites give each item a new key at every request.
    """

    keys: frozenset[str] = frozenset()
    contents: frozenset[tuple[object, ...]] = frozenset()


class PagesShown:
    """The first page of a past, and the last one that was read."""

    def __init__(self) -> None:
        self._pages: tuple[Shown, ...] = ()

    def add(self, page: Shown) -> None:
        """Take in the page that was read last."""
        self._pages = (*self._pages[:1], page)

    def repeats(self, page: Shown) -> bool:
        """Whether a page shows nothing new, as at a site that ignores page numbers."""
        keys = frozenset[str]().union(*(each.keys for each in self._pages))
        contents = frozenset[tuple[object, ...]]().union(*(each.contents for each in self._pages))
        same_contents = bool(page.contents) and page.contents <= contents
        return bool(self._pages) and (page.keys <= keys or same_contents)


def next_page(url: str, keys: Iterable[str], older: str | None, *, counts: bool) -> str | None:
    """The page after this one; None if it is the last.

    Args:
        url: of the page.
        keys: of the items on it.
        older: the page that this one names; None if it names none.
        counts: whether the number may be raised if no page is named.
    """
    if not any(True for _ in keys):
        return None
    if older:
        return older if is_same_site(older, url) else None
    return _paged(url) if counts else None


def is_wordpress(url: str, headers: Mapping[str, str], body: bytes, keys: Iterable[str]) -> bool:
    """Whether a feed's document shows any sign of WordPress, which surely knows page numbers."""
    return (
        "api.w.org" in headers.get("link", "")
        or bool(WORDPRESS_HEAD.search(body[:HEAD_BYTES]))
        or bool(WORDPRESS_PATH.search(_path(url)))
        or any(WORDPRESS_KEY.match(key) for key in keys)
    )


def page_number(url: str) -> int:
    """WordPress's number of a page, from 1."""
    number = dict(parse_qsl(urlsplit(url).query)).get(PAGED, "")
    return int(number) if number.isascii() and number.isdigit() else 1


def _paged(url: str) -> str:
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if name != PAGED]
    following = urlencode([*kept, (PAGED, str(page_number(url) + 1))])
    return urlunsplit(parts._replace(query=following))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def is_same_site(one: str, other: str) -> bool:
    """Whether two addresses have one host, with or without "www."."""
    return _site(one) == _site(other)


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")


LATE_WITHIN = timedelta(days=7)
"""Feeds show an article up to some days after its date; the margin of `articles.news`."""
MOST_PINNED = 2
"""Items that a site keeps on top of its feed; chosen by eye."""
USUAL_PAGE_ITEMS = 10
"""The items that WordPress and most other programs show in a feed, if not more."""
SMALLEST_PAGE_ITEMS = 3
"""A feed is hardly ever limited to fewer; an alert often has one or two. Chosen by eye."""
LONG_PAUSE = timedelta(days=1)
"""In a longer pause an item may come and go even in a feed of one or two. Chosen by eye."""
MIN_ITEMS_IN_ORDER = 3
"""The fewest items that tell in which order a feed lists them. Chosen by eye."""


class ListedItem(Struct, frozen=True):
    """The facts about an item that show whether there is a gap."""

    known: bool
    published_at: datetime | None


def has_gap(items: Sequence[ListedItem], read_at: datetime) -> bool:
    """Whether items may be missing between these and what the feed showed before.

    Args:
        items: of a document, in its order.
        read_at: when the feed was read before.
    """
    below = _without_pinned(items)
    return (
        bool(below)
        and not any(item.known for item in below)
        and any(_is_recent(item, read_at) for item in below)
    )


def has_room(count: int, pause: timedelta, *, was_empty: bool) -> bool:
    """Whether a document has so few items that none can have been pushed out since the last poll.

    Saved searches and alerts begin empty. An item leaves them when it is old, not when others come.

    Args:
        count: the document's items.
        pause: since the feed was read before.
        was_empty: whether it had no item then.
    """
    if was_empty:
        return count < USUAL_PAGE_ITEMS
    return count < SMALLEST_PAGE_ITEMS and pause < LONG_PAUSE


def is_past_gap(dates: Sequence[datetime | None], read_at: datetime) -> bool:
    """Whether a page shows only what the feed showed before it was read the last time."""
    return bool(dates) and all(date is not None and date < read_at - LATE_WITHIN for date in dates)


def _without_pinned(items: Sequence[ListedItem]) -> Sequence[ListedItem]:
    """The items below those that a site pins on top: known, and older than all that follow."""
    pinned = next((place for place, item in enumerate(items) if not item.known), len(items))
    below = items[pinned:]
    dates = [item.published_at for item in items if item.published_at]
    if not 0 < pinned <= MOST_PINNED or len(below) < MIN_ITEMS_IN_ORDER or len(dates) < len(items):
        return items
    newest_first = all(one >= other for one, other in pairwise(dates[pinned:]))
    return below if newest_first and max(dates[:pinned]) < min(dates[pinned:]) else items


def _is_recent(item: ListedItem, read_at: datetime) -> bool:
    return item.published_at is None or item.published_at >= read_at - LATE_WITHIN
