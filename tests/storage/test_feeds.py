from datetime import datetime, timedelta

import pytest
from aiosqlite import Connection
from msgspec.structs import replace

from bot.model.feed import Feed, FeedHealth, Listing, Move, Pace, Validators
from bot.storage import articles, feeds, removal
from bot.storage.database import Database
from tests.factories import NOON, article, feed

DISTANT = NOON + timedelta(hours=20)

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


async def test_a_feed_that_is_switched_on_again_begins_anew(database: Database) -> None:
    async with database.transaction() as connection:
        await _polled(connection, feed())
        await feeds.sync_catalogue(connection, [feed()])
        assert await _first_poll(connection) == NOON

        await feeds.sync_catalogue(connection, [feed(enabled=False)])
        assert await _first_poll(connection) == NOON
        await feeds.sync_catalogue(connection, [feed()])
        assert await _first_poll(connection) is None


@pytest.mark.parametrize("off", [feed(enabled=False), None])
async def test_a_feed_that_was_off_for_a_moment_goes_on_where_it_was(
    database: Database, off: Feed | None
) -> None:
    async with database.transaction() as connection:
        await _polled(connection, feed())
        for read_since, first_poll in ((NOON, NOON), (NOON + timedelta(seconds=1), None)):
            await feeds.sync_catalogue(connection, [off] if off else [])
            await feeds.sync_catalogue(connection, [feed()], read_since=read_since)
            assert await _first_poll(connection) == first_poll


async def test_a_feed_that_is_named_again_begins_anew(database: Database) -> None:
    async with database.transaction() as connection:
        await _polled(connection, feed())
        await feeds.sync_catalogue(connection, [])
        await feeds.sync_catalogue(connection, [feed()])
        (tracked,) = await feeds.active(connection)

    assert tracked.health.first_polled_at is None
    assert tracked.validators.etag == '"a"'


async def test_new_phrases_are_held_against_what_has_not_changed(database: Database) -> None:
    async with database.transaction() as connection:
        await _polled(connection, feed(phrases=("breast cancer",)))
        await feeds.sync_catalogue(connection, [feed(phrases=("breast cancer", "mastectomy"))])
        (tracked,) = await feeds.active(connection)

    assert tracked.validators == Validators()
    assert tracked.content_hash is None
    assert tracked.health.first_polled_at is None


async def test_a_feed_that_is_revived_is_due_at_once(database: Database) -> None:
    ill = FeedHealth(NOON, NOON, 3, "It is gone.", NOON, NOON, gone_at=NOON)
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        (tracked,) = await feeds.active(connection)
        await feeds.save(connection, replace(tracked, health=ill, next_check_at=DISTANT))
        await feeds.revive(connection, feed().url)
        (due,) = await feeds.due(connection, NOON, timedelta(days=1))

    assert due.health == FeedHealth(NOON, NOON)


async def test_listed_feeds_know_what_the_index_holds_of_them(database: Database) -> None:
    off, on = feed("Off", enabled=False), feed("On")
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [off, on])
        (tracked,) = await feeds.active(connection)
        for key, day in (("old", 0), ("new", 2), ("middle", 1)):
            dated = article(key, published_at=NOON + timedelta(days=day))
            await articles.insert(connection, tracked.id, dated, "", NOON)
        listed = await feeds.listed_with_articles(connection)

    assert [(each.tracked.feed.name, each.articles, each.newest_at) for each in listed] == [
        ("On", 3, NOON + timedelta(days=2)),
        ("Off", 0, None),
    ]


async def test_hidden_articles_are_neither_counted_nor_the_newest_of_a_feed(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed("Some"), feed("None")])
        some, none = await feeds.active(connection)
        dated = [article(f"{day}", published_at=NOON + timedelta(days=day)) for day in (0, 1)]
        shown, newest = [
            await articles.insert(connection, some.id, each, "", NOON) for each in dated
        ]
        only = await articles.insert(connection, none.id, article("only"), "", NOON)
        for hidden in (newest, only):
            await removal.set_hidden(connection, hidden, hidden=True)
        listed = await feeds.listed_with_articles(connection)

    assert shown != newest
    assert [(each.articles, each.newest_at) for each in listed] == [(1, NOON), (0, None)]


async def _polled(connection: Connection, named: Feed) -> None:
    await feeds.sync_catalogue(connection, [named])
    (tracked,) = await feeds.active(connection)
    health = FeedHealth(first_polled_at=NOON, last_success_at=NOON)
    polled = replace(
        tracked, validators=Validators('"a"', "then"), content_hash="abc", health=health
    )
    await feeds.save(connection, polled)


async def _first_poll(connection: Connection) -> datetime | None:
    (tracked,) = await feeds.listed(connection)
    return tracked.health.first_polled_at
