"""Channels whose next post Discord does not take, again and again, though they are not paused.

Read by what moderators and operators look at.
"""

from datetime import datetime

from aiosqlite import Connection

from bot.model.delivery import HeldChannel
from bot.storage.times import from_seconds, to_seconds


async def since(
    connection: Connection, moment: datetime, guild_id: int | None = None
) -> list[HeldChannel]:
    """Those that have waited since then or longer, the longest first; of one server, or of all."""
    rows = await connection.execute_fetchall(
        """
        SELECT p.id, p.guild_id, p.channel_id, p.error, p.troubled_at
        FROM posts AS p LEFT JOIN channels AS c USING (channel_id)
        WHERE p.state IN ('ready', 'sending') AND c.paused_at IS NULL
            AND (:guild IS NULL OR p.guild_id = :guild)
        GROUP BY p.channel_id HAVING p.id = min(p.id) AND p.troubled_at <= :since
        ORDER BY p.troubled_at, p.channel_id
        """,
        {"since": to_seconds(moment), "guild": guild_id},
    )
    return [
        HeldChannel(
            row["guild_id"], row["channel_id"], row["error"], from_seconds(row["troubled_at"])
        )
        for row in rows
    ]
