"""The pace of requests, on an event loop whose clock the test turns."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.delivery.limiter import RequestLimiter


class SkippingLoop(asyncio.SelectorEventLoop):
    """Time stands still while there is work, and skips to the next timer when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = 1000.0

    def time(self) -> float:
        return self.moment

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]
        if not ready and scheduled:
            self.moment = max(self.moment, scheduled[0].when())
        super()._run_once()  # type: ignore[misc]


@pytest.fixture
def loop() -> Iterator[SkippingLoop]:
    skipping = SkippingLoop()
    yield skipping
    skipping.close()


def _moments(loop: SkippingLoop, count: int) -> list[tuple[float, int]]:
    """When each of so many requests, all asked for at once, was let through."""
    through: list[tuple[float, int]] = []

    async def request(limiter: RequestLimiter, number: int) -> None:
        async with limiter:
            through.append((loop.time(), number))

    async def ask() -> None:
        limiter = RequestLimiter()
        await asyncio.gather(*(request(limiter, number) for number in range(count)))

    loop.run_until_complete(ask())
    return through


def test_no_second_sees_more_than_discord_allows(loop: SkippingLoop) -> None:
    moments = [moment for moment, _ in _moments(loop, 500)]

    busiest = max(sum(start <= each < start + 1 for each in moments) for start in moments)
    assert busiest <= 50


def test_the_limit_is_used_up_to_a_few_per_cent(loop: SkippingLoop) -> None:
    moments = [moment for moment, _ in _moments(loop, 481)]

    assert moments[-1] - moments[0] <= 480 / 47.5


def test_requests_go_in_the_order_in_which_they_ask(loop: SkippingLoop) -> None:
    assert [number for _, number in _moments(loop, 100)] == list(range(100))


def test_after_a_rest_there_is_no_backlog_of_places(loop: SkippingLoop) -> None:
    limiter, through = RequestLimiter(), []

    async def ask() -> None:
        async with limiter:
            pass
        await asyncio.sleep(60)
        for _ in range(30):
            async with limiter:
                through.append(loop.time())

    loop.run_until_complete(ask())
    assert max(through.count(moment) for moment in through) <= 8


def test_an_irregular_beginning_does_not_break_the_limit(loop: SkippingLoop) -> None:
    limiter, through = RequestLimiter(), []

    async def ask() -> None:
        for number in range(300):
            if number in {1, 9, 20}:
                await asyncio.sleep(0.16)
            async with limiter:
                through.append(loop.time())

    loop.run_until_complete(ask())
    assert max(sum(start <= each < start + 1 for each in through) for start in through) <= 50
