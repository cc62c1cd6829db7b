"""A forum post of unknown outcome, and a bot that never lives long enough to look for it twice."""

import asyncio
from functools import partial
from pathlib import Path

from bot.clock import SystemClock
from bot.delivery.failures import POST_NOT_FOUND
from bot.model.subscription import PATIENT_KINDS, ChannelKind
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import subscribe_channel, taxonomy
from tests.peer import Channel, Fault, Peer, World
from tests.peer import ChannelKind as PeerKind
from tests.program.running import loopback_feed, program, settings
from tests.waiting import PATIENCE_SECONDS, until

MOST_LIVES = 8
ACTIVE = "/threads/active"


async def test_what_waits_in_a_forum_is_not_starved_by_short_lives(tmp_path: Path) -> None:
    world = World()
    forum = world.add_guild("Kindness").add_channel("library", PeerKind.FORUM)
    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        await _subscribe(tmp_path, forum)
        environment = settings(tmp_path, feed, peer)
        async with program("poll", "--once", folder=tmp_path, environment=environment) as poll:
            assert await poll.process.wait() == 0, poll.log.read_text()
        feed.titles.append("A study")
        peer.faults.add(Fault("POST", "/channels/*/threads", drop=True))
        lives = await _live(tmp_path, environment, peer, forum)

    assert [post["thread"]["name"] for post in peer.posts(forum.id)] == ["A study"]
    assert 2 <= lives < MOST_LIVES
    assert len(_attempts(peer)) == 2


async def _subscribe(folder: Path, forum: Channel) -> None:
    async with Database.open(folder / "progress.db") as database:
        service = SubscriptionService(database, taxonomy(), SystemClock(), lambda: None)
        await subscribe_channel(
            service,
            forum.guild_id,
            forum.id,
            "all",
            PATIENT_KINDS,
            None,
            channel_kind=ChannelKind.FORUM,
        )


async def _live(folder: Path, environment: dict[str, str], peer: Peer, forum: Channel) -> int:
    """Lives that end as soon as they have done anything for the forum; how many it took."""
    for life in range(1, MOST_LIVES + 1):
        enough, made = len(_for_the_forum(peer)) + 1, len(_attempts(peer))
        before = await _posts(folder)
        async with program(
            "run", folder=folder, environment=environment, module="tests.program.impatient"
        ):
            await until(partial(_asked_for, peer, enough))
            after = await _written_down(folder, before)
            if [row["error"] for row in after] == [POST_NOT_FOUND]:
                # It is claimed in the same transaction. A life that ended now would have sent
                # nothing, but no later one could know that.
                await until(partial(_attempted, peer, made + 1))
        if await _is_sent(folder) and peer.posts(forum.id):
            return life
    return MOST_LIVES


async def _written_down(folder: Path, before: list[dict[str, object]]) -> list[dict[str, object]]:
    """The posts once an outcome is stored of what was asked; on a busy machine it takes a while."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while _outcomes(posts := await _posts(folder)) == _outcomes(before):  # noqa: ASYNC110 - as in until
            await asyncio.sleep(0.05)
    return posts


def _outcomes(posts: list[dict[str, object]]) -> list[object]:
    """The columns that an outcome changes, and a claim does not."""
    return [outcome for row in posts if (outcome := (row["tries"], row["sent_at"])) != (0, None)]


def _asked_for(peer: Peer, times: int) -> bool:
    return len(_for_the_forum(peer)) >= times


def _attempted(peer: Peer, times: int) -> bool:
    return len(_attempts(peer)) >= times


def _for_the_forum(peer: Peer) -> list[object]:
    return [*_attempts(peer), *peer.journal.calls("GET", ACTIVE)]


def _attempts(peer: Peer) -> list[object]:
    return [*peer.journal.calls("POST", "/threads")]


async def _is_sent(folder: Path) -> bool:
    return [row["state"] for row in await _posts(folder)] == ["sent"]


async def _posts(folder: Path) -> list[dict[str, object]]:
    async with Database.open(folder / "progress.db") as database, database.reader() as connection:
        return [dict(row) for row in await connection.execute_fetchall("SELECT * FROM posts")]
