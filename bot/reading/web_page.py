"""Reads a web page: the feeds that it names, or the article that it is. Pure.

Runs in the worker process. trafilatura finds an article's main text; it is imported when it is
first needed, since that takes a fifth of a second.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import chain
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.articles.clean import (
    LAZY_SOURCES,
    LONGEST_AUTHOR,
    LONGEST_TEXT,
    alt_text,
    image_of,
    same_file,
)
from bot.articles.dates import read_date
from bot.articles.links import canonical_url, safe_url
from bot.articles.text import plain, shorten, tidy, with_words_parted
from bot.model.article import ArticlePage, Image
from bot.model.document import Document, Entry, EntryImage, FeedLink
from bot.reading.extensions import header_links

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
SINGLE_ENTRY = re.compile(r"""\btype\s*=\s*["']?entry\b""")
"""An Atom document of one article (RFC 5023, section 12.1), which is no feed."""
COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
FEED_PATH = re.compile(r"[/.](?:feed|rss|atom)(?:\.\w{2,4})?/?\Z", re.IGNORECASE)
"""The address of a feed to which a page has a mere link: /feed, /news.rss, /rss.xml."""
MOST_LINKS = 50
"""Links to feeds that are kept of one page. Chosen by eye."""
LONGEST_LINK_TITLE = 100
"""Characters of a feed's title; chosen by eye, as is the number of links."""


def feed_links(document: Document) -> tuple[FeedLink, ...]:
    """The feeds that a page names, else those it links to; none if the document is no web page.

    Feeds of articles come before feeds of comments, and feeds below the page's own path before the
    site's other feeds.
    """
    if not document.is_web_page:
        return ()
    tree = LexborHTMLParser(document.body)
    base = urljoin(document.url, _attribute(tree.css_first("base[href]"), "href"))
    links = dict.fromkeys(_named(document, tree, base)) or dict.fromkeys(_linked_to(tree, base))
    section = urlsplit(document.url).path.rstrip("/") + "/"
    ranked = sorted(
        links,
        key=lambda link: (link.of_comments, not urlsplit(link.url).path.startswith(section)),
    )
    return tuple(ranked[:MOST_LINKS])


def _named(document: Document, tree: LexborHTMLParser, base: str) -> Iterator[FeedLink]:
    """Those in the page's head, then those in its `Link` headers (RFC 8288, section 3)."""
    names = ("href", "rel", "type", "title")
    nodes = tree.css("link[rel][href]")
    in_head = ((base, {name: _attribute(node, name) for name in names}) for node in nodes)
    in_headers = ((document.url, link) for link in header_links(document.headers.get("link", "")))
    for beside, link in chain(in_head, in_headers):
        kind, _, parameters = link.get("type", "").lower().partition(";")
        is_feed = kind.strip() in FEED_TYPES and not SINGLE_ENTRY.search(parameters)
        url = safe_url(link["href"], beside)
        if url and is_feed and "alternate" in link.get("rel", "").lower().split():
            yield _link(url, link.get("title", ""))


def _linked_to(tree: LexborHTMLParser, base: str) -> Iterator[FeedLink]:
    for node in tree.css("a[href]"):
        url = safe_url(_attribute(node, "href"), base)
        if url and FEED_PATH.search(urlsplit(url).path):
            yield _link(url, _attribute(node, "title"))


def _link(url: str, title: str) -> FeedLink:
    comments = COMMENTS.search(title) or COMMENTS.search(urlsplit(url).path)
    return FeedLink(url, shorten(plain(title), LONGEST_LINK_TITLE), bool(comments))


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "") if node else ""


ROBOTS_REFUSALS = ("noindex", "none")
ROBOTS_META_NAMES = ("robots", "progressbot")
MOST_PICTURES = 500
"""Images of a page that are searched for an alt text; chosen by eye."""
MOST_CANDIDATES = 20
"""Addresses that are read of a `srcset`; editors write up to ten."""


def read_page(document: Document) -> ArticlePage:
    """Read a page and cut its parts to the limits of articles.

    If a page's robots rules forbid indexing, only `indexable=False` is returned.
    """
    page = LexborHTMLParser(document.body)
    if not _is_indexable(page, document):
        return ArticlePage(indexable=False)
    # Imported here: only the worker reads pages.
    from trafilatura import bare_extraction  # noqa: PLC0415

    found = bare_extraction(
        document.body, url=document.url, include_comments=False, with_metadata=True
    )
    text, author, date = ((getattr(found, name, None) or "") for name in ("text", "author", "date"))
    return ArticlePage(
        text=with_words_parted(tidy(text))[:LONGEST_TEXT],
        author=shorten(tidy(author), LONGEST_AUTHOR),
        image=_image(page, document.url),
        published_at=read_date(date),
        canonical_url=_canonical(page, document.url),
    )


def _image(page: LexborHTMLParser, url: str) -> Image | None:
    """The image that the page names in its head, with an alt text from anywhere on the page."""
    address = _meta(page, "og:image") or _meta(page, "og:image:url") or _meta(page, "twitter:image")
    alts = (_meta(page, name) for name in ("og:image:alt", "twitter:image:alt"))
    alt = next((alt for alt in alts if alt), "")
    named = EntryImage(address, escape(alt))
    image = image_of(Entry(url, images=(named,))) if address else None
    return image if image is None or image.alt else replace(image, alt=_alt_in(page, image.url))


def _alt_in(page: LexborHTMLParser, url: str) -> str:
    """The alt text of the `<img>` that shows the same picture; "" if there is none."""
    for node in page.css("img[alt]")[:MOST_PICTURES]:
        alt = alt_text(escape(node.attributes.get("alt") or ""))
        if alt and any(same_file(url, source) for source in _sources(node)):
            return alt
    return ""


def _sources(node: LexborNode) -> Iterator[str]:
    for name in LAZY_SOURCES:
        yield node.attributes.get(name) or ""
    for name in ("srcset", "data-srcset"):
        for candidate in (node.attributes.get(name) or "").split(",")[:MOST_CANDIDATES]:
            yield candidate.strip().partition(" ")[0]


def _is_indexable(page: LexborHTMLParser, document: Document) -> bool:
    said = [
        document.headers.get("x-robots-tag", ""),
        *(_meta(page, name) for name in ROBOTS_META_NAMES),
    ]
    words = {word.strip() for each in said for word in each.lower().split(",")}
    return not words.intersection(ROBOTS_REFUSALS)


def _meta(page: LexborHTMLParser, name: str) -> str:
    """The content of the meta element with this name or property; "" if there is none."""
    for node in page.css("meta"):
        named = node.attributes.get("property") or node.attributes.get("name") or ""
        if named.lower() == name:
            return (node.attributes.get("content") or "").strip()
    return ""


def _canonical(page: LexborHTMLParser, url: str) -> str:
    """The page's canonical URL, ready to be compared; "" if it is on another host."""
    node = page.css_first('link[rel="canonical"]')
    href = (node.attributes.get("href") or "") if node else ""
    address = safe_url(href, url) if href else None
    if not address or urlsplit(address).hostname != urlsplit(url).hostname:
        return ""
    # Some sites name their front page as the canonical URL of every page, which is wrong.
    return canonical_url(address) if urlsplit(address).path.strip("/") else ""
