"""Finds the feed at an address that a person typed, be it a feed's or a web page's.

Called by `catalogue.adding`.

address ─► fetch ─► a feed? found
└─► a page? the feeds that it names ─► the likeliest ─► fetch ─► found
"""

from collections.abc import Callable

from msgspec import Struct

from bot.errors import FeedError, FetchError, ParseError
from bot.feeds.fetch import Fetcher
from bot.feeds.health import once_sentence
from bot.feeds.turns import HostTurns
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed, Validators
from bot.reading.extractor import Extraction, Extractor

NO_FEED_FOUND = (
    "There is no feed at this address, and the page names none. Look on the site for a link called "
    "RSS or Feed, and add that address."
)


class FoundFeed(Struct, frozen=True):
    """A feed that answered.

    Attributes:
        feed: as requested, with the address at which it was found.
        extraction: the contents of its document.
        links: all feeds that the page names, this one first; empty if the address was the feed's
            own.
        cut: whether only a part of its document was read, since it is too large.
        has_end: whether that part is its end.
    """

    feed: Feed
    extraction: Extraction
    links: tuple[FeedLink, ...] = ()
    cut: bool = False
    has_end: bool = False


class FeedFinder:
    """Looks for feeds.

    Args:
        fetcher: fetches documents.
        extractor: reads them, in a process of its own.
        turns: gives out the turns in which hosts are asked.
    """

    def __init__(self, fetcher: Fetcher, extractor: Extractor, turns: HostTurns) -> None:
        self._fetcher = fetcher
        self._extractor = extractor
        self._turns = turns

    async def find(self, url: str, wished: Callable[[str], Feed]) -> FoundFeed:
        """The feed at an address, or the one that the page there names.

        Args:
            url: the address of a feed or of a web page.
            wished: makes the requested feed from the address at which it was found.

        Raises:
            FeedError: there is no feed, or it does not answer.
        """
        document = await self._fetch(url)
        try:
            feed = wished(url)
            extraction = await self._extractor.extract(document, feed)
            return FoundFeed(feed, extraction, (), document.cut, document.has_end)
        except ParseError as exc:
            links = await self._extractor.links(document)
            if not links:
                if document.is_web_page:
                    raise ParseError(NO_FEED_FOUND) from exc
                raise
        return await self._follow(links, wished)

    async def _follow(
        self, links: tuple[FeedLink, ...], wished: Callable[[str], Feed]
    ) -> FoundFeed:
        feed = wished(links[0].url)
        try:
            document = await self._fetch(feed.url)
            extraction = await self._extractor.extract(document, feed)
            return FoundFeed(feed, extraction, links, document.cut, document.has_end)
        except FeedError as exc:
            raise FeedError(f"The page names {feed.url} as its feed. {exc}") from exc

    async def _fetch(self, url: str) -> Document:
        try:
            async with self._turns.turn(url):
                return await self._fetcher.fetch(url, Validators())
        except FetchError as exc:
            raise FetchError(once_sentence(exc), status=exc.status) from exc
