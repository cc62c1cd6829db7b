"""The poll pipeline: reads due feeds, and stores articles and pending deliveries.

    due feeds ─► fetch ─► Document ─► extract (parse · identify · clean · classify) ─► Article*
              ─► new | changed | known ─► news? (articles.news) ─► plan against subscriptions
              ─► ONE transaction: articles, index, pending deliveries, validators, schedule

`lifecycle` runs its loop, `progress-bot poll --once` runs one round of it.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.articles.links import host_of
from bot.errors import (
    DatabaseDamagedError,
    DatabaseError,
    HostError,
    ProgressError,
    StorageUnavailableError,
)
from bot.feeds.schedule import longest_wait
from bot.model.feed import GAP_READ_FOR, Gap, TrackedFeed
from bot.pipelines.feed_poll import FeedPoll, PollReport, PollRules, PollStatus, not_polled
from bot.pipelines.loops import finish_all, keep_going
from bot.pipelines.reading_context import ReadingContext
from bot.storage import feed_history, feeds, future_times

log = logging.getLogger(__name__)

HOSTS_AT_ONCE = 8
"""Hosts that are asked side by side. Chosen by eye, for a home connection."""
SHORTEST_SLEEP = timedelta(seconds=1)
"""The least pause between two rounds. Chosen by eye."""
PUT_OFF_SLEEP = timedelta(seconds=10)
"""The least pause while a feed is put off. Chosen by eye."""
PUT_OFF_FOR = timedelta(minutes=10)
"""The wait of a feed that the machine could not ask; less if feeds are asked more often. Chosen by
eye."""
LONGEST_SLEEP = timedelta(minutes=1)
"""The loop reads the schedule at least this often: `poll --once` may have polled meanwhile."""


class Poller:
    """Polls feeds.

    Attributes:
        obstacle: why machine or database kept a feed from being polled; None after the next poll.
    """

    def __init__(self, context: ReadingContext, rules: PollRules) -> None:
        self._database = context.database
        self._extractor = context.extractor
        self._clock = context.clock
        self._waits = context.waits
        self._rules = rules
        self._feed_poll = FeedPoll(context, rules)
        self._slots = asyncio.Semaphore(HOSTS_AT_ONCE)
        # Kept in memory, since the database may be what fails.
        self._put_off_until: dict[int, datetime] = {}
        self._logged_obstacles: set[str] = set()
        self._polled = set[int]()
        self.obstacle: str | None = None

    async def run(self) -> None:
        """Poll due feeds until canceled."""
        while True:
            await self._clock.sleep(await keep_going(self._round, self._clock))

    async def _round(self) -> float:
        """Poll the due feeds; returns the seconds until the next one is due."""
        await self.poll_due()
        async with self._database.reader() as connection:
            due_at = await feeds.next_due(connection)
        wait = due_at - self._clock.now() if due_at else LONGEST_SLEEP
        # A feed that was put off stays due in the database.
        shortest = PUT_OFF_SLEEP if self._put_off_until else SHORTEST_SLEEP
        return min(max(wait, shortest), LONGEST_SLEEP).total_seconds()

    async def poll_due(self) -> list[PollReport]:
        """Poll all due feeds: hosts side by side, one request at a time per host."""
        longest, now = longest_wait(self._rules.interval), self._clock.now()
        await self._correct_times(now)
        async with self._database.reader() as connection:
            due = await feeds.due(connection, now, longest)
            found = await feed_history.gaps_since(connection, now - GAP_READ_FOR) if due else []
        due = [tracked for tracked in due if not self._is_put_off(tracked, now)]
        if not due:
            return []
        unfinished = [gap for gap in found if gap.next_url]
        by_host = groupby(sorted(due, key=_host), _host)
        async with self._extractor:
            reports = await finish_all(
                [self._poll_host(list(group), unfinished) for _, group in by_host]
            )
        return [report for reports_of_host in reports for report in reports_of_host]

    async def _correct_times(self, now: datetime) -> None:
        """Make feeds due that were read in the future, before the clock was set right."""
        async with self._database.reader() as connection:
            if not await future_times.exist(connection, now):
                return
        async with self._database.transaction() as connection:
            await future_times.correct(connection, now)
        log.warning("Feeds were read at a time in the future: the clock was ahead. They are due")

    async def poll_once(self) -> list[PollReport]:
        """Run one round, with a report on each feed of the catalogue, also on those not due."""
        reports = {report.url: report for report in await self.poll_due()}
        async with self._database.reader() as connection:
            tracked = await feeds.active(connection)
        return [
            reports.get(t.feed.url) or PollReport(t.feed.name, t.feed.url, PollStatus.NOT_DUE)
            for t in tracked
        ]

    async def _poll_host(
        self, due: Iterable[TrackedFeed], unfinished: Sequence[Gap]
    ) -> list[PollReport]:
        async with self._slots:
            return [await self._poll(tracked, unfinished) for tracked in due]

    async def _poll(self, tracked: TrackedFeed, unfinished: Sequence[Gap]) -> PollReport:
        feed = tracked.feed
        try:
            own = [gap for gap in unfinished if gap.feed_id == tracked.id]
            report = await self._feed_poll.read(tracked, own)
        except (HostError, DatabaseError) as exc:
            return self._put_off(tracked, exc)
        except StorageUnavailableError as exc:
            if self._waits:
                raise
            # A command also reports the outcomes of the other feeds.
            return not_polled(tracked, exc)
        self._put_off_until.pop(tracked.id, None)
        self.obstacle = None
        log.log(self._level(tracked, report), "Polled %s: %s", feed.name, report.summary)
        return report

    def _level(self, tracked: TrackedFeed, report: PollReport) -> int:
        """The level of a report in the log: a feed without anything new is named once."""
        if report.error or report.gap:
            return logging.WARNING
        told = tracked.id in self._polled and not (report.new or report.changed or report.notes)
        self._polled.add(tracked.id)
        return logging.DEBUG if told else logging.INFO

    def _put_off(self, tracked: TrackedFeed, error: ProgressError) -> PollReport:
        """Try a feed again later. Nothing is recorded, since the feed is not at fault."""
        self._log_obstacle(str(error), known=isinstance(error, DatabaseDamagedError))
        again = tracked.id in self._put_off_until
        log.log(
            logging.DEBUG if again else logging.INFO, "Put off %s: %s", tracked.feed.name, error
        )
        wait = min(self._rules.interval, PUT_OFF_FOR)
        self._put_off_until[tracked.id] = self._clock.now() + wait
        self.obstacle = str(error)
        return not_polled(tracked, error)

    def _log_obstacle(self, sentence: str, *, known: bool) -> None:
        """Log it once for all feeds, unless `storage.health` did."""
        if not known and sentence not in self._logged_obstacles:
            log.warning("%s", sentence)
        self._logged_obstacles.add(sentence)

    def _is_put_off(self, tracked: TrackedFeed, now: datetime) -> bool:
        until = self._put_off_until.get(tracked.id, now)
        # If the clock was set back, the feed is not put off for longer.
        return timedelta(0) < until - now <= self._rules.interval


def _host(tracked: TrackedFeed) -> str:
    return host_of(tracked.feed.url)
