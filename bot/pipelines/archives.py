"""Reads one source of a feed's past, page after page: its own pages, or a listing.

the page to read next ─► allowed? ─► turn of its host ─► fetch, several times ─► read
─► ONE transaction: articles, index, how far it has come ─► the page after it, or the end

Called by `backfill`. The first of a feed's own pages is the one that polls read. Its articles are
stored at once, by the rule for polls, because they may leave the page before the next poll.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from bot.articles.clean import UNTITLED
from bot.articles.news import FeedPart, Sighting
from bot.errors import FeedError, FetchError
from bot.feeds.health import feed_sentence
from bot.feeds.paging import PagesShown, Shown, is_wordpress, next_page, page_number
from bot.model.article import Article
from bot.model.document import Document
from bot.model.feed import Listing, Past, PastState, TrackedFeed
from bot.pipelines.reading_context import ReadingContext
from bot.reading.extractor import Extraction
from bot.storage import feed_history, feeds
from bot.storage.database import Connection

REMOVED = "The feed was removed, or switched off, while its past was being read."
MOST_ATTEMPTS = 3
"""Tries of one page in a row. Chosen by eye."""
RETRY_PAUSE = timedelta(seconds=10)
"""The wait after a failed page; each further failure doubles it. Chosen by eye."""
LONGEST_RETRY_PAUSE = timedelta(minutes=2)
"""If a server asks for a longer wait, the backfill stops until somebody starts it again. Chosen by
eye."""
PAST_END_STATUSES = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST)
"""Statuses by which servers say that there is no further page."""


class Progress(Struct, frozen=True):
    """The progress of one past of a feed after a page.

    Attributes:
        oldest: the earliest date on the page; None if the page has no dates.
    """

    feed: TrackedFeed
    past: Past
    oldest: datetime | None = None


class ArchiveReading(Struct, frozen=True):
    """The reading of one past of a feed: of its own pages, or of the pages of a listing.

    Attributes:
        begun_at: when this run read the first page; None if an earlier run did.
    """

    tracked: TrackedFeed
    listing: Listing | None
    seen: Callable[[Progress], None]
    begun_at: datetime | None = None


class ArchivePage(Struct, frozen=True):
    """A page of a feed's past, or its first one, that was fetched and read.

    Attributes:
        url: the address that was asked for.
    """

    url: str
    document: Document
    found: Extraction

    @property
    def shown(self) -> Shown:
        """All items of the page, also those that the feed's phrases leave out."""
        return shown_by(self.found)

    @property
    def surely_has_pages(self) -> bool:
        """Whether further pages surely exist: the document names one, or WordPress made it."""
        document, keys = self.document, self.found.keys
        named = self.found.older is not None
        return named or is_wordpress(document.url, document.headers, document.body, keys)


class ArchiveReader:
    """Reads pasts of feeds."""

    def __init__(self, context: ReadingContext) -> None:
        self._context = context

    async def read(self, reading: ArchiveReading, past: Past, pages: int) -> Past:
        """Read a past to its end, or at most `pages` pages of it."""
        if past.state is PastState.FAILED:
            past = replace(past, state=PastState.OPEN, error=None)
        if not past.pages:
            reading = replace(reading, begun_at=self._context.clock.now())
        addresses = {past.start} if past.pages else set[str]()
        shown, has_pages, enough = PagesShown(), True, past.pages + pages
        try:
            if past.pages == 1 and past.next_url and page_number(past.next_url) > 1:
                # Some sites show the first page for every number: the second must differ from it.
                first = await self.page(reading, past.start)
                has_pages = first.surely_has_pages
                shown.add(first.shown)
            while past.state is PastState.OPEN and past.next_url and past.pages < enough:
                url = past.next_url
                asked = await self._asked(reading, url)
                page = await self.page(reading, url)
                if shown.repeats(page.shown):
                    return await self._context.written(partial(self._finished, reading, past))
                shown.add(page.shown)
                has_pages = page_number(url) > 1 or page.surely_has_pages
                addresses.add(url)
                following = _following(reading, past, page, url)
                following = None if following in addresses else following
                keep = partial(self._keep, reading, past, page.found, following, asked)
                past = await self._context.written(keep)
        except FeedError as exc:
            end = partial(self._ended, reading, past, exc, has_pages=has_pages)
            return await self._context.written(end)
        return past

    async def _asked(self, reading: ArchiveReading, url: str) -> Sighting:
        """The sighting of a page that is read now."""
        place = FeedPart.FIRST_PAGE if url == reading.tracked.feed.url else FeedPart.PAST
        async with self._context.database.reader() as connection:
            tracked = await feeds.one(connection, reading.tracked.id) or reading.tracked
        return Sighting.of(tracked, place, self._context.clock.now())

    async def page(self, reading: ArchiveReading, url: str) -> ArchivePage:
        """Fetch and read one page, with several tries.

        Raises:
            FeedError: the page cannot be read now, or at all.
        """
        for attempt in range(MOST_ATTEMPTS):
            try:
                document = await self._fetch(reading, url)
                return ArchivePage(url, document, await self._extract(reading, document))
            except FetchError as exc:
                pause = _pause(exc, attempt)
                if pause is None or attempt + 1 == MOST_ATTEMPTS:
                    raise
                await self._context.clock.sleep(pause.total_seconds())
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    async def _fetch(self, reading: ArchiveReading, url: str) -> Document:
        if reading.listing and not await self._context.robots.allows(url):
            raise FetchError("The site's robots.txt does not allow bots to read this page.")
        return await self._context.fetch_archive_page(url)

    async def _extract(self, reading: ArchiveReading, document: Document) -> Extraction:
        if reading.listing is None:
            return await self._context.extractor.extract(document, reading.tracked.feed)
        return await self._context.extractor.list_page(
            document, reading.listing, reading.tracked.feed
        )

    async def _keep(
        self,
        reading: ArchiveReading,
        past: Past,
        found: Extraction,
        following: str | None,
        asked: Sighting,
    ) -> Past:
        now = self._context.clock.now()
        async with self._context.database.transaction() as connection:
            feed = await feeds.switched_on(connection, reading.tracked.id)
            if not feed:
                return replace(past, state=PastState.FAILED, error=REMOVED)
            sighting = asked.kept_with(feed).beside_polls(feed)
            kept = await self._context.ingest.keep(
                connection, reading.tracked, found.articles, now, sighting
            )
            past = _after_page(past, following, len(found.articles), kept.new)
            await feed_history.save_backfill(connection, past, now)
            dates = (article.published_at for article in found.articles)
            oldest = min((date for date in dates if date), default=None)
            await _close_gaps(connection, reading, past, oldest)
        self._context.ingest.wake_loops(kept)
        reading.seen(Progress(reading.tracked, past, oldest))
        return past

    async def _ended(
        self, reading: ArchiveReading, past: Past, error: FeedError, *, has_pages: bool
    ) -> Past:
        """The past after a page that could not be read: finished if there is no such page."""
        status = error.status if isinstance(error, FetchError) else None
        if past.pages and (status in PAST_END_STATUSES or not has_pages):
            return await self._finished(reading, past)
        sentence = str(error) if reading.listing else feed_sentence(error)
        failures = past.failures + 1
        failed = replace(past, state=PastState.FAILED, error=sentence, failures=failures)
        return await self._settled(reading, failed)

    async def _finished(self, reading: ArchiveReading, past: Past) -> Past:
        return await self._settled(reading, replace(past, state=PastState.DONE, next_url=None))

    async def _settled(self, reading: ArchiveReading, past: Past) -> Past:
        async with self._context.database.transaction() as connection:
            await feed_history.save_backfill(connection, past, self._context.clock.now())
            await _close_gaps(connection, reading, past, None)
        reading.seen(Progress(reading.tracked, past))
        return past


async def _close_gaps(
    connection: Connection, reading: ArchiveReading, past: Past, oldest: datetime | None
) -> None:
    """Forget gaps up to the oldest date read; all of them at the end, for nothing more is there."""
    if reading.begun_at is None or reading.listing:
        return
    if past.state is PastState.DONE or oldest:
        read_back_to = None if past.state is PastState.DONE else oldest
        feed_id = reading.tracked.id
        await feed_history.close_gaps(connection, feed_id, reading.begun_at, read_back_to)


def shown_by(found: Extraction) -> Shown:
    """All items of a document, also those that the feed's phrases leave out."""
    left_out = ((title,) for title in found.left_out)
    return Shown(frozenset(found.keys), frozenset([*map(_content, found.articles), *left_out]))


def _content(article: Article) -> tuple[object, ...]:
    """The fields by which an article is recognized under another key; its key if untitled."""
    if article.title == UNTITLED:
        return (article.key,)
    return article.title, article.published_at, article.teaser


def _following(reading: ArchiveReading, past: Past, page: ArchivePage, url: str) -> str | None:
    """The address of the next page; listings number their pages in another way than feeds."""
    counts = reading.listing is None and (url == past.start or page_number(url) > 1)
    return next_page(url, page.found.keys, page.found.older, counts=counts)


def _pause(error: FetchError, attempt: int) -> timedelta | None:
    """The wait before another try; None if another try is useless or the wait is too long."""
    if error.retry_after is not None:
        asked = timedelta(seconds=error.retry_after)
        return max(asked, RETRY_PAUSE) if asked <= LONGEST_RETRY_PAUSE else None
    passes = error.status is None or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    too_many = error.status == HTTPStatus.TOO_MANY_REQUESTS
    return RETRY_PAUSE * (1 << attempt) if passes or too_many else None


def _after_page(past: Past, following: str | None, found: int, added: int) -> Past:
    return replace(
        past,
        next_url=following,
        state=PastState.OPEN if following else PastState.DONE,
        pages=past.pages + 1,
        found=past.found + found,
        added=past.added + added,
        failures=0,
    )
