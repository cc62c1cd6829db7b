"""Examines a path before anything there is opened, and says whose a new file is. For all rooms.

Opening a pipe to read it waits until somebody writes, and a name that the system refuses raises an
error wherever it is looked at first.
"""

import contextlib
import errno
import os
import stat
from pathlib import Path

NO_PATH = frozenset({errno.ENAMETOOLONG, errno.ELOOP})
"""Errors of a name that can never be opened, whatever files or permissions are added later."""
KINDS_OF_PLACE = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


def read_path(value: object) -> Path:
    """A path that the system can look up, whether or not anything is there.

    A `~` at its beginning is a home folder, as a shell has it: no shell reads lines of `.env`.

    Raises:
        ValueError: the path begins with a variable or with nobody's home, the name is too long,
            its links form a circle, or a folder on the way is closed to this user. `Path.exists`
            and others raise a PermissionError there before Python 3.14.
    """
    if str(value).startswith("$"):
        raise ValueError("write a path without variables; ~/ is your home folder")
    try:
        found = Path(str(value)).expanduser()
    except RuntimeError as exc:
        raise ValueError("nobody has this home folder; write the whole path") from exc
    try:
        found.stat()
    except OSError as exc:
        if exc.errno in NO_PATH:
            raise ValueError(f"this is no path ({exc.strerror})") from exc
        if exc.errno == errno.EACCES:
            raise ValueError(f"a folder of this path cannot be entered ({exc.strerror})") from exc
    return found


def is_taken(path: Path) -> bool:
    """Whether anything has this name, such as a link that leads nowhere.

    A name counts as taken if the system does not say: the folder may be closed to this user, or
    its disk may be away.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return not path.parent.is_dir()
    except OSError:
        return True
    return True


def absence(path: Path) -> str:
    """The end of a sentence on a path at which no file was found."""
    with contextlib.suppress(OSError):
        return f"is a link to {path.readlink()}, where nothing is"
    return "does not exist"


def other_than_file(path: Path) -> str | None:
    """Return "a folder", "a pipe" and so on; None if a file or nothing is there."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    return None if stat.S_ISREG(mode) else KINDS_OF_PLACE.get(stat.S_IFMT(mode), "a device")


def no_folder(path: Path) -> str | None:
    """The end of an error on a folder that cannot be made since a file stands there or above."""
    there = next((each for each in (path, *path.parents) if os.path.lexists(each)), path)
    return None if there.is_dir() else f"{there} is a file, not a folder"


Owner = tuple[int, int]
"""The numbers of a user and a group."""


def owner_of(place: Path) -> Owner:
    """The owner of a file or folder."""
    found = place.stat()
    return found.st_uid, found.st_gid


def give_to(owner: Owner, new: Path) -> None:
    """Give a new file or folder an owner.

    Root may run the command, but the bot's user must open what it makes.
    """
    made = new.lstat()
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != owner:
        with contextlib.suppress(OSError):  # not allowed, or the disk knows no owners
            # A link that the owner puts there meanwhile must not lead to another file.
            os.chown(new, *owner, follow_symlinks=False)


def give_to_owner_of(place: Path, new: Path) -> None:
    """Give a new file or folder the owner of another one."""
    give_to(owner_of(place), new)
