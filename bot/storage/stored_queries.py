"""Stores members' queries under random keys until they expire. `search` has their service."""

from datetime import datetime

from aiosqlite import Connection

from bot.storage.rows import text, to_seconds


async def keep(
    connection: Connection, key: str, user_id: int, query: str, expires_at: datetime
) -> None:
    """Insert a query under its key."""
    await connection.execute(
        "INSERT INTO stored_queries (key, user_id, query, expires_at) VALUES (?, ?, ?, ?)",
        (key, user_id, query, to_seconds(expires_at)),
    )


async def get(connection: Connection, user_id: int, key: str, now: datetime) -> str | None:
    """The member's query with this key; None if there is none or it has expired."""
    rows = list(
        await connection.execute_fetchall(
            f"""
            SELECT {text("query")} AS query FROM stored_queries
            WHERE key = ? AND user_id = ? AND expires_at > ?
            """,  # noqa: S608 - a fragment of storage.rows
            (key, user_id, to_seconds(now)),
        )
    )
    return rows[0]["query"] if rows else None


async def count(connection: Connection, user_id: int, now: datetime) -> int:
    """Count the member's queries that have not expired."""
    rows = list(
        await connection.execute_fetchall(
            "SELECT count(*) FROM stored_queries WHERE user_id = ? AND expires_at > ?",
            (user_id, to_seconds(now)),
        )
    )
    return int(rows[0][0])


async def forget(connection: Connection, user_id: int) -> int:
    """Delete all queries of this member; returns their number."""
    cursor = await connection.execute("DELETE FROM stored_queries WHERE user_id = ?", (user_id,))
    return cursor.rowcount


async def forget_all(connection: Connection) -> None:
    """Delete the queries of all members."""
    await connection.execute("DELETE FROM stored_queries")


async def delete_expired(connection: Connection, now: datetime) -> None:
    """Delete the queries that have expired."""
    await connection.execute("DELETE FROM stored_queries WHERE expires_at <= ?", (to_seconds(now),))
