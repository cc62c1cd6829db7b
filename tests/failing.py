"""SQLite connections that fail at chosen calls, as SQLite's own tests of malloc and I/O do it."""

import sqlite3
import threading
from collections.abc import Awaitable, Callable
from typing import Any

CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_BUSY)
ROLLS_BACK = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
"""After these SQLite may have rolled the whole transaction back by itself."""


def failing_with(code: int) -> Callable[..., Awaitable[None]]:
    """A storage function that meets this error of SQLite."""

    async def fail(*_: object, **__: object) -> None:
        error = sqlite3.DatabaseError("it fails here")
        error.sqlite_errorcode = code
        raise error

    return fail


class Faults:
    """Counts the calls of all connections that `factory` makes, and lets some of them fail.

    Attributes:
        calls: how many there were since `fail` or `none`.
    """

    def __init__(self) -> None:
        self.calls = 0
        self._failing = range(0)
        self._refused = 0
        self._code = sqlite3.SQLITE_FULL
        self._lock = threading.Lock()

    def none(self) -> None:
        """Let everything succeed, and count anew."""
        self.calls, self._failing, self._refused = 0, range(0), 0

    def fail(self, first: int, code: int, times: int = 1) -> None:
        """Let the n-th call from now on fail, counted from 0, and those that follow it."""
        self.calls, self._failing, self._code = 0, range(first, first + times), code

    def refuse(self, transactions: int, code: int = sqlite3.SQLITE_FULL) -> None:
        """Let so many transactions that write fail, and every read succeed."""
        self._refused, self._code = transactions, code

    def meet(self, connection: sqlite3.Connection, sql: str = "") -> None:
        """A call is about to be made."""
        with self._lock:
            refused = self._refused > 0 and sql.startswith("BEGIN IMMEDIATE")
            self._refused -= refused
            fails = refused or self.calls in self._failing
            self.calls += 1
        if not fails:
            return
        if self._code in ROLLS_BACK and connection.in_transaction:
            sqlite3.Connection.rollback(connection)
        error = sqlite3.OperationalError("it fails here")
        error.sqlite_errorcode = self._code
        raise error

    @property
    def factory(self) -> type[sqlite3.Connection]:
        """The class of connections that meet these faults."""
        faults = self

        class Failing(sqlite3.Connection):
            def execute(self, *arguments: Any) -> sqlite3.Cursor:
                faults.meet(self, arguments[0])
                return super().execute(*arguments)

            def executemany(self, *arguments: Any) -> sqlite3.Cursor:
                faults.meet(self, arguments[0])
                return super().executemany(*arguments)

            def commit(self) -> None:
                faults.meet(self)
                super().commit()

            def rollback(self) -> None:
                faults.meet(self)
                super().rollback()

        return Failing
