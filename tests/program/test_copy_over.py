"""A copy that `cp` writes over the database of a bot, while it runs or after it was killed."""

import json
import shutil
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.peer import Channel, Peer, World
from tests.program.running import LoopbackFeed, Program, loopback_feed, program, settings, subscribe
from tests.waiting import until

TITLES = [f"Study {number} of metastasis" for number in range(5)]


def titles(peer: Peer, channel: Channel) -> Counter[str]:
    """How often each article stands in the channel."""
    said = [json.dumps(message) for message in peer.messages(channel.id)]
    return Counter(title for text in said for title in TITLES if title in text)


async def posted(peer: Peer, channel: Channel, feed: LoopbackFeed, *new: str) -> None:
    """The feed shows these, and they come."""
    feed.titles += new
    await until(lambda: set(new) <= set(titles(peer, channel)))


async def make_copy(folder: Path, environment: dict[str, str]) -> None:
    async with program("backup", "copy.db", folder=folder, environment=environment) as done:
        assert await done.process.wait() == 0, done.log.read_text()


def put_over(folder: Path) -> None:
    shutil.copyfile(folder / "copy.db", folder / "progress.db")


def says(bot: Program, *sentences: str) -> bool:
    return all(each in bot.log.read_text() for each in sentences)


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
            await until(lambda: (tmp_path / "progress.db-wal").stat().st_size == 0)
            before = titles(peer, channel)
            await bot.stopped_by(end)
        untouched = (tmp_path / "progress.db").read_bytes()
        async with program("run", folder=tmp_path, environment=own) as bot:
            await until(lambda: says(bot, "is a copy that `progress-bot backup` made, put here"))
            await until(lambda: says(bot, "Polled Sample News: 2 new"))
            await posted(peer, channel, feed, TITLES[3])
            assert await bot.stopped_by(signal.SIGTERM) == 0

    assert untouched == (tmp_path / "copy.db").read_bytes()
    assert before == Counter(TITLES[:2])
    assert titles(peer, channel) == Counter([*TITLES[:2], TITLES[3]])


async def test_a_log_that_a_killed_bot_left_is_not_taken_for_one_of_the_copy(
    tmp_path: Path,
) -> None:
    world = World()
    channel = world.add_guild("Kindness").add_channel("news")
    await subscribe(tmp_path, channel)
    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        peer.gateway.limit["total"] = 10**9
        own = settings(tmp_path, feed, peer)
        await _lives(peer, channel, feed, own, TITLES[:1])
        shutil.copyfile(tmp_path / "progress.db", tmp_path / "copy.db")  # no bot runs: it is whole
        await _lives(peer, channel, feed, own, TITLES[1:2])
        await _lives(peer, channel, feed, own, TITLES[2:3], end=signal.SIGKILL)
        put_over(tmp_path)
        async with program("run", folder=tmp_path, environment=own) as bot:
            await until(lambda: says(bot, "beside the log of the former one"))
            await until(lambda: says(bot, "Polled Sample News: 2 new"))
            await posted(peer, channel, feed, TITLES[3])
            assert await bot.stopped_by(signal.SIGTERM) == 0

    assert titles(peer, channel) == Counter(TITLES[:4])


async def _lives(
    peer: Peer,
    channel: Channel,
    feed: LoopbackFeed,
    environment: dict[str, str],
    new: Sequence[str],
    end: signal.Signals = signal.SIGTERM,
) -> None:
    """A run of the bot that posts these."""
    folder = Path(environment["DATABASE_PATH"]).parent
    (folder / "run.log").unlink(missing_ok=True)
    async with program("run", folder=folder, environment=environment) as bot:
        await until(lambda: says(bot, "Polled"))
        await posted(peer, channel, feed, *new)
        await bot.stopped_by(end)
