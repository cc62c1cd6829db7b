"""Waits before each IDENTIFY to keep Discord's daily limit, and records the run of the bot.

    a run begins ─► earlier runs, session_start_limit ─► wait ─► connect
    each IDENTIFY ─► its shard's turn ─► recorded ─► sent
    a session is lost ─► session_start_limit ─► wait ─► IDENTIFY

Built by the client; used by `connection` and `shard`. `session_limit` decides.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.discord_api.session_limit import (
    RECORDED_EVERY,
    SessionStartLimit,
    Wait,
    latest,
    wait_after_short_runs,
    wait_for_reset,
)
from bot.errors import NOT_STORED
from bot.pipelines.beats import beat
from bot.storage import runs
from bot.storage.database import Database
from bot.storage.runs import Run

log = logging.getLogger(__name__)

IDENTIFY_EVERY = timedelta(seconds=5)
"""Discord's limit: https://discord.com/developers/docs/events/gateway#rate-limiting"""
QUOTA_CHECK_SECONDS = 60.0
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
            beat(self._clock.now())

    async def stopped(self) -> None:
        """Record that a signal ended the run, so that the next one does not wait."""
        self._run = replace(self._run, stopped=True)
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
