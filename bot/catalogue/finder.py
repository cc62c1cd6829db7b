"""From an address that a person typed to the feed that is meant. Called by `feeds add`.

address ─► fetch ─► a feed? found
└─► a page? the feeds that it names ─► the likeliest ─► fetch ─► found
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import FeedError, ParseError
from bot.feeds.fetch import Fetcher
from bot.feeds.turns import HostTurns
from bot.model.document import Document
from bot.model.feed import Feed, Validators
from bot.reading.discovery import FeedLink, is_page
from bot.reading.extract import Extraction, Extractor

NO_FEED = (
    "There is no feed at this address, and the page names none. Look on the site for a link called "
    "RSS or Feed, and add that address."
)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that answered.

    Attributes:
        feed: as it was wished at the address where it is.
        extraction: what would be kept of it.
        links: all feeds that the page names, this one first; empty where the address was the
            feed's own.
    """

    feed: Feed
    extraction: Extraction
    links: tuple[FeedLink, ...] = ()


class FeedFinder:
    """Looks for feeds.

    Args:
        fetcher: gets documents.
        extractor: reads them, in a process of its own.
        turns: who may ask a host.
    """

    def __init__(self, fetcher: Fetcher, extractor: Extractor, turns: HostTurns) -> None:
        self._fetcher = fetcher
        self._extractor = extractor
        self._turns = turns

    async def find(self, url: str, wished: Callable[[str], Feed]) -> FoundFeed:
        """The feed at an address, or the one that the page there names.

        Args:
            url: of a feed or of a page.
            wished: the feed as it is to be, given the address where it is.

        Raises:
            FeedError: there is none, or it does not answer.
        """
        document = await self._fetch(url)
        try:
            feed = wished(url)
            return FoundFeed(feed, await self._extractor.extract(document, feed))
        except ParseError as exc:
            links = await self._extractor.links(document)
            if not links:
                raise (ParseError(NO_FEED) if is_page(document) else exc) from exc
        return await self._follow(links, wished)

    async def _follow(
        self, links: tuple[FeedLink, ...], wished: Callable[[str], Feed]
    ) -> FoundFeed:
        feed = wished(links[0].url)
        try:
            document = await self._fetch(feed.url)
            return FoundFeed(feed, await self._extractor.extract(document, feed), links)
        except FeedError as exc:
            raise FeedError(f"The page names {feed.url} as its feed. {exc}") from exc

    async def _fetch(self, url: str) -> Document:
        async with self._turns.turn(url):
            return await self._fetcher.fetch(url, Validators())
