"""Whether the files at the database's path are still those that were opened. For `database`.

A database that was deleted, moved or replaced stays open, and takes writes that nobody will ever
read: its file has no name any more.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.errors import StorageUnavailableError

Identity = tuple[int, int]
"""Device and inode."""


class DatabaseFiles:
    """The database's files as they were when it was opened.

    Args:
        path: the database. Its log and the log's index stand beside it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: dict[Path, Identity] = {}

    def remember(self) -> None:
        """Take what stands there now for what was opened."""
        named = {path: _identity(path) for path in self._files()}
        self._opened = {path: found for path, found in named.items() if found}

    def check(self) -> None:
        """Compare.

        Raises:
            StorageUnavailableError: a file is gone, or is another one.
        """
        for path, opened in self._opened.items():
            if (found := _identity(path)) != opened:
                raise StorageUnavailableError(self._sentence(path, gone=found is None))

    def _files(self) -> Sequence[Path]:
        sides = (f"{self.path.name}-wal", f"{self.path.name}-shm")
        return (self.path, *(self.path.with_name(name) for name in sides))

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


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino
