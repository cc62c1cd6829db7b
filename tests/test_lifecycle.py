"""The running bot inside the test's own process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import lifecycle
from bot.errors import SettingsError
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


async def test_the_error_that_ends_a_group_within_a_group_comes_out_alone() -> None:
    async def end() -> None:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(_group_that_ends())

    work = asyncio.create_task(end())
    await asyncio.wait({work})

    with pytest.raises(SettingsError):
        raise_what_ended(work)


async def _group_that_ends() -> None:
    async def refuse() -> None:
        raise SettingsError("The token was revoked.")

    async with asyncio.TaskGroup() as group:
        group.create_task(refuse())
