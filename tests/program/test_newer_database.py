"""A newer program changes the database of a bot while it runs."""

import contextlib
import sqlite3
from pathlib import Path

from tests.peer import Peer, World
from tests.program.running import loopback_feed, program, settings, subscribe
from tests.waiting import until


async def test_a_running_bot_stops_with_a_sentence(tmp_path: Path) -> None:
    world = World()
    channel = world.add_guild("Kindness").add_channel("news")
    await subscribe(tmp_path, channel)
    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        environment = settings(tmp_path, feed, peer)
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await peer.journal.reached("ready", 1)
            await until(lambda: "Polled" in bot.log.read_text())
            with contextlib.closing(sqlite3.connect(tmp_path / "progress.db")) as connection:
                # In one transaction, as programs migrate: the bot never sees one without the other.
                connection.executescript(
                    "BEGIN IMMEDIATE;"
                    "ALTER TABLE posts RENAME COLUMN generation TO renamed;"
                    "PRAGMA user_version = 999;"
                    "COMMIT"
                )
            feed.titles.append("A study of metastasis")
            await bot.refused("a newer one made it")

    assert peer.messages(channel.id) == []
