"""Translates errors of SQLite and of the file system into errors of this project.

    damage                     ─► DatabaseDamagedError       a person must repair it
    full, locked, I/O, …       ─► StorageUnavailableError    temporary: try again later
    wrong path, no rights      ─► DatabaseError              only while opening
    anything else              ─► not translated: a bug

Called by `database`, `files` and `integrity`. Codes: https://www.sqlite.org/rescode.html
"""

import contextlib
import errno
import os
import sqlite3
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.errors import (
    DatabaseDamagedError,
    DatabaseError,
    ProgressError,
    StorageUnavailableError,
)
from bot.paths import other_than_file

DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""Primary result codes of a damaged file."""

_READ_FAILURES = frozenset(
    {
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_IOERR_SHORT_READ,
        # SQLite returns it for every EIO.
        sqlite3.SQLITE_IOERR_CORRUPTFS,
    }
)
"""Extended codes of an attempt to read: the disk fails, or the file ends too early. Other I/O
errors say nothing about the file, such as that of a full disk, where SQLite cannot make its log."""
TRIED_BYTES = 65_536
"""A disk that does not take this much counts as full. SQLite needs 32 KB to open a database."""

UNDECODABLE = "Could not decode to UTF-8"
"""Python's message for text that is not UTF-8. SQLite itself does not check text."""

NO_DATABASE = (
    "{path} is no database, or its beginning is destroyed. Check DATABASE_PATH; if it is the bot's "
    "own database, run `progress-bot doctor --repair`."
)
NO_DATABASE_YET = (
    "There is no database {path} yet. `progress-bot poll --once` begins one. If it exists under "
    "another name, correct DATABASE_PATH."
)
NO_FILE = "{path} is {kind}, and a database is a file. Check DATABASE_PATH."
PART_DAMAGED = (
    "A part of the database {path} is damaged. Run `progress-bot doctor` to see which; then stop "
    "the bot and run `progress-bot doctor --repair`, or put a backup in its place."
)
FOREIGN_DATABASE = "{path} is another program's database. Set DATABASE_PATH to another file."
_FULL = "The disk of the database {path} is full. Free some space; a running bot goes on by itself."
_LOCKED = (
    "Another program has locked the database {path} for now. Let it finish, or end it; a running "
    "bot goes on by itself."
)
_DISK = (
    "The disk of the database {path} fails ({reason}). Check the disk and the space on it; a "
    "running bot goes on by itself."
)
_READ_ONLY = (
    "The database {path} can only be read. Make its file, folder and disk writable; a running bot "
    "goes on by itself."
)
OLDER_AND_NOT_WRITABLE = (
    "An older version of this program made the database {path}, which must be upgraded first, and "
    "cannot be written. Make its file, folder and disk writable, and free some space there; a "
    "running bot goes on by itself."
)
OLDER_BOT_RUNS = (
    "An older version of the bot runs on the database {path}, which only the start of a bot may "
    "upgrade now. Start that bot again, with this version."
)
_NOT_OPENED = (
    "A file of the database {path} cannot be opened ({reason}). Check its folder, and how many "
    "files the bot may open; a running bot goes on by itself."
)
_MEMORY = (
    "There is too little memory to use the database {path} now. Free some memory; a running bot "
    "goes on by itself."
)
_TEMPORARY: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    # SQLite gave up after many tries to lock the WAL file.
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    # This includes SQLITE_IOERR_CORRUPTFS, which SQLite returns for every EIO.
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
    sqlite3.SQLITE_NOMEM: _MEMORY,
}
"""Sentences for the primary codes of temporary errors."""

_MAY_MEAN_FULL = frozenset({_DISK, _NOT_OPENED, _READ_ONLY})
"""SQLite says that the disk is full only if a write fails so. A file beside the database that it
cannot make or enlarge, and a quota that is used up, are other errors."""

_REUSABLE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
"""Codes after which the connection can still be used. After other temporary errors it is replaced:
a connection that was opened on a read-only disk stays read-only."""

_PASSING_ERRNO: Mapping[int, str] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.ENOMEM: _MEMORY,
    errno.EMFILE: _NOT_OPENED,
    errno.ENFILE: _NOT_OPENED,
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ENODEV, errno.ENXIO), _DISK),
}


def is_damage(error: BaseException) -> bool:
    """Whether the error says that the file is damaged."""
    return primary_code(error) in DAMAGE_CODES or is_undecodable(error)


def is_unreadable(error: BaseException) -> bool:
    """Whether the error says that a part of the file cannot be read."""
    code = getattr(error, "sqlite_errorcode", 0)
    return primary_code(error) in DAMAGE_CODES or code in _READ_FAILURES


def is_undecodable(error: BaseException) -> bool:
    """Whether the error says that a stored text is not UTF-8."""
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith(UNDECODABLE)


def primary_code(error: BaseException) -> int:
    """SQLite's result code without its extension; 0 for other errors."""
    if isinstance(error, MemoryError):  # Python's sqlite3 has no other error for SQLITE_NOMEM
        return sqlite3.SQLITE_NOMEM
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def translated(error: BaseException, path: Path) -> ProgressError | None:
    """The corresponding error of this project; None for a bug."""
    if is_damage(error):
        return DatabaseDamagedError(PART_DAMAGED.format(path=path))
    sentence = _TEMPORARY.get(primary_code(error))
    if sentence in _MAY_MEAN_FULL and not is_unreadable(error) and disk_is_full(path):
        sentence = _FULL
    return StorageUnavailableError(sentence.format(path=path, reason=error)) if sentence else None


def refuse_other_than_file(path: Path) -> None:
    """Raise DatabaseError if something else is there, such as a folder or a pipe."""
    if kind := other_than_file(path):
        raise DatabaseError(NO_FILE.format(path=path, kind=kind))


def require_database(path: Path) -> None:
    """Raise DatabaseError unless a file is there: opening it would make an empty database."""
    refuse_other_than_file(path)
    if not path.is_file():
        raise DatabaseError(NO_DATABASE_YET.format(path=path))


def translated_opening(error: Exception, path: Path) -> DatabaseError | StorageUnavailableError:
    """Translate an error of opening the database or taking its lock."""
    if primary_code(error) == sqlite3.SQLITE_NOTADB:
        return DatabaseError(NO_DATABASE.format(path=path))
    if is_damage(error):
        return DatabaseDamagedError(PART_DAMAGED.format(path=path))
    if _person_must_mend(error, path):
        reason = error.strerror if isinstance(error, OSError) else error
        return DatabaseError(
            f"The database {path} cannot be opened ({reason}). "
            "Check DATABASE_PATH, and the rights on the file and its folder."
        )
    if isinstance(error, OSError):
        sentence = _PASSING_ERRNO.get(error.errno or 0, _READ_ONLY)
        return StorageUnavailableError(sentence.format(path=path, reason=error.strerror))
    if primary_code(error) == sqlite3.SQLITE_CANTOPEN and _cannot_be_written(path):
        # SQLite could not make the files beside the database.
        return StorageUnavailableError(_READ_ONLY.format(path=path))
    found = translated(error, path)
    assert isinstance(found, StorageUnavailableError)  # noqa: S101 - _person_must_mend has the rest
    return found


def disk_fails(error: OSError, path: Path) -> StorageUnavailableError:
    """The error for a place that the system cannot look at for now."""
    return StorageUnavailableError(_DISK.format(path=path, reason=error.strerror))


def needs_new_connection(error: BaseException) -> bool:
    """Whether a connection must be replaced after this error."""
    code = primary_code(error)
    return code in _TEMPORARY and code not in _REUSABLE


def _person_must_mend(error: Exception, path: Path) -> bool:
    if isinstance(error, OSError):
        denied = error.errno in {errno.EACCES, errno.EPERM}
        return error.errno not in _PASSING_ERRNO and not (denied and _can_only_be_read(path))
    code = primary_code(error)
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
        return path.is_dir() or (_cannot_be_written(path) and not _can_only_be_read(path))
    return code not in _TEMPORARY


def _can_only_be_read(path: Path) -> bool:
    """Whether nothing is wrong with the database but that it cannot be written."""
    return disk_is_read_only(path) or (path.is_file() and os.access(path, os.R_OK))


def _cannot_be_written(path: Path) -> bool:
    """Whether the disk, or the rights on the file or its folder, keep this user from writing."""
    places = [path.parent, path] if path.exists() else [path.parent]
    allowed = all(os.access(place, os.R_OK | os.W_OK) for place in places)
    return not allowed or disk_is_read_only(path)


def disk_is_full(path: Path) -> bool:
    """Whether nothing can be written beside a database for want of space.

    Only a write tells that: a quota is not in what the system says about the disk.
    """
    try:
        with tempfile.TemporaryFile(dir=path.resolve().parent) as file:
            file.write(bytes(TRIED_BYTES))
    except OSError as exc:
        return exc.errno in {errno.ENOSPC, errno.EDQUOT}
    return False


def disk_is_read_only(path: Path) -> bool:
    """Whether the file system at the path is mounted so that nothing can be written."""
    place = next(each for each in (path, *path.parents) if each.exists())
    with contextlib.suppress(OSError, AttributeError):  # Windows has no statvfs
        return bool(os.statvfs(place).f_flag & os.ST_RDONLY)
    return False
