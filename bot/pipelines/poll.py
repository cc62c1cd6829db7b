"""The poll pipeline: due feeds in, articles and pending deliveries out.

    due feeds ─► fetch ─► Document ─► extract (parse · identify · clean · classify) ─► Article*
              ─► new | changed | known ─► news? (articles.news) ─► plan against subscriptions
              ─► ONE transaction: articles, index, pending deliveries, validators, schedule

`app` runs its loop, `progress-bot poll --once` one round of it.
"""

import asyncio
import hashlib
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from itertools import groupby

from bot.articles.news import FeedPart, Sighting
from bot.clock import Clock
from bot.errors import (
    DatabaseDamagedError,
    DatabaseError,
    FeedError,
    FetchError,
    HostError,
    ProgressError,
    StorageUnavailableError,
)
from bot.feeds.fetch import Fetcher
from bot.feeds.health import after_failure, after_success
from bot.feeds.hosts import PrivateHosts
from bot.feeds.moves import address_of, after_answer, after_gone
from bot.feeds.schedule import longest_wait, next_check
from bot.feeds.turns import HostTurns, host_of
from bot.model.document import Document
from bot.model.feed import Pace, TrackedFeed, Validators
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import finish_all, keep_going, keep_trying
from bot.reading.extract import Extraction, Extractor
from bot.storage import feeds
from bot.storage.database import Connection, Database
from bot.storage.group_commit import GroupedWrites

log = logging.getLogger(__name__)

HOSTS_AT_ONCE = 8
SHORTEST_SLEEP = timedelta(seconds=1)
PUT_OFF_SLEEP = timedelta(seconds=10)
LONGEST_SLEEP = timedelta(minutes=1)
"""The loop looks at the database at least this often: `poll --once` may have polled meanwhile."""


class PollStatus(StrEnum):
    """How the poll of one feed ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    ERROR = "error"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class PollReport:
    """What polling one feed brought.

    Attributes:
        error: a sentence, with status ERROR alone.
    """

    name: str
    url: str
    status: PollStatus
    new: int = 0
    changed: int = 0
    known: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class PollRules:
    """What the operator set.

    Attributes:
        interval: POLL_INTERVAL.
        private_hosts: ALLOWED_PRIVATE_HOSTS.
    """

    interval: timedelta
    private_hosts: PrivateHosts


class Poller:
    """Polls feeds.

    Args:
        database: where feeds, articles and deliveries stand.
        fetcher: gets documents.
        extractor: reads them, in a process of its own.
        ingest: keeps the articles.
        turns: who may ask a host.
        clock: the present, and sleep between rounds.
        rules: what the operator set.
        waits: whether what was read is kept until the database takes it, however long.

    Attributes:
        obstacle: why the machine or the database let a feed not be polled, until one was.
    """

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        extractor: Extractor,
        ingest: Ingest,
        *,
        turns: HostTurns,
        clock: Clock,
        rules: PollRules,
        waits: bool = True,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._extractor = extractor
        self._ingest = ingest
        self._turns = turns
        self._clock = clock
        self._rules = rules
        self._waits = waits
        self._unchanged = GroupedWrites(database, _save_all)
        self._slots = asyncio.Semaphore(HOSTS_AT_ONCE)
        # Not in the database, which may be what fails.
        self._put_off_until: dict[int, datetime] = {}
        self._logged_obstacles: set[str] = set()
        self.obstacle: str | None = None

    async def run(self) -> None:
        """Poll what is due, for ever."""
        while True:
            await self._clock.sleep(await keep_going(self._round, self._clock))

    async def _round(self) -> float:
        """Poll what is due; the seconds until something is due again."""
        await self.poll_due()
        async with self._database.reader() as connection:
            due_at = await feeds.next_due(connection)
        wait = due_at - self._clock.now() if due_at else LONGEST_SLEEP
        # A feed that was put off stays due in the database.
        shortest = PUT_OFF_SLEEP if self._put_off_until else SHORTEST_SLEEP
        return min(max(wait, shortest), LONGEST_SLEEP).total_seconds()

    async def poll_due(self) -> list[PollReport]:
        """Poll every feed that is due: hosts side by side, one request at a time per host."""
        longest, now = longest_wait(self._rules.interval), self._clock.now()
        async with self._database.reader() as connection:
            due = await feeds.due(connection, now, longest)
        due = [tracked for tracked in due if not self._is_put_off(tracked, now)]
        if not due:
            return []
        by_host = groupby(sorted(due, key=_host), _host)
        async with self._extractor:
            reports = await finish_all([self._poll_host(list(group)) for _, group in by_host])
        return [report for reports_of_host in reports for report in reports_of_host]

    async def poll_once(self) -> list[PollReport]:
        """One round, with a report on every feed of the catalogue, also on those not due."""
        reports = {report.url: report for report in await self.poll_due()}
        async with self._database.reader() as connection:
            tracked = await feeds.active(connection)
        return [
            reports.get(t.feed.url) or PollReport(t.feed.name, t.feed.url, PollStatus.NOT_DUE)
            for t in tracked
        ]

    async def _poll_host(self, due: Iterable[TrackedFeed]) -> list[PollReport]:
        async with self._slots:
            return [await self._poll(tracked) for tracked in due]

    async def _poll(self, tracked: TrackedFeed) -> PollReport:
        feed = tracked.feed
        try:
            report = await self._read(tracked)
        except (HostError, DatabaseError) as exc:
            return self._put_off(tracked, exc)
        except StorageUnavailableError as exc:
            if self._waits:
                raise
            # A command reports what became of the other feeds, too.
            return _not_polled(tracked, exc)
        self._put_off_until.pop(tracked.id, None)
        self.obstacle = None
        log.log(
            logging.WARNING if report.error else logging.INFO,
            "Polled %s: %s",
            feed.name,
            report.error or f"{report.new} new, {report.changed} changed, {report.known} known",
        )
        return report

    async def _read(self, tracked: TrackedFeed) -> PollReport:
        try:
            address = address_of(tracked)
            async with self._turns.turn(address):
                asked = await self._asked(tracked)
                document = await self._fetcher.fetch(address, tracked.validators)
            digest = hashlib.blake2b(document.body, digest_size=16).hexdigest()
            if document.unchanged or digest == tracked.content_hash:
                return await self._written(lambda: self._keep_unchanged(tracked, document))
            extraction = await self._extractor.extract(document, tracked.feed)
            changed = replace(tracked, content_hash=digest)
            keep = partial(self._keep, changed, document, extraction, asked)
            return await self._written(keep)
        except FeedError as exc:
            return await self._failed(tracked, exc)
        except (HostError, DatabaseError, StorageUnavailableError):
            raise
        except Exception as exc:
            # A bug that one feed brings out must not keep the others from being read.
            log.exception("Polling %s met a bug", tracked.feed.name)
            sentence = f"The bot itself failed on this feed ({type(exc).__name__}); see its log."
            return await self._failed(tracked, FeedError(sentence))

    async def _written(self, keep: Callable[[], Awaitable[PollReport]]) -> PollReport:
        """Keep what was read, without asking its host again where the database does not take it."""
        return await (keep_trying(keep, self._clock) if self._waits else keep())

    async def _failed(self, tracked: TrackedFeed, error: FeedError) -> PollReport:
        return await self._written(lambda: self._keep_failure(tracked, error))

    def _put_off(self, tracked: TrackedFeed, error: ProgressError) -> PollReport:
        """Try a feed again later. Nothing is recorded of it: it is not to blame."""
        self._log_obstacle(str(error), known=isinstance(error, DatabaseDamagedError))
        again = tracked.id in self._put_off_until
        log.log(
            logging.DEBUG if again else logging.INFO, "Put off %s: %s", tracked.feed.name, error
        )
        self._put_off_until[tracked.id] = self._clock.now() + self._rules.interval
        self.obstacle = str(error)
        return _not_polled(tracked, error)

    def _log_obstacle(self, sentence: str, *, known: bool) -> None:
        """Warn of it once for all feeds, unless `storage.health` did."""
        if not known and sentence not in self._logged_obstacles:
            log.warning("%s", sentence)
        self._logged_obstacles.add(sentence)

    def _is_put_off(self, tracked: TrackedFeed, now: datetime) -> bool:
        until = self._put_off_until.get(tracked.id, now)
        # A clock that was set back puts nothing off for longer.
        return timedelta(0) < until - now <= self._rules.interval

    async def _keep_unchanged(self, tracked: TrackedFeed, document: Document) -> PollReport:
        await self._unchanged.add(self._succeeded(tracked, document, tracked.pace))
        return PollReport(tracked.feed.name, tracked.feed.url, PollStatus.UNCHANGED)

    async def _asked(self, tracked: TrackedFeed) -> Sighting:
        """What a poll sees that asks now."""
        polled_at, now = tracked.health.first_polled_at, self._clock.now()
        if polled_at is None:
            # Another process may have polled the feed since it was found due.
            async with self._database.reader() as connection:
                polled_at = await feeds.first_polled_at(connection, tracked.id)
        return Sighting(FeedPart.FIRST_PAGE, polled_at, now)

    async def _keep(
        self, tracked: TrackedFeed, document: Document, extraction: Extraction, asked: Sighting
    ) -> PollReport:
        now = self._clock.now()
        async with self._database.transaction() as connection:
            sighting = asked.kept_with(await feeds.first_polled_at(connection, tracked.id))
            kept = await self._ingest.keep(connection, tracked, extraction.articles, now, sighting)
            await feeds.save(connection, self._succeeded(tracked, document, extraction.pace))
        self._ingest.tell(kept)
        return PollReport(
            tracked.feed.name,
            tracked.feed.url,
            PollStatus.OK,
            new=kept.new,
            changed=kept.changed,
            known=kept.known,
        )

    async def _keep_failure(self, tracked: TrackedFeed, error: FeedError) -> PollReport:
        answer = error if isinstance(error, FetchError) else FetchError("")
        gone, move = False, tracked.move
        if answer.status == HTTPStatus.GONE:
            gone, move = after_gone(tracked)
        health = after_failure(tracked.health, str(error), self._clock.now(), gone=gone)
        check_at = self._check_at(
            tracked, tracked.pace, failures=health.failures, retry_after=answer.retry_after
        )
        failed = replace(tracked, health=health, next_check_at=check_at, move=move)
        async with self._database.transaction() as connection:
            await feeds.save(connection, failed)
        return _not_polled(tracked, error)

    def _succeeded(self, tracked: TrackedFeed, document: Document, pace: Pace) -> TrackedFeed:
        now = self._clock.now()
        return replace(
            tracked,
            pace=pace,
            move=after_answer(tracked, document, now),
            validators=_merged(tracked.validators, document),
            health=after_success(tracked.health, now),
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
            self._clock.now(),
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


async def _save_all(connection: Connection, several: Sequence[TrackedFeed]) -> None:
    await feeds.save(connection, *several)


def _not_polled(tracked: TrackedFeed, error: ProgressError) -> PollReport:
    return PollReport(tracked.feed.name, tracked.feed.url, PollStatus.ERROR, error=str(error))


def _host(tracked: TrackedFeed) -> str:
    return host_of(tracked.feed.url)


def _merged(before: Validators, document: Document) -> Validators:
    """A 304 may leave out what has not changed; a 200 says all there is."""
    if not document.unchanged:
        return document.validators
    now = document.validators
    return Validators(now.etag or before.etag, now.last_modified or before.last_modified)
