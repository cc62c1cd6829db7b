"""Notices to a server: a channel refuses posts; told once, until it takes them again.

Written by the outbox when it pauses a channel, told by `pipelines.heal`.
"""

from datetime import datetime

from aiosqlite import Connection

from bot.storage.times import to_seconds


async def write(
    connection: Connection, guild_id: int, channel_id: int, reason: str, now: datetime
) -> None:
    """Have the server told why nothing is posted in a channel.

    The same reason is not told again, unless something was posted there since.
    """
    await connection.execute(
        """
        INSERT INTO notices AS n (guild_id, channel_id, reason, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (channel_id) DO UPDATE
            SET reason = excluded.reason, created_at = excluded.created_at, state = 'open'
            WHERE n.reason <> excluded.reason OR EXISTS (SELECT 1 FROM posts AS p
                WHERE p.channel_id = n.channel_id AND p.state = 'sent' AND p.sent_at > n.created_at)
        """,
        (guild_id, channel_id, reason, to_seconds(now)),
    )


async def drop(connection: Connection, channel_id: int) -> None:
    """There is nothing to tell of this channel any more."""
    await connection.execute("DELETE FROM notices WHERE channel_id = ?", (channel_id,))
