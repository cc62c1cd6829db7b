"""Databases for tests that make many of them, or that make ten thousands of small statements."""

import asyncio
import contextlib
import os
import secrets
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from bot.storage.database import Database

Work = tuple[asyncio.Future[Any] | None, Callable[[], Any]]


@cache
def new_database() -> bytes:
    """The file of a new database. To write it takes a tenth of the time that migrations take."""

    async def make(path: Path) -> None:
        async with Database.open(path):
            pass

    return made_by(make)


def made_by(make: Callable[[Path], Coroutine[Any, Any, None]]) -> bytes:
    """The file that `make` leaves at the path that it is given."""
    # A loop of its own: a test's may be running.
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as thread:
        path = Path(folder) / "progress.db"
        thread.submit(asyncio.run, make(path)).result()
        return path.read_bytes()


@cache
def _identity() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.db"
        path.write_bytes(new_database())
        with contextlib.closing(sqlite3.connect(path)) as connection:
            query = "SELECT value FROM meta WHERE name = 'database_id'"
            ((identity,),) = connection.execute(query).fetchall()
            return str(identity)


def prepare() -> None:
    """Make once what `begin_another` needs."""
    _identity()


def begin_another(path: Path) -> None:
    """Write the file of a new database, with an identity of its own, if nothing stands there.

    Raises:
        OSError: it cannot be written, or another process was quicker.
    """
    if path.exists():
        return
    another = new_database().replace(_identity().encode(), secrets.token_hex(16).encode())
    written = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        written.touch(0o600)
        written.write_bytes(another)
        path.hardlink_to(written)
    finally:
        written.unlink(missing_ok=True)


def begin(path: Path) -> None:
    """Write the file of a new database, which its owner alone can read."""
    path.touch(0o600)
    path.write_bytes(new_database())


@contextlib.asynccontextmanager
async def open_new(path: Path, **options: Any) -> AsyncIterator[Database]:
    """Open a new database as `Database.open` does, for a test that waits for no disk.

    Args:
        path: of its file.
        options: those of `Database.open`.
    """
    begin(path)
    async with Database.open(path, **options) as database:
        await database._writer.pragma("PRAGMA synchronous = OFF")
        yield database


@contextlib.contextmanager
def sqlite_at_once() -> Iterator[None]:
    """Run statements of connections that are opened in the block when they are asked for.

    aiosqlite runs them in threads, and to wake these takes most of the time of small statements.
    The statements, their order on each connection, and the turns of the event loop are the same
    here. The tests of storage and those of the program show that they run beside the loop.
    """
    with (
        mock.patch("aiosqlite.core.SimpleQueue", _AtOnce),
        mock.patch("aiosqlite.core.Thread", _NoThread),
    ):
        yield


class _AtOnce:
    """The queue of a connection's thread."""

    def put_nowait(self, work: Work) -> None:
        future, function = work
        result, error = None, None
        try:
            result = function()
        except BaseException as exc:  # noqa: BLE001 - as the thread hands on all of them
            error = exc
        if future:
            # In the loop's next turn, as a thread answers at the earliest.
            future.get_loop().call_soon(_resolve, future, result, error)


def _resolve(future: asyncio.Future[Any], result: object, error: BaseException | None) -> None:
    if future.done():
        return
    if error:
        future.set_exception(error)
    else:
        future.set_result(result)


class _NoThread:
    """A thread that has nothing to do."""

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        pass

    def join(self, timeout: float | None = None) -> None:
        pass

    def is_alive(self) -> bool:
        return False
