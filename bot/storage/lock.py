"""One running bot per database: a file lock that ends with its process. Taken by `app.run`."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import DatabaseInUseError
from bot.storage.failures import translated_opening
from bot.storage.private import OWN_FILE, create_folder


@contextlib.contextmanager
def hold(database: Path) -> Iterator[None]:
    """Hold the database for this process.

    Raises:
        DatabaseInUseError: another process holds it.
        DatabaseError: its folder cannot be written.
        StorageUnavailableError: it cannot be written for now.
    """
    lock = FileLock(_lock_file(database), timeout=0, mode=OWN_FILE)
    try:
        create_folder(database.parent)
        lock.acquire()
    except Timeout as exc:
        raise DatabaseInUseError(
            f"Another bot is running on {database}. Stop it first, or set DATABASE_PATH to "
            "another file."
        ) from exc
    except OSError as exc:
        raise translated_opening(exc, database) from exc
    try:
        yield
    finally:
        lock.release()


def is_held(database: Path) -> bool:
    """Whether a bot runs on the database."""
    if not _lock_file(database).exists():
        return False
    try:
        with hold(database):
            return False
    except DatabaseInUseError:
        return True


def _lock_file(database: Path) -> Path:
    return database.with_name(database.name + ".lock")
