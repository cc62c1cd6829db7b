"""A copy that `cp` writes over the database of a bot while it runs."""

import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.peer import Channel, Peer, World
from tests.program.running import (
    LoopbackFeed,
    Program,
    loopback_feed,
    program,
    settings,
    standing,
    subscribe,
)
from tests.waiting import until

TITLES = [f"Study {number} of metastasis" for number in range(5)]


async def posted(peer: Peer, channel: Channel, feed: LoopbackFeed, *new: str) -> None:
    """The feed shows these, and they come."""
    feed.titles += new
    await until(lambda: set(new) <= set(standing(peer, channel, TITLES)))


async def make_copy(folder: Path, environment: dict[str, str]) -> None:
    async with program("backup", "copy.db", folder=folder, environment=environment) as done:
        assert await done.process.wait() == 0, done.log.read_text()


def put_over(folder: Path) -> None:
    shutil.copyfile(folder / "copy.db", folder / "progress.db")


def says(bot: Program, *sentences: str) -> bool:
    return all(each in bot.log.read_text() for each in sentences)


def polls(bot: Program) -> int:
    """How many polls all processes have logged."""
    return bot.log.read_text().count("Polled Sample News")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_a_copy_over_a_running_bot_stops_it_and_nothing_is_posted_twice(
    tmp_path: Path, end: signal.Signals
) -> None:
    world = World()
    channel = world.add_guild("Kindness").add_channel("news")
    await subscribe(tmp_path, channel)
    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        peer.gateway.limit["total"] = 10**9
        own = settings(tmp_path, feed, peer)
        async with program("run", folder=tmp_path, environment=own) as bot:
            await peer.journal.reached("ready", 1)
            await until(lambda: says(bot, "Polled"))
            await posted(peer, channel, feed, TITLES[0])
            await make_copy(tmp_path, own)
            await posted(peer, channel, feed, TITLES[1])
            put_over(tmp_path)
            feed.titles.append(TITLES[2])
            await until(lambda: says(bot, "A copy was written over the database"))
            before = standing(peer, channel, TITLES)
            for command in ("poll", "latest", "backup"):
                arguments = [command, "other.db"][: 1 + (command == "backup")]
                async with program(*arguments, folder=tmp_path, environment=own) as refused:
                    assert await refused.process.wait() == 1
                    assert "A copy was written over" in refused.log.read_text()
            assert not (tmp_path / "other.db").exists()
            await bot.stopped_by(end)
            polls_before = polls(bot)
        async with program("restore", "copy.db", folder=tmp_path, environment=own) as done:
            assert await done.process.wait() == 0, done.log.read_text()
        async with program("run", folder=tmp_path, environment=own) as bot:
            # A backfill may have read the feed first, so the number that is new may differ.
            await until(lambda: polls(bot) > polls_before)
            await posted(peer, channel, feed, TITLES[3])
            assert await bot.stopped_by(signal.SIGTERM) == 0

    assert before == Counter(TITLES[:2])
    assert standing(peer, channel, TITLES) == Counter([*TITLES[:2], TITLES[3]])
