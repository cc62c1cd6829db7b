"""Reads parts of a damaged file that SQLite alone cannot: a lost header, and unreachable pages.

    first 100 bytes destroyed ─► a copy with a new header
    page that the table's tree no longer reaches, since a page above it is damaged
        ─► made the only page of the table in a copy ─► rows that agree with the indexes

The header's meaning: https://www.sqlite.org/fileformat2.html#the_database_header. SQLite itself
reads the pages; this module does not parse rows. Called by `storage.repair.copying`.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.storage.errors import UNREADABLE_CODES, primary_code
from bot.storage.migrations import MIGRATIONS
from bot.storage.repair.rows import DamagedTable, Key, Row, decoded

HEADER_MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100
PAGE_BYTES = 4096
"""SQLite's default, in all of the bot's databases."""
FILE_CHANGES, PAGES, FREE_PAGES, CHANGES_OF_PAGES = 24, 28, 32, 92
"""Offsets of four header fields, each a big-endian number of four bytes."""
TABLE_LEAF = 13
"""The first byte of a page that holds the rows of a table."""


@contextlib.contextmanager
def with_header(path: Path) -> Iterator[Path]:
    """The file itself if its header is intact, else a temporary copy with a new header."""
    with path.open("rb") as file:
        if file.read(len(HEADER_MAGIC)) == HEADER_MAGIC:
            yield path
            return
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        pages = copy.stat().st_size // PAGE_BYTES
        with copy.open("r+b") as file:
            file.write(_header(pages))
        yield copy


def _header(pages: int) -> bytes:
    """The header of a new database, with this number of pages and no list of free pages."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        header = bytearray(connection.serialize()[:HEADER_BYTES])
    # SQLite ignores the number of pages unless the two change counters are equal.
    for place, number in ((FILE_CHANGES, 1), (PAGES, pages), (CHANGES_OF_PAGES, 1)):
        header[place : place + 4] = number.to_bytes(4, "big")
    header[FREE_PAGES : FREE_PAGES + 8] = bytes(8)
    return bytes(header)


def stray_rows(
    path: Path, table: DamagedTable, missing: Mapping[Key, Mapping[str, object]], page_size: int
) -> Iterator[Row]:
    """Rows of a table that its tree no longer reaches.

    Args:
        path: the damaged database.
        table: a table whose key is an integer.
        missing: the keys to look for, each with the values that indexes have, by column.
        page_size: the page size of the database.
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
    # `writable_schema` also opens a file that is too short; the first write corrects its size.
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    with contextlib.suppress(sqlite3.DatabaseError):
        # Move the pages of the WAL file into the database, where `_leaves` looks for them.
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
    """The rows of one page, read by making it the only page of the table."""
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
        if primary_code(exc) not in UNREADABLE_CODES:
            raise
        return []
