"""Reads the rows of a damaged table around the pages that SQLite cannot read.

    from the first row up to a damaged page ─► from the last row down to a damaged page
        ─► in between: from each key that an index lists, or each possible key, up to a damaged page

Called by `storage.repair.copying`.
"""

import contextlib
import shutil
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from bot.storage.errors import is_unreadable
from bot.storage.files import OWN_FILE_MODE, Beside, beside, files_of
from bot.storage.migrations import MIGRATIONS

MOST_PROBES = 200_000
"""The keys that are tried in a gap if no index lists them. Each takes 10 µs (measured), so all take
two seconds."""

Row = tuple[object, ...]
RowKey = tuple[object, ...]
"""The values of the columns of the primary key."""


def decoded(text: bytes) -> str:
    """Decode a text; bytes that are not UTF-8 become replacement characters."""
    return text.decode("utf-8", "replace")


class DamagedTable(Struct, frozen=True):
    """A table to read.

    Attributes:
        columns: the columns to read, in the order of a row's values.
        key: the columns of the primary key, which orders the rows in the file.
        counts: whether the key is a single integer.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    counts: bool

    @property
    def places(self) -> tuple[int, ...]:
        """The positions of the key's columns in a row."""
        return tuple(self.columns.index(name) for name in self.key)


class Salvage:
    """Reads one table.

    Attributes:
        damaged: whether anything could not be read. Only then the indexes are read, too.
        known: the keys of all rows, from an index; None if no index can be read to its end.
        indexed: the rows of all indexes, as values by column, the key included.
    """

    def __init__(self, connection: sqlite3.Connection, table: DamagedTable) -> None:
        self._connection = connection
        self._table = table
        self._columns = ", ".join(f'"{name}"' for name in table.columns)
        self._key_columns = ", ".join(f'"{name}"' for name in table.key)
        self._marks = ", ".join("?" * len(table.key))
        self.known: list[RowKey] | None = None
        self.indexed: list[dict[str, object]] = []
        self.damaged = False

    def rows(self) -> Generator[Row, None, None]:
        """Each readable row once."""
        last: RowKey | None = None
        for row in self._scan(None, None):
            last = self._key_of(row)
            yield row
        if not self.damaged:
            return
        self._read_indexes()
        first: RowKey | None = None
        for row in self._scan(last, None, backwards=True):
            first = self._key_of(row)
            yield row
        yield from self._between(last, first)

    def _between(self, last: RowKey | None, first: RowKey | None) -> Iterator[Row]:
        # Damage may change the type of a key, and keys of different types cannot be compared.
        with contextlib.suppress(TypeError):
            for key in self._candidates(last, first):
                if last is None or key > last:
                    for row in self._scan(key, first, including=True):
                        last = self._key_of(row)
                        yield row

    def _candidates(self, last: RowKey | None, first: RowKey | None) -> Iterable[RowKey]:
        """The keys to try between the rows that were read from both ends, in order."""
        if self.known is not None:
            inside = (key for key in self.known if last is None or key > last)
            return sorted(key for key in inside if first is None or key < first)
        if not self._table.counts:
            return ()
        begin = int(str(last[0])) + 1 if last else 1
        end = int(str(first[0])) if first else begin + MOST_PROBES
        return ((number,) for number in range(begin, min(end, begin + MOST_PROBES)))

    def _scan(
        self,
        after: RowKey | None,
        before: RowKey | None,
        *,
        including: bool = False,
        backwards: bool = False,
    ) -> Iterator[Row]:
        """Rows in the order of their keys until one cannot be read."""
        conditions, values = ["1"], list[object]()
        if after is not None:
            conditions.append(f"({self._key_columns}) {'>=' if including else '>'} ({self._marks})")
            values += after
        if before is not None:
            conditions.append(f"({self._key_columns}) < ({self._marks})")
            values += before
        order = ", ".join(f'"{name}"{" DESC" if backwards else ""}' for name in self._table.key)
        yield from self._readable(
            f'SELECT {self._columns} FROM "{self._table.name}" NOT INDEXED '  # noqa: S608 - names of the schema
            f"WHERE {' AND '.join(conditions)} ORDER BY {order}",
            values,
        )

    def _readable(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        try:
            yield from self._connection.execute(sql, values)
        except sqlite3.DatabaseError as exc:
            if not is_unreadable(exc):
                raise
            self.damaged = True

    def _read_indexes(self) -> None:
        """Read the indexes, to learn which rows existed."""
        for index in self._indexes():
            columns = (*self._table.key, *self._indexed_columns(index))
            names = ", ".join(f'"{name}"' for name in columns)
            sql = f'SELECT {names} FROM "{self._table.name}" INDEXED BY "{index}"'  # noqa: S608 - names of the schema
            self.damaged = False
            rows = list(self._readable(sql))
            if not self.damaged:
                self.known = sorted(_comparable([row[: len(self._table.key)] for row in rows]))
            self.indexed += [dict(zip(columns, row, strict=True)) for row in rows]
        self.damaged = True

    def _indexes(self) -> list[str]:
        """The indexes to read: no partial ones, and not the primary key, which may be the table."""
        rows = self._readable(f'PRAGMA index_list("{self._table.name}")')
        return [str(row[1]) for row in rows if not row[4] and row[3] != "pk"]

    def _indexed_columns(self, index: str) -> list[str]:
        rows = self._readable(f'PRAGMA index_info("{index}")')
        return [str(row[2]) for row in rows if row[2] not in self._table.key]

    def _key_of(self, row: Row) -> RowKey:
        return tuple(row[place] for place in self._table.places)


def _comparable(keys: Sequence[RowKey]) -> list[RowKey]:
    """The keys whose types are the most common ones; damage changes the types of others."""
    kinds = Counter(tuple(map(type, key)) for key in keys)
    usual = kinds.most_common(1)
    return [key for key in keys if tuple(map(type, key)) == usual[0][0]]


HEADER_MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100
"""From https://sqlite.org/fileformat2.html#the_database_header"""
PAGE_BYTES = 4096
"""SQLite's default, in all of the bot's databases."""
FILE_CHANGES, PAGES, FREE_PAGES, CHANGES_OF_PAGES = 24, 28, 32, 92
"""Offsets of four header fields, each a big-endian number of four bytes."""
TABLE_LEAF = 13
"""The first byte of a page that holds the rows of a table."""


class Readable(Struct, frozen=True):
    """A damaged database that SQLite can open.

    Attributes:
        file: the database itself, or a copy with a new header.
        scratch: the path for a copy that is changed to read it.
    """

    file: Path
    scratch: Path


@contextlib.contextmanager
def with_header(path: Path) -> Iterator[Readable]:
    """The file itself if its header is intact, else a temporary copy with a new header."""
    scratch = beside(path, Beside.SCRATCH)
    with path.open("rb") as file:
        if file.read(len(HEADER_MAGIC)) == HEADER_MAGIC:
            yield Readable(path, scratch)
            return
    copy = beside(path, Beside.WITH_HEADER)
    with _deleted_at_end(copy):
        _copy_for_owner(path, copy)
        pages = copy.stat().st_size // PAGE_BYTES
        with copy.open("r+b") as file:
            file.write(_header(pages))
        yield Readable(copy, scratch)


@contextlib.contextmanager
def _deleted_at_end(copy: Path) -> Iterator[None]:
    try:
        yield
    finally:
        for each in files_of(copy):
            each.unlink(missing_ok=True)


def _copy_for_owner(source: Path, target: Path) -> None:
    """Copy into a new file that only its owner can open."""
    target.touch(OWN_FILE_MODE, exist_ok=False)
    shutil.copyfile(source, target)


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
    readable: Readable,
    table: DamagedTable,
    missing: Mapping[RowKey, Mapping[str, object]],
    page_size: int,
) -> Iterator[Row]:
    """Rows of a table that its tree no longer reaches.

    Args:
        readable: the damaged database.
        table: a table whose key is an integer.
        missing: the keys to look for, each with the values that indexes have, by column.
        page_size: the page size of the database.
    """
    with _copied(readable) as copy, contextlib.closing(_opened(copy)) as connection:
        for page in _leaves(copy, page_size):
            for row in _rows_on(connection, page, table):
                given = dict(zip(table.columns, row, strict=True))
                expected = missing.get(tuple(given[name] for name in table.key))
                if expected and expected.items() <= given.items():
                    yield row


@contextlib.contextmanager
def _copied(readable: Readable) -> Iterator[Path]:
    copy, log = readable.scratch, beside(readable.file, Beside.LOG)
    with _deleted_at_end(copy):
        _copy_for_owner(readable.file, copy)
        if log.exists():
            _copy_for_owner(log, beside(copy, Beside.LOG))
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
        if not is_unreadable(exc):
            raise
        return []
