"""One way into a feed's past, page after page; `backfill` has the flow.

the page to read next ─► allowed? ─► turn of its host ─► fetch, several times ─► read
─► ONE transaction: articles, index, how far it has come ─► the page after it, or the end

The feed's own first page is no past: polls read it, too. Its articles are taken at once, as a poll
takes them: what the page shows now may be gone before the next poll.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Protocol

from bot.articles.news import FeedPart, Sighting
from bot.clock import Clock
from bot.errors import FeedError, FetchError
from bot.feeds.fetch import Fetcher
from bot.feeds.paging import next_page
from bot.feeds.turns import HostTurns
from bot.model.document import Document
from bot.model.feed import Listing, Past, PastState, TrackedFeed, Validators
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import keep_trying
from bot.reading.extract import Extraction, Extractor
from bot.storage import backfills, feeds
from bot.storage.database import Database

ATTEMPTS = 3
PAUSE = timedelta(seconds=10)
"""After a failed page; each further failure doubles it."""
LONGEST_PAUSE = timedelta(minutes=2)
"""A server that asks for more is left alone until somebody starts again."""
AT_THE_END = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST)
"""How servers say that there is no further page."""


class Robots(Protocol):
    """What a host allows (RFC 9309)."""

    async def allows(self, url: str) -> bool:
        """Whether its robots.txt lets us read that page."""
        ...

    async def delay(self, url: str) -> timedelta:
        """The pause between two requests to the host."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How one past of a feed stands after a page.

    Attributes:
        oldest: the earliest date on the page, where it has any.
    """

    feed: TrackedFeed
    past: Past
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArchiveReading:
    """What is being read: a feed's own pages, or those of a listing."""

    tracked: TrackedFeed
    listing: Listing | None
    seen: Callable[[Progress], None]


class ArchiveReader:
    """Reads pasts.

    Args:
        database: where feeds, articles and the pasts stand.
        fetcher: gets pages.
        extractor: reads them, in a process of its own.
        ingest: keeps the articles.
        turns: who may ask a host.
        robots: what hosts allow; asked for listings, since a feed is there to be read.
        clock: the present, and sleep.
        waits: whether a page is kept until the database takes it, however long.
    """

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        extractor: Extractor,
        ingest: Ingest,
        *,
        turns: HostTurns,
        robots: Robots,
        clock: Clock,
        waits: bool,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._extractor = extractor
        self._ingest = ingest
        self._turns = turns
        self._robots = robots
        self._clock = clock
        self._waits = waits

    async def read(self, reading: ArchiveReading, past: Past, pages: int) -> Past:
        """Read a past to its end, or so many pages of it."""
        read, before = {past.start} if past.pages else set[str](), frozenset[str]()
        if past.state is PastState.FAILED:
            past = replace(past, state=PastState.OPEN, error=None)
        enough = past.pages + pages
        while past.state is PastState.OPEN and past.next_url and past.pages < enough:
            url = past.next_url
            asked = await self._asked(reading, url)
            try:
                found = await self._page(reading, url)
            except FeedError as exc:
                return await self._written(partial(self._ended, reading, past, exc))
            # Also of what the phrases leave out: such a page is no end.
            keys = frozenset(found.keys)
            following = next_page(url, keys, found.older)
            read.add(url)
            # A site that does not know pages gives the same one again and again.
            if following in read or keys == before:
                following = None
            before = keys
            keep = partial(self._keep, reading, past, found, following, asked)
            past = await self._written(keep)
        return past

    async def _asked(self, reading: ArchiveReading, url: str) -> Sighting:
        """What a reader of a page sees that asks now."""
        place = FeedPart.FIRST_PAGE if url == reading.tracked.feed.url else FeedPart.PAST
        async with self._database.reader() as connection:
            polled_at = await feeds.first_polled_at(connection, reading.tracked.id)
        return Sighting(place, polled_at, self._clock.now())

    async def _written(self, keep: Callable[[], Awaitable[Past]]) -> Past:
        """Keep what was read, without asking its host again where the database does not take it."""
        return await (keep_trying(keep, self._clock) if self._waits else keep())

    async def _page(self, reading: ArchiveReading, url: str) -> Extraction:
        """One page, tried several times.

        Raises:
            FeedError: it cannot be had now, or at all.
        """
        for attempt in range(ATTEMPTS):
            try:
                return await self._extract(reading, await self._fetch(reading, url))
            except FetchError as exc:
                pause = _pause(exc, attempt)
                if pause is None or attempt + 1 == ATTEMPTS:
                    raise
                await self._clock.sleep(pause.total_seconds())
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    async def _fetch(self, reading: ArchiveReading, url: str) -> Document:
        if reading.listing and not await self._robots.allows(url):
            raise FetchError("The site's robots.txt does not allow bots to read this page.")
        async with self._turns.turn(url, await self._robots.delay(url)):
            return await self._fetcher.fetch(url, Validators())

    async def _extract(self, reading: ArchiveReading, document: Document) -> Extraction:
        if reading.listing is None:
            return await self._extractor.extract(document, reading.tracked.feed)
        return await self._extractor.list_page(document, reading.listing, reading.tracked.feed)

    async def _keep(
        self,
        reading: ArchiveReading,
        past: Past,
        found: Extraction,
        following: str | None,
        asked: Sighting,
    ) -> Past:
        now = self._clock.now()
        async with self._database.transaction() as connection:
            polled_at = await feeds.first_polled_at(connection, reading.tracked.id)
            sighting = asked.kept_with(polled_at)
            kept = await self._ingest.keep(
                connection, reading.tracked, found.articles, now, sighting
            )
            past = replace(
                past,
                next_url=following,
                state=PastState.OPEN if following else PastState.DONE,
                pages=past.pages + 1,
                found=past.found + len(found.articles),
                added=past.added + kept.new,
            )
            await backfills.save(connection, past, now)
        self._ingest.tell(kept)
        dates = (article.published_at for article in found.articles)
        oldest = min((date for date in dates if date), default=None)
        reading.seen(Progress(reading.tracked, past, oldest))
        return past

    async def _ended(self, reading: ArchiveReading, past: Past, error: FeedError) -> Past:
        """The past after a page that could not be had: finished where there is none."""
        status = error.status if isinstance(error, FetchError) else None
        if past.pages and status in AT_THE_END:
            past = replace(past, state=PastState.DONE, next_url=None)
        else:
            past = replace(past, state=PastState.FAILED, error=str(error))
        async with self._database.transaction() as connection:
            await backfills.save(connection, past, self._clock.now())
        reading.seen(Progress(reading.tracked, past))
        return past


def _pause(error: FetchError, attempt: int) -> timedelta | None:
    """How long to wait before another try; None where that is of no use, or would take too long."""
    if error.retry_after is not None:
        asked = timedelta(seconds=error.retry_after)
        return max(asked, PAUSE) if asked <= LONGEST_PAUSE else None
    passes = error.status is None or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    too_many = error.status == HTTPStatus.TOO_MANY_REQUESTS
    return PAUSE * (1 << attempt) if passes or too_many else None
