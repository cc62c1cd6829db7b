"""Endings: what `/subscriptions` says of subscriptions that ended by themselves."""

from datetime import timedelta

from msgspec.structs import replace

from bot.model.subscription import Ending
from bot.storage import server_changes
from bot.storage.database import Database
from tests.factories import NOON

ENDED = Ending(1, 10, "news", "all", "The channel was deleted.", NOON)
DAY = timedelta(days=1)


async def _of(database: Database, guild_id: int) -> list[Ending]:
    async with database.reader() as connection:
        return await server_changes.endings_of(connection, guild_id, NOON - DAY)


async def test_what_ended_is_told_the_newest_first(database: Database) -> None:
    ended = [
        ENDED,
        replace(ENDED, topic="treatment"),
        replace(ENDED, words="brain mets, bone mets"),
        replace(ENDED, ended_at=NOON + DAY),
    ]

    async with database.transaction() as connection:
        await server_changes.add_endings(connection, ended)

    assert await _of(database, 1) == ended[::-1]


async def test_what_ended_before_words_were_kept_is_told_by_its_topic(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            """
            INSERT INTO endings (guild_id, channel_id, channel_name, topic, reason, ended_at)
            VALUES (1, 10, 'news', 'all', 'The channel was deleted.', ?)
            """,
            (int(NOON.timestamp()),),
        )

    assert await _of(database, 1) == [ENDED]


async def test_what_ended_long_ago_or_elsewhere_is_not_told(database: Database) -> None:
    async with database.transaction() as connection:
        await server_changes.add_endings(
            connection, [replace(ENDED, ended_at=NOON - DAY), replace(ENDED, guild_id=2)]
        )

    assert await _of(database, 1) == []
