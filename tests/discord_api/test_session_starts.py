"""Runs of the bot one after the other on one database, on a clock in the test's hand."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.discord_api.session_starts import RECORDED_EVERY, SessionStarts
from bot.storage import runs
from bot.storage.database import Database
from tests.databases import open_new
from tests.factories import NOON
from tests.failing import failing_with
from tests.fakes import SteppedClock
from tests.waiting import PATIENCE_SECONDS

DAY_MS = 86_400_000


class Limit:
    """The answer of `/gateway/bot`."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {"total": 1000, "remaining": 1000, "reset_after": DAY_MS}

    async def __call__(self) -> tuple[int, str, Mapping[str, Any]]:
        return 1, "wss://gateway.example", self.told


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def limit() -> Limit:
    return Limit()


@asynccontextmanager
async def beginning(
    starts: SessionStarts, clock: SteppedClock
) -> AsyncIterator[asyncio.Task[None]]:
    """A run that has begun, or waits."""
    task = asyncio.create_task(starts.begin())
    await _settled(task, clock)
    yield task
    task.cancel()
    await asyncio.wait({task})


async def _settled(task: asyncio.Task[None], clock: SteppedClock) -> None:
    """Wait until a task is done, or sleeps."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not task.done() and clock.next_waking is None:  # noqa: ASYNC110 - SQLite's threads
            await asyncio.sleep(0.002)
    if task.done():
        task.result()


async def _crashed(database: Database, clock: SteppedClock, limit: Limit) -> None:
    """A run that connects and is killed after a minute."""
    starts = SessionStarts(limit, database, clock)
    async with beginning(starts, clock) as begun:
        while not begun.done():
            clock.forward(minutes=1)
            await _settled(begun, clock)
    await starts.identifying(0)
    clock.forward(seconds=50)


async def test_a_killed_run_makes_the_next_one_wait_and_say_until_when(
    database: Database, clock: SteppedClock, limit: Limit, caplog: pytest.LogCaptureFixture
) -> None:
    await _crashed(database, clock, limit)

    async with beginning(SessionStarts(limit, database, clock), clock) as begun:
        assert not begun.done()
        clock.forward(seconds=86)
        await _settled(begun, clock)
        assert not begun.done()
        clock.forward(seconds=1)
        await _settled(begun, clock)
        assert begun.done()

    (said,) = (record.message for record in caplog.records if record.levelno == logging.WARNING)
    assert "connects to Discord's gateway at 2026-03-01 12:02:16 UTC" in said
    assert "polls feeds and announces news" in said


async def test_each_killed_run_makes_the_next_one_wait_longer(
    database: Database, clock: SteppedClock, limit: Limit
) -> None:
    waited = list[timedelta]()
    for _ in range(4):
        before = clock.now()
        await _crashed(database, clock, limit)
        waited.append(clock.now() - before)

    assert waited == sorted(set(waited))
    assert waited[-1] - waited[0] > timedelta(minutes=3)


async def test_a_run_that_was_stopped_makes_nothing_wait(
    database: Database, clock: SteppedClock, limit: Limit
) -> None:
    await _crashed(database, clock, limit)
    waiting = SessionStarts(limit, database, clock)
    async with beginning(waiting, clock):
        await waiting.stopped()

    async with beginning(SessionStarts(limit, database, clock), clock) as begun:
        assert begun.done()


async def test_a_run_that_lasted_makes_nothing_wait(
    database: Database, clock: SteppedClock, limit: Limit
) -> None:
    starts = SessionStarts(limit, database, clock)
    async with beginning(starts, clock):
        await starts.identifying(0)
    recording = asyncio.create_task(starts.record())
    for _ in range(6):
        await _settled(recording, clock)
        clock.forward(seconds=RECORDED_EVERY.total_seconds())
    await _settled(recording, clock)
    recording.cancel()

    async with beginning(SessionStarts(limit, database, clock), clock) as begun:
        assert begun.done()


async def test_below_the_reserve_the_bot_waits_for_the_reset_and_says_so(
    database: Database, clock: SteppedClock, limit: Limit, caplog: pytest.LogCaptureFixture
) -> None:
    limit.told |= {"remaining": 12, "reset_after": 3 * 3_600_000}

    async with beginning(SessionStarts(limit, database, clock), clock) as begun:
        for _ in range(17):
            clock.forward(minutes=10)
            await _settled(begun, clock)
        assert not begun.done()
        limit.told |= {"remaining": 1000}
        clock.forward(minutes=11)
        await _settled(begun, clock)
        assert begun.done()

    assert "only 12 of the 1,000 connections are left" in caplog.text
    assert "2026-03-01 15:00:00 UTC" in caplog.text


async def test_a_reset_that_brings_nothing_is_asked_for_again_slowly(
    database: Database, clock: SteppedClock, limit: Limit
) -> None:
    limit.told |= {"remaining": 0, "reset_after": 0}

    async with beginning(SessionStarts(limit, database, clock), clock) as begun:
        clock.forward(seconds=61)
        await _settled(begun, clock)
        assert not begun.done()
        limit.told |= {"remaining": 1000}
        clock.forward(seconds=61)
        await _settled(begun, clock)
        assert begun.done()


async def test_a_session_that_is_lost_waits_for_the_reset_too(
    database: Database, clock: SteppedClock, limit: Limit
) -> None:
    starts = SessionStarts(limit, database, clock)
    async with beginning(starts, clock) as begun:
        assert begun.done()
    limit.told |= {"remaining": 20}

    allowed = asyncio.create_task(starts.allowed())
    await _settled(allowed, clock)

    assert not allowed.done()
    allowed.cancel()


async def test_a_database_that_takes_no_write_does_not_hold_the_bot_up(
    database: Database,
    clock: SteppedClock,
    limit: Limit,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with database.transaction() as connection:
        await connection.execute("DROP TABLE runs")
        await connection.execute("CREATE VIEW runs AS SELECT 1 AS id WHERE 0")
    starts = SessionStarts(limit, database, clock)

    async with beginning(starts, clock) as begun:
        await starts.identifying(0)
        await starts.stopped()
        assert begun.done()

    assert "could not record that it runs" in caplog.text


async def test_an_outage_of_the_database_is_not_said_again_each_minute(
    tmp_path: Path, clock: SteppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_new(tmp_path / "progress.db") as database:
        starts = SessionStarts(Limit(), database, clock)
        database.path.unlink()
        for _ in range(3):
            await starts.stopped()

    assert caplog.text.count("was deleted or moved") == 1


async def test_a_clock_that_is_set_back_makes_no_wait_longer(
    database: Database, clock: SteppedClock, limit: Limit
) -> None:
    await _crashed(database, clock, limit)

    async with beginning(SessionStarts(limit, database, clock), clock) as begun:
        assert not begun.done()
        # The clock goes back while the bot sleeps; a real sleep takes no notice of it.
        clock.set_back(days=300)
        clock.wake()
        await _settled(begun, clock)
        assert begun.done()


async def test_runs_of_long_ago_are_deleted(tmp_path: Path, clock: SteppedClock) -> None:
    async with open_new(tmp_path / "progress.db") as database:
        for _ in range(runs.KEPT_RUNS + 5):
            starts = SessionStarts(Limit(), database, clock)
            await starts.stopped()
        async with database.reader() as connection:
            kept = await runs.recent(connection)

    assert len(kept) == runs.KEPT_RUNS
    assert all(run.stopped and run.started_at == NOON for run in kept)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR])
async def test_earlier_runs_that_cannot_be_read_keep_nobody_from_connecting(
    database: Database,
    clock: SteppedClock,
    limit: Limit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: int,
) -> None:
    monkeypatch.setattr(runs, "recent", failing_with(code))

    async with beginning(SessionStarts(limit, database, clock), clock) as begun:
        assert begun.done()

    assert "could not look up its earlier runs" in caplog.text
