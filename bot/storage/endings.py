"""Stores subscriptions that ended by themselves, which `/news subscriptions` lists."""

from collections.abc import Iterable
from datetime import datetime

from aiosqlite import Connection

from bot.model.subscription import Ending
from bot.storage.rows import from_seconds, to_seconds


async def add_endings(connection: Connection, endings: Iterable[Ending]) -> None:
    """Insert subscriptions that ended by themselves."""
    await connection.executemany(
        """
        INSERT INTO endings (guild_id, channel_id, channel_name, topic, reason, ended_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
            (
                each.guild_id,
                each.channel_id,
                each.channel_name,
                each.topic,
                each.reason,
                to_seconds(each.ended_at),
            )
            for each in endings
        ],
    )


async def endings_of(connection: Connection, guild_id: int, since: datetime) -> list[Ending]:
    """The subscriptions of a server that ended after `since`, newest first."""
    rows = await connection.execute_fetchall(
        """
        SELECT * FROM endings WHERE guild_id = ? AND ended_at > ? ORDER BY ended_at DESC, id DESC
        """,
        (guild_id, to_seconds(since)),
    )
    return [
        Ending(
            guild_id=row["guild_id"],
            channel_id=row["channel_id"],
            channel_name=row["channel_name"],
            topic=row["topic"],
            reason=row["reason"],
            ended_at=from_seconds(row["ended_at"]),
        )
        for row in rows
    ]


async def forget_endings(connection: Connection, moment: datetime) -> None:
    """Delete the records of subscriptions that ended at `moment` or earlier."""
    await connection.execute("DELETE FROM endings WHERE ended_at <= ?", (to_seconds(moment),))
