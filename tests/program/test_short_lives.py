"""A forum post of unknown outcome, and a bot that never lives long enough to look for it twice."""

import asyncio
import time
from functools import partial
from pathlib import Path

from bot.clock import SystemClock
from bot.model.subscription import PATIENT_KINDS, ChannelKind
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import subscribe_channel, taxonomy
from tests.peer import Channel, Fault, Peer, World
from tests.peer import ChannelKind as PeerKind
from tests.program.running import loopback_feed, program, settings
from tests.waiting import until

MOST_LIVES = 8
LONGEST_WRITE_SECONDS = 2.0
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
    assert len(peer.journal.calls("POST", "/threads")) == 2


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
        enough = len(_for_the_forum(peer)) + 1
        async with program(
            "run", folder=folder, environment=environment, module="tests.program.impatient"
        ):
            await until(partial(_asked_for, peer, enough))
            await _written_down(folder)
        if await _is_sent(folder) and peer.posts(forum.id):
            return life
    return MOST_LIVES


async def _written_down(folder: Path) -> None:
    """Wait until the outcome of what was asked is stored; on a busy machine it takes a while.

    It may have been stored before the first look here, so the wait has an end.
    """
    before, end = await _posts(folder), time.monotonic() + LONGEST_WRITE_SECONDS
    while await _posts(folder) == before and time.monotonic() < end:  # noqa: ASYNC110 - as in until
        await asyncio.sleep(0.05)


def _asked_for(peer: Peer, times: int) -> bool:
    return len(_for_the_forum(peer)) >= times


def _for_the_forum(peer: Peer) -> list[object]:
    calls = peer.journal.calls
    return [*calls("POST", "/threads"), *calls("GET", ACTIVE)]


async def _is_sent(folder: Path) -> bool:
    return [row["state"] for row in await _posts(folder)] == ["sent"]


async def _posts(folder: Path) -> list[dict[str, object]]:
    async with Database.open(folder / "progress.db") as database, database.reader() as connection:
        return [dict(row) for row in await connection.execute_fetchall("SELECT * FROM posts")]
