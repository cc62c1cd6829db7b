import asyncio
from datetime import timedelta

import pytest

from bot.feeds import hosts
from bot.feeds.hosts import HostTurns
from tests.factories import NOON
from tests.fakes import ManualClock
from tests.waiting import PATIENCE_SECONDS

PAUSE = timedelta(seconds=2)


async def test_a_host_is_asked_one_at_a_time_whatever_its_case() -> None:
    given, at_once, most = HostTurns(ManualClock()), 0, 0

    async def ask(url: str) -> None:
        nonlocal at_once, most
        async with given.turn(url):
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1

    await asyncio.gather(ask("https://example.org/a"), ask("http://EXAMPLE.org/b"))
    assert most == 1


async def test_hosts_do_not_wait_for_each_other() -> None:
    given = HostTurns(ManualClock())
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        given.turn("https://example.org/"),
        given.turn("https://example.net/"),
    ):
        pass


async def test_a_pause_counts_from_the_end_of_the_request_before() -> None:
    clock = ManualClock()
    given = HostTurns(clock)
    async with given.turn("https://example.org/", PAUSE):
        clock.forward(seconds=5)
    clock.forward(seconds=0.5)
    async with given.turn("https://example.org/", PAUSE):
        assert clock.now() == NOON + timedelta(seconds=7)
    async with given.turn("https://example.org/"):
        assert clock.now() == NOON + timedelta(seconds=7)


async def test_a_clock_that_was_set_back_costs_one_pause_at_most() -> None:
    clock = ManualClock()
    given = HostTurns(clock)
    async with given.turn("https://example.org/", PAUSE):
        pass
    clock.forward(days=-1)
    async with given.turn("https://example.org/", PAUSE):
        assert clock.now() == NOON - timedelta(days=1) + PAUSE


async def test_a_turn_ends_with_an_error_too() -> None:
    given = HostTurns(ManualClock())
    with pytest.raises(OSError, match="gone"):
        async with given.turn("https://example.org/"):
            raise OSError("gone")
    async with asyncio.timeout(PATIENCE_SECONDS), given.turn("https://example.org/"):
        pass


async def test_hosts_that_nobody_waits_for_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "MOST_HOSTS", 2)
    given = HostTurns(ManualClock())
    for number in range(10):
        async with given.turn(f"https://{number}.example.org/"):
            pass
    assert len(given._hosts) <= 3


async def test_an_address_that_cannot_be_read_is_a_host_of_its_own() -> None:
    async with HostTurns(ManualClock()).turn("http://[broken"):
        pass
