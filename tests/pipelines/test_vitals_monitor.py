"""The log and the operator hear of an outage of the database, and of its end."""

import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pipelines.notify_operator import TELL_AGAIN_AFTER, OperatorNotifier
from bot.pipelines.vitals import LOOK_EVERY_SECONDS, OUTAGE_OVER_AFTER, TELL_AFTER, StorageMonitor
from bot.storage import meta
from bot.storage.database import Database
from bot.storage.health import Health
from tests.failing import Faults, failing_with
from tests.fakes import ManualClock
from tests.pipelines.test_notify_operator import Owner


class Watched:
    """A database that can fail, its monitor, and those who hear of it."""

    def __init__(self, database: Database, faults: Faults) -> None:
        self.database, self.faults, self.clock = database, faults, ManualClock()
        self.owner = Owner()
        self.monitor = StorageMonitor(database, self.clock)
        conditions = [lambda: self.monitor.lasting_outage]
        self.operator_notifier = OperatorNotifier(database, self.owner, self.clock, conditions)

    async def pass_by(self, seconds: float) -> None:
        for _ in range(round(seconds / LOOK_EVERY_SECONDS)):
            await self.monitor.look()
            await self.operator_notifier.tell_of_conditions()
            self.clock.forward(seconds=LOOK_EVERY_SECONDS)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    faults = Faults()
    path = tmp_path / "a.db"
    async with Database.open(path, factory=faults.factory, busy_timeout=0) as database:
        yield Watched(database, faults)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


async def fail(watched: Watched) -> None:
    watched.faults.fail(0, sqlite3.SQLITE_FULL, times=10_000)
    with pytest.raises(Exception, match="is full"):
        await watched.database.try_to_write()


async def test_an_outage_is_said_once_told_once_and_said_to_be_over(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await fail(watched)
    await watched.pass_by(3600)
    watched.faults.none()
    await watched.pass_by(OUTAGE_OVER_AFTER.total_seconds() + 60)

    trouble, over = lines(caplog)
    assert "is full. Free some space" in trouble
    assert over == "The database works again."
    assert watched.owner.heard == [[trouble]]


async def test_a_short_outage_is_not_told_to_the_operator(watched: Watched) -> None:
    await fail(watched)
    await watched.pass_by(TELL_AFTER.total_seconds() - LOOK_EVERY_SECONDS)
    watched.faults.none()
    assert watched.owner.heard == []


async def test_a_disk_on_the_brink_of_full_is_said_once_and_not_by_the_minute(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(10):
        await fail(watched)
        watched.faults.none()
        await watched.pass_by(60)

    assert len(lines(caplog)) == 1


async def test_the_operator_is_told_as_soon_as_they_can_be_reached(watched: Watched) -> None:
    watched.owner.away = True
    await fail(watched)
    await watched.pass_by(300)
    watched.owner.away = False
    await watched.pass_by(60)

    assert len(watched.owner.heard) == 1


async def test_a_database_that_is_deleted_is_noticed_within_a_minute(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.database.path.unlink()
    await watched.pass_by(60)

    (line,) = lines(caplog)
    assert "was deleted or moved" in line
    assert watched.owner.heard == [[line]]


async def test_a_second_outage_is_said_again(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        await fail(watched)
        watched.faults.none()
        await watched.pass_by(OUTAGE_OVER_AFTER.total_seconds() + 60)

    assert len([line for line in lines(caplog) if "is full" in line]) == 2


async def test_a_failure_that_was_over_at_once_is_never_told_to_the_operator(
    watched: Watched,
) -> None:
    await fail(watched)
    watched.faults.none()
    await watched.pass_by(3600)

    assert watched.owner.heard == []


async def test_outages_that_come_and_go_are_told_once_a_day(watched: Watched) -> None:
    for _ in range(3):
        await fail(watched)
        await watched.pass_by(120)
        watched.faults.none()
        await watched.pass_by(3600)
    assert len(watched.owner.heard) == 1

    watched.clock.forward(seconds=TELL_AGAIN_AFTER.total_seconds())
    await watched.pass_by(60)
    await fail(watched)
    await watched.pass_by(120)

    assert len(watched.owner.heard) == 2


async def test_an_outage_is_shown_from_its_first_failure_to_its_end(tmp_path: Path) -> None:
    faults, shown = Faults(), list[str | None]()
    async with Database.open(
        tmp_path / "a.db", factory=faults.factory, busy_timeout=0, health=Health(shown.append)
    ) as database:
        watched = Watched(database, faults)
        await fail(watched)
        await watched.pass_by(60)
        assert [str(sentence)[:8] for sentence in shown] == ["The disk"]
        watched.faults.none()
        await watched.pass_by(OUTAGE_OVER_AFTER.total_seconds() + 60)

    assert shown[1:] == [None]


async def test_damage_that_is_met_in_an_outage_does_not_end_the_watch(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fail(watched)
    watched.faults.none()
    monkeypatch.setattr(meta, "touch", failing_with(sqlite3.SQLITE_CORRUPT))
    await watched.pass_by(OUTAGE_OVER_AFTER.total_seconds() + 60)

    assert watched.database.health.outage is None
    assert watched.database.health.damage
