"""What a feed says of its homepage, and of where it goes on into the past. Pure; used by parsers.

RFC 5005 has `prev-archive` for archived feeds and `next` for paged ones; JSON Feed has `next_url`.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

from bot.feeds.limits import LONGEST_URL

RELATIONS = ("prev-archive", "next")


def older_by_links(links: Iterable[Mapping[str, object]], url: str) -> str | None:
    """The address that a feed's own links name; `links` are feedparser's."""
    by_relation = {str(link.get("rel")): str(link.get("href") or "") for link in links}
    addresses = (by_relation[relation] for relation in RELATIONS if relation in by_relation)
    return next((found for each in addresses if (found := older_url(each, url))), None)


def older_url(address: str, url: str) -> str | None:
    """The absolute http(s) address, where it is another one than the document's own."""
    joined = absolute(address, url)
    return joined if joined and joined != url else None


def absolute(address: str, url: str) -> str:
    """An address of a document as an absolute http(s) one; "" where it is none."""
    try:
        joined = urljoin(url, address[:LONGEST_URL].strip())
        parts = urlsplit(joined)
    except ValueError:
        return ""
    usable = address.strip() and parts.scheme in {"http", "https"} and parts.hostname
    return joined if usable else ""
