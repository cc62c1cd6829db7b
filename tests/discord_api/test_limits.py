"""The pace of requests, on an event loop whose clock the test turns, and the circuit breaker."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from bot.discord_api.limits import (
    GROUP_SECONDS,
    GROUP_SIZE,
    Circuit,
    RequestLimiter,
    background,
    in_background,
)


class SkippingLoop(asyncio.SelectorEventLoop):
    """Time stands still while there is work, and skips to the next timer when there is none.

    Attributes:
        lateness: by how many seconds timers are late at most.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moment = 1000.0
        self.lateness = 0.0
        self._random = random.Random(1)

    def time(self) -> float:
        return self.moment

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]
        if not ready and scheduled:
            late = self._random.random() * self.lateness
            self.moment = max(self.moment, scheduled[0].when() + late)
        super()._run_once()  # type: ignore[misc]


@pytest.fixture
def loop() -> Iterator[SkippingLoop]:
    skipping = SkippingLoop()
    yield skipping
    skipping.close()


class Requests:
    """Requests that pass one limiter: when each was let through, and when it reached Discord."""

    def __init__(self, loop: SkippingLoop) -> None:
        self._loop = loop
        self._limiter = RequestLimiter()
        self.through: list[tuple[float, object]] = []
        self.arrivals: list[float] = []

    @property
    def moments(self) -> list[float]:
        return [moment for moment, _ in self.through]

    @property
    def names(self) -> list[object]:
        return [name for _, name in self.through]

    async def ask(self, name: object) -> None:
        await self._limiter.wait()
        self.through.append((self._loop.time(), name))

    async def ask_patiently(self, name: object) -> None:
        with background():
            await self.ask(name)

    async def travel(self, *, slow: bool) -> None:
        """A request on its way to Discord, and the answer on its way back."""
        ticket = await self._limiter.wait()
        await asyncio.sleep(0.09 if slow else 0.01)
        self.arrivals.append(self._loop.time())
        await asyncio.sleep(0.01)
        self._limiter.answered(ticket)

    def ask_at_once(self, count: int) -> None:
        """So many together, until the last is through."""
        self.run(*(self.ask(number) for number in range(count)))

    def run(self, *asking: Coroutine[Any, Any, None]) -> None:
        async def all_of_them() -> None:
            await asyncio.gather(*asking)

        self._loop.run_until_complete(all_of_them())


@pytest.fixture
def requests(loop: SkippingLoop) -> Requests:
    return Requests(loop)


def busiest_second(moments: list[float]) -> int:
    return max(sum(start <= each < start + 1 for each in moments) for start in moments)


def per_second(moments: list[float]) -> float:
    return (len(moments) - 1) / (moments[-1] - moments[0])


def test_no_second_sees_more_than_discord_allows(requests: Requests) -> None:
    requests.ask_at_once(500)

    assert busiest_second(requests.moments) <= 50


def test_the_limit_is_used_to_95_per_cent(requests: Requests) -> None:
    requests.ask_at_once(1001)

    assert per_second(requests.moments) >= 0.95 * 50


def test_late_wake_ups_do_not_break_the_limit(loop: SkippingLoop, requests: Requests) -> None:
    loop.lateness = 0.3

    requests.ask_at_once(500)

    assert busiest_second(requests.moments) <= 50


def test_wake_ups_that_are_a_little_late_cost_no_pace(
    loop: SkippingLoop, requests: Requests
) -> None:
    loop.lateness = 0.008

    requests.ask_at_once(1001)

    assert per_second(requests.moments) >= 0.95 * 50


def test_a_network_that_is_faster_at_times_does_not_break_the_limit(requests: Requests) -> None:
    requests.ask_at_once(500)
    network = random.Random(1)

    arrivals = sorted(moment + network.choice((0.05, 0.075)) for moment in requests.moments)

    assert busiest_second(arrivals) <= 50


def test_a_beginning_that_travels_slowly_does_not_break_the_limit(requests: Requests) -> None:
    requests.run(*(requests.travel(slow=number < GROUP_SIZE) for number in range(200)))

    assert busiest_second(requests.arrivals) <= 50


def test_an_irregular_beginning_does_not_break_the_limit(
    loop: SkippingLoop, requests: Requests
) -> None:
    async def ask() -> None:
        for number in range(300):
            if number in {1, 9, 20}:
                await asyncio.sleep(0.16)
            await requests.ask(number)

    loop.run_until_complete(ask())

    assert busiest_second(requests.moments) <= 50


def test_requests_go_in_the_order_in_which_they_ask(requests: Requests) -> None:
    requests.ask_at_once(100)

    assert requests.names == list(range(100))


def test_requests_go_in_small_groups(requests: Requests) -> None:
    requests.ask_at_once(500)

    assert {requests.moments.count(moment) for moment in requests.moments} == {GROUP_SIZE}


def test_after_a_rest_there_is_no_backlog_of_places(loop: SkippingLoop, requests: Requests) -> None:
    requests.ask_at_once(1)
    loop.moment += 60

    requests.ask_at_once(30)

    assert max(requests.moments.count(moment) for moment in requests.moments) == GROUP_SIZE


def test_whoever_asks_alone_never_waits(loop: SkippingLoop, requests: Requests) -> None:
    async def ask_now_and_then() -> None:
        for number in range(200):
            await requests.ask(number)
            await asyncio.sleep(1 / 45)

    begun = loop.time()
    loop.run_until_complete(ask_now_and_then())

    assert loop.time() - begun == pytest.approx(200 / 45)


def test_what_is_urgent_goes_before_what_can_wait(requests: Requests) -> None:
    async def press(name: str) -> None:
        await asyncio.sleep(0.5)
        await requests.ask(name)

    patient = (requests.ask_patiently(number) for number in range(200))
    requests.run(*patient, press("urgent"))

    moment = requests.moments[requests.names.index("urgent")]
    assert moment - (requests.moments[0] + 0.5) <= GROUP_SECONDS
    assert [name for name in requests.names if name != "urgent"] == list(range(200))
    assert busiest_second(requests.moments) <= 50


def test_who_gives_up_takes_no_place(requests: Requests) -> None:
    async def give_up(number: int) -> None:
        asking = asyncio.create_task(requests.ask(f"given up {number}"))
        await asyncio.sleep(0.01)
        asking.cancel()

    full = (requests.ask(number) for number in range(GROUP_SIZE))
    later = (requests.ask(f"later {number}") for number in range(GROUP_SIZE))
    requests.run(*full, *(give_up(number) for number in range(100)), *later)

    assert requests.names[GROUP_SIZE:] == [f"later {number}" for number in range(GROUP_SIZE)]
    assert requests.moments[-1] - requests.moments[0] == pytest.approx(GROUP_SECONDS)


def test_what_can_wait_is_so_within_its_block_alone() -> None:
    with background():
        inside = in_background()

    assert inside
    assert not in_background()


def _refused(circuit: Circuit, *moments: float) -> list[bool]:
    return [circuit.record(403, moment) for moment in moments]


@pytest.mark.parametrize("status", [401, 403, 429])
def test_too_many_refusals_open_it(status: int) -> None:
    circuit = Circuit(most=3)

    opened = [circuit.record(status, moment) for moment in (0, 1, 2)]

    assert opened == [False, False, True]
    assert circuit.open_for(2) > 0


def test_one_refusal_less_leaves_it_closed() -> None:
    circuit = Circuit(most=3)
    _refused(circuit, 0, 1)

    assert circuit.open_for(1) == 0


@pytest.mark.parametrize("status", [200, 204, 400, 404, 500, 502])
def test_other_answers_do_not_count(status: int) -> None:
    circuit = Circuit(most=1)

    assert not circuit.record(status, 0)
    assert circuit.open_for(0) == 0


def test_a_limit_that_others_used_up_does_not_count() -> None:
    circuit = Circuit(most=1)
    circuit.record(429, 0, shared=True)

    assert circuit.open_for(0) == 0


def test_it_closes_when_the_first_of_them_is_ten_minutes_old() -> None:
    circuit = Circuit(most=3)
    _refused(circuit, 100, 150, 400)

    assert circuit.open_for(400) == 300
    assert circuit.open_for(699) == 1
    assert circuit.open_for(700) == 0


def test_refusals_far_apart_never_open_it() -> None:
    circuit = Circuit(most=3)

    assert not any(_refused(circuit, *range(0, 10_000, 301)))


def test_it_opens_again_at_the_next_refusal_while_others_still_count() -> None:
    circuit = Circuit(most=3)
    _refused(circuit, 100, 150, 400)

    assert _refused(circuit, 701, 702) == [True, False]
    assert circuit.open_for(702) == 298


def test_by_itself_it_stays_far_below_what_discord_bears() -> None:
    circuit, refused = Circuit(), 0
    for second in range(600):
        for _ in range(50):
            if circuit.open_for(second) == 0:
                circuit.record(429, second)
                refused += 1

    assert refused == 1_000
