"""What the file format tells beyond SQLite's own reading: a lost header, and stray pages of rows.

    first 100 bytes destroyed ─► a copy with a header that SQLite reads
    page that no tree leads to, since one above it is damaged
        ─► in a copy made the table's only page ─► rows that agree with what an index knows

The header's meaning: https://www.sqlite.org/fileformat2.html#the_database_header. SQLite itself
reads the pages, so that nothing here parses rows. Called by `storage.repair.copying`.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.storage.errors import UNREADABLE, primary_code
from bot.storage.migrations import MIGRATIONS
from bot.storage.repair.rows import DamagedTable, Key, Row, decoded

MAGIC = b"SQLite format 3\0"
SIZE = 100
PAGE_SIZE = 4096
"""SQLite's default, in all of the bot's databases."""
FILE_CHANGES, PAGES, FREE_PAGES, CHANGES_OF_PAGES = 24, 28, 32, 92
"""Where some of its numbers stand, each of four bytes, the highest first."""
TABLE_LEAF = 13
"""The first byte of a page that holds rows."""


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


def stray_rows(
    path: Path, table: DamagedTable, missing: Mapping[Key, Mapping[str, object]], page_size: int
) -> Iterator[Row]:
    """Rows of a table that were not found through its tree.

    Args:
        path: the damaged database.
        table: one with a whole number as its key.
        missing: the keys to look for, with what an index has of each row, by column.
        page_size: of the database.
    """
    with _copied(path) as copy, contextlib.closing(_opened(copy)) as connection:
        for page in _leaves(copy, page_size):
            for row in _rows_on(connection, page, table):
                given = dict(zip(table.columns, row, strict=True))
                expected = missing.get(tuple(given[name] for name in table.key))
                if expected and expected.items() <= given.items():
                    yield row


@contextlib.contextmanager
def _copied(path: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
        yield copy


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = decoded
    # Also where the file is too short; the first write corrects the number of pages.
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    with contextlib.suppress(sqlite3.DatabaseError):
        # Into the file, where its pages are looked for.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
    return connection


def _leaves(path: Path, page_size: int) -> Iterator[int]:
    with path.open("rb") as file:
        number = 0
        while page := file.read(page_size):
            number += 1
            if page[0] == TABLE_LEAF:
                yield number


def _rows_on(connection: sqlite3.Connection, page: int, table: DamagedTable) -> list[Row]:
    """The rows of one page, were it all that the table has."""
    columns = ", ".join(f'"{name}"' for name in table.columns)
    try:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (page, table.name)
        )
        connection.execute("PRAGMA writable_schema = RESET")
        return connection.execute(
            f'SELECT {columns} FROM "{table.name}" NOT INDEXED'  # noqa: S608 - names of the schema
        ).fetchall()
    except sqlite3.DatabaseError as exc:
        if primary_code(exc) not in UNREADABLE:
            raise
        return []
