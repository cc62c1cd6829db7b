"""How the pipelines read documents; `reading.worker` does it in processes of its own."""

from types import TracebackType
from typing import Protocol, Self

from bot.model.article import ArticlePage
from bot.model.document import Document
from bot.model.feed import Feed, Listing
from bot.reading.discovery import FeedLink
from bot.reading.extract import Extraction


class Extractor(Protocol):
    """What the poll pipeline needs to read documents; entered for each round."""

    async def __aenter__(self) -> Self:
        """Begin a round."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the round."""
        ...

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        """The articles of a document.

        Raises:
            ParseError: it is no feed, or takes too long to read.
            HostError: this machine does not let the bot read, as for all of these.
        """
        ...

    async def list_page(self, document: Document, listing: Listing, feed: Feed) -> Extraction:
        """The articles that an HTML page lists.

        Raises:
            ParseError: it takes too long to read.
        """
        ...

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        """The feeds that a page names, the likeliest first.

        Raises:
            ParseError: it takes too long to read.
        """
        ...

    async def read_page(self, document: Document) -> ArticlePage:
        """What an article's own page says.

        Raises:
            ParseError: it takes too long to read.
        """
        ...
