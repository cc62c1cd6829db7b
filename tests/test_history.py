"""The history checker names what was swallowed, doubled, or is silent for a wrong reason."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.articles.news import FeedPart, Sighting, Silence
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.ingest import Ingest
from bot.storage import feeds
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import NOON, article, feed, subscribe_channel
from tests.fakes import ManualClock
from tests.history import History, violations
from tests.pipelines.conftest import TOPICS

LINK = article("1").url
CHANNEL = 10


@pytest.fixture
async def database(database: Database, clock: ManualClock) -> Database:
    """A channel follows the feed, which showed one article as news."""
    service = SubscriptionService(database, TOPICS, clock, lambda: None)
    await subscribe_channel(service, 1, CHANNEL, "all", PATIENT_KINDS, None)
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        (tracked,) = await feeds.active(connection)
        sighting = Sighting(FeedPart.FIRST_PAGE, NOON, NOON)
        await Ingest(TOPICS).keep(connection, tracked, [article("1")], NOON, sighting)
        await connection.execute("UPDATE deliveries SET state = 'sent'")
    return database


def history(**fields: Any) -> History:
    """The feed showed the article."""
    made = History()
    made.showed(feed().url, [LINK], wanted=[CHANNEL], **fields)
    return made


async def after(database: Database, sql: str, *values: object) -> None:
    async with database.transaction() as connection:
        await connection.execute(sql, values)


def says(found: Sequence[str], words: str) -> bool:
    return len(found) == 1 and words in found[0]


async def test_what_stands_once_is_right(database: Database) -> None:
    assert violations(history(), database.path, {CHANNEL: [LINK]}) == []


async def test_what_stands_twice_or_not_at_all_is_named(database: Database) -> None:
    twice = violations(history(), database.path, {CHANNEL: [LINK, LINK]})
    missing = violations(history(), database.path, {CHANNEL: []})
    assert says(twice, "stands 2 times")
    assert says(missing, "does not stand")


async def test_what_nobody_planned_is_named(database: Database) -> None:
    found = violations(history(), database.path, {CHANNEL: [LINK], 11: [LINK]})
    assert says(found, "nothing was planned")


async def test_what_was_fetched_and_not_kept_is_named_unless_phrases_left_it_out(
    database: Database,
) -> None:
    made, other = history(), "https://example.org/news/2"
    made.showed(feed().url, [LINK, other], wanted=[CHANNEL], left_out=[other])
    assert violations(made, database.path) == []
    made.showed(feed().url, [LINK, other], wanted=[CHANNEL])
    assert says(violations(made, database.path), "not on record")


async def test_news_without_a_delivery_is_named(database: Database) -> None:
    await after(database, "DELETE FROM deliveries")
    assert says(violations(history(), database.path), "never planned for channel 10")


async def test_a_delivery_that_waits_or_failed_needs_a_reason(database: Database) -> None:
    await after(database, "UPDATE deliveries SET state = 'failed'")
    assert says(violations(history(), database.path), "without a reason")
    await after(database, "UPDATE deliveries SET reason = 'Discord refused it.'")
    assert violations(history(), database.path) == []
    await after(database, "UPDATE deliveries SET state = 'pending'")
    assert says(violations(history(), database.path), "still waits")
    await after(database, "UPDATE channels SET paused_at = 1")
    assert violations(history(), database.path) == []


@pytest.mark.parametrize(
    ("reason", "fields"),
    [
        (Silence.FIRST_POLL, {"polled": False}),
        (Silence.OLDER, {"first_page": False}),
        (Silence.UNDATED, {"first_page": False}),
        (Silence.RESURFACED, None),
        (Silence.KNOWN, None),
        (Silence.OFF, None),
        (Silence.UNRECORDED, None),
    ],
)
async def test_a_reason_counts_only_where_the_history_bears_it_out(
    database: Database, reason: Silence, fields: dict[str, bool] | None
) -> None:
    await after(database, "UPDATE articles SET silent = ?", reason)
    assert says(violations(history(), database.path), f"does not hold: {reason}")
    if fields:
        assert violations(history(**fields), database.path) == []


@pytest.mark.parametrize("fields", [{"polled": False}, {"first_page": False}])
async def test_news_that_should_be_silent_is_named(
    database: Database, fields: dict[str, bool]
) -> None:
    assert says(violations(history(**fields), database.path), "was taken for news")


async def test_with_announcing_off_nothing_is_news(database: Database) -> None:
    made = history()
    made.announcing = False
    assert says(violations(made, database.path), "announcing was off")
    await after(database, "UPDATE articles SET silent = ?", Silence.OFF)
    assert violations(made, database.path) == []
