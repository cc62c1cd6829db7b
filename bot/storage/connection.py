"""Opens a connection to the database, again if it is lost, and begins transactions on it.

Used by `database`.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import DatabaseVersionError, StorageUnavailableError
from bot.storage.errors import primary_code
from bot.storage.files import DatabaseFiles
from bot.storage.migrations import MIGRATIONS

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # FULL: the record of a sent message must survive a power cut, or it would be sent twice.
    "PRAGMA synchronous = FULL",
    # Overwrite deleted rows: data that members delete must not remain in the file.
    "PRAGMA secure_delete = ON",
)

ENDS_WITHIN_SECONDS = 0.001
"""How long closing a connection may hold the event loop to wait for its thread. Chosen by eye: it
takes a twentieth of that (measured)."""
CLOSED = "The database is closed, because the program ends."
SWITCH_AGAIN_SECONDS = 0.02
"""How soon the switch to the write-ahead log is tried again. Chosen by eye."""


class Link:
    """One connection that is opened when it is first used, and again after a failure.

    Args:
        files: checks that the file was not replaced since it was first opened.
        busy_seconds: how long SQLite itself waits for a lock, which blocks the connection's thread.
        factory: the class of SQLite's connections; tests pass one that fails.
        frozen: whether nobody can write the database. SQLite then needs no file beside it, which it
            could not make (https://www.sqlite.org/wal.html, "Read-Only Databases").
    """

    def __init__(
        self,
        path: Path,
        files: DatabaseFiles,
        busy_seconds: float,
        factory: type[sqlite3.Connection],
        *,
        frozen: bool = False,
    ) -> None:
        self._path = path
        self._files = files
        self._busy_seconds = busy_seconds
        self._factory = factory
        self._pragmas: Sequence[str] = PRAGMAS
        self._connection: aiosqlite.Connection | None = None
        self._suspect = False
        self._closed = False
        self._frozen = frozen
        self._mode = "ro" if frozen else "rwc"

    async def get(self) -> aiosqlite.Connection:
        """The connection; a new one if the last is closed, marked as suspect, or in a transaction.

        Raises:
            StorageUnavailableError: another file stands at the path, or the link was closed.
        """
        before = self._connection
        if before and not self._suspect and _usable(before):
            return before
        self._refuse_if_closed()
        self._files.check()
        opened = await self._open()
        try:
            self._refuse_if_closed()
        except StorageUnavailableError:
            await uninterrupted(_close(opened))
            raise
        self._connection, self._suspect = opened, False
        # From now on SQLite must not create the file: if it was deleted, that is an error.
        self._mode = "ro" if self._frozen else "rw"
        if before:
            # Close the old connection last. SQLite deletes the log when the last connection closes,
            # and `files` would report the next log as a replaced file.
            await uninterrupted(_close(before))
        return opened

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StorageUnavailableError(CLOSED)

    def suspect(self) -> None:
        """Make the next `get` open a new connection and close this one."""
        self._suspect = True

    async def close(self) -> None:
        """Close the connection, which rolls back what it has not committed, and open no other.

        Nobody would close that one, and its thread would keep the process from ending.
        """
        self._closed = True
        connection, self._connection = self._connection, None
        if connection:
            await uninterrupted(_close(connection))

    async def pragma(self, statement: str) -> None:
        """Run a PRAGMA statement now and after each reconnect."""
        connection = await self.get()
        await connection.execute(statement)
        self._pragmas = (*self._pragmas, statement)

    async def _open(self) -> aiosqlite.Connection:
        connection = aiosqlite.connect(
            f"{self._path.absolute().as_uri()}?mode={self._mode}&immutable={int(self._frozen)}",
            uri=True,
            timeout=self._busy_seconds,
            # `database` begins transactions; the driver must not.
            isolation_level=None,
            factory=self._factory,
        )
        try:
            await uninterrupted(_begin(connection))
            connection.row_factory = sqlite3.Row
            for statement in self._pragmas:
                await connection.execute(statement)
            # The first read takes the shared lock that keeps others from deleting the log.
            await connection.execute_fetchall("PRAGMA user_version")
            self._files.check()
        except BaseException:
            await uninterrupted(_close(connection))
            raise
        return connection


async def use_wal(connection: aiosqlite.Connection, wait: float) -> None:
    """Switch to the write-ahead log; at most `wait` seconds while another program does so, too."""
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    while True:
        try:
            # Fetched: an open cursor would keep migrations from deleting tables.
            await connection.execute_fetchall("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            # Of two that switch at once, SQLite fails one without its busy timeout (measured).
            if primary_code(exc) != sqlite3.SQLITE_BUSY or loop.time() >= until:
                raise
        else:
            return
        await asyncio.sleep(SWITCH_AGAIN_SECONDS)


async def begin(connection: aiosqlite.Connection, statement: str) -> None:
    """Begin a transaction, unless a newer program changed the database meanwhile.

    Raises:
        DatabaseVersionError: it did. Statements of this program may fail, or write wrong data.
    """
    # A single call of the connection's thread: a second one would take longer than both statements.
    await connection._execute(_begin_unless_newer, connection._conn, statement)  # type: ignore[no-untyped-call] # noqa: SLF001


def _begin_unless_newer(connection: sqlite3.Connection, statement: str) -> None:
    connection.execute(statement)
    refuse_newer(version_of(connection), len(MIGRATIONS))


def refuse_newer(version: int, known: int) -> None:
    """Raise DatabaseVersionError if a database has a higher version than this program knows."""
    if version > known:
        raise DatabaseVersionError(
            f"The database has version {version}, and this program knows {known}: "
            "a newer one made it. Install that one again, or set DATABASE_PATH to another file."
        )


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a database's schema."""
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(version)


def _usable(connection: aiosqlite.Connection) -> bool:
    try:
        return not connection.in_transaction
    except (ValueError, sqlite3.ProgrammingError):  # closed: by aiosqlite, by SQLite
        return False


async def _begin(connection: aiosqlite.Connection) -> None:
    await connection


async def _close(connection: aiosqlite.Connection) -> None:
    with contextlib.suppress(sqlite3.Error, ValueError):
        await connection.close()
    # aiosqlite's thread calls the event loop once more as it ends, so the loop must still run.
    thread = connection._thread  # noqa: SLF001
    # After a close that went well it has nothing left to do. Another thread to wait for it would
    # cost more than all of that close.
    thread.join(ENDS_WITHIN_SECONDS)
    if thread.is_alive():
        await asyncio.to_thread(thread.join)


async def uninterrupted(operation: Coroutine[Any, Any, None]) -> None:
    """Await `operation` to its end; only then raise the cancellation of the caller, if any."""
    task = asyncio.ensure_future(operation)
    canceled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as exc:
            canceled = exc
        except BaseException:  # noqa: BLE001 - raised by task.result() below
            break
    task.result()
    if canceled:
        raise canceled
