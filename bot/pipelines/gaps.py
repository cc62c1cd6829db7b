"""Reads articles that a feed published between two polls, from the feed's further pages.

    document with no known item ─► the next page ─► and on, until a known item, the date of the poll
    before, or a bound ─► the poll keeps all of it together, announced oldest first
    ─► no pages, or no end ─► a Gap, which is recorded and reported

This module stores nothing. If the process ends meanwhile, the next poll finds the same gap.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from bot.articles.news import Sighting
from bot.errors import FeedError, FetchError
from bot.feeds.gaps import ListedItem, has_gap, is_past_gap
from bot.feeds.paging import PagesShown, next_page, page_number
from bot.model.article import Article
from bot.model.feed import Gap, TrackedFeed
from bot.pipelines.archives import ArchivePage, ArchiveReader, ArchiveReading
from bot.pipelines.reading_context import ReadingContext
from bot.reading.extract import Extraction
from bot.storage import feed_history, sightings

MOST_GAP_PAGES = 50
"""WordPress shows ten articles on each: a quarter of a year of five a day; chosen by eye."""


@dataclass(frozen=True, slots=True)
class GapReading:
    """The articles between a feed's document and its document of the poll before.

    Attributes:
        articles: newest first, as on the feed's pages.
        gap: the time from which articles are still missing; None if none are.
    """

    articles: tuple[Article, ...] = ()
    gap: Gap | None = None


class GapReader:
    """Looks for gaps, and reads the articles in them.

    Args:
        context: the parts that polls and backfills share.
    """

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
        return await self._read_on(tracked, page, read_at, asked.asked_at)

    async def _read_on(
        self, tracked: TrackedFeed, first: ArchivePage, read_at: datetime, now: datetime
    ) -> GapReading:
        reading = ArchiveReading(tracked, None, lambda _: None)
        found, shown, page, closed = list[Article](), PagesShown(), first, False
        for _ in range(MOST_GAP_PAGES):
            shown.add(page.shown)
            url = next_page(
                page.url, page.found.keys, page.found.older, counts=_counts(page, first)
            )
            if url is None:
                closed = page is not first
                break
            try:
                page = await self._pages.page(reading, url)
            except FeedError as exc:
                closed = _is_end(exc) and (page is not first or first.surely_has_pages)
                break
            if shown.repeats(page.shown):
                closed = page_number(url) > 2  # noqa: PLR2004 - some sites repeat their last page
                break
            known, _ = await self._known(tracked, page.found)
            found += _above_known(page.found, known)
            dates = [article.published_at for article in page.found.articles]
            if known or is_past_gap(dates, read_at):
                closed = True
                break
        dated = [each.published_at for each in (*first.found.articles, *found)]
        until = min((date for date in dated if date and read_at < date < now), default=now)
        gap = None if closed else Gap(tracked.id, now, read_at, until)
        return GapReading(tuple(found), gap)

    async def _known(
        self, tracked: TrackedFeed, found: Extraction, *, remembered: bool = False
    ) -> tuple[Collection[str], bool]:
        """The keys that the feed showed before, and whether its former document can be recalled.

        Of items that the phrases leave out, only the keys in the last document are stored.
        """
        left_out = frozenset[str]()

        async def look_up() -> Collection[str]:
            nonlocal left_out
            async with self._context.database.reader() as connection:
                records = await sightings.records_by_key(connection, tracked.id, found.keys)
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


def _counts(page: ArchivePage, first: ArchivePage) -> bool:
    return page is first or page_number(page.url) > 1


def _is_end(error: FeedError) -> bool:
    status = error.status if isinstance(error, FetchError) else None
    return status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST)
