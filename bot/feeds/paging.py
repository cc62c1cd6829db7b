"""Finds the next page of a feed's past. Pure; called by the backfill pipeline.

the feed names it (RFC 5005, JSON Feed) ─► that one
WordPress, by the ids of most items     ─► ?paged=2, ?paged=3, … until 404
a listing's own link to the next page   ─► that one
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.feeds.turns import host_of

WORDPRESS_KEY = re.compile(r"guid:https?://[^\s?]+\?(?:[^\s]*&)?p=\d+$")
PAGED = "paged"


def next_page(url: str, keys: Iterable[str], older: str | None) -> str | None:
    """The address of the page after this one; None if this is the last.

    Args:
        url: the address of this page.
        keys: the keys of the items on it.
        older: the next page that this page names; None if it names none.
    """
    several = tuple(keys)
    if not several:
        return None
    if older:
        return older if _site(older) == _site(url) else None
    # Posts that came from another blog keep its ids, and may fill whole pages of an old past.
    is_wordpress = page_number(url) > 1 or 2 * sum(map(_is_post, several)) > len(several)
    return _paged(url) if is_wordpress else None


def page_number(url: str) -> int:
    """WordPress's number of a page, from 1."""
    number = dict(parse_qsl(urlsplit(url).query)).get(PAGED, "")
    return int(number) if number.isascii() and number.isdigit() else 1


def _is_post(key: str) -> bool:
    return bool(WORDPRESS_KEY.match(key))


def _paged(url: str) -> str:
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if name != PAGED]
    following = urlencode([*kept, (PAGED, str(page_number(url) + 1))])
    return urlunsplit(parts._replace(query=following))


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")
