"""Waits before each IDENTIFY to keep Discord's daily limit, and records the run of the bot.

    a run begins ─► earlier runs, session_start_limit ─► wait ─► connect
    each IDENTIFY ─► its shard's turn ─► recorded ─► sent
    a session is lost ─► session_start_limit ─► wait ─► IDENTIFY

Discord allows a number of IDENTIFYs a day and resets the token of a bot that sends more, as one in
a crash loop would: https://discord.com/developers/docs/events/gateway#session-start-limit-object
Built by the client; used by `connection` and `shard`.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.errors import NOT_STORED, DatabaseVersionError
from bot.pipelines.loops import beat
from bot.storage import runs
from bot.storage.database import Database
from bot.storage.runs import Run

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
SHORT_RUN = timedelta(minutes=5)
"""A run is short if it was connected for less; see `_is_short` for many shards."""
LONGEST_RUN_WAIT = timedelta(hours=1)
"""The longest wait between runs. One IDENTIFY an hour is far below the limit. Chosen by eye."""
RECORDED_EVERY = timedelta(minutes=1)
"""How often a run records that it is alive. Chosen by eye."""
LARGEST_NUMBER = 10**9
"""The largest number that is accepted, a time in milliseconds included. A day has 86,400,000."""
SMALLEST_RESERVE = 20
"""IDENTIFYs that are left to other programs with the same token, such as a second copy of the bot.
Chosen by eye."""


class SessionStartLimit(Struct, frozen=True):
    """Discord's limit of IDENTIFYs.

    Attributes:
        total: IDENTIFYs a day.
        remaining: how many of them are left.
        resets_at: when Discord resets the limit.
        max_concurrency: how many shards may IDENTIFY within five seconds.
        shards: how many shards the bot has.
    """

    total: int
    remaining: int
    resets_at: datetime
    max_concurrency: int
    shards: int

    @classmethod
    def read(cls, shards: int, told: Mapping[str, Any], now: datetime) -> "SessionStartLimit":
        """Read the limit from `/gateway/bot`; replaces missing and garbled values by defaults."""
        total = max(_whole(told, "total", 1000), 1)
        reset_after = timedelta(milliseconds=_whole(told, "reset_after", 0))
        return cls(
            total=total,
            remaining=_whole(told, "remaining", total),
            resets_at=now + min(reset_after, DAY),
            max_concurrency=max(_whole(told, "max_concurrency", 1), 1),
            shards=shards,
        )

    @property
    def pace(self) -> timedelta:
        """The time between two IDENTIFYs if all of a day are spread evenly."""
        return DAY / self.total

    @property
    def reserve(self) -> int:
        """IDENTIFYs that are kept back: two for each shard, but no more than half of all."""
        return min(max(SMALLEST_RESERVE, 2 * self.shards), self.total // 2)


def _whole(told: Mapping[str, Any], name: str, default: int) -> int:
    """The number of that name from 0 to `LARGEST_NUMBER`; the default if there is none."""
    number = told.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        return default
    return min(max(number, 0), LARGEST_NUMBER)


class Wait(Struct, frozen=True):
    """A time before which no IDENTIFY is sent, and a clause for the log that says why."""

    until: datetime
    why: str


def wait_after_short_runs(runs: Sequence[Run], limit: SessionStartLimit) -> Wait | None:
    """The wait of the last of these runs before it connects; None if it need not wait.

    The n-th short run in a row makes the next one wait n times `pace`. With 1,000 IDENTIFYs a day,
    that is 1.4 minutes, then 2.9, 4.3 and so on, up to an hour. A bot of one shard that dies again
    and again then sends about 50 IDENTIFYs a day. With a larger limit the waits are shorter.
    """
    *earlier, current = runs
    since, short = current.started_at, 0
    for run in reversed(earlier):
        if run.stopped or (run.connected_at and not _is_short(run, limit)):
            break
        if run.connected_at:
            if not short:
                # The wait begins at the end of that run, which is known to the minute.
                since = min(since, run.seen_at + RECORDED_EVERY)
            short += 1
        elif not short:
            # That run was killed while it waited, so this one waits only for the rest.
            since = min(since, run.started_at)
    if not short:
        return None
    times = "" if short == 1 else f" {short} times in a row"
    return Wait(
        since + min(short * limit.pace, LONGEST_RUN_WAIT),
        f"the bot ended unexpectedly soon after it had connected{times}, and Discord allows "
        f"{limit.total:,} connections a day",
    )


def _is_short(run: Run, limit: SessionStartLimit) -> bool:
    """Whether a day of such runs would use a large part of Discord's limit.

    Runs of five minutes need 288 IDENTIFYs a day with one shard. With many shards a run must last
    longer, or a day of runs would use more than half of the limit.
    """
    return run.connected_for < max(SHORT_RUN, 2 * run.identifies * limit.pace)


def wait_for_reset(limit: SessionStartLimit) -> Wait | None:
    """The wait until Discord resets the limit; None while more than the reserve is left."""
    if limit.remaining > limit.reserve:
        return None
    return Wait(
        limit.resets_at,
        f"only {limit.remaining:,} of the {limit.total:,} connections are left that Discord allows "
        "a day, and it resets the token of a bot that uses them up",
    )


def latest(*waits: Wait | None) -> Wait | None:
    """The wait that ends last; None without waits."""
    return max((wait for wait in waits if wait), key=lambda wait: wait.until, default=None)


IDENTIFY_EVERY = timedelta(seconds=5)
"""Discord's limit: https://discord.com/developers/docs/events/gateway#rate-limiting"""
QUOTA_CHECK_SECONDS = 60.0
"""The least wait before Discord is asked for its limit again. Chosen by eye."""
LONGEST_SLEEP_SECONDS = 600.0
"""A long wait is divided into such sleeps. If the clock is set forward, the wait ends early. Chosen
by eye."""

BotGateway = Callable[[], Awaitable[tuple[int, str, Mapping[str, Any]]]]
"""Requests `/gateway/bot`; returns the number of shards, the address and the limit."""


class SessionStarts:
    """Waits for and records the IDENTIFYs of one run."""

    def __init__(self, bot_gateway: BotGateway, database: Database, clock: Clock) -> None:
        self._bot_gateway = bot_gateway
        self._database = database
        self._clock = clock
        self._run = Run(clock.now(), clock.now())
        self._refused = False
        self._max_concurrency = 1
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._identified_at: dict[int, datetime] = {}

    async def begin(self) -> None:
        """Wait as long as earlier short runs and Discord's limit require."""
        earlier = await self._earlier()
        await self._record()
        limit = await self._read_limit()
        after_short_runs = wait_after_short_runs([*earlier, self._run], limit)
        await self._sleep_until(latest(after_short_runs, wait_for_reset(limit)))
        await self.allowed()

    async def allowed(self) -> None:
        """Wait until Discord's limit allows another IDENTIFY."""
        while wait := wait_for_reset(await self._read_limit()):
            soonest = self._clock.now() + timedelta(seconds=QUOTA_CHECK_SECONDS)
            await self._sleep_until(replace(wait, until=max(wait.until, soonest)))

    @contextlib.asynccontextmanager
    async def turn(self, shard_id: int) -> AsyncIterator[None]:
        """Connect and IDENTIFY in this block; `max_concurrency` shards may be in it at once."""
        bucket = shard_id % self._max_concurrency
        async with self._turns[bucket]:
            if last := self._identified_at.get(bucket):
                wait = last + IDENTIFY_EVERY - self._clock.now()
                # If the clock was set back, `wait` may be far too long.
                await self._clock.sleep(min(max(wait, timedelta()), IDENTIFY_EVERY).total_seconds())
            yield

    async def identifying(self, shard_id: int) -> None:
        """Record an IDENTIFY that is about to be sent."""
        now = self._clock.now()
        self._identified_at[shard_id % self._max_concurrency] = now
        self._run = replace(
            self._run,
            connected_at=self._run.connected_at or now,
            identifies=self._run.identifies + 1,
        )
        await self._record()

    async def record(self) -> None:
        """Record once a minute that the run is alive, until canceled."""
        while True:
            await self._clock.sleep(RECORDED_EVERY.total_seconds())
            await self._record()
            beat(self._clock)

    def refused(self) -> None:
        """Note that Discord refused the connection after its IDENTIFY.

        The next run waits as after a crash: a supervisor that starts the bot again and again would
        use up the day's IDENTIFYs.
        """
        self._refused = True

    async def stopped(self) -> None:
        """Record that the run ended on purpose, so that the next one does not wait."""
        self._run = replace(self._run, stopped=not self._refused)
        await self._record()

    async def _earlier(self) -> list[Run]:
        """The runs before this one; [] if they cannot be read: the limit still holds then."""
        try:
            async with self._database.reader() as connection:
                return [run for run in await runs.recent(connection) if run.id != self._run.id]
        except NOT_STORED as exc:
            log.warning("The bot could not look up its earlier runs (%s)", exc)
            return []

    async def _record(self) -> None:
        self._run = replace(self._run, seen_at=self._clock.now())
        try:
            async with self._database.transaction() as connection:
                self._run = replace(self._run, id=await runs.save(connection, self._run))
        except NOT_STORED:
            pass  # `storage.health` logs it once.
        except DatabaseVersionError:
            pass  # It ends the loops that need the database.
        except Exception as exc:  # noqa: BLE001 - the bot connects also while nothing can be stored
            log.warning("The bot could not record that it runs (%s)", exc)

    async def _read_limit(self) -> SessionStartLimit:
        shards, _, told = await self._bot_gateway()
        limit = SessionStartLimit.read(shards, told, self._clock.now())
        self._max_concurrency = limit.max_concurrency
        return limit

    async def _sleep_until(self, wait: Wait | None) -> None:
        if wait is None or wait.until <= self._clock.now():
            return
        log.warning(
            "The bot connects to Discord's gateway at %s: %s. Until then it polls feeds and "
            "announces news, but answers no commands",
            f"{wait.until:%Y-%m-%d %H:%M:%S} UTC",
            wait.why,
        )
        # If the clock is set back meanwhile, this must not make the wait longer.
        left = (wait.until - self._clock.now()).total_seconds()
        while left > 0:
            slept = min(left, LONGEST_SLEEP_SECONDS)
            await self._clock.sleep(slept)
            left = min(left - slept, (wait.until - self._clock.now()).total_seconds())
