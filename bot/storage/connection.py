"""A connection that is opened again after it was lost. For `database`, which has several."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from bot.storage.files import DatabaseFiles

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # FULL: what Discord was sent must not be forgotten, not even in a power cut.
    "PRAGMA synchronous = FULL",
    # What members delete must be gone from the file, too.
    "PRAGMA secure_delete = ON",
)


class Link:
    """The way to a database file.

    Args:
        path: the file.
        files: says whether it is still the file that was opened first.
        busy_seconds: how long SQLite itself waits for a lock, which blocks the connection's thread.
        factory: the class of SQLite's connections; tests have one that fails.
    """

    def __init__(
        self,
        path: Path,
        files: DatabaseFiles,
        busy_seconds: float,
        factory: type[sqlite3.Connection],
    ) -> None:
        self._path = path
        self._files = files
        self._busy_seconds = busy_seconds
        self._factory = factory
        self._pragmas: Sequence[str] = PRAGMAS
        self._connection: aiosqlite.Connection | None = None
        self._suspect = False
        self._mode = "rwc"

    async def get(self) -> aiosqlite.Connection:
        """The connection; a new one if it is closed, suspect, or was left within a transaction.

        Raises:
            StorageUnavailableError: another file stands at the path.
        """
        before = self._connection
        if before and not self._suspect and _usable(before):
            return before
        self._files.check()
        opened = await self._open()
        self._connection, self._suspect = opened, False
        # A database that was lost must not be made anew by opening it again.
        self._mode = "rw"
        if before:
            # Only now: SQLite deletes the database's log with the last connection that it closes,
            # and `files` would take a new log for one that somebody else put there.
            await uninterrupted(_close(before))
        return opened

    def suspect(self) -> None:
        """Do not use this connection again: it is closed once there is another one."""
        self._suspect = True

    async def close(self) -> None:
        """Close the connection, which rolls back what it has not committed."""
        connection, self._connection = self._connection, None
        if connection:
            await uninterrupted(_close(connection))

    async def pragma(self, statement: str) -> None:
        """Set this, now and whenever it is opened again."""
        connection = await self.get()
        await connection.execute(statement)
        self._pragmas = (*self._pragmas, statement)

    async def _open(self) -> aiosqlite.Connection:
        connection = aiosqlite.connect(
            f"{self._path.absolute().as_uri()}?mode={self._mode}",
            uri=True,
            timeout=self._busy_seconds,
            # Transactions are begun by `database`, never by the driver.
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
    # Its thread has a last word to the event loop, which must be there to hear it.
    await asyncio.to_thread(connection._thread.join)  # noqa: SLF001


async def uninterrupted(operation: Coroutine[Any, Any, None]) -> None:
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
