"""The result of reading a document, and the protocol by which pipelines have documents read.

`worker` implements the protocol. The modules that read are imported in worker processes alone, so
this module imports none of them.
"""

from types import TracebackType
from typing import Protocol, Self

from msgspec import Struct, field

from bot.model.article import Article, ArticlePage
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed, Listing, Pace


class Extraction(Struct, frozen=True):
    """The result of reading one document.

    Attributes:
        articles: in the feed's order, no key twice.
        title: the feed's own title.
        pace: how often the feed wishes to be asked.
        older: URL of the document with older items; None if the feed names none.
        homepage: the page that the feed names as its own; "" if it names none.
        left_out: titles of the entries that hold none of the feed's phrases.
        keys: the keys of all entries that say something, left out or not.
    """

    articles: tuple[Article, ...]
    title: str
    pace: Pace = field(default_factory=Pace)
    older: str | None = None
    homepage: str = ""
    left_out: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Extractor(Protocol):
    """Reads documents for the pipelines, which enter it for each round.

    Every method that reads may also raise HostError: the machine refuses memory, processes or
    files.
    """

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
        """Read an article's own page.

        Raises:
            ParseError: it takes too long to read.
        """
        ...
