"""How long the announcer's step takes with thousands of channels that have schedules.

    nothing due ─► the quiet hours of all begin and end ─► the slots of all begin at once

Every channel has one article that waits. Measured are the whole time of a step and the longest hold
of the event loop, as processor time of the loop's thread.
"""

import asyncio
import gc
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from bench.figures import Figure, Report
from bench.heartbeat import beating
from bench.pending import FEED, START, sample_articles
from bot.delivery.messenger import Messenger
from bot.delivery.slots import outlook
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.delivery import PlannedDelivery
from bot.model.schedule import QuietHours, Rhythm, Schedule
from bot.pipelines.announce import Announcer
from bot.storage import articles, deliveries, feeds, schedules
from bot.storage.database import Database
from tests.fakes import ManualClock

SIZE, SMALL_SIZE = 10_000, 1_000
SERVER_CHANNELS = 10
MOST_HELD_MS = 50.0
"""A tenth of what a member notices."""
MOST_SECONDS_WITH_NOTHING_DUE = 0.05
MOST_MS_A_DIGEST = 5.0
"""Chosen by eye: 10,000 digests are made in less time than Discord lets a bot send them, which is
200 seconds at its 50 requests a second."""
QUIET_HOUR = 3


def main(*, small: bool = False) -> Report:
    """Measure; `small` is a tenth of the channels."""
    size = SMALL_SIZE if small else SIZE
    return Report(
        "schedules", f"{size:,} channels with digests and quiet hours", asyncio.run(_measure(size))
    )


async def _measure(size: int) -> tuple[Figure, ...]:
    gc.collect()
    gc.freeze()  # as the running bot does
    begin = START.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock = ManualClock(begin)
    with tempfile.TemporaryDirectory() as name:
        async with Database.open(Path(name, "progress.db")) as database:
            await _fill(database, size, begin)
            announcer = Announcer(
                database,
                cast("Messenger", None),  # nothing is sent
                clock,
                burst_limit=5,
                awake=asyncio.Event(),
            )
            idle = await _step(announcer)
            clock.forward(hours=QUIET_HOUR)
            quiet = await _step(announcer)
            clock.forward(hours=9)
            slots = await _step(announcer)
            await _check(database, size)
    return (
        Figure("a step with nothing due", idle[0], "s", goal=MOST_SECONDS_WITH_NOTHING_DUE),
        Figure("all quiet hours begin", quiet[0], "s"),
        Figure("the same: longest hold", quiet[1], "ms", goal=MOST_HELD_MS),
        Figure("all slots begin", slots[0], "s"),
        Figure("the same, a digest", slots[0] / size * 1e3, "ms", goal=MOST_MS_A_DIGEST),
        Figure("the same: longest hold", slots[1], "ms", goal=MOST_HELD_MS),
    )


async def _fill(database: Database, size: int, now: datetime) -> None:
    """Channels with a schedule each, and an article that waits in all of them."""
    quiet = {"begin": now.replace(hour=QUIET_HOUR - 1).time(), "end": now.replace(hour=6).time()}
    (article,) = sample_articles(1, load_topics(shipped("topics.toml")))
    channels = [(1000 + n, 1 + n // SERVER_CHANNELS) for n in range(size)]
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [FEED])
        (tracked,) = await feeds.active(connection)
        article_id = await articles.insert(connection, tracked.id, article, "", START)
        await connection.executemany(
            "INSERT INTO channels (channel_id, guild_id) VALUES (?, ?)", channels
        )
        planned = [PlannedDelivery(guild, channel, (), ()) for channel, guild in channels]
        await deliveries.add(connection, article_id, planned, START)
        for channel, guild in channels:
            served = now.date() - timedelta(days=1)
            plain = Schedule(guild, channel, Rhythm.DAILY, quiet=QuietHours(**quiet), served=served)
            await schedules.put(connection, plain, outlook(plain, now), None)
            await schedules.keep(connection, plain, outlook(plain, now))


async def _step(announcer: Announcer) -> tuple[float, float]:
    """The seconds that one step takes, and the longest hold in milliseconds."""
    begun = time.perf_counter()
    async with beating() as heartbeat:
        await announcer._bundle()  # noqa: SLF001 - the step that is measured
    return time.perf_counter() - begun, heartbeat.longest_work_ms


async def _check(database: Database, size: int) -> None:
    async with database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT count(*) FROM posts WHERE slot NOT NULL")
    made = next(iter(rows))[0]
    if made != size:
        raise RuntimeError(f"{made} digests were made for {size} channels")
