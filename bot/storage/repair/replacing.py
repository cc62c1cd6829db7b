"""Puts a new file in the place of a database, which is kept.

Called by `pipelines.repair` and `pipelines.restore`.
"""

import contextlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from bot.storage.files import sync_folder

LOGS = ("-wal", "-shm")
"""Suffixes of the old file's logs. They are moved away: SQLite would apply them to the new file."""


def replace(path: Path, new: Path, now: datetime, *, label: str = "damaged") -> Path | None:
    """Replace a database; returns the path under which it is kept, None if there was none.

    A crash leaves one of the two whole files at the path. On file systems without hard links, a
    crash may leave none, and the former one under its new name.

    Args:
        path: the database.
        new: the file to put there, on the same file system.
        now: the present, for the name of the file that is kept.
        label: what the file that is kept is, for its name.

    Raises:
        OSError: the folder cannot be written.
    """
    path = path.resolve()
    kept = _free_name(path, now, label)
    existed = path.exists()
    if existed:
        give_to_owner_of(path, new)
        try:
            os.link(path, kept)
        except OSError:  # the file system knows no links
            path.rename(kept)
    for log in LOGS:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + log).rename(kept.with_name(kept.name + log))
    new.replace(path)
    sync_folder(path.parent)
    return kept if existed else None


def _free_name(path: Path, now: datetime, label: str) -> Path:
    kept = path.with_name(f"{path.name}.{label}-{now:%Y%m%dT%H%M%SZ}")
    return _free_name(path, now + timedelta(seconds=1), label) if kept.exists() else kept


def give_to_owner_of(path: Path, new: Path) -> None:
    """Give a new file the owner of the database.

    Root may run the command, but the bot's user must open the file.
    """
    if hasattr(os, "chown"):
        status = path.stat()
        with contextlib.suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)
