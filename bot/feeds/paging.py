"""Which page of a feed's past comes next. Pure; called by the backfill and by the poll of a gap.

the page names it (RFC 5005, JSON Feed, a listing) ─► that one
the feed's own address, or a numbered page of it   ─► ?paged=2, ?paged=3, … as WordPress counts

Any feed is asked for its second page: a WordPress cannot always be known by its feed. The answer
is believed if it shows other items than the pages before. Other sites ignore the number.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.feeds.turns import host_of

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


@dataclass(frozen=True, slots=True)
class Shown:
    """The items of a page, by which it is told from another one.

    Attributes:
        keys: of the items.
        contents: what each item says; some sites give each item a new key at every request.
    """

    keys: frozenset[str] = frozenset()
    contents: frozenset[tuple[object, ...]] = frozenset()


class PagesShown:
    """The pages of a past that were read so far: the first one, and the one before the present."""

    def __init__(self) -> None:
        self._pages: tuple[Shown, ...] = ()

    def add(self, page: Shown) -> None:
        """Take in the page that was read last."""
        self._pages = (*self._pages[:1], page)

    def repeats(self, page: Shown) -> bool:
        """Whether a page shows nothing that these did not: a site that ignores its number."""
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
        return older if _site(older) == _site(url) else None
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


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")
