"""The whole program as a process: feed in, Discord out, signals, a second bot, a wrong token."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from bot.feeds.fetch import FETCH_TIMEOUT_SECONDS
from bot.storage.database import Database
from tests.peer import Channel, Fault, Peer
from tests.program.running import LoopbackFeed, program, settings, subscribe
from tests.waiting import PATIENCE_SECONDS, until


async def test_news_is_polled_announced_once_and_found(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    environment = settings(tmp_path, feed, peer)
    await subscribe(tmp_path, channel)
    async with program("run", folder=tmp_path, environment=environment, forks=False) as bot:
        await until(lambda: "1 new" in bot.log.read_text())
        feed.titles.append("Sample study of brain metastases")
        await until(lambda: len(peer.messages(channel.id)) > 0)
        answer = await peer.slash("search", {"query": "brain mets"}, channel=channel)
        assert await bot.stopped_by(signal.SIGTERM) == 0

    async with program("run", folder=tmp_path, environment=environment) as bot:
        feed.asked.clear()
        await until(feed.asked.is_set)
        await bot.stopped_by(signal.SIGINT)

    assert len(peer.messages(channel.id)) == 1
    assert "Sample study of brain metastases" in str(peer.messages(channel.id)[0])
    assert "Old news" not in str(peer.messages(channel.id))
    assert "Sample study of **brain metastases**" in str(answer)


async def test_a_changed_title_is_corrected_as_soon_as_it_is_polled(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    environment = settings(tmp_path, feed, peer)
    await subscribe(tmp_path, channel)
    async with program(
        "run", folder=tmp_path, environment=environment, module="tests.program.woken"
    ) as bot:
        await until(lambda: "1 new" in bot.log.read_text())
        feed.titles.append("Sample study of brain metastases")
        await until(lambda: len(peer.messages(channel.id)) > 0)
        feed.titles[-1] = "Retracted: Sample study of brain metastases"
        await until(lambda: "please do not rely on it" in str(peer.messages(channel.id)))

    assert len(peer.messages(channel.id)) == 1


async def test_what_another_process_polls_is_announced_by_the_running_bot(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    quick = settings(tmp_path, feed, peer)
    slow = {**quick, "POLL_INTERVAL": "20m"}
    await subscribe(tmp_path, channel)
    async with program("poll", "--once", folder=tmp_path, environment=quick) as first:
        assert await first.process.wait() == 0
    await asyncio.sleep(1.1)  # the feed falls due again: a real clock runs in that process
    async with program("run", folder=tmp_path, environment=slow) as bot:
        await until(lambda: "Polled Sample News" in bot.log.read_text())
        feed.titles.append("Sample study of metastasis to bone")
        async with Database.open(tmp_path / "progress.db") as database:
            async with database.transaction() as connection:
                await connection.execute("UPDATE feeds SET next_check_at = 0")
            async with program("poll", "--once", folder=tmp_path, environment=slow) as poll:
                assert await poll.process.wait() == 0
        await until(lambda: len(peer.messages(channel.id)) == 1)


async def test_sigterm_in_the_middle_of_a_poll_ends_in_time_and_loses_nothing(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel
) -> None:
    environment = settings(tmp_path, feed, peer)
    await subscribe(tmp_path, channel)
    feed.answering.clear()
    async with program("run", folder=tmp_path, environment=environment, forks=False) as bot:
        await asyncio.wait_for(feed.asked.wait(), PATIENCE_SECONDS)
        started = time.monotonic()
        code = await bot.stopped_by(signal.SIGTERM)
        took = time.monotonic() - started

    assert code == 0, bot.log.read_text()
    # It did not wait for the feed.
    assert took < FETCH_TIMEOUT_SECONDS
    assert "Traceback" not in bot.log.read_text()
    async with Database.open(tmp_path / "progress.db") as database, database.reader() as reader:
        check = list(await reader.execute_fetchall("PRAGMA integrity_check"))
        polled = list(await reader.execute_fetchall("SELECT first_polled_at FROM feeds"))
    assert check[0][0] == "ok"
    assert polled[0][0] is None


async def test_a_second_bot_on_the_same_database_is_refused(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    environment = settings(tmp_path, feed, peer)
    async with program("run", folder=tmp_path, environment=environment) as first:
        await until(lambda: "Polled" in first.log.read_text())
        (tmp_path / "second").mkdir()
        async with program("run", folder=tmp_path / "second", environment=environment) as second:
            code = await second.process.wait()
        assert first.process.returncode is None

    assert code == 75
    assert "Another bot or command uses" in second.log.read_text()


async def test_a_wrong_token_is_one_sentence(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    environment = {**settings(tmp_path, feed, peer), "DISCORD_TOKEN": "wrong"}
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await bot.refused("Discord does not accept DISCORD_TOKEN")


async def test_a_missing_token_is_one_sentence(tmp_path: Path, feed: LoopbackFeed) -> None:
    environment = {**settings(tmp_path, feed, None), "DISCORD_TOKEN": ""}
    async with program("run", folder=tmp_path, environment=environment) as bot:
        code = await bot.process.wait()

    assert code == 78
    assert "DISCORD_TOKEN is not set" in bot.log.read_text()


async def test_commands_are_registered_only_when_they_changed(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    environment = settings(tmp_path, feed, peer)

    for started in (1, 2):
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await peer.journal.reached("ready", started)
            await bot.stopped_by(signal.SIGTERM)

    assert len(peer.journal.calls("PUT", "/commands")) == 1


async def test_a_token_that_is_revoked_ends_the_bot_with_a_sentence(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    async with program("run", folder=tmp_path, environment=settings(tmp_path, feed, peer)) as bot:
        await peer.journal.reached("ready")
        await peer.gateway.revoke()
        await bot.refused("Discord does not accept DISCORD_TOKEN")


async def test_a_session_that_cannot_be_resumed_begins_again_at_the_same_gateway(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    async with program("run", folder=tmp_path, environment=settings(tmp_path, feed, peer)) as bot:
        await peer.journal.reached("ready")
        await peer.gateway.drop()
        peer.gateway.forget()
        await peer.journal.reached("ready", 2)

        assert await bot.stopped_by(signal.SIGTERM) == 0


async def test_an_api_url_that_is_no_discord_is_one_sentence(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    environment = settings(tmp_path, feed, peer)
    environment["DISCORD_API_URL"] = feed.url
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await bot.refused("DISCORD_API_URL")


async def test_a_discord_that_is_down_at_first_is_waited_for(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    peer.faults.add(Fault("GET", "/users/@me", status=503, times=1))
    async with program("run", folder=tmp_path, environment=settings(tmp_path, feed, peer)) as bot:
        await peer.journal.reached("ready")
        assert await bot.stopped_by(signal.SIGTERM) == 0

    assert "trying again" in bot.log.read_text()


@pytest.mark.parametrize("after", [False, True])
async def test_killed_between_a_refused_part_and_the_plainer_message_it_stands_there_once(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer, channel: Channel, *, after: bool
) -> None:
    peer.nonces.window = 0
    environment = settings(tmp_path, feed, peer)
    await subscribe(tmp_path, channel)
    posting = "/channels/*/messages"
    peer.faults.add(Fault("POST", posting, refuses="components.*.url", times=None))
    # The plainer message is on its way, or stored and not answered for, when the bot is killed.
    peer.faults.add(Fault("POST", posting, delay=60, after=after))
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await until(lambda: "1 new" in bot.log.read_text())
        feed.titles.append("Sample study of brain metastases")
        await until(lambda: len(peer.journal.calls("POST", "/messages")) == 2)
        await until(lambda: not after or len(peer.messages(channel.id)) == 1)
        bot.process.kill()
        await bot.process.wait()

    async with program("run", folder=tmp_path, environment=environment) as bot:
        await until(lambda: "goes without link" in bot.log.read_text() or after)
        await until(lambda: len(peer.messages(channel.id)) == 1)
        feed.titles.append("Another study of metastasis")
        await until(lambda: len(peer.messages(channel.id)) == 2)
        assert await bot.stopped_by(signal.SIGTERM) == 0

    first, second = map(str, peer.messages(channel.id))
    assert "Sample study of brain metastases" in first
    assert "Another study of metastasis" in second
