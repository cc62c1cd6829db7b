"""Reads articles that a feed published between two polls, from the feed's further pages.

    document with no known item ─► the next pages, until a known item, the date of the last poll,
    or a bound ─► the poll keeps all items together; they are announced oldest first
    ─► so few items that none was pushed out, and no pages ─► no gap
    ─► no pages, or no end ─► a Gap, which is recorded and reported
    ─► a page that failed ─► a Gap that names it; later polls read on from there, for GAP_READ_FOR

This module stores nothing. If the process ends during the reading, the next poll finds the same
gap.
"""

from collections.abc import Collection
from datetime import datetime
from http import HTTPStatus

from msgspec import Struct, field
from msgspec.structs import replace

from bot.articles.news import Sighting
from bot.errors import FeedError, FetchError
from bot.feeds.paging import (
    ListedItem,
    PagesShown,
    has_gap,
    has_room,
    is_past_gap,
    next_page,
    page_number,
)
from bot.model.article import Article
from bot.model.feed import NO_ITEMS, Gap, TrackedFeed
from bot.pipelines.archives import ArchivePage, ArchiveReader, ArchiveReading
from bot.pipelines.reading_context import ReadingContext
from bot.reading.extractor import Extraction
from bot.storage import feed_history, sightings

MOST_GAP_PAGES = 50
"""WordPress shows ten articles on a page, so these pages hold a hundred days of five articles a
day. Chosen by eye."""


class GapReading(Struct, frozen=True):
    """The articles that a feed published between two of its documents.

    Attributes:
        articles: newest first, as on the feed's pages.
        gap: the time from which articles are still missing; None if none are.
    """

    articles: tuple[Article, ...] = ()
    gap: Gap | None = None


class _Walk(Struct):
    """Pages that were read one after the other.

    Attributes:
        found: their articles that were not known.
        closed: whether the end of the gap was reached.
        failed: the page that could not be had, but may exist.
    """

    found: list[Article] = field(default_factory=list)
    closed: bool = False
    failed: str | None = None


class GapReader:
    """Looks for gaps, and reads the articles in them."""

    def __init__(self, context: ReadingContext) -> None:
        self._context = context
        self._pages = ArchiveReader(context)

    async def read(self, tracked: TrackedFeed, page: ArchivePage, asked: Sighting) -> GapReading:
        """Read the articles that are missing between this document and the poll before.

        Args:
            tracked: the feed, as it was before this poll.
            page: the document, fetched and read.
            asked: the sighting of this poll.

        Raises:
            HostError: this machine does not let the bot read.
        """
        if asked.first_polled_at is None or not page.found.keys:
            return GapReading()
        read_at = tracked.health.last_success_at or asked.first_polled_at
        known, remembers = await self._known(tracked, page.found, remembered=True)
        if not remembers or not has_gap(_items(page.found, known), read_at):
            return GapReading()
        was_empty = tracked.content_hash == NO_ITEMS
        room = has_room(len(page.found.keys), asked.asked_at - read_at, was_empty=was_empty)
        if room and not page.surely_has_pages:
            return GapReading()
        reading = await self._read_on(tracked, page, read_at, asked.asked_at)
        nothing_more = reading.gap and not reading.gap.next_url and not reading.articles
        return GapReading() if room and nothing_more else reading

    async def resume(self, tracked: TrackedFeed, gap: Gap) -> GapReading:
        """Read on from the page of a gap that failed.

        The gap ends at an article that was known before it, not at one that later polls kept.

        Raises:
            HostError: this machine does not let the bot read.
        """
        assert gap.next_url  # noqa: S101 - the caller chooses such gaps
        walk = await self._walk(tracked, gap.next_url, gap.since, known_before=gap.since)
        if walk.closed:
            return GapReading(tuple(walk.found))
        dates = (each.published_at for each in walk.found)
        until = min((d for d in dates if d and d > gap.since), default=gap.until)
        left = replace(gap, until=min(until, gap.until), next_url=walk.failed)
        return GapReading(tuple(walk.found), left)

    async def _read_on(
        self, tracked: TrackedFeed, first: ArchivePage, read_at: datetime, now: datetime
    ) -> GapReading:
        url = next_page(first.url, first.found.keys, first.found.older, counts=True)
        walk = await self._walk(tracked, url, read_at, first) if url else _Walk()
        dated = [each.published_at for each in (*first.found.articles, *walk.found)]
        until = min((date for date in dated if date and read_at < date < now), default=now)
        gap = None if walk.closed else Gap(tracked.id, now, read_at, until, walk.failed)
        return GapReading(tuple(walk.found), gap)

    async def _walk(
        self,
        tracked: TrackedFeed,
        url: str,
        read_at: datetime,
        first: ArchivePage | None = None,
        *,
        known_before: datetime | None = None,
    ) -> "_Walk":
        """Read page after page, from this one to the end of a gap.

        Args:
            url: the page to begin with.
            read_at: when the feed was read before the gap.
            first: the page before; None if a former poll read it.
            known_before: a known item ends the gap if it was known by then; None is any.
        """
        reading = ArchiveReading(tracked, None, lambda _: None)
        walk, shown, has_pages = _Walk(), PagesShown(), first is None or first.surely_has_pages
        if first:
            shown.add(first.shown)
        for _ in range(MOST_GAP_PAGES):
            try:
                page = await self._pages.page(reading, url)
            except FeedError as exc:
                walk.closed = _is_end(exc) and has_pages
                walk.failed = None if _is_end(exc) else url
                return walk
            if shown.repeats(page.shown):
                walk.closed = page_number(url) > 2  # noqa: PLR2004 - some sites repeat their last page
                return walk
            shown.add(page.shown)
            known, _ = await self._known(tracked, page.found, before=known_before)
            walk.found += _above_known(page.found, known)
            dates = [article.published_at for article in page.found.articles]
            following = next_page(
                page.url, page.found.keys, page.found.older, counts=page_number(page.url) > 1
            )
            if known or is_past_gap(dates, read_at) or following is None:
                walk.closed = True
                return walk
            url, has_pages = following, True
        return walk

    async def _known(
        self,
        tracked: TrackedFeed,
        found: Extraction,
        *,
        remembered: bool = False,
        before: datetime | None = None,
    ) -> tuple[Collection[str], bool]:
        """The keys that the feed showed before, and whether its former document can be recalled.

        With `before`, only items that were kept by then count as known.

        Of items that the phrases leave out, only the keys in the last document are stored.
        """
        left_out = frozenset[str]()

        async def look_up() -> Collection[str]:
            nonlocal left_out
            async with self._context.database.reader() as connection:
                records = await sightings.records_by_key(connection, tracked.id, found.keys)
                if before:
                    return {key for key, each in records.items() if each.found_at <= before}
                unknown = [article for article in found.articles if article.key not in records]
                ingest = self._context.ingest
                again = await ingest.rekeyed(connection, tracked.id, unknown, found.keys)
                if remembered and tracked.feed.phrases:
                    left_out = await feed_history.left_out(connection, tracked.id)
            return {*records, *again}

        # Wait for the database as with writes, so that the host is not asked a second time.
        known = await self._context.written(look_up)
        recalled = not tracked.feed.phrases or bool(left_out) or not found.left_out
        return {*known, *left_out.intersection(found.keys)}, recalled


def _items(found: Extraction, known: Collection[str]) -> list[ListedItem]:
    """A document's items, in its order as far as that is known."""
    dates = {article.key: article.published_at for article in found.articles}
    return [ListedItem(key in known, dates.get(key)) for key in found.keys]


def _above_known(found: Extraction, known: Collection[str]) -> list[Article]:
    """A page's articles down to the last known one; those below belong to the feed's past."""
    places = [place for place, each in enumerate(found.articles) if each.key in known]
    return list(found.articles[: places[-1]] if places else found.articles)


def _is_end(error: FeedError) -> bool:
    status = error.status if isinstance(error, FetchError) else None
    return status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST)
