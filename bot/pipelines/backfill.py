"""The backfill pipeline: reads a feed's past into the index, page after page.

    feed ─► its pasts: its own pages, its listings ─► the page to read next
         ─► turn of its host, CRAWL_DELAY after the request before ─► fetch ─► read
         ─► ONE transaction: articles, index, how far it has come ─► the page after it, or the end

The rule for announcing is that of polls (`articles.news`).

`progress-bot backfill` reads to the end. A running bot reads a few pages of each new feed, and
tries a failed page again. A backfill may be stopped at any moment, and continues with the first
page that was not kept.
"""

import logging
from collections.abc import Callable, Sequence
from typing import TypedDict, Unpack

from msgspec import Struct
from rapidfuzz import process

from bot.articles.links import typed_address, without_login
from bot.errors import (
    DatabaseError,
    DatabaseVersionError,
    HostError,
    RequestError,
    StorageUnavailableError,
    UnknownNameError,
)
from bot.knowledge.catalogue import form_of, of_name
from bot.model.feed import Past, PastState, TrackedFeed
from bot.pipelines.archives import ArchiveReader, ArchiveReading, Progress
from bot.pipelines.loops import PutOff, finish_all, repeat
from bot.pipelines.reading_context import ReadingContext
from bot.storage import feed_history, feeds

log = logging.getLogger(__name__)

MOST_PAGES = 2_000
"""Pages of one past: at ten articles a page, five a day for ten years. Chosen by eye."""
PAGES_OF_NEW_FEED = 10
"""Pages of each past that a running bot reads of a new feed. Chosen by eye."""
MOST_FAILURES = 48
"""A running bot gives up a page after this many failed tries in a row, about two days. Chosen by
eye."""
MIN_FEED_NAME_RATIO = 50
"""rapidfuzz's score, 0 to 100, from which a feed's name is suggested. Chosen by eye."""
LOOK_EVERY_SECONDS = 60.0
"""The pause between two looks for new feeds. Chosen by eye."""


class BackfillOptions(TypedDict, total=False):
    """The options of a backfill.

    Attributes:
        pages: the most pages to read of each past.
        again: whether to read again from the first page.
        seen: called after each page.
        only: chooses the pasts to read; default: all.
    """

    pages: int
    again: bool
    seen: Callable[[Progress], None]
    only: Callable[[Past], bool]


class BackfillReport(Struct, frozen=True):
    """A feed and the progress of its pasts."""

    feed: TrackedFeed
    pasts: tuple[Past, ...]


SWITCHED_OFF = (
    '“{name}” is switched off. Switch it on with `progress-bot feeds add "{name}"`, then ask again.'
)


def choose(
    tracked: Sequence[TrackedFeed],
    wanted: Sequence[str],
    listed: Sequence[TrackedFeed] = (),
) -> list[TrackedFeed]:
    """The feeds with these names or URLs; all feeds if none is given.

    Args:
        tracked: the feeds that are switched on.
        wanted: names or URLs, as typed.
        listed: all feeds, for the error about one that is switched off.

    Raises:
        RequestError: the feed is switched off, or several have the name.
        UnknownNameError: there is no such feed; names the nearest one.
    """
    chosen = []
    for name in wanted:
        found = _called(tracked, name)
        if not found and (off := _called(listed, name)):
            raise RequestError(SWITCHED_OFF.format(name=off[0].feed.name))
        if not found:
            known = [each.feed.name for each in tracked]
            nearest = process.extractOne(
                name, known, processor=str.casefold, score_cutoff=MIN_FEED_NAME_RATIO
            )
            hint = f"Did you mean “{nearest[0]}”?" if nearest else f"There are: {', '.join(known)}."
            shown = without_login(name.strip())
            raise UnknownNameError(f"There is no feed “{shown}” that is switched on. {hint}")
        chosen += [each for each in found if each not in chosen]
    return chosen or list(tracked)


def _called(tracked: Sequence[TrackedFeed], typed: str) -> list[TrackedFeed]:
    """The feed with this name, else the one with this address."""
    named = of_name([each.feed for each in tracked], typed)
    by_name = [each for each in tracked if each.feed == named]
    return [*by_name, *_at_address(tracked, typed)][:1]


def _at_address(tracked: Sequence[TrackedFeed], typed: str) -> list[TrackedFeed]:
    """The feed with this address, as people type it: without a scheme, or with `feed://`."""
    form = form_of(without_login(typed_address(typed)))
    return [each for each in tracked if form_of(each.feed.url) == form]


class Backfiller:
    """Reads the past of feeds."""

    def __init__(self, context: ReadingContext) -> None:
        self._database = context.database
        self._extractor = context.extractor
        self._clock = context.clock
        self._put_offs = PutOff[int](context.clock)
        self._reader = ArchiveReader(context)

    async def run(self) -> None:
        """Read a few pages of each new feed's past, after its first poll, until canceled."""
        await repeat(self.begin_new, LOOK_EVERY_SECONDS, self._clock)

    async def begin_new(self) -> None:
        """Read a few pages of each feed that nobody has backfilled yet."""
        async with self._database.reader() as connection:
            tracked = await feeds.active(connection)
        for each in tracked:
            if self._is_due(each):
                try:
                    await self._begin(each)
                except (DatabaseVersionError, StorageUnavailableError):
                    raise
                except Exception as exc:  # noqa: BLE001 - logged there
                    # One feed's failure must end neither the bot nor the other feeds' backfills.
                    self._put_off(each, exc)

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
        if not any(map(_goes_on, await self.pasts(tracked))):
            return
        after = await self.fill(tracked, pages=PAGES_OF_NEW_FEED, only=_goes_on)
        if any(past.state is PastState.FAILED for past in after):
            self._put_offs.failed(tracked.id)
        else:
            self._put_offs.succeeded(tracked.id)
        log.info(
            "Read the past of %s. Pages: %d, articles that were not known: %d",
            tracked.feed.name,
            sum(past.pages for past in after),
            sum(past.added for past in after),
        )

    async def pasts(self, tracked: TrackedFeed) -> list[Past]:
        """The pasts of a feed with their progress, including those that were not begun."""
        async with self._database.reader() as connection:
            begun = await feed_history.backfills_of(connection, tracked.id)
        starts = (tracked.feed.url, *(listing.url for listing in tracked.feed.listings))
        return [begun.get(start) or Past(tracked.id, start, start) for start in starts]

    async def fill_all(
        self, several: Sequence[TrackedFeed], **options: Unpack[BackfillOptions]
    ) -> list[BackfillReport]:
        """Read the pasts of feeds side by side, with one request at a time per host."""
        pasts = await finish_all([self.fill(each, **options) for each in several])
        return [
            BackfillReport(each, tuple(past)) for each, past in zip(several, pasts, strict=True)
        ]

    async def progress(self, several: Sequence[TrackedFeed]) -> list[BackfillReport]:
        """The present progress of feeds' pasts."""
        return [BackfillReport(each, tuple(await self.pasts(each))) for each in several]

    async def fill(self, tracked: TrackedFeed, **options: Unpack[BackfillOptions]) -> list[Past]:
        """Read a feed's pasts to their ends, or as many pages of each as the options allow."""
        pages, again = options.get("pages", MOST_PAGES), options.get("again", False)
        seen = options.get("seen", _unseen)
        listings = {listing.url: listing for listing in tracked.feed.listings}
        ended = []
        async with self._extractor:
            for past in filter(options.get("only", _any), await self.pasts(tracked)):
                begun = Past(tracked.id, past.start, past.start) if again else past
                reading = ArchiveReading(tracked, listings.get(past.start), seen)
                ended.append(await self._reader.read(reading, begun, pages))
        return ended


def _goes_on(past: Past) -> bool:
    """Whether `run` reads a past by itself: it is begun, or its last page failed."""
    if past.state is PastState.FAILED:
        return past.failures < MOST_FAILURES
    return past.state is PastState.OPEN and past.pages < PAGES_OF_NEW_FEED


def _any(_: Past) -> bool:
    return True


def _unseen(_: Progress) -> None:
    """Ignore the progress."""
