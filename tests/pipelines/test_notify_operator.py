"""The operator is told of feeds, at the right time."""

import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.errors import MessengerError
from bot.feeds.health import WEB_PAGE_INSTEAD
from bot.model.feed import FeedHealth, Move
from bot.pipelines.notify_operator import OperatorNotifier
from bot.storage import feeds
from bot.storage.database import Database
from tests.factories import NOON, feed
from tests.fakes import ManualClock

DAY = timedelta(days=1)
WEEK_LATER = NOON + 7 * DAY
MOVE = Move("https://example.org/new", NOON)
FAILING = FeedHealth(NOON, NOON, 5, "The server cannot be reached.", failing_since=NOON)


class Owner:
    """Hears what is told; out of reach while `away`."""

    def __init__(self) -> None:
        self.heard: list[Sequence[str]] = []
        self.away = False

    async def tell(self, sentences: Sequence[str]) -> None:
        if self.away:
            raise MessengerError("no answer")
        self.heard.append(sentences)


class Told:
    """A feed in some state, and those who are told of it."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database, self.clock, self.owner = database, clock, Owner()

    async def is_now(self, health: FeedHealth, move: Move | None = None) -> None:
        async with self.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            (tracked,) = await feeds.active(connection)
            await feeds.save(connection, replace(tracked, health=health, move=move))

    async def look(self) -> list[str]:
        """The messages to the owner now; the operator_notifier remembers nothing."""
        before = len(self.owner.heard)
        await OperatorNotifier(self.database, self.owner, self.clock).tell_due()
        return [sentence for heard in self.owner.heard[before:] for sentence in heard]


@pytest.fixture
def told(database: Database, clock: ManualClock) -> Told:
    return Told(database, clock)


async def test_a_feed_that_fails_for_a_day_is_told_of_once(told: Told) -> None:
    await told.is_now(FAILING)
    told.clock.forward(hours=23)
    assert await told.look() == []
    told.clock.forward(hours=1)
    (sentence,) = await told.look()
    assert "could not be read since 2026-03-01 12:00 UTC" in sentence
    assert "The server cannot be reached." in sentence
    told.clock.forward(days=30)
    assert await told.look() == []


async def test_it_is_told_again_only_when_it_was_well_in_between(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    told.clock.forward(days=1)
    await told.is_now(FAILING)
    assert len(await told.look()) == 1
    await told.is_now(FeedHealth(NOON, NOON))
    assert await told.look() == []
    assert "Sample News is well again" in caplog.messages
    await told.is_now(FAILING)
    assert len(await told.look()) == 1


async def test_what_polling_saves_does_not_make_it_untold(told: Told) -> None:
    told.clock.forward(days=1)
    await told.is_now(FAILING)
    await told.look()
    await told.is_now(replace(FAILING, failures=6, told_at=None))
    assert await told.look() == []


@pytest.mark.parametrize("before", [(FAILING, None), (FeedHealth(NOON, WEEK_LATER), MOVE)])
async def test_a_feed_that_is_gone_is_told_of_though_something_else_was_told_before(
    told: Told, before: tuple[FeedHealth, Move | None]
) -> None:
    told.clock.forward(days=8)
    await told.is_now(*before)
    assert len(await told.look()) == 1
    told.clock.forward(days=1)
    gone = replace(before[0], failures=6, failing_since=NOON, gone_at=told.clock.now())
    await told.is_now(gone, before[1])
    (sentence,) = await told.look()
    assert "is gone for good" in sentence
    assert await told.look() == []


async def test_a_feed_that_moved_and_fails_afterwards_is_told_of_again(told: Told) -> None:
    told.clock.forward(days=8)
    await told.is_now(FeedHealth(NOON, WEEK_LATER), MOVE)
    assert "has moved" in (await told.look())[0]
    failed_at = told.clock.now() + DAY
    told.clock.forward(days=2)
    await told.is_now(FeedHealth(NOON, WEEK_LATER, 5, "No answer.", failed_at), MOVE)
    assert "could not be read" in (await told.look())[0]
    # The move was told already.
    await told.is_now(FeedHealth(NOON, told.clock.now()), MOVE)
    assert await told.look() == []


async def test_a_web_page_that_becomes_another_failure_is_not_told_of_twice(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await told.is_now(FeedHealth(NOON, NOON, 1, WEB_PAGE_INSTEAD, NOON))
    assert len(await told.look()) == 1
    told.clock.forward(hours=2)
    await told.is_now(FeedHealth(NOON, NOON, 2, "No answer.", NOON))
    assert await told.look() == []
    assert not [message for message in caplog.messages if "well again" in message]
    told.clock.forward(days=1)
    assert await told.look() == []


async def test_one_failure_before_a_long_pause_of_the_bot_is_not_a_day_of_failures(
    told: Told,
) -> None:
    await told.is_now(FeedHealth(NOON, NOON, 1, "No answer.", NOON))
    told.clock.forward(days=3)
    assert await told.look() == []
    await told.is_now(FeedHealth(NOON, NOON, 2, "No answer.", NOON))
    assert len(await told.look()) == 1


@pytest.mark.parametrize(
    ("health", "move", "says"),
    [
        (FeedHealth(NOON, gone_at=NOON, failing_since=NOON), None, "gone for good"),
        (FeedHealth(NOON, NOON, 1, WEB_PAGE_INSTEAD, NOON), None, "web page instead of a feed"),
        (
            FeedHealth(NOON - 8 * DAY, NOON),
            Move("https://example.org/new", NOON - 7 * DAY),
            "write its new address there: https://example.org/new",
        ),
    ],
)
async def test_what_does_not_go_by_is_told_at_once(
    told: Told, health: FeedHealth, move: Move | None, says: str
) -> None:
    await told.is_now(health, move)
    (sentence,) = await told.look()
    assert says in sentence


@pytest.mark.parametrize(
    ("health", "move"),
    [
        (FeedHealth(NOON, NOON), Move("https://example.org/new", NOON - 6 * DAY)),
        (FeedHealth(NOON - 30 * DAY, NOON - 20 * DAY), Move("https://a.test/", NOON - 20 * DAY)),
        (FeedHealth(None, None, 1, WEB_PAGE_INSTEAD, NOON), None),
        (FeedHealth(NOON, NOON, 1, "The server has trouble of its own (500).", NOON), None),
    ],
)
async def test_what_may_go_by_is_not_told(
    told: Told, health: FeedHealth, move: Move | None
) -> None:
    await told.is_now(health, move)
    assert await told.look() == []


async def test_an_owner_out_of_reach_is_told_later(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    told.clock.forward(days=1)
    await told.is_now(FAILING)
    told.owner.away = True
    assert await told.look() == []
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    told.owner.away = False
    assert len(await told.look()) == 1
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 1


async def test_without_an_owner_the_log_has_it(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    told.clock.forward(days=1)
    await told.is_now(FAILING)
    for _ in range(2):
        await OperatorNotifier(told.database, None, told.clock).tell_due()
    assert len([m for m in caplog.messages if "could not be read since" in m]) == 1


async def test_an_owner_who_cannot_be_reached_is_logged_once_and_again_when_told(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    told.clock.forward(days=1)
    await told.is_now(FAILING)
    told.owner.away = True
    notifier = OperatorNotifier(told.database, told.owner, told.clock, [lambda: "It burns."])

    for _ in range(3):
        await notifier.tell_due()
        await notifier.tell_of_conditions()
    told.owner.away = False
    await notifier.tell_of_conditions()
    await notifier.tell_due()

    about_owner = [each for each in caplog.messages if "owner" in each]
    assert about_owner == [
        "The owner could not be told yet: no answer",
        "The owner was told what waited",
    ]
    assert told.owner.heard[0] == ["It burns."]
