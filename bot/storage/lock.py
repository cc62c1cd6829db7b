"""One running bot per database: a file lock that ends with its process. Taken by `app.run`."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import DatabaseError, DatabaseInUseError


@contextlib.contextmanager
def hold(database: Path) -> Iterator[None]:
    """Hold the database for this process.

    Raises:
        DatabaseInUseError: another process holds it.
        DatabaseError: its folder cannot be written.
    """
    lock = FileLock(database.with_name(database.name + ".lock"), timeout=0)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as exc:
        raise DatabaseInUseError(
            f"Another bot is running on {database}. Stop it first, or set DATABASE_PATH to "
            "another file."
        ) from exc
    except OSError as exc:
        raise DatabaseError(
            f"The folder of the database {database} cannot be written ({exc.strerror}). "
            "Check DATABASE_PATH and the rights on that folder."
        ) from exc
    try:
        yield
    finally:
        lock.release()
