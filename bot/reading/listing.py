"""An HTML page that lists articles → the articles. Pure; runs in the worker process.

How such a page is built, the catalogue says by CSS selectors (`Listing`). What has no link is left
out; what the page does not tell stays empty.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.model.document import Document, Entry, EntryImage, ParsedFeed
from bot.model.feed import Feed, Listing, Pace
from bot.model.topic import Taxonomy
from bot.reading.extensions import older_url
from bot.reading.extract import Extraction, articles_of
from bot.reading.limits import LONGEST_LINE, LONGEST_TEXT, LONGEST_URL, MOST_ENTRIES

DATE_FORMATS = (
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%m/%d/%Y",
)
LAZY = ("src", "data-src", "data-lazy-src", "data-original")


def read_listing(
    document: Document, listing: Listing, feed: Feed, taxonomy: Taxonomy
) -> Extraction:
    """The articles that a page lists, and the page after it."""
    page = LexborHTMLParser(document.body)
    items = page.css(listing.item)[:MOST_ENTRIES]
    following = page.css_first(listing.next_page) if listing.next_page else None
    parsed = ParsedFeed(
        title=_text(page.css_first("title"), LONGEST_LINE),
        pace=Pace(),
        entries=tuple(entry for item in items for entry in _entry(item, listing, document.url)),
        older=older_url(_attribute(following, "href"), document.url),
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
        link=urljoin(url, address) if _joins(url, address) else "",
        # Text stands where HTML is expected: a "<" in it begins no tag.
        title=escape(_text(title, LONGEST_LINE)),
        summary=escape(_text(_one(item, listing.teaser), LONGEST_TEXT)),
        published_at=_date(_one(item, listing.date)),
        images=tuple(_images(_one(item, listing.image))),
    )


def _one(item: LexborNode, selector: str) -> LexborNode | None:
    return item.css_first(selector) if selector else None


def _text(node: LexborNode | None, limit: int) -> str:
    return " ".join(node.text(separator=" ").split())[:limit] if node else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "")[:LONGEST_URL].strip() if node else ""


def _joins(url: str, address: str) -> bool:
    try:
        return bool(urljoin(url, address))
    except ValueError:
        return False


def _images(node: LexborNode | None) -> Iterator[EntryImage]:
    image = node if node is None or node.tag == "img" else node.css_first("img")
    sources = (_attribute(image, name) for name in LAZY)
    source = next((each for each in sources if each and not each.startswith("data:")), "")
    if source:
        yield EntryImage(source, _attribute(image, "alt")[:LONGEST_LINE])


def _date(node: LexborNode | None) -> datetime | None:
    """What `datetime` or the text says; a day without an hour is its beginning in UTC."""
    for text in (_attribute(node, "datetime"), _text(node, 100)):
        if found := _iso(text) or _written_out(text):
            return found
    return None


def _iso(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _written_out(text: str) -> datetime | None:
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
