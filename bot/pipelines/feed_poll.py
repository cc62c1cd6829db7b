"""Polls one feed: fetches, reads and keeps it, or records its failure. Called by `poll`.

feed ─► turn of its host ─► fetch ─► unchanged? ─► schedule
─► extract ─► no known item? the next pages, too (pipelines.gaps)
           ─► ONE transaction: articles, index, pending deliveries, validators, schedule
─► a gap with a page that failed? read on from there (pipelines.gaps) ─► ONE transaction
─► failure ─► ONE transaction: health, schedule
"""

import hashlib
import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from bot.articles.links import host_of
from bot.articles.news import FeedPart, Sighting
from bot.errors import (
    DatabaseError,
    DatabaseVersionError,
    FeedError,
    FetchError,
    HostError,
    ProgressError,
    StorageUnavailableError,
)
from bot.feeds.health import (
    address_of,
    after_answer,
    after_failure,
    after_gone,
    after_success,
    feed_sentence,
)
from bot.feeds.hosts import PrivateHosts
from bot.feeds.long_feeds import cut_sentence, oldest_first
from bot.feeds.schedule import next_check, served_at
from bot.model.document import Document
from bot.model.feed import NO_ITEMS, Gap, Pace, TrackedFeed, Validators
from bot.pipelines.archives import ArchivePage
from bot.pipelines.gaps import GapReader, GapReading
from bot.pipelines.reading_context import ReadingContext
from bot.storage import feed_history, feeds
from bot.storage.database import Connection
from bot.storage.group_commit import GroupedWrites

log = logging.getLogger(__name__)


class PollStatus(StrEnum):
    """The outcome of a poll of one feed."""

    OK = "ok"
    UNCHANGED = "unchanged"
    ERROR = "error"
    NOT_DUE = "not_due"


class PollReport(Struct, frozen=True):
    """The result of a poll of one feed.

    Attributes:
        error: the reason as a sentence; only with status ERROR.
        gap: the time from which articles may be missing, if there is any.
        notes: further remarks for the operator.
    """

    name: str
    url: str
    status: PollStatus
    new: int = 0
    changed: int = 0
    known: int = 0
    error: str | None = None
    gap: Gap | None = None
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in words, or the reason of the failure."""
        counts = f"{self.new} new, {self.changed} changed, {self.known} known"
        return "; ".join((self.error or counts, *self.remarks))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Remarks beside the summary: the gap, and the notes."""
        return (*((self.gap.sentence,) if self.gap else ()), *self.notes)


class PollRules(Struct, frozen=True):
    """The settings of polls.

    Attributes:
        interval: POLL_INTERVAL.
        private_hosts: ALLOWED_PRIVATE_HOSTS.
    """

    interval: timedelta
    private_hosts: PrivateHosts


class FeedPoll:
    """Polls single feeds."""

    def __init__(self, context: ReadingContext, rules: PollRules) -> None:
        self._context = context
        self._rules = rules
        self._gaps = GapReader(context)
        self._unchanged = GroupedWrites(context.database, _save_all)

    async def read(self, tracked: TrackedFeed, unfinished: Sequence[Gap] = ()) -> PollReport:
        """Poll a feed that is due. A failure of the feed itself is recorded and reported.

        Args:
            unfinished: its gaps with a page that failed at a former poll.

        Raises:
            HostError, DatabaseError, StorageUnavailableError: the feed is not at fault.
        """
        try:
            address = address_of(tracked)
            async with self._context.turns.turn(address):
                asked = await self._asked(tracked)
                document = await self._context.fetcher.fetch(address, tracked.validators)
            digest = hashlib.blake2b(document.body, digest_size=16).hexdigest()
            if document.unchanged or digest == tracked.content_hash:
                report = await self._context.written(
                    lambda: self._keep_unchanged(tracked, document)
                )
                return await self._fill(tracked, unfinished, asked, report)
            extraction = await self._context.extractor.extract(document, tracked.feed)
            content_hash = digest if extraction.keys else NO_ITEMS
            changed = replace(tracked, content_hash=content_hash)
            page = ArchivePage(address, document, extraction)
            missed = await self._gaps.read(tracked, page, asked)
            keep = partial(self._keep, changed, page, missed, asked)
            report = await self._context.written(keep)
            return await self._fill(tracked, unfinished, asked, report)
        except FeedError as exc:
            return await self._failed(tracked, exc)
        except (HostError, DatabaseError, DatabaseVersionError, StorageUnavailableError):
            raise
        except Exception as exc:
            # A bug that one feed triggers must not keep the others from being read.
            log.exception("Polling %s met a bug", tracked.feed.name)
            sentence = f"The bot itself failed on this feed ({type(exc).__name__}); see its log."
            return await self._failed(tracked, FeedError(sentence))

    async def _fill(
        self,
        tracked: TrackedFeed,
        unfinished: Sequence[Gap],
        asked: Sighting,
        report: PollReport,
    ) -> PollReport:
        """Read on in the gaps whose pages failed; the report with what that brought."""
        for gap in unfinished:
            missed = await self._gaps.resume(tracked, gap)
            keep = partial(self._keep_missed, tracked, gap, missed, asked)
            new = await self._context.written(keep)
            status = PollStatus.OK if new else report.status
            left = report.gap or missed.gap
            report = replace(report, status=status, new=report.new + new, gap=left)
        return report

    async def _keep_missed(
        self, tracked: TrackedFeed, gap: Gap, missed: GapReading, asked: Sighting
    ) -> int:
        """Keep what was missed; returns how many articles are new."""
        async with self._context.database.transaction() as connection:
            feed = await feeds.switched_on(connection, tracked.id)
            if not feed:
                return 0
            sighting = asked.kept_with(feed)
            if tracked.restored_at and gap.since < tracked.restored_at:
                sighting = sighting.before_restore()
            kept = await self._context.ingest.keep(
                connection, tracked, missed.articles, self._context.clock.now(), sighting
            )
            await (
                feed_history.put_gap(connection, missed.gap)
                if missed.gap
                else feed_history.delete_gap(connection, gap)
            )
        self._context.ingest.wake_loops(kept)
        return kept.new

    async def _failed(self, tracked: TrackedFeed, error: FeedError) -> PollReport:
        return await self._context.written(lambda: self._keep_failure(tracked, error))

    async def _keep_unchanged(self, tracked: TrackedFeed, document: Document) -> PollReport:
        await self._unchanged.add(self._succeeded(tracked, document, tracked.pace))
        return PollReport(tracked.feed.name, tracked.feed.url, PollStatus.UNCHANGED)

    async def _asked(self, tracked: TrackedFeed) -> Sighting:
        """The sighting of a poll that asks now."""
        if tracked.health.first_polled_at is None:
            # Another process may have polled the feed since it was found due.
            async with self._context.database.reader() as connection:
                tracked = await feeds.one(connection, tracked.id) or tracked
        return Sighting.of(tracked, FeedPart.FIRST_PAGE, self._context.clock.now())

    async def _keep(
        self, tracked: TrackedFeed, page: ArchivePage, missed: GapReading, asked: Sighting
    ) -> PollReport:
        now, found = self._context.clock.now(), page.found
        # If an article was added meanwhile, the next page shows the last one again.
        several = {each.key: each for each in (*found.articles, *missed.articles)}
        async with self._context.database.transaction() as connection:
            feed = await feeds.switched_on(connection, tracked.id)
            if not feed:
                return PollReport(tracked.feed.name, tracked.feed.url, PollStatus.NOT_DUE)
            sighting = asked.kept_with(feed)
            kept = await self._context.ingest.keep(
                connection, tracked, list(several.values()), now, sighting
            )
            if missed.gap:
                await feed_history.put_gap(connection, missed.gap)
            if tracked.feed.phrases:
                left_out = set(found.keys) - {article.key for article in found.articles}
                await feed_history.set_left_out(connection, tracked.id, left_out)
            at = served_at(page.document.headers, _dates(page), now)
            succeeded = self._succeeded(tracked, page.document, found.pace, at)
            begins_only = page.document.cut and not page.document.has_end
            missed_newest = begins_only and oldest_first(_dates(page))
            health = replace(succeeded.health, newest_missed=missed_newest)
            await feeds.save(connection, replace(succeeded, health=health))
        self._context.ingest.wake_loops(kept)
        return PollReport(
            tracked.feed.name,
            tracked.feed.url,
            PollStatus.OK,
            new=kept.new,
            changed=kept.changed,
            known=kept.known,
            gap=missed.gap,
            notes=_notes(page),
        )

    async def _keep_failure(self, tracked: TrackedFeed, error: FeedError) -> PollReport:
        answer = error if isinstance(error, FetchError) else FetchError("")
        gone, move = False, tracked.move
        if answer.status == HTTPStatus.GONE:
            gone, move = after_gone(tracked)
        health = after_failure(
            tracked.health, feed_sentence(error), self._context.clock.now(), gone=gone
        )
        check_at = self._check_at(
            tracked, tracked.pace, failures=health.failures, retry_after=answer.retry_after
        )
        failed = replace(tracked, health=health, next_check_at=check_at, move=move)
        async with self._context.database.transaction() as connection:
            await feeds.save(connection, failed)
        return not_polled(tracked, error)

    def _succeeded(
        self, tracked: TrackedFeed, document: Document, pace: Pace, at: datetime | None = None
    ) -> TrackedFeed:
        now = self._context.clock.now()
        return replace(
            tracked,
            pace=pace,
            move=after_answer(tracked, document, now),
            validators=_merged(tracked.validators, document),
            health=after_success(tracked.health, now, at),
            next_check_at=self._check_at(tracked, pace, document=document),
        )

    def _check_at(
        self,
        tracked: TrackedFeed,
        pace: Pace,
        *,
        document: Document | None = None,
        failures: int = 0,
        retry_after: float | None = None,
    ) -> datetime:
        answered = document.url if document else address_of(tracked)
        return next_check(
            self._context.clock.now(),
            interval=self._rules.interval,
            document_headers=document.headers if document else {},
            pace=pace,
            failures=failures,
            retry_after=retry_after,
            private=all(
                self._rules.private_hosts.allows_host(host_of(url))
                for url in (tracked.feed.url, answered)
            ),
            jitter=random.random(),
        )


def _notes(page: ArchivePage) -> tuple[str, ...]:
    if not page.document.cut:
        return ()
    return (cut_sentence(_dates(page), has_end=page.document.has_end),)


def _dates(page: ArchivePage) -> list[datetime | None]:
    return [article.published_at for article in page.found.articles]


async def _save_all(connection: Connection, several: Sequence[TrackedFeed]) -> None:
    await feeds.save(connection, *several)


def not_polled(tracked: TrackedFeed, error: ProgressError) -> PollReport:
    """The report on a feed that could not be polled."""
    return PollReport(
        tracked.feed.name, tracked.feed.url, PollStatus.ERROR, error=feed_sentence(error)
    )


def _merged(before: Validators, document: Document) -> Validators:
    """A 304 may leave out validators that did not change; a 200 states all of them."""
    if not document.unchanged:
        return document.validators
    now = document.validators
    return Validators(now.etag or before.etag, now.last_modified or before.last_modified)
