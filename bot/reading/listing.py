"""Reads the articles that an HTML page lists. Pure; runs in the worker process.

The catalogue describes such a page by CSS selectors (`Listing`). Items without a link are left out;
fields that the page does not show stay empty.
"""

from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.articles.clean import LAZY_SOURCES
from bot.articles.dates import LONGEST_DATE, read_date
from bot.articles.links import absolute_url
from bot.model.article import Taxonomy
from bot.model.document import (
    LONGEST_LINE,
    LONGEST_MARKUP,
    LONGEST_URL,
    MOST_ENTRIES,
    Document,
    Entry,
    EntryImage,
    ParsedFeed,
)
from bot.model.feed import Feed, Listing, Pace
from bot.reading.extensions import older_url
from bot.reading.extract import articles_of
from bot.reading.extractor import Extraction

PLAIN_FIELDS = frozenset({"title", "summary"})
"""These fields hold text without HTML, because the page's HTML is read already."""


def read_listing(
    document: Document, listing: Listing, feed: Feed, taxonomy: Taxonomy
) -> Extraction:
    """The articles that a page lists, and the address of the next page."""
    page = LexborHTMLParser(document.body)
    items = page.css(listing.item)[:MOST_ENTRIES]
    base = absolute_url(_attribute(page.css_first("base"), "href"), document.url) or document.url
    following = page.css_first(listing.next_page) if listing.next_page else None
    parsed = ParsedFeed(
        title=_text(page.css_first("title"), LONGEST_LINE),
        pace=Pace(),
        entries=tuple(entry for item in items for entry in _entry(item, listing, base)),
        older=older_url(_attribute(following, "href"), base),
    )
    return articles_of(parsed, feed, taxonomy, listing.topics)


def _entry(item: LexborNode, listing: Listing, url: str) -> Iterator[Entry]:
    link = _one(item, listing.link) if listing.link else item
    address = _attribute(link, "href")
    if not address:
        return
    title = _one(item, listing.title) if listing.title else link
    yield Entry(
        base_url=url,
        link=address,
        title=_text(title, LONGEST_LINE),
        summary=_text(_one(item, listing.teaser), LONGEST_MARKUP),
        published_at=_date(_one(item, listing.date)),
        images=tuple(_images(_one(item, listing.image))),
        plain=PLAIN_FIELDS,
    )


def _one(item: LexborNode, selector: str) -> LexborNode | None:
    return item.css_first(selector) if selector else None


def _text(node: LexborNode | None, limit: int) -> str:
    return " ".join(node.text(separator=" ").split())[:limit] if node else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "")[:LONGEST_URL].strip() if node else ""


def _images(node: LexborNode | None) -> Iterator[EntryImage]:
    image = node if node is None or node.tag == "img" else node.css_first("img")
    sources = (_attribute(image, name) for name in LAZY_SOURCES)
    source = next((each for each in sources if each and not each.startswith("data:")), "")
    if source:
        yield EntryImage(source, _attribute(image, "alt")[:LONGEST_LINE])


def _date(node: LexborNode | None) -> datetime | None:
    """The date in the element's `datetime` attribute, else in its text."""
    return read_date(_attribute(node, "datetime")) or read_date(_text(node, LONGEST_DATE))
