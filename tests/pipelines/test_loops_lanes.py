import asyncio
import logging

import pytest

from bot.errors import DatabaseDamagedError
from bot.pipelines.loops import Lanes
from tests.fakes import ManualClock


class Gate:
    """Work that ends when it is let."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.opened = asyncio.Event()

    async def pass_through(self, name: str) -> None:
        self.began.append(name)
        await self.opened.wait()


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_lanes_run_side_by_side_and_a_key_has_one() -> None:
    lanes, gate = Lanes[str]("Serving", ManualClock()), Gate()
    lanes.start({"a": lambda: gate.pass_through("a"), "b": lambda: gate.pass_through("b")})
    lanes.start({"a": lambda: gate.pass_through("a again")})
    await settled()

    assert gate.began == ["a", "b"]
    assert len(lanes) == 2
    gate.opened.set()
    await lanes.settled()
    assert len(lanes) == 0


async def test_what_waits_for_a_lane_is_begun_when_another_one_ends() -> None:
    lanes, gate = Lanes[str]("Serving", ManualClock(), most=1), Gate()
    lanes.start({"a": lambda: gate.pass_through("a"), "b": lambda: gate.pass_through("b")})
    await settled()
    assert gate.began == ["a"]

    gate.opened.set()
    await settled()

    assert gate.began == ["a", "b"]


async def test_a_bug_is_logged_and_ends_its_own_lane_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ended: list[BaseException | None] = []
    lanes, gate = Lanes[str]("Serving", ManualClock(), most=1, ended=ended.append), Gate()
    bug = ValueError("a bug")

    async def fail() -> None:
        raise bug

    with caplog.at_level(logging.ERROR):
        lanes.start({"a": fail, "b": lambda: gate.pass_through("b")})
        await settled()
    gate.opened.set()
    await settled()

    assert gate.began == ["b"]
    assert ended == [bug, None]
    assert [record.getMessage() for record in caplog.records] == [
        "Serving a failed; it goes on in 60 s"
    ]


async def test_damage_is_no_bug_of_a_lane(caplog: pytest.LogCaptureFixture) -> None:
    lanes = Lanes[str]("Serving", ManualClock())

    async def fail() -> None:
        raise DatabaseDamagedError("A part of the database is damaged.")

    with caplog.at_level(logging.WARNING):
        lanes.start({"a": fail})
        await settled()

    assert len(lanes) == 0
    assert caplog.records == []


async def test_the_end_waits_for_what_runs_but_not_for_long() -> None:
    ended: list[BaseException | None] = []
    lanes, quick, slow = (
        Lanes[str]("Serving", ManualClock(), most=2, ended=ended.append),
        Gate(),
        Gate(),
    )
    lanes.start(
        {
            "quick": lambda: quick.pass_through("quick"),
            "slow": lambda: slow.pass_through("slow"),
            "waiting": lambda: slow.pass_through("waiting"),
        }
    )
    await settled()
    quick.opened.set()

    await lanes.end(0.01)

    assert ended == [None]
    assert slow.began == ["slow"]
    assert len(lanes) == 0


async def test_a_closed_one_starts_nothing() -> None:
    lanes, gate = Lanes[str]("Serving", ManualClock()), Gate()
    lanes.close()
    lanes.start({"a": lambda: gate.pass_through("a")})
    await settled()

    assert gate.began == []


async def test_a_lane_that_failed_is_put_off_alone_and_each_time_for_longer() -> None:
    clock, began = ManualClock(), list[str]()
    lanes = Lanes[str]("Serving", clock)

    async def fail() -> None:
        began.append("a")
        raise ValueError

    async def succeed() -> None:
        began.append("b")

    for _ in range(20):
        lanes.start({"a": fail, "b": succeed})
        await settled()
        clock.forward(seconds=10)

    assert began.count("b") == 20
    # At the beginning, after a minute, and after two more.
    assert began.count("a") == 3
