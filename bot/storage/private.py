"""Database files that only their owner can read. Called where the database or its lock is opened.

They hold what members asked. Windows has no such rights, so nothing is narrowed there.
"""

import contextlib
import logging
import os
import stat
from pathlib import Path

log = logging.getLogger(__name__)

OWN_FILE = 0o600
OWN_FOLDER = 0o700
OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of a file's group and of everyone else."""
EVERYONE = stat.S_IRWXO
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite adds to a database's name; a new one of these gets the rights of the database."""


def create_folder(folder: Path) -> None:
    """Make the folder, for its owner alone; one that exists keeps its rights.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)


def create_database(path: Path) -> None:
    """Make the file before SQLite does, where there is none.

    An existing file is never opened here: closing it would drop the locks that SQLite holds on it
    for this process (https://www.sqlite.org/howtocorrupt.html, section 2.2).

    Raises:
        OSError: the file or its folder cannot be made.
    """
    create_folder(path.parent)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path.resolve(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_FILE))
    _make_writable_beside(path.resolve())


def _make_writable_beside(path: Path) -> None:
    """Let the owner write the files beside a database that the owner may write.

    SQLite made them read-only while the database was, and would keep the database read-only.
    """
    if not is_open_to(path, stat.S_IWUSR):
        return
    for each in (path.with_name(path.name + suffix) for suffix in BESIDE[1:]):
        with contextlib.suppress(OSError):
            if not each.is_symlink() and not is_open_to(each, stat.S_IWUSR):
                each.chmod(stat.S_IMODE(each.stat().st_mode) | stat.S_IWUSR)


def narrow(path: Path) -> None:
    """Take the rights of others from a database and the files beside it, where they are ours."""
    narrowed = [each for each in wide(path) if _narrowed(each)]
    if narrowed:
        names = ", ".join(each.name for each in narrowed)
        log.warning("Other users of this machine could open %s; now only its owner can", names)


def wide(path: Path) -> list[Path]:
    """The files of a database that others can open."""
    path = path.resolve()
    files = [path.with_name(path.name + suffix) for suffix in BESIDE]
    return [each for each in files if is_open_to(each, OTHERS)]


def is_open_to(path: Path, whom: int) -> bool:
    """Whether the file gives any of these rights; False for no file, and on Windows."""
    if os.name == "nt":
        return False
    try:
        return bool(path.stat().st_mode & whom)
    except OSError:
        return False


def _narrowed(path: Path) -> bool:
    with contextlib.suppress(OSError):
        status = path.stat()
        if status.st_uid == os.geteuid() and stat.S_ISREG(status.st_mode):
            path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
            return True
    return False
