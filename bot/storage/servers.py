"""Settings of servers. A server without any has no row."""

from bot.storage.database import Connection


async def support_line(connection: Connection, guild_id: int) -> str | None:
    """The server's text that says whom members in distress can reach; None if it has none."""
    rows = list(
        await connection.execute_fetchall(
            "SELECT support FROM servers WHERE guild_id = ?", (guild_id,)
        )
    )
    return rows[0]["support"] if rows else None


async def set_support_line(connection: Connection, guild_id: int, line: str | None) -> None:
    """Set a server's support line; None deletes it."""
    await connection.execute(
        """
        INSERT INTO servers (guild_id, support) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET support = excluded.support
        """,
        (guild_id, line),
    )
