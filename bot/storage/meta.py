"""Data about the database: its program, schema version, random id, and single named values.

`database` checks and migrates it at opening. The pipelines read the id, and the client reads the
commands that it registered last.
"""

import sqlite3
from pathlib import Path

from aiosqlite import Connection

from bot.errors import DatabaseError
from bot.storage.connection import refuse_newer, uninterrupted, version_of
from bot.storage.errors import FOREIGN_DATABASE
from bot.storage.migrations import MIGRATIONS

APPLICATION_ID = 0x50524F47
"""The ASCII codes of "PROG". The first migration writes it to the header of the file."""
HIGHEST_PURGED_ID = "highest_purged_article"
"""The name in `meta` of the highest id of a purged article. New articles get higher ids."""


async def get(connection: Connection, name: str) -> str | None:
    """The value of that name, or None."""
    rows = list(await connection.execute_fetchall("SELECT value FROM meta WHERE name = ?", (name,)))
    return rows[0]["value"] if rows else None


async def put(connection: Connection, name: str, value: str) -> None:
    """Set the value of that name."""
    await connection.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


async def drop(connection: Connection, *names: str) -> None:
    """Delete the values of these names."""
    await connection.executemany("DELETE FROM meta WHERE name = ?", [(name,) for name in names])


async def touch(connection: Connection) -> None:
    """Write a page without changing any data, to see whether writes succeed."""
    # An UPDATE to the same value is no test: SQLite does not write unchanged pages.
    await put(connection, "probe", "")
    await connection.execute("DELETE FROM meta WHERE name = 'probe'")


async def database_id(connection: Connection) -> str:
    """The random id that the first migration gave this database."""
    value = await get(connection, "database_id")
    assert value is not None  # noqa: S101 - the first migration writes it
    return value


async def is_older(connection: Connection) -> bool:
    """Whether an older version of this program made the database; False if it is new."""
    ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
    return 0 < int(version) < len(MIGRATIONS)


async def migrate(
    connection: Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS
) -> None:
    """Run the missing migrations, all in one transaction.

    Raises:
        DatabaseVersionError: the database is newer than `migrations`.
    """
    # A single call of the connection's thread: three hundred took a tenth of a second (measured).
    await uninterrupted(
        connection._execute(  # type: ignore[no-untyped-call] # noqa: SLF001
            _migrate,
            connection._conn,  # noqa: SLF001
            migrations,
        )
    )


def _migrate(connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...]) -> None:
    if version_of(connection) < len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            _run_missing(connection, migrations)
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
    refuse_newer(version_of(connection), len(migrations))


def _run_missing(connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...]) -> None:
    # Another process may have migrated while this one waited for the lock.
    for version in range(version_of(connection), len(migrations)):
        for statement in migrations[version]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version + 1}")


async def refuse_foreign(connection: Connection, path: Path) -> None:
    """Raise DatabaseError if the file is the database of another program."""
    rows = list(await connection.execute_fetchall("PRAGMA application_id"))
    tables = list(await connection.execute_fetchall("SELECT 1 FROM sqlite_master LIMIT 1"))
    if tables and rows[0][0] != APPLICATION_ID:
        raise DatabaseError(FOREIGN_DATABASE.format(path=path))
