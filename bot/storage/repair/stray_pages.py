"""Rows on pages that no tree leads to any more, since a page above them is damaged.

    a copy of the file ─► each page that looks like rows of a table ─► made the table's only page
        ─► rows that an index of the table still knows, and that agree with it

Called by `storage.repair.copying`. SQLite itself reads the pages, so that nothing here parses rows.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.storage.damage import UNREADABLE, primary_code
from bot.storage.repair.rows import DamagedTable, Key, Row, decoded

TABLE_LEAF = 13
"""The first byte of a page that holds rows."""


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
