"""A damaged database: which errors say so, and reading around what cannot be read.

`storage.database` hears of all damage that is met, also of what was read around.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from sqlite3 import Row

from aiosqlite import Connection

DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""Primary result codes; extended ones say whether it is an index or the full-text index."""

UNREADABLE = DAMAGE | {sqlite3.SQLITE_IOERR}
"""An error of input and output comes from a failing disk, or from a file that ends too early."""

UNDECODABLE = "Could not decode to UTF-8"
"""Python's message for text that was damaged; SQLite itself does not check that."""

noticed: ContextVar[Callable[[], None]] = ContextVar("noticed")
"""Called by `rows_of`; each open connection's user finds the database's own function there."""


def is_damage(error: BaseException) -> bool:
    """Whether the error says that the file is damaged."""
    return primary_code(error) in DAMAGE or is_undecodable(error)


def is_undecodable(error: BaseException) -> bool:
    """Whether it says that a stored text is none."""
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith(UNDECODABLE)


def primary_code(error: BaseException) -> int:
    """SQLite's result code without its extension; 0 for other errors."""
    if isinstance(error, MemoryError):  # Python's sqlite3 has no other error for SQLITE_NOMEM
        return sqlite3.SQLITE_NOMEM
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


async def rows_of(
    connection: Connection, sql: str, ids: Sequence[int], *before: object
) -> list[Row]:
    """The rows of these ids, without those that stand on damaged pages.

    Args:
        connection: any of the database.
        sql: a query whose last value is the ids as a JSON list.
        ids: what is read; halved until the unreadable ones are left alone.
        before: the values before it.

    Raises:
        sqlite3.DatabaseError: none of them can be read.
    """
    try:
        return list(await connection.execute_fetchall(sql, (*before, json.dumps(list(ids)))))
    except sqlite3.DatabaseError as exc:
        if not is_damage(exc):
            raise
        noticed.get()()
        if len(ids) <= 1:
            raise
        damage = exc
    half = len(ids) // 2
    rows, readable = list[Row](), False
    for part in (ids[:half], ids[half:]):
        try:
            rows += await rows_of(connection, sql, part, *before)
        except sqlite3.DatabaseError as exc:
            if not is_damage(exc):
                raise
        else:
            readable = True
    if not readable:
        raise damage
    return rows
