"""An outage of Discord is one line in the log when it begins and one when it ends."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.discord_api.connection import DiscordConnection
from bot.discord_api.gateway_socket import LASTING_CONNECTION
from bot.discord_api.outage import GATEWAY, LOGIN, Outage
from bot.errors import reason_of
from bot.storage.database import Database
from tests.discord_api.conftest import PingBot, connected, until
from tests.discord_api.test_connection import settings
from tests.discord_api.test_shard import times
from tests.factories import NOON
from tests.fakes import BoundedClock, ManualClock
from tests.peer import Fault, GatewayFault, Peer
from tests.waiting import PATIENCE_SECONDS

Lines = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """The lines that an operator sees of an outage: level and message."""
    caplog.set_level(logging.INFO, "bot.discord_api")
    return lambda: [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "bot.discord_api.outage"
    ]


def test_several_shards_have_one_outage(clock: ManualClock, lines: Lines) -> None:
    outage = Outage(clock)

    for shard in (0, 1, 0, 2):
        outage.met(shard, "Shard %d is lost", shard)
    clock.forward(seconds=30)
    for shard in (1, 0, 2, 2):
        outage.over(shard)

    assert lines() == [
        ("WARNING", "Shard 0 is lost"),
        ("INFO", "Discord is in reach again, after 30 s"),
    ]


def test_a_gateway_that_is_not_told_is_well_with_the_first_shard(
    clock: ManualClock, lines: Lines
) -> None:
    outage = Outage(clock)
    outage.met(GATEWAY, "Discord is out of reach")
    outage.over(LOGIN)
    assert len(lines()) == 1

    outage.over(0)
    outage.met(0, "Shard 0 is lost")

    assert [level for level, _ in lines()] == ["WARNING", "INFO", "WARNING"]


def test_shards_that_start_anew_end_the_outage_of_those_before(
    clock: ManualClock, lines: Lines
) -> None:
    outage = Outage(clock)
    for shard in range(4):
        outage.met(shard, "Shard %d is lost", shard)
    outage.restarted()

    outage.over(0)

    assert [level for level, _ in lines()] == ["WARNING", "INFO"]


def test_a_reason_is_never_empty() -> None:
    assert reason_of(TimeoutError()) == "no answer in time"
    assert reason_of(ConnectionResetError(" ")) == "ConnectionResetError"
    assert reason_of(OSError("refused")) == "refused"


async def test_a_gateway_that_is_gone_for_minutes_is_told_in_two_lines(
    database: Database, clock: ManualClock, peer: Peer, lines: Lines
) -> None:
    bot = PingBot(database, clock, shard_count=2)
    async with connected(bot, peer) as connecting:
        await until(lambda: times(peer, "ready") == 2, connecting)
        clock.forward(hours=1)
        peer.gateway.faults.add(GatewayFault("hello", close=1001, times=16))
        await peer.gateway.drop()
        await until(lambda: len(lines()) > 1, connecting)
        await until(lambda: times(peer, "resumed") + times(peer, "ready") >= 4, connecting)

    (begin, end) = lines()
    assert begin[0] == "WARNING"
    assert "lost its connection to Discord (" in begin[1]
    assert end[1].startswith("Discord is in reach again, after ")


async def test_a_session_that_resumes_at_once_is_no_outage(
    database: Database, clock: ManualClock, peer: Peer, lines: Lines
) -> None:
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        clock.forward(hours=1)
        await peer.gateway.drop()
        await until(lambda: times(peer, "resumed"), connecting)

    assert lines() == []


async def test_sessions_that_break_again_and_again_are_not_told_of_each_time(
    database: Database, peer: Peer, lines: Lines
) -> None:
    clock = BoundedClock()
    async with connected(PingBot(database, clock), peer) as connecting:
        await until(lambda: times(peer, "ready"), connecting)
        for moment in ("ready", "resumed"):
            peer.gateway.faults.add(GatewayFault(moment, close=4000, times=None))
        await peer.gateway.drop()
        clock.raise_bound(NOON + timedelta(hours=1))
        await until(lambda: clock.waiting, connecting)

    assert times(peer, "connected") > 10
    assert len(lines()) <= 3
    assert clock.now() - NOON > LASTING_CONNECTION


async def test_a_login_that_fails_is_told_in_two_lines(
    database: Database, clock: ManualClock, peer: Peer, tmp_path: Path, lines: Lines
) -> None:
    peer.faults.add(Fault("GET", "/users/@me", status=503, times=20))
    bot = PingBot(database, clock)
    async with bot:
        await DiscordConnection(bot, settings(tmp_path, peer), clock).log_in()

    assert clock.now() - NOON < timedelta(seconds=PATIENCE_SECONDS * 100)
    ((level, begin), (_, end)) = lines()
    assert level == "WARNING"
    assert "503" in begin
    assert end.startswith("Discord is in reach again")
