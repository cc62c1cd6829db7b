"""The running bot inside the test's own process."""

import asyncio
from pathlib import Path

import pytest

from bot import lifecycle
from bot.errors import SettingsError
from bot.setting_values import Secret
from bot.settings import Settings
from bot.signals import raise_what_ended
from bot.storage import runs
from bot.storage.database import Database
from tests.peer import Peer, World
from tests.peer.login import pointed_at
from tests.program.running import catalogue, loopback_feed


async def test_a_run_that_is_cancelled_is_recorded_as_stopped(tmp_path: Path) -> None:
    async with loopback_feed("News") as feed, Peer.open(World()) as peer:
        settings = Settings(
            database_path=tmp_path / "progress.db",
            feeds_file=catalogue(tmp_path, feed),
            allowed_private_hosts=("127.0.0.1",),
            discord_token=Secret(peer.token),
        )
        with pointed_at(peer.api_url, peer.gateway_url):
            running = asyncio.create_task(lifecycle.run(settings))
            await asyncio.wait_for(peer.journal.reached("ready"), 60)
            running.cancel()
            await asyncio.wait({running})

    assert running.cancelled()
    async with Database.open(tmp_path / "progress.db") as database, database.reader() as reader:
        (run,) = await runs.recent(reader)
    assert run.stopped


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
