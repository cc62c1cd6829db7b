"""The files of a database: limits their permissions, locks them, and detects if they are replaced.

Only the owner can read them, since they hold queries of members. Windows has no such permissions,
so nothing is changed there. A lock file keeps a second bot away from the database; the lock ends
with its process. `DatabaseFiles` detects that a file was deleted, moved or replaced. Otherwise an
open connection would go on writing to the old file, and the data would be lost. Called by
`database`, `lifecycle`, the pipelines and the command line.
"""

import contextlib
import errno
import logging
import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from bot.errors import DatabaseInUseError, StorageUnavailableError
from bot.paths import give_to_owner_of, no_folder
from bot.storage.errors import (
    disk_fails,
    is_unreadable,
    primary_code,
    refuse_other_than_file,
    translated_opening,
)

log = logging.getLogger(__name__)

OWN_FILE_MODE, OWN_FOLDER_MODE = 0o600, 0o700
"""Permission bits of files and folders that the bot's own user alone may open."""
OTHERS_MODE_BITS = stat.S_IRWXG | stat.S_IRWXO
"""Permission bits of the file's group and of all other users."""
EVERYONE_MODE_BITS = stat.S_IRWXO
_NOT_WRITABLE_CODES = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}
"""Errors with which SQLite opens a database if it cannot make the files beside it."""
FileIdentity = tuple[int, int]
"""Device and inode."""


class Beside(StrEnum):
    """The endings of files beside a database: each has the name of the database before it."""

    LOG = "-wal"
    LOG_INDEX = "-shm"
    JOURNAL = "-journal"
    LOCK = ".lock"
    NOTE = ".note"
    STAMP = ".stamp"
    NEW_STAMP = ".stamp.new"
    RESTORING = ".restoring"
    REPAIRED = ".repaired"
    WITH_HEADER = ".header"
    SCRATCH = ".scratch"
    SPLITTING = ".splitting"


OF_SQLITE = (Beside.LOG, Beside.LOG_INDEX, Beside.JOURNAL)
"""SQLite gives a new one of these files the permissions of the database."""
UNFINISHED_DATABASES = (Beside.RESTORING, Beside.REPAIRED, Beside.WITH_HEADER, Beside.SCRATCH)
"""Databases that a restore or a repair makes, and deletes at its end unless it was killed."""


def beside(database: Path, which: Beside) -> Path:
    """The path of a file that belongs to a database.

    It stands where SQLite has its own: beside the file to which links at the database's path lead.
    """
    place = database.resolve()
    return place.with_name(place.name + which)


def files_of(database: Path) -> list[Path]:
    """The paths of the database and of the files that SQLite has beside it."""
    return [database.resolve(), *(beside(database, each) for each in OF_SQLITE)]


def delete_unfinished(database: Path) -> None:
    """Delete what a restore or a repair that was killed left beside the database."""
    for each in UNFINISHED_DATABASES:
        for file in files_of(beside(database, each)):
            with contextlib.suppress(OSError):
                file.unlink()


def create_folder(folder: Path, *, like: Path | None = None, mode: int = OWN_FOLDER_MODE) -> None:
    """Create the folder for its owner alone; an existing one keeps its permissions.

    Args:
        folder: its path.
        like: a file or folder whose owner it gets; without it, that of the folder around it.
        mode: its permission bits.

    Raises:
        OSError: it cannot be made.
    """
    missing = _missing(folder)
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as exc:
        if reason := no_folder(folder):
            raise NotADirectoryError(errno.ENOTDIR, reason) from exc
        raise
    for each in reversed(missing):
        give_to_owner_of(like or each.parent, each)


def _missing(folder: Path) -> list[Path]:
    """The folder and those around it that do not exist yet, the innermost first."""
    return [each for each in (folder, *folder.parents) if not os.path.lexists(each)]


@contextlib.contextmanager
def new_folder(
    folder: Path, *, like: Path | None = None, mode: int = OWN_FOLDER_MODE
) -> Iterator[None]:
    """Make a folder if it is missing; at the end, delete a new folder that stayed empty.

    Args:
        folder, like, mode: as for `create_folder`.

    Raises:
        OSError: it cannot be made.
    """
    missing = _missing(folder)
    create_folder(folder, like=like, mode=mode)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # it holds something
            for each in missing:
                each.rmdir()


def is_frozen(database: Path) -> bool:
    """Whether a database is whole without a log, and SQLite cannot make one to open it.

    So it is on a read-only disk, on a full one, and without the right to write. A bot that runs on
    it meanwhile, as through another mount, keeps a log or lets SQLite open the database.
    """
    if not database.is_file() or _is_filled(beside(database, Beside.LOG)):
        return False
    address = f"{database.absolute().as_uri()}?mode=rw"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("PRAGMA user_version")
    except sqlite3.Error as exc:
        return primary_code(exc) in _NOT_WRITABLE_CODES and not is_unreadable(exc)
    return False


def _is_filled(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return path.lstat().st_size > 0
    return False


def create_database(path: Path) -> None:
    """Create the file with the right permissions before SQLite does, unless it exists.

    An existing file is never opened here: closing it would drop the locks that SQLite holds on it
    for this process (https://www.sqlite.org/howtocorrupt.html, section 2.2).

    Raises:
        OSError: the file or its folder cannot be made.
    """
    place = path.resolve()
    create_folder(place.parent)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_FILE_MODE))
        give_to_owner_of(place.parent, place)
    _make_writable_beside(place)


def _make_writable_beside(path: Path) -> None:
    """Make the files beside a writable database writable.

    SQLite created them read-only while the database was read-only. As they are, the database could
    not be written.
    """
    if not is_open_to(path, stat.S_IWUSR):
        return
    for each in files_of(path)[1:]:
        with contextlib.suppress(OSError):
            if not each.is_symlink() and not is_open_to(each, stat.S_IWUSR):
                each.chmod(stat.S_IMODE(each.stat().st_mode) | stat.S_IWUSR)


def restrict_to_owner(path: Path) -> None:
    """Remove the permissions of other users from those files of a database that this user owns."""
    restricted = [each for each in open_to_others(path) if _restrict(each)]
    if restricted:
        names = ", ".join(each.name for each in restricted)
        log.warning("Other users of this machine could open %s; now only its owner can", names)


def open_to_others(path: Path) -> list[Path]:
    """The files of a database that other users can open."""
    return [each for each in files_of(path) if is_open_to(each, OTHERS_MODE_BITS)]


def is_open_to(path: Path, whom: int) -> bool:
    """Whether the file has any of these permission bits; False on Windows or if it is missing."""
    if os.name == "nt":
        return False
    try:
        return bool(path.stat().st_mode & whom)
    except OSError:
        return False


def _restrict(path: Path) -> bool:
    with contextlib.suppress(OSError):
        status = path.stat()
        if status.st_uid == os.geteuid() and stat.S_ISREG(status.st_mode):
            path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS_MODE_BITS)
            return True
    return False


def owner_of_new(database: Path) -> Path:
    """The file or folder whose owner a new file beside a database gets."""
    place = database.resolve()
    return place if place.exists() else place.parent


@contextlib.contextmanager
def hold(database: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock of the database for this process, and delete what a killed command left.

    Args:
        database: its path.
        wait_seconds: how long to wait for another process; the thread is blocked meanwhile.

    Raises:
        DatabaseInUseError: another process holds it.
        DatabaseError: its folder cannot be written.
        StorageUnavailableError: it cannot be written for now.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - most commands take no lock

    file = beside(database, Beside.LOCK)
    lock = FileLock(file, timeout=wait_seconds, mode=OWN_FILE_MODE)
    try:
        create_folder(file.parent)
        lock.acquire()
        give_to_owner_of(owner_of_new(database), file)
        # Both are of a process that has ended.
        beside(database, Beside.NOTE).unlink(missing_ok=True)
        delete_unfinished(database)
    except Timeout as exc:
        raise DatabaseInUseError(
            f"Another bot or command uses {database}. Stop it, or let it finish; or set "
            "DATABASE_PATH to another file."
        ) from exc
    except OSError as exc:
        raise translated_opening(exc, database) from exc
    try:
        yield
    finally:
        lock.release()


def leave_note(database: Path, sentence: str) -> None:
    """Write beside the database why no command must use it while this process runs.

    Args:
        database: its path; this process holds its lock.
        sentence: "" takes the note away.
    """
    note = beside(database, Beside.NOTE)
    with contextlib.suppress(OSError):
        note.unlink(missing_ok=True)
        if sentence:
            note.touch(OWN_FILE_MODE, exist_ok=False)
            note.write_text(sentence, "utf-8")


def refuse_noted(database: Path) -> None:
    """Raise StorageUnavailableError with the note of the bot that runs on the database, if any."""
    with contextlib.suppress(OSError):
        sentence = beside(database, Beside.NOTE).read_text("utf-8", "replace")
        if sentence and is_held(database):
            raise StorageUnavailableError(sentence)


def examine(database: Path, *, alone: bool) -> None:
    """Examine a database before it is opened.

    Args:
        database: its path.
        alone: whether this process holds its lock; its own note does not count.

    Raises:
        DatabaseError: something else than a file is there.
        StorageUnavailableError: the bot that runs on it left a note.
    """
    refuse_other_than_file(database)
    if not alone:
        refuse_noted(database)


def is_held(database: Path) -> bool:
    """Whether a process holds the lock of the database."""
    if not beside(database, Beside.LOCK).exists():
        return False
    try:
        with hold(database):
            return False
    except DatabaseInUseError:
        return True


def sync_file(path: Path) -> None:
    """Wait until a file is on the disk.

    Raises:
        OSError: it cannot be read or written.
    """
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    if os.name == "nt":  # cannot open a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class DatabaseFiles:
    """The identity of the database's files when it was opened.

    Args:
        path: the database; the WAL file and its index are beside it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: dict[Path, FileIdentity] = {}

    def remember(self) -> None:
        """Record the identity of the files that exist now."""
        named = {path: _identity(path) for path in self._files()}
        self._opened = {path: found for path, found in named.items() if found}

    def check(self) -> None:
        """Compare the files with those that were recorded.

        Raises:
            StorageUnavailableError: a file is missing, was replaced, or cannot be looked at.
        """
        for path, opened in self._opened.items():
            try:
                found = _identity(path)
            except OSError as exc:
                raise disk_fails(exc, self.path) from exc
            if found != opened:
                raise StorageUnavailableError(self._sentence(path, gone=found is None))

    def _files(self) -> Sequence[Path]:
        return (self.path, *(beside(self.path, each) for each in (Beside.LOG, Beside.LOG_INDEX)))

    def _sentence(self, path: Path, *, gone: bool) -> str:
        until = "until then the bot writes and announces nothing."
        if path != self.path:
            return (
                f"{path}, a part of the database, was deleted or replaced. Start the bot again; "
                f"{until}"
            )
        if gone:
            return (
                f"The database {path} was deleted or moved. Put the file back, or start the bot "
                f"again to begin a new one; {until}"
            )
        return f"Another file stands in place of the database {path}. Start the bot again; {until}"


def _identity(path: Path) -> FileIdentity | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino
