"""The whole program between two runs: which of them waits before it connects to Discord."""

import signal
from pathlib import Path

import pytest

from bot.storage import runs
from bot.storage.database import Database
from tests.peer import Channel, Fault, GatewayFault, Peer
from tests.program.running import LoopbackFeed, program, settings, subscribe
from tests.waiting import until


async def _ready(peer: Peer, times: int) -> None:
    await peer.journal.reached("ready", times)


async def test_after_kill_9_the_next_run_polls_and_announces_but_does_not_connect(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    environment = settings(tmp_path, feed, peer)
    await subscribe(tmp_path, channel)
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await until(lambda: "1 new" in bot.log.read_text())
        await _ready(peer, 1)
        await bot.stopped_by(signal.SIGKILL)

    feed.titles.append("Sample study of brain metastases")
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await until(lambda: len(peer.messages(channel.id)) > 0)
        await until(lambda: "connects to Discord's gateway at" in bot.log.read_text())
        assert len(peer.journal.milestones["identify"]) == 1
        assert await bot.stopped_by(signal.SIGTERM) == 0

    # The operator stopped it: the next run need not wait.
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await _ready(peer, 2)
        assert await bot.stopped_by(signal.SIGTERM) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_run_that_a_signal_stopped_is_followed_by_one_that_connects_at_once(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, number: signal.Signals
) -> None:
    environment = settings(tmp_path, feed, peer)
    for started in (1, 2, 3):
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await _ready(peer, started)
            assert await bot.stopped_by(number) == 0

    async with Database.open(tmp_path / "progress.db") as database, database.reader() as reader:
        kept = await runs.recent(reader)
    assert [(run.stopped, run.identifies) for run in kept] == [(True, 1)] * 3


async def test_after_a_token_that_was_revoked_the_next_run_connects_at_once(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    environment = settings(tmp_path, feed, peer)
    await subscribe(tmp_path, channel)
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await until(lambda: "1 new" in bot.log.read_text())
        await _ready(peer, 1)
        peer.faults.add(Fault("*", "*", status=401, times=None))
        feed.titles.append("Sample study of brain metastases")
        await bot.refused("Set a new DISCORD_TOKEN")
    peer.faults.clear()
    async with program("deliveries", folder=tmp_path, environment=environment) as listed:
        await listed.process.wait()
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await _ready(peer, 2)
        await until(lambda: len(peer.messages(channel.id)) > 0)
        assert await bot.stopped_by(signal.SIGTERM) == 0

    assert "Set a new DISCORD_TOKEN." in listed.log.read_text()
    assert "tried again" not in listed.log.read_text()


async def test_a_run_whose_connection_discord_refuses_does_not_count_as_stopped(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    """A supervisor that starts it again and again would use up the day's IDENTIFYs."""
    peer.gateway.faults.add(GatewayFault("identify", close=4014))
    async with program("run", folder=tmp_path, environment=settings(tmp_path, feed, peer)) as bot:
        await bot.refused("does not allow the bot the intents")

    async with Database.open(tmp_path / "progress.db") as database, database.reader() as reader:
        (run,) = await runs.recent(reader)
    assert (run.stopped, run.identifies) == (False, 1)


async def test_disallowed_intents_end_the_bot_with_a_sentence(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    peer.gateway.faults.add(GatewayFault("identify", close=4014))
    async with program("run", folder=tmp_path, environment=settings(tmp_path, feed, peer)) as bot:
        await bot.refused("does not allow the bot the intents that it asks for: guilds")


async def test_with_few_identifies_left_the_bot_says_when_it_connects(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    peer.gateway.limit |= {"remaining": 5, "reset_after": 3_600_000}
    async with program("run", folder=tmp_path, environment=settings(tmp_path, feed, peer)) as bot:
        await until(lambda: "only 5 of the 1,000 connections are left" in bot.log.read_text())
        await until(lambda: "1 new" in bot.log.read_text())
        assert await bot.stopped_by(signal.SIGTERM) == 0

    assert "identify" not in peer.journal.milestones
