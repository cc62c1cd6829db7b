"""Opens and migrates the database; gives out one writer behind a lock, and readers beside it.

Pipelines and services open transactions here and hand the connection to the other storage modules.

    turn, lock ─► BEGIN ─► statements ─► COMMIT      any of them fails ─► rolled back or reopened
                                                     ─► `errors` translates ─► `health` says it
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

import aiosqlite

from bot.errors import DatabaseDamagedError, DatabaseInUseError, StorageUnavailableError
from bot.storage import errors, meta
from bot.storage.connection import CLOSED, Link, begin, uninterrupted, use_wal
from bot.storage.errors import primary_code
from bot.storage.files import DatabaseFiles, create_database, examine, hold, restrict_to_owner
from bot.storage.health import Health
from bot.storage.main_file import MainFile
from bot.storage.rows import on_damage

Connection = aiosqlite.Connection
"""The type that transactions and readers yield. Other rooms import it from here."""
BUSY_TIMEOUT_SECONDS = 5.0
"""How long a writer waits for a lock of another program before it fails. Chosen by eye: a long
write of the bot takes a second or two."""
BLOCKED_SECONDS = 0.05
"""How long each try to lock may block the writer's thread. Chosen by eye."""
READER_TIMEOUT_SECONDS = 1.0
"""In WAL mode readers wait only for a program that locks everybody out. Members wait for the
reader, and Discord takes no answer after three seconds."""
READERS = 2
"""A second reader answers members while the first one is busy. Chosen by eye."""
UPGRADE_WAIT_SECONDS = 1.0
"""How long a command waits for another one that upgrades the database. Chosen by eye: upgrading all
sample databases takes less."""
GIVE_WAY_SECONDS = 0.02
"""The longest that a writer lets readers answer first: twice what a search takes (measured)."""
TurnT = TypeVar("TurnT")

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""The time of the event loop at which this task stops waiting for a turn; None for no limit."""
_unread: ContextVar[asyncio.Event | None] = ContextVar("unread", default=None)
"""Set while no reader is open, for the task that writes."""


class Database:
    """An open database. Made by `Database.open`.

    Attributes:
        health: records failures, and the reason of an outage.
        frozen: whether nobody can write it.
    """

    def __init__(
        self,
        files: DatabaseFiles,
        writer: Link,
        readers: list[Link],
        health: Health,
        busy_timeout: float,
        *,
        frozen: bool = False,
    ) -> None:
        self.path = files.path
        self.health = health
        self.frozen = frozen
        self._files = files
        self._main_file: MainFile | None = None
        self._writer = writer
        self._busy_timeout = busy_timeout
        self._lock = asyncio.Lock()
        self._readers: asyncio.LifoQueue[Link] = asyncio.LifoQueue()
        for reader in readers:
            self._readers.put_nowait(reader)
        self._reading = 0
        self._closed = False
        self._unread = asyncio.Event()
        self._unread.set()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        path: Path,
        *,
        health: Health | None = None,
        busy_timeout: float = BUSY_TIMEOUT_SECONDS,
        factory: type[sqlite3.Connection] = sqlite3.Connection,
        frozen: bool = False,
        alone: bool = False,
    ) -> AsyncIterator["Database"]:
        """Open, migrate, and close at the end.

        Args:
            busy_timeout: how long a writer waits for a lock, in seconds.
            factory: the class of SQLite's connections; tests pass one that fails.
            frozen: whether to read a file that nobody can write (`files.is_frozen`).
            alone: whether this process holds the lock of the file, or has just made it.

        Raises:
            DatabaseError: the file cannot be opened, or is no database.
            DatabaseInUseError: it must be upgraded, and an older bot runs on it.
            DatabaseVersionError: a newer version of this program wrote it.
            StorageUnavailableError: it cannot be opened for now, or the bot that runs on it found
                that a copy was written over it.
        """
        files = DatabaseFiles(path)
        async with contextlib.AsyncExitStack() as stack:

            def link(wait: float) -> Link:
                made = Link(path, files, wait, factory, frozen=frozen)
                stack.push_async_callback(made.close)
                return made

            examine(path, alone=alone)
            try:
                if not frozen:
                    create_database(path)
                writer = link(busy_timeout)
                await _prepare(await writer.get(), path, busy_timeout, frozen=frozen)
                await _upgrade(await writer.get(), path, frozen=frozen, alone=alone)
                restrict_to_owner(path)
                await writer.pragma(f"PRAGMA busy_timeout = {round(BLOCKED_SECONDS * 1000)}")
                readers = [link(min(busy_timeout, READER_TIMEOUT_SECONDS)) for _ in range(READERS)]
                for reader in readers:
                    await reader.pragma("PRAGMA query_only = ON")
            except (sqlite3.Error, OSError, MemoryError) as exc:
                raise errors.translated_opening(exc, path) from exc
            files.remember()
            database = cls(files, writer, readers, health or Health(), busy_timeout, frozen=frozen)
            stack.callback(database._refuse)
            yield database

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """The writer, inside one `BEGIN IMMEDIATE` … `COMMIT`; rolled back on any exception.

        The statements of a canceled caller are rolled back before the next writer starts. Otherwise
        the next writer would commit them, since all share one connection.

        Raises:
            StorageUnavailableError: nothing of it was written; it may be tried again.
        """
        await _in_time(self._lock.acquire())
        try:
            with self._translated():
                self._check_all()
                connection = await self._writer.get()
                giving_way = _unread.set(self._unread)
                try:
                    await self._begin(connection)
                    yield connection
                    await uninterrupted(connection.commit())
                    self.health.worked()
                except BaseException as exc:
                    # Also needed after a failed commit. After a successful one it does nothing.
                    await uninterrupted(self._undo(connection, exc))
                    raise
                finally:
                    _unread.reset(giving_way)
        finally:
            self._lock.release()

    @contextlib.asynccontextmanager
    async def reader(self) -> AsyncIterator[Connection]:
        """A connection that cannot write, and sees one committed state until the block ends.

        Without a transaction, two statements of a block could see two states. Rows that were
        deleted between them would look like damage.

        Raises:
            StorageUnavailableError: it cannot be read for now.
        """
        link = await _in_time(self._readers.get())
        self._reading += 1
        self._unread.clear()
        try:
            with self._translated(reading=True):
                if self._main_file and self._lock.locked():
                    self._main_file.refuse_overwritten()
                elif self._main_file:
                    self._main_file.check()
                connection = await link.get()
                try:
                    await begin(connection, "BEGIN")
                    yield connection
                except (sqlite3.Error, MemoryError) as exc:
                    if errors.needs_new_connection(exc):
                        link.suspect()
                    raise
                finally:
                    await uninterrupted(_end_reading(connection, link))
        finally:
            self._readers.put_nowait(link)
            self._reading -= 1
            if not self._reading:
                self._unread.set()

    async def probe(self) -> None:
        """Check that the database works.

        From an outage until its end is logged, this writes; otherwise it only looks at the files.

        Raises:
            StorageUnavailableError: it does not; `health` knows why.
        """
        if self.health.is_watched:
            await self.try_to_write()
        async with self._lock:
            with self._translated():
                self._check_all()

    async def watch(self) -> None:
        """Notice from now on if a copy is written into the file (`main_file`).

        Raises:
            StorageUnavailableError: the database cannot be used.
        """
        await _in_time(self._lock.acquire())
        try:
            with self._translated():
                # Then the file has all that is known. If somebody reads now, it has a part of it.
                connection = await self._writer.get()
                await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                self._main_file = MainFile(self.path)
        finally:
            self._lock.release()

    def _check_all(self) -> None:
        self._files.check()
        if self._main_file:
            self._main_file.check()

    def check_files(self) -> None:
        """Check that the files are still those that were opened.

        Raises:
            StorageUnavailableError: a file is missing, was replaced, or cannot be looked at.
        """
        with self._translated():
            self._files.check()
            if self._main_file:
                self._main_file.refuse_overwritten()

    async def try_to_write(self) -> None:
        """Check that the database can be written, without changing anything.

        Raises:
            StorageUnavailableError: nothing can be written for now.
        """
        async with self.transaction() as connection:
            await meta.touch(connection)

    async def _begin(self, connection: Connection) -> None:
        """Take SQLite's write lock in short tries; the wait can be canceled between them."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._busy_timeout
        if (limit := _deadline.get()) is not None:
            until = min(until, limit)
        while True:
            try:
                await begin(connection, "BEGIN IMMEDIATE")
            except sqlite3.OperationalError as exc:
                locked = primary_code(exc) == sqlite3.SQLITE_BUSY
                if not locked or loop.time() >= until:
                    raise
            else:
                return
            await asyncio.sleep(BLOCKED_SECONDS)

    async def _undo(self, connection: Connection, error: BaseException) -> None:
        """Roll back. If that fails, or the error calls for it, replace the connection."""
        try:
            await connection.rollback()
        except (sqlite3.Error, ValueError):
            self._writer.suspect()
        else:
            if errors.needs_new_connection(error):
                self._writer.suspect()

    def _refuse(self) -> None:
        """Refuse all that begins from now on."""
        self._closed = True

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StorageUnavailableError(CLOSED)

    def _note_damage(self) -> None:
        self.health.damaged(errors.PART_DAMAGED.format(path=self.path))

    @contextlib.contextmanager
    def _translated(self, *, reading: bool = False) -> Iterator[None]:
        self._refuse_if_closed()  # That is no outage, so `health` is not told.
        on_damage.set(self._note_damage)
        try:
            yield
        except StorageUnavailableError as exc:
            self.health.failed(exc)
            raise
        except Exception as exc:
            if self._closed and isinstance(exc, ValueError | sqlite3.ProgrammingError):
                # Its connection was closed while the block ran.
                raise StorageUnavailableError(CLOSED) from exc
            if reading and getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
                raise  # A bug: a reader tried to write.
            found = errors.translated(exc, self.path)
            if isinstance(found, StorageUnavailableError):
                self.health.failed(found)
            if isinstance(found, DatabaseDamagedError):
                self._note_damage()
            if found:
                raise found from exc
            raise


async def _end_reading(connection: Connection, link: Link) -> None:
    """End the read transaction. If that fails, replace the connection."""
    try:
        await connection.rollback()
    except (sqlite3.Error, ValueError):
        link.suspect()


async def _prepare(connection: Connection, path: Path, wait: float, *, frozen: bool) -> None:
    await meta.refuse_foreign(connection, path)
    if not frozen:
        await use_wal(connection, wait)


async def _upgrade(connection: Connection, path: Path, *, frozen: bool, alone: bool) -> None:
    """Run the missing migrations; those of an older database under its lock.

    Otherwise they would change the tables of an older bot while it runs.
    """
    if alone or not await meta.is_older(connection):
        await meta.migrate(connection)
        return
    if frozen:
        raise StorageUnavailableError(errors.OLDER_AND_NOT_WRITABLE.format(path=path))
    try:
        with hold(path, wait_seconds=UPGRADE_WAIT_SECONDS):
            await meta.migrate(connection)
    except DatabaseInUseError as exc:
        if await meta.is_older(connection):
            raise DatabaseInUseError(errors.OLDER_BOT_RUNS.format(path=path)) from exc


async def give_way() -> None:
    """Pause a long write while readers are open, for at most GIVE_WAY_SECONDS.

    Otherwise a search takes twice as long while a thousand articles are written (measured).
    """
    unread = _unread.get()
    if unread and not unread.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GIVE_WAY_SECONDS):
                await unread.wait()


def wait_at_most(seconds: float) -> None:
    """Limit the total time that this task, and tasks it starts, wait for their turn."""
    _deadline.set(asyncio.get_running_loop().time() + seconds)


async def _in_time(turn: Awaitable[TurnT]) -> TurnT:
    """Wait for a turn within the time limit of this task.

    Raises:
        StorageUnavailableError: the time is over. `health` does not count it as a failure.
    """
    try:
        async with asyncio.timeout_at(_deadline.get()):
            return await turn
    except TimeoutError as exc:
        raise StorageUnavailableError("The database is busy. Try again in a minute.") from exc
