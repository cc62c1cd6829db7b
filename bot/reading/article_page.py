"""An article's own page → what it says beyond its feed. Pure; runs in the worker process.

The main text is found by trafilatura, which is imported when it is first needed: it takes a fifth
of a second. What a page says of itself (Open Graph, robots, canonical) stands in its head.
"""

from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from bot.articles.clean import LONGEST_AUTHOR, LONGEST_TEXT
from bot.articles.images import image_of
from bot.articles.links import canonical_url, safe_url
from bot.articles.text import plain, shorten, with_words_parted
from bot.model.article import ArticlePage
from bot.model.document import Document, Entry, EntryImage

REFUSALS = ("noindex", "none")
NAMES = ("robots", "progressbot")


def read_page(document: Document) -> ArticlePage:
    """Read a page; whatever it holds, the result is within the limits."""
    page = LexborHTMLParser(document.body)
    if not _is_indexable(page, document):
        return ArticlePage(indexable=False)
    # Imported here: only the worker reads pages.
    from trafilatura import bare_extraction  # noqa: PLC0415

    found = bare_extraction(
        document.body, url=document.url, include_comments=False, with_metadata=True
    )
    text, author, date = ((getattr(found, name, None) or "") for name in ("text", "author", "date"))
    address = _meta(page, "og:image")
    image = EntryImage(address, escape(_meta(page, "og:image:alt")))
    return ArticlePage(
        text=with_words_parted(plain(escape(text)))[:LONGEST_TEXT],
        author=shorten(plain(escape(author)), LONGEST_AUTHOR),
        image=image_of(Entry(document.url, images=(image,))) if address else None,
        published_at=_date(date),
        canonical_url=_canonical(page, document.url),
    )


def _is_indexable(page: LexborHTMLParser, document: Document) -> bool:
    said = [document.headers.get("x-robots-tag", ""), *(_meta(page, name) for name in NAMES)]
    words = {word.strip() for each in said for word in each.lower().split(",")}
    return not words.intersection(REFUSALS)


def _meta(page: LexborHTMLParser, name: str) -> str:
    """What a meta element of this name or property says."""
    for node in page.css("meta"):
        named = node.attributes.get("property") or node.attributes.get("name") or ""
        if named.lower() == name:
            return (node.attributes.get("content") or "").strip()
    return ""


def _canonical(page: LexborHTMLParser, url: str) -> str:
    """The page's canonical URL, ready to be compared; only one on the same host is believed."""
    node = page.css_first('link[rel="canonical"]')
    href = (node.attributes.get("href") or "") if node else ""
    address = safe_url(href, url) if href else None
    if not address or urlsplit(address).hostname != urlsplit(url).hostname:
        return ""
    # A site that names its front page on every page means nothing by it.
    return canonical_url(address) if urlsplit(address).path.strip("/") else ""


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
