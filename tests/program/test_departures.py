"""The whole program, which servers remove."""

import signal
from pathlib import Path

from bot.clock import SystemClock
from bot.model.subscription import PATIENT_KINDS
from bot.storage.database import Database
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from tests.factories import subscribe_channel, taxonomy
from tests.peer import Peer, World
from tests.program.running import loopback_feed, program, settings
from tests.waiting import until

LONG_GONE = 77


async def test_a_server_that_left_long_ago_is_forgotten_and_one_that_leaves_now_is_kept(
    tmp_path: Path,
) -> None:
    world = World()
    leaving = world.add_guild("Leaving")
    channel = leaving.add_channel("news")
    async with Database.open(tmp_path / "progress.db") as database:
        service = SubscriptionService(database, taxonomy("metastasis"), SystemClock(), lambda: None)
        await subscribe_channel(service, leaving.id, channel.id, "metastasis", PATIENT_KINDS, None)
        await subscribe_channel(service, LONG_GONE, 10, "metastasis", PATIENT_KINDS, None)
        await ServerChanges(database, SystemClock(), lambda: None).left(LONG_GONE)
        async with database.transaction() as connection:
            await connection.execute("UPDATE departures SET left_at = left_at - 31 * 86400")

    async with loopback_feed("News") as feed, Peer.open(world) as peer:
        environment = settings(tmp_path, feed, peer)
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await until(lambda: f"stored about server {LONG_GONE}" in bot.log.read_text())
            await peer.changes.remove_bot(leaving)
            await until(lambda: f"Left server {leaving.id}" in bot.log.read_text())
            assert await bot.stopped_by(signal.SIGTERM) == 0

    async with Database.open(tmp_path / "progress.db") as database:
        known = await ServerChanges(database, SystemClock(), lambda: None).known()
    assert known.servers == known.departed == {leaving.id}
    assert [state.channel_id for state in known.channels] == [channel.id]
