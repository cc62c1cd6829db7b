"""The whole program while its database cannot be used: real limits, real locks, real files."""

import asyncio
import contextlib
import resource
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ui.texts import UNAVAILABLE
from tests.peer import Channel, Peer
from tests.program.running import (
    LoopbackFeed,
    Program,
    asked,
    program,
    settings,
    subscribe,
)
from tests.waiting import PATIENCE_SECONDS, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits another process's files")

FILE_SIZE = 16_384
"""Less than the database's log has after a start; more than this program's own log."""
FULL = "Check the disk and the space on it"
SERVED = "The bot says at"
"""In the log when `/healthz` answers."""
COVERAGE_FAILED = "Exception ignored in atexit callback: <bound method Coverage._atexit"
NEWS = "Sample study of brain metastases"


def allow_files(bot: Program, size: int) -> None:
    """Let no file of the running bot grow past this from now on."""
    _, hard = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (size, hard))


@contextlib.asynccontextmanager
async def running(
    folder: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> AsyncIterator[Program]:
    """A bot that has read its feed; ends well, and has posted one more article exactly once."""
    await subscribe(folder, channel)
    environment = settings(folder, feed, peer)
    async with program("run", folder=folder, environment=environment) as bot:
        await until(lambda: "1 new" in bot.log.read_text())
        await peer.journal.reached("ready")
        yield bot
        await until(lambda: len(peer.messages(channel.id)) > 0)
        assert await bot.stopped_by(signal.SIGTERM) == 0
        # The measurement of the tests' coverage may fail at exit, behind what the bot itself says.
        log, _, _ = bot.log.read_text().partition(COVERAGE_FAILED)
    assert "Traceback" not in log
    assert len(peer.messages(channel.id)) == 1
    assert NEWS in str(peer.messages(channel.id)[0])


async def test_a_full_disk_stops_nothing_but_what_must_be_written(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    async with running(tmp_path, feed, peer, channel) as bot:
        allow_files(bot, FILE_SIZE)
        feed.titles.append(NEWS)
        await until(lambda: FULL in bot.log.read_text())
        found = await peer.slash("search", {"query": "screening"}, channel=channel)
        paused = await peer.slash("news pause", {"channel": str(channel.id)}, channel=channel)
        assert peer.messages(channel.id) == []
        allow_files(bot, resource.RLIM_INFINITY)

    assert "Old news" in str(found)
    assert UNAVAILABLE in str(paused)
    assert bot.log.read_text().count(FULL) == 1


async def test_a_lock_of_another_program_is_waited_for_and_members_get_their_answers(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    async with running(tmp_path, feed, peer, channel):
        path = tmp_path / "progress.db"
        with contextlib.closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as backup:
            backup.execute("BEGIN IMMEDIATE")
            feed.titles.append(NEWS)
            found = await peer.slash("search", {"query": "screening"}, channel=channel)
            paused = await peer.slash("news pause", {"channel": str(channel.id)}, channel=channel)
            assert peer.messages(channel.id) == []

    assert "Old news" in str(found)
    assert UNAVAILABLE in str(paused)


async def test_a_database_that_is_moved_away_is_told_and_nothing_is_announced_until_it_is_back(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    path, away = tmp_path / "progress.db", tmp_path / "away.db"
    async with running(tmp_path, feed, peer, channel) as bot:
        path.rename(away)
        feed.titles.append(NEWS)
        await until(lambda: "was deleted or moved" in bot.log.read_text())
        found = await peer.slash("search", {"query": "screening"}, channel=channel)
        assert peer.messages(channel.id) == []
        assert not path.exists()
        away.rename(path)

    assert "Old news" in str(found)
    assert bot.log.read_text().count("was deleted or moved") == 1


async def test_a_disk_that_is_full_at_the_start_is_waited_for_and_healthz_says_so(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, health_address: str
) -> None:
    watched = {**settings(tmp_path, feed, peer), "HEALTH": health_address}
    environment = {**watched, "FILE_SIZE": str(FILE_SIZE)}
    confined = "tests.program.confined"
    async with program("run", folder=tmp_path, environment=environment, module=confined) as bot:
        await until(lambda: FULL in bot.log.read_text())
        await until(lambda: SERVED in bot.log.read_text())
        assert bot.process.returncode is None
        full = await asked(tmp_path, watched)
        allow_files(bot, resource.RLIM_INFINITY)
        await peer.journal.reached("ready")
        mended = await asked(tmp_path, watched)
        assert await bot.stopped_by(signal.SIGTERM) == 0

    assert (full[0], FULL in str(full[1]["why"])) == (1, True)
    assert mended == (0, {**mended[1], "why": []})
    assert bot.log.read_text().count(FULL) == 1
    assert "Traceback" not in bot.log.read_text()


async def test_a_database_that_is_locked_at_the_start_is_waited_for_and_healthz_says_so(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel, health_address: str
) -> None:
    await subscribe(tmp_path, channel)
    environment = {**settings(tmp_path, feed, peer), "HEALTH": health_address}
    with contextlib.closing(
        sqlite3.connect(tmp_path / "progress.db", isolation_level=None)
    ) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await until(lambda: SERVED in bot.log.read_text())
            opening = await asked(tmp_path, environment)
            await until(lambda: "has locked the database" in bot.log.read_text())
            locked = await asked(tmp_path, environment)
            other.close()
            await peer.journal.reached("ready")
            mended = await asked(tmp_path, environment)
            assert await bot.stopped_by(signal.SIGTERM) == 0

    assert opening[0] == locked[0] == 1
    assert "database" in str(opening[1]["why"])
    assert "has locked the database" in str(locked[1]["why"])
    assert mended == (0, {**mended[1], "why": []})


async def test_a_bot_that_waits_for_its_disk_stops_when_it_is_told_to(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    environment = {**settings(tmp_path, feed, peer), "FILE_SIZE": str(FILE_SIZE)}
    confined = "tests.program.confined"
    async with program("run", folder=tmp_path, environment=environment, module=confined) as bot:
        await until(lambda: FULL in bot.log.read_text())
        assert await bot.stopped_by(signal.SIGTERM) == 0


@pytest.mark.parametrize("arguments", [("poll", "--once"), ("latest",), ("feeds", "list")])
async def test_a_command_ends_with_the_sentence(
    tmp_path: Path, feed: LoopbackFeed, arguments: tuple[str, ...]
) -> None:
    environment = {**settings(tmp_path, feed, None), "FILE_SIZE": str(FILE_SIZE)}
    confined = "tests.program.confined"
    async with program(
        *arguments, folder=tmp_path, environment=environment, module=confined
    ) as command:
        code = await asyncio.wait_for(command.process.wait(), PATIENCE_SECONDS)

    log = command.log.read_text()
    assert code == 1, log
    assert log.count(FULL) == 1
    assert "Traceback" not in log
