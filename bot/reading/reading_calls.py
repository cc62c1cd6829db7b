"""The functions that `worker` calls in its processes. Each imports what it needs to read."""

import gc
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from bot.model.article import ArticlePage, Taxonomy
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed, Listing
from bot.reading.child_main import limit_memory, limited_time
from bot.reading.extractor import Extraction

ResultT = TypeVar("ResultT")

COLLECT_AFTER = 50_000
"""New objects between two collections of garbage. Python's 700 take a thirtieth of the time to
read (measured)."""

_taxonomy: ContextVar[Taxonomy] = ContextVar("taxonomy")
"""Set once in each worker process, so that it is not sent again with each document."""


def begin(taxonomy: Taxonomy) -> None:
    """Prepare a process: the topics to classify articles by, and its limit of memory."""
    _taxonomy.set(taxonomy)
    limit_memory()
    gc.set_threshold(COLLECT_AFTER)


def in_time(seconds: float, function: Callable[..., ResultT], *arguments: object) -> ResultT:
    """Call a function; if it takes more seconds of processor time, the process is ended."""
    with limited_time(seconds):
        return function(*arguments)


def extract(document: Document, feed: Feed) -> Extraction:
    """See `ExtractorPool.extract`."""
    from bot.reading import extract as reader  # noqa: PLC0415

    return reader.extract(document, feed, _taxonomy.get())


def list_page(document: Document, listing: Listing, feed: Feed) -> Extraction:
    """See `ExtractorPool.list_page`."""
    from bot.reading.listing import read_listing  # noqa: PLC0415

    return read_listing(document, listing, feed, _taxonomy.get())


def feed_links(document: Document) -> tuple[FeedLink, ...]:
    """See `ExtractorPool.links`."""
    from bot.reading.web_page import feed_links as links_of  # noqa: PLC0415

    return links_of(document)


def read_page(document: Document) -> ArticlePage:
    """See `ExtractorPool.read_page`."""
    from bot.reading.web_page import read_page as page_of  # noqa: PLC0415

    return page_of(document)
