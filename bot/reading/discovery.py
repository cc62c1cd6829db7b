"""Finds the feeds that a web page names (`<link rel="alternate">`), the likeliest first. Pure.

Called in the worker process for `feeds add`. https://www.rssboard.org/rss-autodiscovery
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.articles.links import safe_url
from bot.articles.text import plain, shorten
from bot.model.document import Document, FeedLink

TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
SINGLE_ENTRY = re.compile(r"""\btype\s*=\s*["']?entry\b""")
"""An Atom document of one article (RFC 5023, section 12.1), which is no feed."""
COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
MOST_LINKS = 50
LONGEST_LINK_TITLE = 100
"""Characters of a feed's title; chosen by eye, as is the number of links."""


def feed_links(document: Document) -> tuple[FeedLink, ...]:
    """The feeds that a page names; none if the document is no web page.

    Feeds of articles come before feeds of comments, and feeds under the page's own path before the
    others of the site.
    """
    if not document.is_web_page:
        return ()
    tree = LexborHTMLParser(document.body)
    base = urljoin(document.url, _attribute(tree.css_first("base[href]"), "href"))
    links = dict.fromkeys(_links(tree, base))
    section = urlsplit(document.url).path.rstrip("/") + "/"
    ranked = sorted(
        links,
        key=lambda link: (_is_comments(link), not urlsplit(link.url).path.startswith(section)),
    )
    return tuple(ranked[:MOST_LINKS])


def _links(tree: LexborHTMLParser, base: str) -> Iterator[FeedLink]:
    for node in tree.css("link[rel][href]"):
        kind, _, parameters = _attribute(node, "type").lower().partition(";")
        relations = _attribute(node, "rel").lower().split()
        url = safe_url(_attribute(node, "href"), base)
        is_feed = kind.strip() in TYPES and not SINGLE_ENTRY.search(parameters)
        if url and is_feed and "alternate" in relations:
            yield FeedLink(url, shorten(plain(_attribute(node, "title")), LONGEST_LINK_TITLE))


def _is_comments(link: FeedLink) -> bool:
    return bool(COMMENTS.search(link.title) or COMMENTS.search(urlsplit(link.url).path))


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "") if node else ""
