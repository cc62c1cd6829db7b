"""The connection: pragmas, one writer behind a lock, readers beside it, migrations at opening.

Pipelines and services open transactions here and hand the connection to the other storage modules.

    turn, lock ─► BEGIN ─► statements ─► COMMIT      any of them fails ─► rolled back or reopened
                                                     ─► `failures` translates ─► `health` says it
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiosqlite

from bot.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseVersionError,
    StorageUnavailableError,
)
from bot.storage import failures, meta
from bot.storage.connection import Link, uninterrupted
from bot.storage.damage import noticed, primary_code
from bot.storage.files import DatabaseFiles
from bot.storage.health import Health
from bot.storage.migrations import MIGRATIONS
from bot.storage.private import create_database, narrow
from bot.storage.repair.header import APPLICATION_ID
from bot.storage.waiting import deadline, in_time

Connection = aiosqlite.Connection
"""What transactions and readers are; other rooms hand it on and name it by this."""
BUSY_TIMEOUT_SECONDS = 10.0
"""How long a writer waits for a lock that another program holds."""
BLOCKED_SECONDS = 0.05
"""How long it waits within SQLite before the event loop may do something else."""
READER_TIMEOUT_SECONDS = 1.0
"""Readers wait for nothing but a program that locks out everybody, and members wait for them."""
READERS = 2


class Database:
    """An open database. Made by `Database.open`.

    Attributes:
        health: what keeps it from working, if anything does.
    """

    def __init__(
        self,
        files: DatabaseFiles,
        writer: Link,
        readers: list[Link],
        health: Health,
        busy_timeout: float,
    ) -> None:
        self.path = files.path
        self.health = health
        self._files = files
        self._writer = writer
        self._busy_timeout = busy_timeout
        self._lock = asyncio.Lock()
        self._readers: asyncio.LifoQueue[Link] = asyncio.LifoQueue()
        for reader in readers:
            self._readers.put_nowait(reader)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        path: Path,
        *,
        health: Health | None = None,
        busy_timeout: float = BUSY_TIMEOUT_SECONDS,
        factory: type[sqlite3.Connection] = sqlite3.Connection,
    ) -> AsyncIterator["Database"]:
        """Open, migrate, and close at the end.

        Raises:
            DatabaseError: the file cannot be opened, or is no database.
            DatabaseVersionError: a newer version of this program wrote it.
            StorageUnavailableError: it cannot be opened for now.
        """
        files = DatabaseFiles(path)
        async with contextlib.AsyncExitStack() as stack:

            def link(wait: float) -> Link:
                made = Link(path, files, wait, factory)
                stack.push_async_callback(made.close)
                return made

            try:
                create_database(path)
                writer = link(busy_timeout)
                await _prepare(await writer.get(), path)
                await writer.pragma(f"PRAGMA busy_timeout = {round(BLOCKED_SECONDS * 1000)}")
                readers = [link(min(busy_timeout, READER_TIMEOUT_SECONDS)) for _ in range(READERS)]
                for reader in readers:
                    await reader.pragma("PRAGMA query_only = ON")
            except (sqlite3.Error, OSError, MemoryError) as exc:
                raise failures.translated_opening(exc, path) from exc
            files.remember()
            yield cls(files, writer, readers, health or Health(), busy_timeout)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """The writer, inside one `BEGIN IMMEDIATE` … `COMMIT`; rolled back on any exception.

        A cancelled caller's statements are rolled back before the next writer starts: on a shared
        connection they would otherwise be committed by it.

        Raises:
            StorageUnavailableError: nothing of it was written; it may be tried again.
        """
        await in_time(self._lock.acquire())
        try:
            with self._translated():
                self._files.check()
                connection = await self._writer.get()
                try:
                    await self._begin(connection)
                    yield connection
                    await uninterrupted(connection.commit())
                except BaseException as exc:
                    # Also after a commit that failed; nothing where it went through.
                    await uninterrupted(self._undo(connection, exc))
                    raise
        finally:
            self._lock.release()

    @contextlib.asynccontextmanager
    async def reader(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection that sees what is committed and cannot write.

        Raises:
            StorageUnavailableError: it cannot be read for now.
        """
        link = await in_time(self._readers.get())
        try:
            with self._translated(reading=True):
                try:
                    yield await link.get()
                except (sqlite3.Error, MemoryError) as exc:
                    if failures.needs_new_connection(exc):
                        link.suspect()
                    raise
        finally:
            self._readers.put_nowait(link)

    async def probe(self) -> None:
        """Look whether it works; writes only where something failed before.

        Raises:
            StorageUnavailableError: it does not; `health` knows why.
        """
        if self.health.outage:
            await self.try_to_write()
        with self._translated():
            self._files.check()

    async def try_to_write(self) -> None:
        """Write without changing anything.

        Raises:
            StorageUnavailableError: nothing can be written for now.
        """
        async with self.transaction() as connection:
            await meta.touch(connection)

    async def _begin(self, connection: aiosqlite.Connection) -> None:
        """Take SQLite's lock. Between two tries the connection is free and the wait can end."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._busy_timeout
        if (limit := deadline()) is not None:
            until = min(until, limit)
        while True:
            try:
                await connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as exc:
                locked = primary_code(exc) == sqlite3.SQLITE_BUSY
                if not locked or loop.time() >= until:
                    raise
            else:
                return
            await asyncio.sleep(BLOCKED_SECONDS)

    async def _undo(self, connection: aiosqlite.Connection, error: BaseException) -> None:
        """Leave no transaction behind, whatever the connection is like."""
        try:
            await connection.rollback()
        except (sqlite3.Error, ValueError):
            self._writer.suspect()
        else:
            if failures.needs_new_connection(error):
                self._writer.suspect()

    def _note_damage(self) -> None:
        self.health.damaged(failures.DAMAGED.format(path=self.path))

    @contextlib.contextmanager
    def _translated(self, *, reading: bool = False) -> Iterator[None]:
        noticed.set(self._note_damage)
        try:
            yield
        except StorageUnavailableError as exc:
            self.health.failed(exc)
            raise
        except Exception as exc:
            if reading and getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
                raise  # A bug: its statement writes.
            found = failures.translated(exc, self.path)
            if isinstance(found, StorageUnavailableError):
                self.health.failed(found)
            if isinstance(found, DatabaseDamagedError):
                self._note_damage()
            if found:
                raise found from exc
            raise


async def _prepare(connection: aiosqlite.Connection, path: Path) -> None:
    await _refuse_foreign(connection, path)
    await connection.execute("PRAGMA journal_mode = WAL")
    await migrate(connection)
    narrow(path)


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
            await uninterrupted(connection.rollback())
            raise
        await uninterrupted(connection.commit())
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
        raise DatabaseError(failures.FOREIGN.format(path=path))


async def _version(connection: aiosqlite.Connection) -> int:
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    return int(rows[0][0])
