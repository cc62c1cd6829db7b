from dataclasses import replace
from datetime import timedelta

from bot.model.feed import FeedHealth, Listing, Move, Pace
from bot.storage import feeds
from bot.storage.database import Database
from tests.factories import NOON, feed

LISTING = Listing("https://example.org/topic", "article", link="h2 a", topics=("metastasis",))


async def test_all_that_is_known_of_a_feed_is_read_as_it_was_written(database: Database) -> None:
    named = feed(phrases=("breast cancer",), listings=(LISTING,))
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [named])
        (tracked,) = await feeds.active(connection)
        known = replace(
            tracked,
            pace=Pace(60, (0, 1), (5, 6)),
            move=Move("https://example.org/new/", NOON),
            health=FeedHealth(NOON, NOON, 2, "The server cannot be reached.", NOON, NOON),
        )
        await feeds.save(connection, known)
        await feeds.set_told(connection, tracked.id, NOON)
        assert await feeds.active(connection) == [known]
    assert known.feed == named


async def test_a_feed_that_is_switched_off_is_listed_and_not_polled(database: Database) -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed("On"), feed("Off", enabled=False)])
        assert [t.feed.name for t in await feeds.active(connection)] == ["On"]
        assert [t.feed.name for t in await feeds.listed(connection)] == ["On", "Off"]
        assert [t.feed.name for t in await feeds.due(connection, NOON, timedelta(days=1))] == ["On"]


async def test_a_feed_that_is_gone_for_good_is_not_asked_again(database: Database) -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        (tracked,) = await feeds.active(connection)
        await feeds.save(connection, replace(tracked, health=FeedHealth(gone_at=NOON)))
        assert await feeds.due(connection, NOON, timedelta(days=1)) == []
        assert await feeds.next_due(connection) is None
