"""The connection: pragmas, one writer behind a lock, readers beside it, migrations at opening.

Pipelines and services open transactions here and hand the connection to the other storage modules.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import DatabaseError, DatabaseVersionError
from bot.storage.migrations import MIGRATIONS

BUSY_TIMEOUT_SECONDS = 10
READERS = 2
APPLICATION_ID = 0x50524F47
"""Stands in the file's header, written by the first migration: "PROG"."""
DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CORRUPT_INDEX, sqlite3.SQLITE_NOTADB})


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
                await _refuse_foreign(writer, path)
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
            with self._damage_told():
                try:
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
                    await _uninterrupted(self._writer.commit())
                except BaseException:
                    # Also after a commit that failed; nothing where it went through.
                    await _uninterrupted(self._writer.rollback())
                    raise

    @contextlib.asynccontextmanager
    async def reader(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection that sees what is committed and cannot write."""
        connection = await self._readers.get()
        try:
            with self._damage_told():
                yield connection
        finally:
            self._readers.put_nowait(connection)

    @contextlib.contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as exc:
            if getattr(exc, "sqlite_errorcode", None) not in DAMAGE:
                raise
            raise DatabaseError(
                f"The database {self.path} is damaged. Put a backup in its place, or move it away "
                "to begin a new one."
            ) from exc


@contextlib.asynccontextmanager
async def _connect(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    # isolation_level=None: transactions are begun here, never by the driver.
    connection = aiosqlite.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    try:
        await _uninterrupted(_begin(connection))
        connection.row_factory = sqlite3.Row
        await connection.execute("PRAGMA foreign_keys = ON")
        # FULL: what Discord was sent must not be forgotten, not even in a power cut.
        await connection.execute("PRAGMA synchronous = FULL")
        # What members delete must be gone from the file, too.
        await connection.execute("PRAGMA secure_delete = ON")
        yield connection
    finally:
        await _uninterrupted(connection.close())
        # Its thread has a last word to the event loop, which must be there to hear it.
        await _uninterrupted(asyncio.to_thread(connection._thread.join))  # noqa: SLF001


async def _begin(connection: aiosqlite.Connection) -> None:
    await connection


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


async def _refuse_foreign(connection: aiosqlite.Connection, path: Path) -> None:
    """Leave another program's database as it is."""
    rows = list(await connection.execute_fetchall("PRAGMA application_id"))
    tables = list(await connection.execute_fetchall("SELECT 1 FROM sqlite_master LIMIT 1"))
    if tables and rows[0][0] != APPLICATION_ID:
        raise DatabaseError(
            f"{path} is another program's database. Set DATABASE_PATH to another file."
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
