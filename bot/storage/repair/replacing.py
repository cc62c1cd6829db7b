"""Puts a repaired file in the place of the damaged one, which is kept.

Called by `pipelines.repair`.
"""

import contextlib
import os
from datetime import datetime, timedelta
from pathlib import Path

LOGS = ("-wal", "-shm")
"""Suffixes of the old file's logs. They are moved away: SQLite would apply them to the new file."""


def replace(path: Path, repaired: Path, now: datetime) -> Path:
    """Replace the damaged file; returns the path under which it is kept.

    A crash leaves one of the two whole files at the path. On file systems without hard links, a
    crash may leave none, and the damaged one under its new name.

    Raises:
        OSError: the folder cannot be written.
    """
    path = path.resolve()
    kept = _free_name(path, now)
    _give_to_owner_of(path, repaired)
    try:
        os.link(path, kept)
    except OSError:  # the file system knows no links
        path.rename(kept)
    for log in LOGS:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + log).rename(kept.with_name(kept.name + log))
    repaired.replace(path)
    _sync_folder(path.parent)
    return kept


def _free_name(path: Path, now: datetime) -> Path:
    kept = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%SZ}")
    return _free_name(path, now + timedelta(seconds=1)) if kept.exists() else kept


def _give_to_owner_of(path: Path, repaired: Path) -> None:
    """Give the new file the old owner: root may run the repair, but the bot's user must open it."""
    if hasattr(os, "chown"):
        status = path.stat()
        with contextlib.suppress(PermissionError):
            os.chown(repaired, status.st_uid, status.st_gid)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # cannot open a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
