"""Damage keeps an outcome from being recorded: others go on, and Discord is not asked in vain."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from bot.errors import DatabaseDamagedError
from bot.model.subscription import PATIENT_KINDS, Step
from bot.pipelines.follow import Follower
from bot.pipelines.loops import Lanes
from bot.storage import corrections, posts, steps
from tests.factories import article, subscribe_channel
from tests.fakes import RecordingSteps
from tests.pipelines.conftest import House

ROUNDS = 40
"""Of the announcing loop, which looks every five seconds: more than three minutes."""


def damaged_if(write: Callable[..., Any], concerned: Callable[..., bool]) -> Callable[..., Any]:
    """`write`, on a database that is damaged there."""

    async def damaged(*arguments: Any, **options: Any) -> Any:
        if concerned(*arguments):
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
        return await write(*arguments, **options)

    return damaged


async def rounds(house: House, begin: Callable[[], Any], lanes: Lanes[Any]) -> None:
    """Some rounds of a pipeline's loop."""
    for _ in range(ROUNDS):
        await begin()
        while lanes:
            with suppress(DatabaseDamagedError):
                await lanes.settled()
            await asyncio.sleep(0)
        house.clock.forward(seconds=5)


@contextmanager
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No traceback stands in the log."""
    caplog.set_level(logging.INFO)
    caplog.clear()
    yield
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def test_a_channel_whose_records_are_damaged_stops_no_other_one(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for channel_id in (10, 20, 30):
        await subscribe_channel(house.subscriptions, 1, channel_id, "all", PATIENT_KINDS, None)
    house.publish([article("1")])
    await house.poll()

    def concerned(_: object, messages: list[tuple[int, int]], __: object) -> bool:
        return any(message_id // 1000 == 20 for _, message_id in messages)

    monkeypatch.setattr(posts, "sent", damaged_if(posts.sent, concerned))
    announcer = house.new_announcer()
    with quiet(caplog):
        await rounds(house, announcer._start_lanes, announcer._lanes)

    assert [len(house.messenger.titles(each)) for each in (10, 20, 30)] == [1, 1, 1]
    assert {each.channel_id for each in house.messenger.searched} == {20}
    assert len(house.messenger.searched) < 4
    assert house.database.health.damage


async def test_an_edit_that_cannot_be_recorded_is_not_made_at_each_look(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await house.announced(article("1"), channels=(10, 20))
    await house.revise(article("1", title="A corrected title of the study"))
    damaged = damaged_if(corrections.settle, lambda _, post_id, __: post_id == 1)
    monkeypatch.setattr(corrections, "settle", damaged)
    corrector = house.new_corrector()
    with quiet(caplog):
        await rounds(house, corrector._start_lanes, corrector._lanes)

    edited = [post_id for post_id, _ in house.messenger.edits]
    assert edited.count(2) == 1
    assert 1 <= edited.count(1) < 4


async def test_a_step_that_cannot_be_recorded_is_not_taken_at_each_look(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await subscribe_channel(
        house.subscriptions, 1, 10, "all", PATIENT_KINDS, None, steps=frozenset({Step.DISCUSS})
    )
    await house.announced(article("1"), channels=())
    monkeypatch.setattr(steps, "settle", damaged_if(steps.settle, lambda *_: True))
    taken = RecordingSteps()
    follower = Follower(house.database, taken, house.clock)
    with quiet(caplog):
        await rounds(house, follower._start_lanes, follower._lanes)

    assert 1 <= len(taken.taken) < 4
