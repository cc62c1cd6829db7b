"""The whole program, killed while the bot is timed out and while it posts what that held."""

import asyncio
import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.model.subscription import PATIENT_KINDS, ChannelKind
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import subscribe_channel, taxonomy
from tests.peer import Channel, Peer, World
from tests.peer.world import Json
from tests.program.running import Program, loopback_feed, program, settings
from tests.waiting import until

FOR_LONG = datetime(2100, 1, 1, tzinfo=UTC)
IDENTIFIES_A_DAY = 10**9
"""The waits after short runs shrink with Discord's limit."""
SOON = timedelta(seconds=3)


async def subscribe(folder: Path, *channels: Channel) -> None:
    async with Database.open(folder / "progress.db") as database:
        service = SubscriptionService(database, taxonomy(), SystemClock(), lambda: None)
        for channel in channels:
            kind = ChannelKind.THREAD if channel.kind.is_thread else ChannelKind.TEXT
            await subscribe_channel(
                service, channel.guild_id, channel.id, "all", PATIENT_KINDS, None, channel_kind=kind
            )


def refusing(folder: Path) -> int:
    """How many channels are paused since Discord refused."""
    with contextlib.closing(sqlite3.connect(folder / "progress.db")) as connection:
        query = "SELECT count(*) FROM channels WHERE cause = 'refused'"
        return int(connection.execute(query).fetchone()[0])


async def test_what_a_time_out_held_is_posted_once_whenever_the_bot_is_killed(
    tmp_path: Path,
) -> None:
    world = World()
    guild = world.add_guild("Kindness")
    news = guild.add_channel("news")
    thread = guild.add_thread(news, "carers", private=True)
    guild.timed_out_until = FOR_LONG
    await subscribe(tmp_path, news, thread)
    async with Peer.open(world, nonce_window=0) as peer, loopback_feed("Old news") as feed:
        peer.gateway.limit["total"] = IDENTIFIES_A_DAY
        environment = settings(tmp_path, feed, peer)
        async with program("poll", "--once", folder=tmp_path, environment=environment) as poll:
            assert await poll.process.wait() == 0, poll.log.read_text()
        feed.titles.append("A study")
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await until(lambda: refusing(tmp_path) == 2)
            bot.process.kill()
            await bot.process.wait()
        # While the bot does not run, it is added to the thread, and the time-out is made shorter.
        thread.joined = True
        guild.timed_out_until = datetime.now(UTC) + SOON
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await killed_when_a_message_is_stored(peer, bot)
        async with program("run", folder=tmp_path, environment=environment):
            await until(lambda: bool(peer.messages(news.id) and peer.messages(thread.id)))
            await until(lambda: refusing(tmp_path) == 0)
            await asyncio.sleep(1)  # for a second message, if one came

    assert [len(peer.messages(each.id)) for each in (news, thread)] == [1, 1]


async def killed_when_a_message_is_stored(peer: Peer, bot: Program) -> None:
    """Kill the bot before it is told that its message was stored."""

    async def stored(_channel: Channel, _message: Json) -> None:
        peer.on_stored = None
        bot.process.kill()
        await bot.process.wait()

    peer.on_stored = stored
    await until(lambda: bot.process.returncode is not None)
