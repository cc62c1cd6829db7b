"""The first 100 bytes of a database file, written anew where they are destroyed.

Without them SQLite takes the file for no database, though all tables stand behind them. Their
meaning: https://www.sqlite.org/fileformat2.html#the_database_header
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.storage.migrations import MIGRATIONS

APPLICATION_ID = 0x50524F47
"""Stands in the header, written by the first migration: "PROG"."""
MAGIC = b"SQLite format 3\0"
SIZE = 100
PAGE_SIZE = 4096
"""SQLite's default, in all of the bot's databases."""
FILE_CHANGES, PAGES, FREE_PAGES, CHANGES_OF_PAGES = 24, 28, 32, 92
"""Where some of its numbers stand, each of four bytes, the highest first."""


@contextlib.contextmanager
def with_header(path: Path) -> Iterator[Path]:
    """The file itself, or for a while a copy beside it with a header that SQLite reads."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            yield path
            return
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        pages = copy.stat().st_size // PAGE_SIZE
        with copy.open("r+b") as file:
            file.write(_header(pages))
        yield copy


def _header(pages: int) -> bytes:
    """That of a new database, for a file of so many pages, of which none is known to be free."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        header = bytearray(connection.serialize()[:SIZE])
    # The number of pages counts only if it is as old as the file's last change.
    for place, number in ((FILE_CHANGES, 1), (PAGES, pages), (CHANGES_OF_PAGES, 1)):
        header[place : place + 4] = number.to_bytes(4, "big")
    header[FREE_PAGES : FREE_PAGES + 8] = bytes(8)
    return bytes(header)
