"""The connection: pragmas, one writer behind a lock, readers beside it, migrations at opening.

Pipelines and services open transactions here and hand the connection to the other storage modules.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import DatabaseError, DatabaseVersionError
from bot.storage.migrations import MIGRATIONS

BUSY_TIMEOUT_SECONDS = 10
READERS = 2


class Database:
    """An open database. Made by `Database.open`."""

    def __init__(
        self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]
    ) -> None:
        self.path = path
        self._writer = writer
        self._lock = asyncio.Lock()
        self._readers: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._readers.put_nowait(reader)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator["Database"]:
        """Open, migrate, and close at the end.

        Raises:
            DatabaseError: the file cannot be opened, or is no database.
            DatabaseVersionError: a newer version of this program wrote it.
        """
        async with contextlib.AsyncExitStack() as stack:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                writer = await stack.enter_async_context(_connect(path))
                await writer.execute("PRAGMA journal_mode = WAL")
                await migrate(writer)
                readers = [await stack.enter_async_context(_connect(path)) for _ in range(READERS)]
                for reader in readers:
                    await reader.execute("PRAGMA query_only = ON")
            except (sqlite3.Error, OSError) as exc:
                raise DatabaseError(
                    f"The database {path} cannot be opened ({exc}). "
                    "Check DATABASE_PATH and the rights on its folder."
                ) from exc
            yield cls(path, writer, readers)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """The writer, inside one `BEGIN IMMEDIATE` … `COMMIT`; rolled back on any exception.

        A cancelled caller's statements are rolled back before the next writer starts: on a shared
        connection they would otherwise be committed by it.
        """
        async with self._lock:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
            except BaseException:
                await _uninterrupted(self._writer.rollback())
                raise
            await _uninterrupted(self._writer.commit())

    @contextlib.asynccontextmanager
    async def reader(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection that sees what is committed and cannot write."""
        connection = await self._readers.get()
        try:
            yield connection
        finally:
            self._readers.put_nowait(connection)


@contextlib.asynccontextmanager
async def _connect(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    # isolation_level=None: transactions are begun here, never by the driver.
    async with aiosqlite.connect(
        path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None
    ) as connection:
        connection.row_factory = sqlite3.Row
        await connection.execute("PRAGMA foreign_keys = ON")
        # FULL: what Discord was sent must not be forgotten, not even in a power cut.
        await connection.execute("PRAGMA synchronous = FULL")
        yield connection


async def migrate(
    connection: aiosqlite.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS
) -> None:
    """Bring the schema up to date, each step in a transaction of its own.

    Raises:
        DatabaseVersionError: the database is newer than `migrations`.
    """
    while (version := await _version(connection)) < len(migrations):
        await connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have migrated while this one waited for the lock.
            if await _version(connection) == version:
                for statement in migrations[version]:
                    await connection.execute(statement)
                await connection.execute(f"PRAGMA user_version = {version + 1}")
        except BaseException:
            await _uninterrupted(connection.rollback())
            raise
        await _uninterrupted(connection.commit())
    if version > len(migrations):
        raise DatabaseVersionError(
            f"The database has version {version}, and this program knows {len(migrations)}: "
            "a newer one made it. Install that one again, or set DATABASE_PATH to another file."
        )


async def _version(connection: aiosqlite.Connection) -> int:
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    return int(rows[0][0])


async def _uninterrupted(operation: Coroutine[Any, Any, None]) -> None:
    """Finish `operation` though the caller is cancelled, then let the cancellation go on."""
    task = asyncio.ensure_future(operation)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as exc:
            cancelled = exc
        except BaseException:  # noqa: BLE001 - raised by task.result() below
            break
    task.result()
    if cancelled:
        raise cancelled
