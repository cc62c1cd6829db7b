"""Notices that a copy was written into the file of a database, as `cp` does.

    the file changed ─► read without its log: its id and counts
        ─► they went on: a checkpoint ─► remembered
        ─► they went back: refused; for good, once the file rests

SQLite does not notice it: the inode stays, and connections go on with a mixture of pages of the log
and of the copy. The log is never emptied: a checkpoint that was cut off looks like an older copy,
too, and SQLite repairs the file from the log. Used by `database` while a bot runs.
"""

import contextlib
import sqlite3
import time
from pathlib import Path

from msgspec import Struct

from bot.errors import StorageUnavailableError
from bot.storage.errors import primary_code
from bot.storage.files import leave_note
from bot.storage.identity import COPIED_AT, SENDS
from bot.storage.meta import HIGHEST_PURGED_ID

RESTS_SECONDS = 3.0
"""A changed file that nothing writes to for this long counts as overwritten. Before that, another
process may be in the middle of a checkpoint, or `cp` in the middle of a copy. Chosen by eye."""
OVERWRITTEN = (
    "A copy was written over the database {path} while the bot ran. Stop the bot, and put the copy "
    "in place with `progress-bot restore FILE`; until then the bot writes and announces nothing."
)
State = tuple[int, int, int]
"""Time of change, time of modification, size: each write changes one of them."""


class Contents(Struct, frozen=True):
    """The state of a database as its file has it, without the log.

    Attributes:
        ids: its own id, and the former ones.
        copied_at: of a copy that `backup` made, when.
        counts: numbers that only grow: claims of posts, the highest id of an article, of a post.
    """

    ids: tuple[str, ...] = ()
    copied_at: str | None = None
    counts: tuple[int, int, int] = (0, 0, 0)


def read_alone(path: Path) -> Contents:
    """Read the file without its log.

    Raises:
        sqlite3.Error, ValueError, KeyError: it is damaged, is being written, or is no database of
            this program.
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
        rests: `RESTS_SECONDS`; tests pass less.
    """

    def __init__(self, path: Path, *, rests: float = RESTS_SECONDS) -> None:
        self._path = path.resolve()
        self._rests = rests
        self._state: State | None = None
        self._contents = Contents()
        self._suspect: State | None = None
        self._suspected_at = 0.0
        self._overwritten = False
        self._noted = False
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
        except (sqlite3.Error, ValueError, KeyError) as exc:  # torn pages may hold any text
            if self._is_replaced(exc, state):
                self._leave_note(str(self._error()))
                raise self._error() from exc
            return  # Whoever reads the damaged part reports it.
        if went_back(self._contents, found):
            self._suspect_at(state)
            raise self._error()
        if self._noted:
            self._leave_note("")
        self._state, self._contents, self._suspect = state, found, None

    def refuse_overwritten(self) -> None:
        """Raise StorageUnavailableError if a copy was found."""
        if self._overwritten:
            raise self._error()

    def _suspect_at(self, state: State | None) -> None:
        now = time.monotonic()
        if state is None or state != self._suspect:
            self._suspect, self._suspected_at = state, now
            self._leave_note(str(self._error()))
        elif now - self._suspected_at >= self._rests:
            self._overwritten = True

    def _leave_note(self, sentence: str) -> None:
        leave_note(self._path, sentence)
        self._noted = bool(sentence)

    def _is_replaced(self, error: Exception, state: State | None) -> bool:
        """Whether another file is being written there: the file is shorter, or no database."""
        if self._state is None or state is None:
            return False
        codes = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
        other = isinstance(error, sqlite3.Error) and primary_code(error) in codes
        return other or state[-1] < self._state[-1]

    def _error(self) -> StorageUnavailableError:
        return StorageUnavailableError(OVERWRITTEN.format(path=self._path))


def _state(path: Path) -> State | None:
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_ctime_ns, found.st_mtime_ns, found.st_size
    return None
