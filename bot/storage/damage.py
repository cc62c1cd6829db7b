"""A damaged database: which errors say so, and reading around what cannot be read.

`storage.database` hears of all damage that is met, also of what was read around.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from sqlite3 import Row

from aiosqlite import Connection

DAMAGE = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_CORRUPT_INDEX,
        sqlite3.SQLITE_CORRUPT_SEQUENCE,
        sqlite3.SQLITE_CORRUPT_VTAB,  # the full-text index
        sqlite3.SQLITE_NOTADB,
    }
)

noticed: ContextVar[Callable[[], None]] = ContextVar("noticed")
"""Called by `rows_of`; each open connection's user finds the database's own function there."""


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says that the file is damaged."""
    return getattr(error, "sqlite_errorcode", None) in DAMAGE


async def rows_of(
    connection: Connection, sql: str, ids: Sequence[int], *before: object
) -> list[Row]:
    """The rows of these ids, without those that stand on damaged pages.

    Args:
        connection: any of the database.
        sql: a query whose last value is the ids as a JSON list.
        ids: what is read; halved until the unreadable ones are left alone.
        before: the values before it.
    """
    try:
        return list(await connection.execute_fetchall(sql, (*before, json.dumps(list(ids)))))
    except sqlite3.DatabaseError as exc:
        if not is_damage(exc):
            raise
    noticed.get()()
    if len(ids) <= 1:
        return []
    half = len(ids) // 2
    parts = [await rows_of(connection, sql, part, *before) for part in (ids[:half], ids[half:])]
    return [row for rows in parts for row in rows]
