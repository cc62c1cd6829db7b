from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import FetchError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.feeds.robots import RobotsRules
from tests.fakes import ManualClock
from tests.loopback import Server, serving

SECOND = timedelta(seconds=1)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as started:
        yield started


@pytest.fixture
async def robots(clock: ManualClock) -> AsyncIterator[RobotsRules]:
    private = PrivateHosts(("127.0.0.1",))
    async with HttpFetcher.open(contact="me", private_hosts=private) as fetcher:
        yield RobotsRules(fetcher, HostTurns(clock), clock, 2 * SECOND)


async def allowed(robots: RobotsRules, server: Server, path: str = "/news/1") -> bool:
    return await robots.allows(server.url(path))


async def test_the_rules_for_our_name_go_before_those_for_all(
    robots: RobotsRules, server: Server
) -> None:
    rules = (
        b"User-agent: *\nDisallow: /\n\nUser-agent: progressbot\nDisallow: /news\nAllow: /news/1$"
    )
    server.answer("/robots.txt", body=rules)
    assert await allowed(robots, server)
    assert await allowed(robots, server, "/about")
    assert not await allowed(robots, server, "/news/2")


@pytest.mark.parametrize("status", [404, 410, 403])
async def test_rules_that_are_not_there_allow_all(
    robots: RobotsRules, server: Server, status: int
) -> None:
    server.answer("/robots.txt", status=status)
    assert await allowed(robots, server)


@pytest.mark.parametrize("status", [500, 429])
async def test_while_rules_cannot_be_had_nothing_is_read(
    robots: RobotsRules, server: Server, status: int
) -> None:
    server.answer("/robots.txt", status=status)
    for _ in range(2):
        with pytest.raises(FetchError, match=r"robots\.txt cannot be read"):
            await allowed(robots, server)
    assert server.asked == ["/robots.txt"]


async def test_rules_are_remembered_for_a_day(
    robots: RobotsRules, server: Server, clock: ManualClock
) -> None:
    server.answer("/robots.txt", body=b"User-agent: *\nDisallow: /")
    assert not await allowed(robots, server)
    server.answer("/robots.txt", status=404)
    clock.forward(hours=23)
    assert not await allowed(robots, server)
    clock.forward(hours=2)
    assert await allowed(robots, server)
    assert server.asked == ["/robots.txt"] * 2


async def test_a_server_with_trouble_is_asked_again_within_the_hour(
    robots: RobotsRules, server: Server, clock: ManualClock
) -> None:
    server.answer("/robots.txt", status=500)
    with pytest.raises(FetchError):
        await allowed(robots, server)
    server.answer("/robots.txt", status=404)
    clock.forward(minutes=31)
    assert await allowed(robots, server)


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [("", 2), ("Crawl-delay: 1", 2), ("Crawl-delay: 9.5", 9.5), ("Crawl-delay: 86400", 60)],
)
async def test_the_longer_delay_counts_within_a_minute(
    robots: RobotsRules, server: Server, rules: str, seconds: float
) -> None:
    server.answer("/robots.txt", body=f"User-agent: *\n{rules}".encode())
    assert await robots.delay(server.url("/")) == seconds * SECOND


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"<html>" * 1000, b"Disallow: /\n" * 1000, b""])
async def test_a_file_that_is_none_allows_all(
    robots: RobotsRules, server: Server, body: bytes
) -> None:
    server.answer("/robots.txt", body=body)
    assert await allowed(robots, server)
