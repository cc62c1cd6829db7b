"""The running bot inside the test's own process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import lifecycle
from bot.errors import DatabaseVersionError, SettingsError
from bot.process import raise_what_ended
from bot.setting_values import Secret
from bot.settings import Settings
from bot.storage import runs, subscriptions
from bot.storage.database import Database
from tests.factories import subscription
from tests.peer import Fault, Peer, World
from tests.peer.login import pointed_at
from tests.program.running import LoopbackFeed, catalogue, loopback_feed
from tests.waiting import PATIENCE_SECONDS


@contextlib.asynccontextmanager
async def running(
    folder: Path, feed: LoopbackFeed, peer: Peer
) -> AsyncIterator[asyncio.Task[None]]:
    """A bot in this process; canceled at the end of the block."""
    settings = Settings(
        database_path=folder / "progress.db",
        feeds_file=catalogue(folder, feed),
        allowed_private_hosts=("127.0.0.1",),
        discord_token=Secret(peer.token),
    )
    with pointed_at(peer.api_url, peer.gateway_url):
        life = asyncio.create_task(lifecycle.run(settings))
        try:
            yield life
        finally:
            life.cancel()
            await asyncio.wait({life})


async def test_a_run_that_is_cancelled_is_recorded_as_stopped(tmp_path: Path) -> None:
    async with (
        loopback_feed("News") as feed,
        Peer.open(World()) as peer,
        running(tmp_path, feed, peer) as life,
    ):
        await peer.journal.reached("ready")

    assert life.cancelled()
    async with Database.open(tmp_path / "progress.db") as database, database.reader() as reader:
        (run,) = await runs.recent(reader)
    assert run.stopped


async def test_the_bot_connects_before_it_polls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "LOGIN_FIRST_SECONDS", 1000.0)
    connected = list[bool]()
    async with loopback_feed("News") as feed, Peer.open(World()) as peer:
        feed.served = lambda *_: connected.append("ready" in peer.journal.milestones)
        async with running(tmp_path, feed, peer):
            await asyncio.wait_for(feed.asked.wait(), PATIENCE_SECONDS)

    assert connected
    assert all(connected)


async def test_the_start_says_once_which_subscribed_topics_there_are_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        Database.open(tmp_path / "progress.db") as database,
        database.transaction() as connection,
    ):
        await subscriptions.put(connection, subscription("old-name"))
    async with (
        loopback_feed("News") as feed,
        Peer.open(World()) as peer,
        running(tmp_path, feed, peer),
    ):
        await peer.journal.reached("ready")

    (line,) = [each for each in caplog.messages if "old-name" in each]
    assert "old-name (subscriptions: 1, in server 1)" in line


async def test_feeds_are_polled_while_discord_takes_no_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "LOGIN_FIRST_SECONDS", 0.0)
    async with loopback_feed("News") as feed, Peer.open(World()) as peer:
        peer.faults.add(Fault("*", "*", status=503, times=None))
        async with running(tmp_path, feed, peer):
            await asyncio.wait_for(feed.asked.wait(), PATIENCE_SECONDS)

    assert "ready" not in peer.journal.milestones


NEWER = DatabaseVersionError("A newer program made the database.")
REVOKED = SettingsError("The token was revoked.")


@pytest.mark.parametrize(
    ("errors", "raised", "logged"),
    [
        ([REVOKED], REVOKED, []),
        ([NEWER, DatabaseVersionError(str(NEWER))], NEWER, []),
        ([NEWER, REVOKED], NEWER, [str(REVOKED)]),
    ],
)
async def test_what_ended_loops_within_loops_is_one_sentence(
    errors: list[Exception], raised: Exception, logged: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Two loops that met a newer database at once ended the bot with a traceback."""
    with pytest.raises(type(raised), match=str(raised)):
        raise_what_ended(await _ended(errors))

    assert caplog.messages == logged


async def test_an_error_without_a_sentence_is_raised_beside_all_others() -> None:
    with pytest.raises(ExceptionGroup) as group:
        raise_what_ended(await _ended([NEWER, ZeroDivisionError()]))

    assert group.group_contains(DatabaseVersionError)
    assert group.group_contains(ZeroDivisionError)


async def _ended(errors: list[Exception]) -> asyncio.Task[None]:
    async def fail(error: Exception) -> None:
        raise error

    async def inner() -> None:
        async with asyncio.TaskGroup() as group:
            for error in errors:
                group.create_task(fail(error))

    async def outer() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())

    work = asyncio.create_task(outer())
    await asyncio.wait({work})
    return work
