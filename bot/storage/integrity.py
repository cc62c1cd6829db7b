"""Finds the damaged parts of a database file. Called by `progress-bot doctor` and the repair.

It opens its own connection and must run outside the event loop: a large database takes seconds.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from bot.errors import DatabaseDamagedError, DatabaseError
from bot.storage.errors import (
    FOREIGN_DATABASE,
    is_undecodable,
    is_unreadable,
    translated_opening,
)
from bot.storage.meta import APPLICATION_ID

SEARCH_INDEX = "the search index"
FREE_PAGES = "the list of free pages"
CHECK_TIMEOUT_SECONDS = 10
"""How long a check waits for a lock. Chosen by eye."""
UNREADABLE_SCHEMA = (
    "The beginning of the database {} is damaged ({}). Stop the bot and run `progress-bot doctor "
    "--repair`, which saves what can be read, or put a backup in its place."
)
INDEX_CHECKS = (
    "SELECT count(*) FROM article_terms",
    "INSERT INTO article_index (article_index, rank) VALUES ('integrity-check', 1)",
)
"""The quick and the thorough check of the index. Reading all terms needs no lock. The thorough
check compares the terms with the articles; it locks writers out for a second per 10,000 articles
(measured)."""


class Finding(Struct, frozen=True):
    """A damaged part.

    Attributes:
        part: a table, SEARCH_INDEX or FREE_PAGES.
        detail: SQLite's first message about it.
    """

    part: str
    detail: str


def find_damage(path: Path, *, thorough: bool = False) -> tuple[Finding, ...]:
    """Find the damaged parts of a database whose schema is up to date.

    Args:
        path: an existing file.
        thorough: also compare the search index with the articles; no other process may write.

    Raises:
        DatabaseDamagedError: nothing can be read.
        DatabaseError: it is not ours, or it cannot be opened.
        StorageUnavailableError: it cannot be examined for now.
    """
    with contextlib.closing(_connect(path)) as connection:
        try:
            tables = _tables(connection)
            if tables and not _is_ours(connection):
                raise DatabaseError(FOREIGN_DATABASE.format(path=path))
            return tuple(_findings(connection, tables, thorough=thorough))
        except sqlite3.DatabaseError as exc:
            if is_unreadable(exc):
                raise DatabaseDamagedError(UNREADABLE_SCHEMA.format(path, exc)) from exc
            raise translated_opening(exc, path) from exc


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path, timeout=CHECK_TIMEOUT_SECONDS, isolation_level=None)
    except sqlite3.Error as exc:
        raise translated_opening(exc, path) from exc


def _is_ours(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def _findings(
    connection: sqlite3.Connection, tables: list[str], *, thorough: bool
) -> Iterator[Finding]:
    found: dict[str, str] = {}
    whole = _complaint(connection, "PRAGMA integrity_check(1)")
    if whole:
        for table in tables:
            if complaint := _complaint(connection, f'PRAGMA integrity_check("{table}")'):
                found.setdefault(_part(table), complaint)
    if "article_index_data" in tables:
        for check in INDEX_CHECKS[: 2 if thorough else 1]:
            if complaint := _complaint(connection, check):
                found.setdefault(SEARCH_INDEX, complaint)
    if whole and not found:
        found[FREE_PAGES] = whole
    for table in filter(partial(_has_undecodable_text, connection), tables):
        found.setdefault(_part(table), "a text in it is not UTF-8")
    for row in _rows(connection, "PRAGMA foreign_key_check"):
        found.setdefault(str(row[0]), f"rows refer to others in {row[2]} that are missing")
    yield from (Finding(part, detail) for part, detail in found.items())


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Names of the tables that have pages of their own; virtual tables have none."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage")
    return [row[0] for row in rows]


def _part(table: str) -> str:
    return SEARCH_INDEX if table.startswith("article_index") else table


def _complaint(connection: sqlite3.Connection, check: str) -> str | None:
    """The first message of a check; None if the check passes."""
    try:
        rows = connection.execute(check).fetchall()
    except sqlite3.DatabaseError as exc:
        if not is_unreadable(exc):
            raise
        return str(exc)
    said = str(rows[0][0]) if rows and check.startswith("PRAGMA") else "ok"
    return None if said == "ok" else said.removeprefix("*** in database main ***\n").split("\n")[0]


def _has_undecodable_text(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a text is not UTF-8. SQLite's own check does not notice that."""
    try:
        with contextlib.closing(connection.execute(f'SELECT * FROM "{table}"')) as rows:  # noqa: S608 - of the schema
            for _ in rows:
                pass
    except sqlite3.DatabaseError as exc:
        if not is_undecodable(exc) and not is_unreadable(exc):
            raise
        return is_undecodable(exc)
    return False


def _rows(connection: sqlite3.Connection, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query; [] if they cannot be read, which other checks report."""
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.DatabaseError as exc:
        if not is_unreadable(exc):
            raise
        return []


def rebuild_index(path: Path) -> bool:
    """Rebuild the search index from the articles; returns False if SQLite cannot."""
    with contextlib.closing(sqlite3.connect(path, timeout=CHECK_TIMEOUT_SECONDS)) as connection:
        connection.isolation_level = None
        try:
            connection.execute("INSERT INTO article_index (article_index) VALUES ('rebuild')")
        except sqlite3.DatabaseError:
            return False
    return True
