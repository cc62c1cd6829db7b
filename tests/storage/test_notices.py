"""Notices: a server is told once why nothing is posted in a channel."""

from datetime import timedelta

from bot.model.delivery import PostKind
from bot.storage import notices, posts
from bot.storage.database import Database
from bot.storage.posts import NewPost
from tests.factories import NOON

HOUR = timedelta(hours=1)


async def _written(database: Database, reason: str, hours: int = 0) -> None:
    async with database.transaction() as connection:
        await notices.write(connection, 1, 10, reason, NOON + hours * HOUR)


async def _told(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("UPDATE notices SET state = 'told', told_in = 10")


async def _posted(database: Database, hours: int) -> None:
    """Something was posted in the channel."""
    async with database.transaction() as connection:
        (post_id,) = await posts.add(connection, [NewPost(1, 10, PostKind.CARD)], NOON)
        await posts.sent(connection, [(post_id, 99)], NOON + hours * HOUR)


async def _all(database: Database) -> list[tuple[str, str]]:
    async with database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT reason, state FROM notices")
    return [(row["reason"], row["state"]) for row in rows]


async def test_the_same_reason_is_not_told_again(database: Database) -> None:
    await _written(database, "No access.")
    await _told(database)

    await _written(database, "No access.", hours=6)

    assert await _all(database) == [("No access.", "told")]


async def test_another_reason_is_told_in_place_of_the_first(database: Database) -> None:
    await _written(database, "No access.")
    await _told(database)

    await _written(database, "It is closed.", hours=6)

    assert await _all(database) == [("It is closed.", "open")]


async def test_the_same_reason_is_told_again_where_something_was_posted_since(
    database: Database,
) -> None:
    await _written(database, "No access.")
    await _told(database)
    await _posted(database, hours=7)

    await _written(database, "No access.", hours=12)

    assert await _all(database) == [("No access.", "open")]


async def test_what_was_posted_before_the_notice_does_not_count(database: Database) -> None:
    await _posted(database, hours=-1)
    await _written(database, "No access.")
    await _told(database)

    await _written(database, "No access.", hours=6)

    assert await _all(database) == [("No access.", "told")]


async def test_a_notice_is_dropped_with_its_reason(database: Database) -> None:
    await _written(database, "No access.")

    async with database.transaction() as connection:
        await notices.drop(connection, 10)

    assert await _all(database) == []
