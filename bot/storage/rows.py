"""Rows as they are read and written: times, bounded texts, and what damaged pages leave.

Used by the other storage modules. Times are whole seconds since 1970, in UTC. A text is read up to
a bound, by a fragment of SQL: `articles.clean` bounds what it keeps, but a database may be older
than a bound, or a restored one, and the event loop answers nobody while it works on a long text.
The bounds are above those of `clean`, so that a card shows all of what is kept.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from sqlite3 import Row
from typing import overload

from aiosqlite import Connection

from bot.storage.errors import is_damage

LINE_READ = 500
"""Characters of a title, a teaser, a name, a reason or a sentence."""
ADDRESS_READ = 2_050
"""Of a URL or a key. One that is longer than `articles.links.LONGEST` stays too long once cut."""
TEXT_READ = 4_000
"""Of an article's text: what it is about stands in its beginning."""
on_damage: ContextVar[Callable[[], None]] = ContextVar("on_damage")
"""Called by `rows_of`; `database` sets it for each task that uses a connection."""


@overload
def to_seconds(moment: datetime) -> int: ...
@overload
def to_seconds(moment: None) -> None: ...
def to_seconds(moment: datetime | None) -> int | None:
    """Seconds since 1970 of an aware moment."""
    return None if moment is None else int(moment.timestamp())


@overload
def from_seconds(seconds: int) -> datetime: ...
@overload
def from_seconds(seconds: None) -> None: ...
def from_seconds(seconds: int | None) -> datetime | None:
    """The aware moment of that many seconds since 1970."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def line(column: str) -> str:
    """A column of plain text, cut."""
    return f"substr({column}, 1, {LINE_READ})"


def address(column: str) -> str:
    """A column of URLs or keys, cut."""
    return f"substr({column}, 1, {ADDRESS_READ})"


def text(column: str) -> str:
    """A column of articles' texts, cut."""
    return f"substr({column}, 1, {TEXT_READ})"


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
        on_damage.get()()
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
