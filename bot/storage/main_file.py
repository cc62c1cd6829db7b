"""Notices that a copy was written into the file of a database, as `cp` does.

    the file changed ─► read without its log: its id and counts
        ─► they went on: a checkpoint ─► remembered, also in the stamp
        ─► they went back: refused; once the file rests, its log is emptied

SQLite does not notice it: the inode stays, and connections go on with a mixture of pages of the log
and of the copy. The log would also be written into the copy when it is closed or next opened. An
emptied log leaves the copy as it is; the next run takes it for restored (`identity`). Used by
`database` while a bot runs, and by `core` and `lifecycle` before a database is opened.
"""

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from bot.errors import DatabaseInUseError, StorageUnavailableError
from bot.storage.errors import primary_code
from bot.storage.files import Beside, beside, hold
from bot.storage.identity import COPIED_AT, SENDS, Contents, StampFile
from bot.storage.meta import HIGHEST_PURGED_ID

log = logging.getLogger(__name__)

RESTS_SECONDS = 3.0
"""A changed file that nothing writes to for this long counts as overwritten. Before that, another
process may be in the middle of a checkpoint, or `cp` in the middle of a copy. Chosen by eye."""
OVERWRITTEN = (
    "A copy was written over the database {path} while the bot ran. Start the bot again: it then "
    "treats the copy as restored; until then the bot writes and announces nothing."
)
LOG_DROPPED = (
    "A copy was put in the place of the database %s, beside the log of the former one. This log "
    "was emptied: it does not belong to the copy"
)
State = tuple[int, int, int]
"""Time of change, time of modification, size: each write changes one of them."""


def read_alone(path: Path) -> Contents:
    """Read the file without its log.

    Raises:
        sqlite3.Error: it is damaged, is being written, or is no database of this program.
    """
    # SQLite closes this connection without dropping the locks of others in this process.
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        former = _column(connection, "SELECT database_id FROM former_ids")
        article = _column(connection, "SELECT ifnull(max(id), 0) FROM articles")
        post = _column(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'posts'")
        highest = max(int(meta.get(HIGHEST_PURGED_ID) or 0), *map(int, article), 0)
        counts = int(meta.get(SENDS) or 0), highest, max(map(int, post), default=0)
        return Contents((str(meta["database_id"]), *former), meta.get(COPIED_AT), counts)


def _column(connection: sqlite3.Connection, query: str) -> list[str]:
    """The values of a column; none if an older schema has no such table."""
    try:
        return [str(row[0]) for row in connection.execute(query)]
    except sqlite3.OperationalError as exc:
        if primary_code(exc) != sqlite3.SQLITE_ERROR:
            raise
        return []


def went_back(before: Contents, found: Contents) -> bool:
    """Whether a file holds another database than before, or an earlier state of the same."""
    other = bool(before.ids) and before.ids[0] not in found.ids
    copied = found.copied_at not in {None, before.copied_at}
    fewer = any(now < then for then, now in zip(before.counts, found.counts, strict=True))
    return other or copied or fewer


class MainFile:
    """The file of an open database.

    Args:
        path: the database; its log was just written into it, as far as that was possible.
        remember: takes what the file has, now and after each checkpoint.
        rests: `RESTS_SECONDS`; tests pass less.
    """

    def __init__(
        self, path: Path, remember: Callable[[Contents], None], *, rests: float = RESTS_SECONDS
    ) -> None:
        self._path = path.resolve()
        self._remember = remember
        self._rests = rests
        self._state: State | None = None
        self._contents = Contents()
        self._suspect: State | None = None
        self._suspected_at = 0.0
        self._overwritten = False
        self.check()

    def check(self) -> None:
        """Look at the file, and read it if it changed. No write of this process may be under way.

        Raises:
            StorageUnavailableError: a copy was written into it.
        """
        self.refuse_overwritten()
        state = _state(self._path)
        if state == self._state:
            return
        try:
            found = read_alone(self._path)
        except sqlite3.Error as exc:
            if self._is_replaced(exc, state):
                raise self._error() from exc
            return  # Whoever reads the damaged part reports it.
        if went_back(self._contents, found):
            self._suspect_at(state)
            raise self._error()
        self._state, self._contents, self._suspect = state, found, None
        self._remember(found)

    def refuse_overwritten(self) -> None:
        """Raise StorageUnavailableError if a copy was found."""
        if self._overwritten:
            raise self._error()

    def _suspect_at(self, state: State | None) -> None:
        now = time.monotonic()
        if state is None or state != self._suspect:
            self._suspect, self._suspected_at = state, now
        elif now - self._suspected_at >= self._rests:
            _empty_log(self._path)
            self._overwritten = True

    def _is_replaced(self, error: sqlite3.Error, state: State | None) -> bool:
        """Whether another file is being written there: the file is shorter, or no database."""
        if self._state is None or state is None:
            return False
        other = primary_code(error) in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
        return other or state[-1] < self._state[-1]

    def _error(self) -> StorageUnavailableError:
        return StorageUnavailableError(OVERWRITTEN.format(path=self._path))


def _state(path: Path) -> State | None:
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_ctime_ns, found.st_mtime_ns, found.st_size
    return None


def _empty_log(path: Path) -> None:
    # If the disk takes nothing now, `drop_foreign_log` tries again before the next run.
    with contextlib.suppress(OSError):
        os.truncate(beside(path, Beside.LOG), 0)


def drop_foreign_log(path: Path) -> None:
    """Empty the log beside a database if it belongs to a former database.

    It does nothing without a stamp, or while a bot runs, since the bot checks the file itself.
    """
    if not _has_foreign_log(path):
        return
    with contextlib.suppress(DatabaseInUseError), hold(path):
        if _has_foreign_log(path):
            _empty_log(path)
            log.warning(LOG_DROPPED, path)


def _has_foreign_log(path: Path) -> bool:
    try:
        if not beside(path, Beside.LOG).stat().st_size:
            return False
        stamp = StampFile(path).read()
        return bool(stamp and stamp.in_file and went_back(stamp.in_file, read_alone(path)))
    except (OSError, sqlite3.Error):
        return False
