"""Converts times, limits the length of texts that are read, and skips rows on damaged pages.

Used by the other storage modules. Times are stored as whole seconds since 1970, in UTC. Fragments
of SQL cut each text to a limit. `articles.clean` has lower limits, so no text of today is cut. But
an older or restored database may hold longer texts, and a long text would block the event loop.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from sqlite3 import Row
from typing import overload

from aiosqlite import Connection

from bot.model.form import MessagePart
from bot.storage.errors import is_damage

LINE_READ = 500
"""The limit of a title, a teaser, a name, a reason or a sentence."""
ADDRESS_READ = 2_050
"""The limit of a URL or a key. It is above `articles.links.LONGEST`, so a URL that is too long is
still too long after the cut, and is refused."""
TEXT_READ = 4_000
"""The limit of an article's text: its beginning says what it is about."""
HIDDEN = "SELECT id FROM articles WHERE hidden = 1"
"""The ids of the articles that the operator hid; an index has exactly these. As a subquery, it
costs large lists less than reading the column of each of their rows."""
LONGEST_RETRY_WAIT = timedelta(hours=2)
"""Longer than any wait that is set, but for corrections. A longer one comes from a clock that was
ahead: it is due."""
on_damage: ContextVar[Callable[[], None]] = ContextVar("on_damage")
"""`rows_of` calls it when it finds damage. `database` sets it for each task."""


@overload
def to_seconds(moment: datetime) -> int: ...
@overload
def to_seconds(moment: None) -> None: ...
def to_seconds(moment: datetime | None) -> int | None:
    """Convert an aware datetime to seconds since 1970."""
    return None if moment is None else int(moment.timestamp())


@overload
def from_seconds(seconds: int) -> datetime: ...
@overload
def from_seconds(seconds: None) -> None: ...
def from_seconds(seconds: int | None) -> datetime | None:
    """Convert seconds since 1970 to an aware datetime."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def is_due(column: str) -> str:
    """SQL for a column of the time of the next try; its parameters are those of `due_at`."""
    return f"({column} <= :now OR {column} > :too_late)"


def due_at(now: datetime, longest_wait: timedelta = LONGEST_RETRY_WAIT) -> dict[str, int]:
    """The parameters of `is_due`."""
    return {"now": to_seconds(now), "too_late": to_seconds(now + longest_wait)}


def line(column: str) -> str:
    """SQL for a column of plain text, cut to its limit."""
    return f"substr({column}, 1, {LINE_READ})"


def address(column: str) -> str:
    """SQL for a column of URLs or keys, cut to its limit."""
    return f"substr({column}, 1, {ADDRESS_READ})"


def text(column: str) -> str:
    """SQL for a column of articles' texts, cut to its limit."""
    return f"substr({column}, 1, {TEXT_READ})"


async def rows_of(
    connection: Connection, sql: str, ids: Sequence[int], *before: object
) -> list[Row]:
    """The rows with these ids; leaves out rows on damaged pages.

    After an error the ids are halved again and again, until the unreadable ones are separated.

    Args:
        connection: a reader or the writer.
        sql: a query whose last parameter is the ids as a JSON list.
        ids: the ids to read.
        before: the values of the parameters before the last one.

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


def read_parts(text: str) -> frozenset[MessagePart]:
    """The parts in a JSON array."""
    return frozenset(MessagePart(value) for value in json.loads(text) if value in set(MessagePart))
