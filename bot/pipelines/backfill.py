"""The backfill pipeline: reads a feed's past into the index, page after page.

    feed ─► its pasts: its own pages, its listings ─► the page to read next
         ─► turn of its host, CRAWL_DELAY after the request before ─► fetch ─► read
         ─► ONE transaction: articles, index, how far it has come ─► the page after it, or the end

The rule for announcing is that of polls (`articles.news`).

`progress-bot backfill` reads to the end; a running bot reads a few pages of each new feed. A
backfill may be stopped at any moment, and continues with the first page that was not kept.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from rapidfuzz import process

from bot.errors import DatabaseError, HostError, RequestError, StorageUnavailableError
from bot.model.feed import Past, PastState, TrackedFeed
from bot.pipelines.archives import ArchiveReader, ArchiveReading, Progress
from bot.pipelines.loops import PutOff, finish_all, repeat
from bot.pipelines.reading_context import ReadingContext
from bot.storage import feed_history, feeds

log = logging.getLogger(__name__)

MOST_PAGES = 2_000
BY_ITSELF = 10
"""Pages of each past that a running bot reads of a new feed. Chosen by eye."""
LOOK_EVERY_SECONDS = 60.0


class BackfillOptions(TypedDict, total=False):
    """The options of a backfill.

    Attributes:
        pages: the most pages to read of each past.
        again: whether to read again from the first page.
        seen: called after each page.
    """

    pages: int
    again: bool
    seen: Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """A feed and the progress of its pasts."""

    feed: TrackedFeed
    pasts: tuple[Past, ...]


def choose(tracked: Sequence[TrackedFeed], wanted: Sequence[str]) -> list[TrackedFeed]:
    """The feeds with these names or URLs; all feeds if none is given.

    Raises:
        RequestError: there is no such feed; names the nearest one.
    """
    by_name = {key: each for each in tracked for key in (each.feed.name.casefold(), each.feed.url)}
    chosen = []
    for name in wanted:
        found = by_name.get(name.casefold()) or by_name.get(name)
        if found is None:
            known = [each.feed.name for each in tracked]
            nearest = process.extractOne(name, known, processor=str.casefold, score_cutoff=50)
            hint = f"Did you mean “{nearest[0]}”?" if nearest else f"There are: {', '.join(known)}."
            raise RequestError(f"There is no feed “{name}” that is switched on. {hint}")
        chosen.append(found)
    return chosen or list(tracked)


class Backfiller:
    """Reads the past of feeds.

    Args:
        context: the parts that polls and backfills share.
    """

    def __init__(self, context: ReadingContext) -> None:
        self._database = context.database
        self._extractor = context.extractor
        self._clock = context.clock
        self._put_offs = PutOff[int](context.clock)
        self._reader = ArchiveReader(context)

    async def run(self) -> None:
        """Read a few pages of each new feed's past, after its first poll, until cancelled."""
        await repeat(self.begin_new, LOOK_EVERY_SECONDS, self._clock)

    async def begin_new(self) -> None:
        """Read a few pages of each feed that nobody has backfilled yet."""
        async with self._database.reader() as connection:
            tracked = await feeds.active(connection)
        for each in tracked:
            if self._is_due(each):
                try:
                    await self._begin(each)
                except StorageUnavailableError:
                    raise
                except Exception as exc:  # noqa: BLE001 - logged there
                    # One feed's failure must end neither the bot nor the other feeds' backfills.
                    self._put_off(each, exc)
                else:
                    self._put_offs.succeeded(each.id)

    def _is_due(self, tracked: TrackedFeed) -> bool:
        well = tracked.health.first_polled_at and not tracked.health.failing_since
        return bool(well) and self._put_offs.is_due(tracked.id)

    def _put_off(self, tracked: TrackedFeed, error: Exception) -> None:
        """Put the feed off, each time for longer; its past stays open."""
        wait = self._put_offs.failed(tracked.id)
        if isinstance(error, HostError | DatabaseError):
            # `notify_operator` tells it; the feed is not at fault.
            log.info("The past of %s was put off for %d s: %s", tracked.feed.name, wait, error)
        else:
            name = tracked.feed.name
            log.error("Reading the past of %s met a bug; again in %d s", name, wait, exc_info=error)

    async def _begin(self, tracked: TrackedFeed) -> None:
        before = await self.pasts(tracked)
        if all(past.pages >= BY_ITSELF or past.state is not PastState.OPEN for past in before):
            return
        after = await self.fill(tracked, pages=BY_ITSELF)
        log.info(
            "Read the past of %s. Pages: %d, articles that were not known: %d",
            tracked.feed.name,
            sum(past.pages for past in after),
            sum(past.added for past in after),
        )

    async def pasts(self, tracked: TrackedFeed) -> list[Past]:
        """The pasts of a feed with their progress, also those not begun."""
        async with self._database.reader() as connection:
            begun = await feed_history.backfills_of(connection, tracked.id)
        starts = (tracked.feed.url, *(listing.url for listing in tracked.feed.listings))
        return [begun.get(start) or Past(tracked.id, start, start) for start in starts]

    async def fill_all(
        self, several: Sequence[TrackedFeed], **options: Unpack[BackfillOptions]
    ) -> list[Filled]:
        """Read the pasts of feeds side by side, with one request at a time per host."""
        pasts = await finish_all([self.fill(each, **options) for each in several])
        return [Filled(each, tuple(past)) for each, past in zip(several, pasts, strict=True)]

    async def progress(self, several: Sequence[TrackedFeed]) -> list[Filled]:
        """The present progress of feeds' pasts."""
        return [Filled(each, tuple(await self.pasts(each))) for each in several]

    async def fill(self, tracked: TrackedFeed, **options: Unpack[BackfillOptions]) -> list[Past]:
        """Read a feed's pasts to their ends, or as many pages of each as the options allow."""
        pages, again = options.get("pages", MOST_PAGES), options.get("again", False)
        seen = options.get("seen", _unseen)
        listings = {listing.url: listing for listing in tracked.feed.listings}
        ended = []
        async with self._extractor:
            for past in await self.pasts(tracked):
                begun = Past(tracked.id, past.start, past.start) if again else past
                reading = ArchiveReading(tracked, listings.get(past.start), seen)
                ended.append(await self._reader.read(reading, begun, pages))
        return ended


def _unseen(_: Progress) -> None:
    """Ignore the progress."""
