"""Trouble with the machine or the database is told as what it is, and never as a feed's fault."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import DatabaseError, FeedError, HostError
from bot.model.feed import TrackedFeed
from bot.pipelines.feed_poll import PollStatus
from bot.pipelines.notify_operator import OperatorNotifier
from bot.pipelines.poll import Poller
from bot.storage import feeds
from bot.storage.database import Database
from tests.factories import article, feed
from tests.fakes import ManualClock
from tests.pipelines.conftest import House
from tests.pipelines.test_notify_operator import Owner
from tests.storage.damaging import leaves, overwrite_page

SHORT = HostError("The machine has no memory left for the bot.")


def failing(error: Exception) -> Callable[..., object]:
    async def refuse(*_: object) -> None:
        raise error

    return refuse


async def put_off(house: House, monkeypatch: pytest.MonkeyPatch) -> Poller:
    """Poll once while the machine has no memory for reading."""
    poller = house.poller
    house.publish([article("1")])
    house.clock.forward(days=2)
    with monkeypatch.context() as patched:
        patched.setattr(house.extractor, "extract", failing(SHORT))
        await poller.poll_due()
    return poller


async def kept(house: House) -> TrackedFeed:
    async with house.database.reader() as connection:
        (tracked,) = await feeds.active(connection)
    return tracked


async def test_a_machine_that_refuses_is_no_fault_of_the_feed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await kept(house)
    monkeypatch.setattr(house.extractor, "extract", failing(SHORT))
    house.publish([article("1")])

    report = await house.poll()

    assert (report.status, report.error) == (PollStatus.ERROR, str(SHORT))
    assert await kept(house) == before


async def test_a_feed_that_was_put_off_is_asked_again_ten_minutes_later_and_no_sooner(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    poller = await put_off(house, monkeypatch)
    house.clock.forward(minutes=9)
    assert await poller.poll_due() == []
    house.clock.forward(minutes=1)

    (report,) = await poller.poll_due()

    assert (report.status, report.new) == (PollStatus.OK, 1)
    assert poller.obstacle is None


@pytest.mark.parametrize("error", [SHORT, DatabaseError("It is damaged.")])
async def test_what_keeps_feeds_from_being_read_is_told_once(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    poller, owner = house.poller, Owner()
    operator_notifier = OperatorNotifier(
        house.database, owner, house.clock, [lambda: poller.obstacle]
    )
    monkeypatch.setattr(house.extractor, "extract", failing(error))
    house.publish([article("1")])
    owner.away = True
    for _ in range(3):
        house.clock.forward(days=2)
        await poller.poll_due()
        await operator_notifier.tell_of_conditions()
        owner.away = False

    assert owner.heard == [[str(error)]]
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in told] == [str(error)]


async def test_an_article_that_cannot_be_read_is_not_the_feeds_fault(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "progress.db"
    several = [article(str(number), text="x" * 900) for number in range(40)]
    async with Database.open(path) as database:
        house = House(database, clock, feed())
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [house.feed])
        house.publish(several)
        await house.poll()
    overwrite_page(path, leaves(path, "articles")[3])

    async with Database.open(path) as database:
        house = House(database, clock, feed())
        house.publish([article("new"), *several])
        report = await house.poll()
        tracked = await kept(house)

        assert report.error is not None
        assert "progress-bot doctor --repair" in report.error
        assert database.health.damage == report.error
        assert (tracked.health.failures, tracked.health.error) == (0, None)


async def test_a_feed_that_fails_while_its_row_cannot_be_written_ends_no_loop(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.feeds.save", failing(DatabaseError("It is damaged.")))
    house.fetcher.answers[house.feed.url] = FeedError("No answer.")

    report = await house.poll()

    assert report.error == "It is damaged."


async def test_a_clock_that_is_set_back_puts_nothing_off_for_longer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    poller = await put_off(house, monkeypatch)
    house.clock.forward(hours=-1)
    (tracked,) = await poller.poll_due()

    assert tracked.status is PollStatus.OK


async def test_a_feed_that_was_put_off_does_not_keep_the_loop_busy(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    poller, slept = house.poller, list[float]()
    house.publish([article("1")])
    house.clock.forward(days=2)
    monkeypatch.setattr(house.extractor, "extract", failing(SHORT))

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        house.clock.forward(seconds=seconds)
        if len(slept) == 20:
            raise asyncio.CancelledError

    monkeypatch.setattr(house.clock, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await poller.run()

    assert min(slept) >= 10
