"""Breaks of the gateway, met by real discord.py on a clock that a sleep sets forward."""

import asyncio
import logging
import threading
from datetime import timedelta
from functools import partial

import pytest

from bot.discord_api import shard
from bot.discord_api.gateway_socket import MOST_RESUMES_IN_A_ROW
from bot.storage.database import Database
from tests.discord_api.conftest import (
    PingBot,
    answers,
    connected,
    until,
)
from tests.factories import NOON
from tests.fakes import BoundedClock, ManualClock, SteppedClock
from tests.peer import Channel, GatewayFault, Peer
from tests.peer.gateway_faults import Moment
from tests.waiting import PATIENCE_SECONDS

NOT_VALID, MAY_BE_RESUMED = {"op": 9, "d": False}, {"op": 9, "d": True}
RECONNECT = {"op": 7, "d": None}

LOOPS: dict[str, tuple[GatewayFault, ...]] = {
    "closed after READY and after RESUMED": (
        GatewayFault("ready", close=4000, times=None),
        GatewayFault("resumed", close=4000, times=None),
    ),
    "closed with 1000": (
        GatewayFault("ready", close=1000, times=None),
        GatewayFault("resumed", close=1000, times=None),
    ),
    "told to reconnect": (
        GatewayFault("ready", (RECONNECT,), times=None),
        GatewayFault("resumed", (RECONNECT,), times=None),
    ),
    "session not valid": (
        GatewayFault("resume", (NOT_VALID,), instead=True, times=None),
        GatewayFault("identify", (NOT_VALID,), instead=True, times=None),
    ),
    "session not valid, but may be resumed": (
        GatewayFault("resume", (MAY_BE_RESUMED,), instead=True, times=None),
        GatewayFault("identify", (MAY_BE_RESUMED,), instead=True, times=None),
    ),
    "session ended after READY": (
        GatewayFault("ready", (NOT_VALID,), times=None),
        GatewayFault("resumed", (NOT_VALID,), times=None),
    ),
    "closed after HELLO": (
        GatewayFault("identify", close=4000, times=None),
        GatewayFault("resume", close=4000, times=None),
    ),
    "closed before HELLO": (GatewayFault("hello", close=1001, times=None),),
    "no JSON after READY and after RESUMED": (
        GatewayFault("ready", ("{no json",), times=None),
        GatewayFault("resumed", ("{no json",), times=None),
    ),
    "not valid instead of HELLO": (GatewayFault("hello", (NOT_VALID,), instead=True, times=None),),
}


def times(peer: Peer, milestone: str) -> int:
    return len(peer.journal.milestones.get(milestone, ()))


def _more(peer: Peer, milestone: str, than: int) -> bool:
    return times(peer, milestone) > than


@pytest.mark.parametrize("loop", LOOPS)
async def test_a_loop_of_breaks_is_slow_and_ends_when_discord_is_well(
    database: Database, peer: Peer, channel: Channel, loop: str
) -> None:
    clock = BoundedClock()
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        for fault in LOOPS[loop]:
            peer.gateway.faults.add(fault)
        await peer.gateway.drop()

        # Counted in the time of the clock, which only sleeps set forward.
        clock.raise_bound(NOON + timedelta(seconds=90))
        await until(lambda: clock.waiting, connecting)
        within_90_seconds = times(peer, "connected")
        clock.raise_bound(NOON + timedelta(hours=1))
        await until(lambda: clock.waiting, connecting)
        within_an_hour = times(peer, "connected")
        peer.gateway.faults.clear()
        clock.raise_bound(NOON + timedelta(days=1))

        assert 3 <= within_90_seconds <= 12
        assert within_an_hour - within_90_seconds <= 30
        assert await answers(peer, channel)


@pytest.mark.parametrize("moment", ["identify", "resume"])
async def test_a_session_that_never_begins_is_noticed_though_heartbeats_are_answered(
    database: Database,
    peer: Peer,
    channel: Channel,
    moment: Moment,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "bot.discord_api.outage")
    clock = BoundedClock()
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        monkeypatch.setattr(shard, "SESSION_SECONDS", 0.3)
        peer.gateway.faults.add(GatewayFault(moment, instead=True, times=2))
        await peer.gateway.drop()
        await until(lambda: clock.waiting, connecting)
        if moment == "identify":
            peer.gateway.forget()
        clock.raise_bound(NOON + timedelta(seconds=30))
        await until(lambda: caplog.text.count("no session within") >= 2, connecting)
        monkeypatch.setattr(shard, "SESSION_SECONDS", PATIENCE_SECONDS)
        clock.raise_bound(NOON + timedelta(hours=1))
        assert await answers(peer, channel)


async def test_a_network_that_is_gone_for_minutes_costs_no_session(
    database: Database, clock: ManualClock, peer: Peer, channel: Channel
) -> None:
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        peer.gateway.faults.add(GatewayFault("hello", close=1001, times=8))
        await peer.gateway.drop()
        await until(lambda: times(peer, "resumed"), connecting)

        assert clock.now() - NOON > timedelta(minutes=1)
        assert await answers(peer, channel)
    assert times(peer, "identify") == 1


async def test_a_session_is_resumed_at_once_when_it_breaks_after_holding(
    database: Database, clock: ManualClock, peer: Peer, channel: Channel
) -> None:
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        for _ in range(3):
            clock.forward(hours=1)
            before, resumed = clock.now(), times(peer, "resumed")
            await peer.gateway.drop()
            await until(partial(_more, peer, "resumed", resumed), connecting)
            assert clock.now() == before

        assert await answers(peer, channel)
    assert times(peer, "identify") == 1


async def test_a_session_that_breaks_again_and_again_is_given_up(
    database: Database, clock: ManualClock, peer: Peer, channel: Channel
) -> None:
    peer.gateway.faults.add(GatewayFault("resumed", close=4000, times=None))
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        await peer.gateway.drop()
        await until(lambda: times(peer, "ready") == 2, connecting)

        assert times(peer, "resume") == MOST_RESUMES_IN_A_ROW
        assert await answers(peer, channel)


async def test_a_shard_in_a_loop_does_not_hold_up_another_one(
    database: Database, peer: Peer, channel: Channel
) -> None:
    # On a clock that each sleep sets forward, the loop would take days while the other one resumes.
    clock = SteppedClock()

    def passed(milestone: str) -> bool:
        clock.forward(seconds=0.5)
        return times(peer, milestone) > 0

    own = (channel.guild_id >> 22) % 2
    peer.gateway.faults.add(
        GatewayFault("identify", (NOT_VALID,), instead=True, times=None, shard=1 - own)
    )
    async with connected(PingBot(database, clock, shard_count=2), peer) as connecting:
        await until(lambda: passed("ready"), connecting)
        assert await answers(peer, channel)
        await peer.gateway.drop()
        await until(lambda: passed("resumed"), connecting)

        assert await answers(peer, channel)


async def test_identifies_of_shards_are_five_seconds_apart(
    database: Database, clock: ManualClock, peer: Peer
) -> None:
    async with connected(PingBot(database, clock, shard_count=4), peer) as connecting:
        await until(lambda: times(peer, "ready") == 4, connecting)

    assert clock.now() - NOON == timedelta(seconds=15)


async def test_shards_that_discord_lets_begin_at_once_do(
    database: Database, clock: ManualClock, peer: Peer
) -> None:
    peer.gateway.limit["max_concurrency"] = 16
    bot = PingBot(database, clock, shard_count=4)
    async with connected(bot, peer, begin=True) as connecting:
        await until(lambda: times(peer, "ready") == 4, connecting)

    assert clock.now() == NOON


async def test_a_close_ends_shards_that_wait(database: Database, peer: Peer) -> None:
    peer.gateway.faults.add(GatewayFault("identify", close=4000, times=None))
    clock = SteppedClock()
    bot = PingBot(database, clock)
    async with connected(bot, peer) as connecting:
        await until(lambda: clock.next_waking, connecting)

        await bot.close()
        await asyncio.wait_for(connecting, PATIENCE_SECONDS)


async def test_a_shard_that_ends_while_it_connects_leaves_no_heartbeats_behind(
    database: Database, clock: ManualClock, peer: Peer
) -> None:
    class Hanging(PingBot):
        async def before_identify_hook(self, *_: object, **__: object) -> None:
            hanging.set()
            await asyncio.Event().wait()

    hanging, earlier = asyncio.Event(), hearts()
    async with connected(Hanging(database, clock), peer):
        await asyncio.wait_for(hanging.wait(), PATIENCE_SECONDS)
        (heart,) = hearts() - earlier
    await asyncio.to_thread(heart.join, PATIENCE_SECONDS)

    assert not heart.is_alive()


def hearts() -> set[threading.Thread]:
    """discord.py's threads that send heartbeats."""
    return {each for each in threading.enumerate() if each.name.startswith("keep-alive-handler")}


async def test_discord_py_finds_the_shards(
    database: Database, clock: ManualClock, peer: Peer
) -> None:
    bot = PingBot(database, clock)
    async with connected(bot, peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        await until(lambda: bot.shards, connecting)

        assert bot.latency > 0
        assert [info.is_closed() for info in bot.shards.values()] == [False]
        await bot.change_presence()
