"""A repaired file takes the place of the damaged one, which is kept.

Called by `pipelines.repair`.
"""

import contextlib
import os
from datetime import datetime, timedelta
from pathlib import Path

LOGS = ("-wal", "-shm")
"""A new file must not find the old one's: SQLite would write them into it."""


def replace(path: Path, repaired: Path, now: datetime) -> Path:
    """Put the repaired file there and return where the damaged one is kept.

    There is a whole file at the path at any moment; after a crash it is one of the two.

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
    """Root may repair what the bot's own user must be able to open."""
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
