"""Whether a database file is sound; asked by `progress-bot doctor`."""

import sqlite3

from aiosqlite import Connection


async def damage(connection: Connection) -> str | None:
    """What SQLite's quick check complains of first, or None for a sound database."""
    try:
        rows = list(await connection.execute_fetchall("PRAGMA quick_check(1)"))
    except sqlite3.DatabaseError as exc:
        return str(exc)
    finding = str(rows[0][0])
    return None if finding == "ok" else finding
