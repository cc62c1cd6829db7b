"""Frames that discord.py cannot read, and others of their kind: the bot goes on answering."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.database import Database
from tests.discord_api.conftest import (
    PingBot,
    answers,
    connected,
    until,
)
from tests.discord_api.test_shard import hearts, times
from tests.fakes import ManualClock
from tests.peer import Channel, GatewayFault, Peer
from tests.peer.world import Json
from tests.waiting import PATIENCE_SECONDS

Frame = Json | list[Json] | str | bytes

RECONNECTS: dict[str, Frame] = {
    "no JSON": "{no json",
    "no text": b"\xff\xfe\x00\x00\xff\xff",
    "no compression": b"not compressed at all\x00\x00\xff\xff",
    "a list": [{"op": 0}],
    "a text": '"READY"',
    "a number": "7",
    "nothing": "null",
    "very deep": "[" * 200_000,
    "a name that is a list": {"op": 0, "t": ["GUILD_CREATE"], "s": None, "d": {}},
    "READY without anything": {"op": 0, "t": "READY", "s": 3, "d": {}},
    "READY of nothing": {"op": 0, "t": "READY", "s": 3, "d": None},
    "READY without a user": {
        "op": 0,
        "t": "READY",
        "s": 3,
        "d": {"session_id": "a", "resume_gateway_url": "ws://127.0.0.1:1/", "shard": [0, 1]},
    },
    "RESUMED of nothing": {"op": 0, "t": "RESUMED", "s": 3, "d": None},
    "HELLO without anything": {"op": 10, "d": {}},
    "HELLO of nothing": {"op": 10, "d": None},
    "HELLO with no time between heartbeats": {"op": 10, "d": {"heartbeat_interval": 0}},
    "HELLO with a heartbeat a week": {"op": 10, "d": {"heartbeat_interval": 604_800_000}},
    "HELLO with a time that is no number": '{"op": 10, "d": {"heartbeat_interval": NaN}}',
    "invalid session of a text": {"op": 9, "d": "what"},
}
IGNORED: dict[str, Frame] = {
    "an unknown opcode": {"op": 99, "d": None},
    "an opcode that is a text": {"op": "0", "d": None},
    "an empty object": {},
    "an unknown event": {"op": 0, "t": "KINDNESS", "s": 3, "d": {}},
    "an event without a name": {"op": 0, "s": 3, "d": {}},
    "a server without anything": {"op": 0, "t": "GUILD_CREATE", "s": 3, "d": {}},
    "a server that is a text": {"op": 0, "t": "GUILD_CREATE", "s": 3, "d": "Kindness"},
    "a server that is a list": {"op": 0, "t": "GUILD_UPDATE", "s": 3, "d": [1]},
    "a channel of nothing": {"op": 0, "t": "CHANNEL_UPDATE", "s": 3, "d": None},
    "an interaction without anything": {"op": 0, "t": "INTERACTION_CREATE", "s": 3, "d": {}},
    "a message without anything": {"op": 0, "t": "MESSAGE_CREATE", "s": 3, "d": {}},
}


@pytest.fixture
async def bot(
    database: Database, clock: ManualClock, peer: Peer
) -> AsyncIterator[asyncio.Task[None]]:
    """The task of a bot that is ready."""
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        yield connecting


@pytest.mark.parametrize("name", IGNORED)
async def test_a_frame_that_says_nothing_is_ignored(
    bot: asyncio.Task[None], peer: Peer, channel: Channel, name: str
) -> None:
    await peer.gateway.send(IGNORED[name])

    assert await answers(peer, channel)
    assert not bot.done()
    assert times(peer, "connected") == 1


async def test_an_event_that_cannot_be_read_is_told_with_one_traceback(
    bot: asyncio.Task[None], peer: Peer, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await peer.gateway.send(IGNORED["a server without anything"])

    assert await answers(peer, channel)
    told = [record for record in caplog.records if "event GUILD_CREATE" in record.message]
    assert [bool(record.exc_info) for record in told] == [True, False, False]
    assert not bot.done()


@pytest.mark.parametrize("name", RECONNECTS)
async def test_after_a_frame_that_cannot_be_read_the_bot_connects_again(
    bot: asyncio.Task[None], peer: Peer, channel: Channel, name: str
) -> None:
    await peer.gateway.send(RECONNECTS[name])
    await until(lambda: times(peer, "connected") > 1, bot)

    assert await answers(peer, channel)


async def test_a_frame_that_cannot_be_read_is_told_with_its_traceback(
    bot: asyncio.Task[None], peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    await peer.gateway.send("{no json")
    await until(lambda: times(peer, "resumed"), bot)

    told = [r for r in caplog.records if "cannot read what Discord's gateway sent" in r.message]
    assert [record.levelname for record in told] == ["ERROR"]
    assert all(record.exc_info for record in told)


@pytest.mark.parametrize("moment", ["hello", "resumed"])
async def test_a_broken_frame_at_any_moment_is_survived(
    bot: asyncio.Task[None], peer: Peer, channel: Channel, moment: str
) -> None:
    peer.gateway.faults.add(GatewayFault(moment, ("{no json",), times=3))  # type: ignore[arg-type]
    await peer.gateway.drop()
    await until(lambda: times(peer, "connected") > 4, bot)

    assert await answers(peer, channel)


async def test_a_second_hello_ends_the_heartbeats_of_the_first(
    database: Database, clock: ManualClock, peer: Peer, channel: Channel
) -> None:
    earlier = hearts()
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        (first,) = hearts() - earlier
        await peer.gateway.send({"op": 10, "d": {"heartbeat_interval": 30_000}})
        assert await answers(peer, channel)
        await asyncio.to_thread(first.join, PATIENCE_SECONDS)

        assert not first.is_alive()
        assert len(hearts() - earlier) == 1


EVENTS = st.sampled_from(
    [
        *("READY", "RESUMED", "GUILD_CREATE", "GUILD_DELETE", "GUILD_ROLE_UPDATE"),
        *("CHANNEL_CREATE", "THREAD_LIST_SYNC", "INTERACTION_CREATE", "USER_UPDATE", "KINDNESS"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 99) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "guild_id", "user", "guilds", "shard"]), inner)
    ),
    max_leaves=6,
)
FRAMES = st.fixed_dictionaries(
    {"op": st.sampled_from([0, 0, 0, 1, 7, 9, 10, 11, 12, -1, None])},
    optional={"t": EVENTS, "d": VALUES},
)


def some_frames(count: int) -> list[str]:
    """The same each time."""
    found: list[str] = []

    @settings(max_examples=count, database=None)
    @given(frame=FRAMES | VALUES)
    def collect(frame: object) -> None:
        found.append(json.dumps(frame))

    collect()
    return found


async def test_no_frame_ends_the_bot(bot: asyncio.Task[None], peer: Peer, channel: Channel) -> None:
    for frame in some_frames(200):
        await until(lambda: any(s.connection for s in peer.gateway.sessions.values()), bot)
        await peer.gateway.send(frame)

    assert await answers(peer, channel)
