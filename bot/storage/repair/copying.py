"""Copies the readable rows of a damaged database into a new file. Called by `pipelines.repair`.

    schema of the same version ─► rows, table by table (`rows`) ─► migrations
        ─► references to lost rows mended (`references`) ─► checked ─► on the disk

Triggers build the full-text index of the new file.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.errors import DatabaseError, DatabaseVersionError
from bot.paths import give_to_owner_of
from bot.storage.backup import connect_to_write, forget_queries
from bot.storage.errors import is_unreadable
from bot.storage.files import (
    OWN_FILE_MODE,
    Beside,
    beside,
    sync_file,
    sync_folder,
)
from bot.storage.meta import APPLICATION_ID
from bot.storage.migrations import MIGRATIONS
from bot.storage.repair import references
from bot.storage.repair.references import Note
from bot.storage.repair.rows import (
    DamagedTable,
    Readable,
    Row,
    RowKey,
    Salvage,
    decoded,
    stray_rows,
    with_header,
)

MOST_IDS = 1 << 40
"""Higher than the ids of any bot: a higher number comes from a damaged page. Chosen by eye."""


class Moved(Struct, frozen=True):
    """The result of copying a table.

    Attributes:
        saved: the number of rows of the damaged database that the new one holds.
        lost: the number of lost rows; None if it is unknown.
    """

    name: str
    saved: int
    lost: int | None = 0

    def without(self, dropped: int) -> "Moved":
        """The result after rows were dropped from the new database."""
        lost = None if self.lost is None else self.lost + dropped
        return Moved(self.name, self.saved - dropped, lost)


def move(source: Path, target: Path, now: datetime) -> tuple[list[Moved], list[Note]]:
    """Write a new database; returns the result for each table, and notes for the operator.

    Args:
        source: the damaged database, which is not changed.
        target: must not exist yet.

    Raises:
        DatabaseError: nothing can be read, or the new file cannot be written.
        DatabaseVersionError: a newer version of this program wrote it.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_FILE_MODE))
    try:
        with with_header(source) as readable, contextlib.closing(_reading(readable.file)) as old:
            return _move(old, _version(old, source), readable, target, now)
    except sqlite3.Error as exc:
        raise DatabaseError(
            f"The repair could not go on ({exc}). The database is as it was. Look for free space "
            f"in {target.parent}, then try again."
        ) from exc


def _move(
    old: sqlite3.Connection, version: int, readable: Readable, target: Path, now: datetime
) -> tuple[list[Moved], list[Note]]:
    with contextlib.closing(connect_to_write(target)) as new:
        _build(new, MIGRATIONS[:version])
        new.execute("BEGIN")
        moved, indexed = _copy(old, new, _tables(old, new), readable)
        new.execute("COMMIT")
        _build(new, MIGRATIONS[version:], version)
        new.execute("BEGIN")
        loss = references.Loss(_that_lost(moved), _sequences(old), indexed)
        dropped, new_id = references.mend(new, loss, now)
        new.execute("COMMIT")
        moved = [each.without(dropped[each.name]) for each in moved]
        notes = list(references.notes(new, _that_lost(moved), new_id=new_id))
        _check(new)
        new.execute("PRAGMA journal_mode = WAL")
    sync_file(target)
    return moved, notes


def _that_lost(moved: Sequence[Moved]) -> frozenset[str]:
    """The tables that lost rows, or may have."""
    return frozenset(each.name for each in moved if each.lost != 0)


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = decoded
    # `writable_schema` lets SQLite read on if the file is too short or its schema is damaged.
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _version(old: sqlite3.Connection, path: Path) -> int:
    try:
        tables = _names(old)
        version = int(old.execute("PRAGMA user_version").fetchone()[0])
        program = int(old.execute("PRAGMA application_id").fetchone()[0])
    except sqlite3.DatabaseError as exc:
        if not is_unreadable(exc):
            raise
        raise DatabaseError(_nothing(path)) from exc
    if version > len(MIGRATIONS):
        raise DatabaseVersionError(f"A newer version of this program made {path}. Repair it there.")
    if program != APPLICATION_ID or not tables & {"articles", "subscriptions", "posts"}:
        raise DatabaseError(_nothing(path))
    return version


def _names(old: sqlite3.Connection) -> set[str]:
    """The names in the schema that can be read, from its beginning and from its end."""
    names: set[str] = set()
    for order in ("ASC", "DESC"):
        with contextlib.suppress(sqlite3.DatabaseError):
            rows = old.execute(f"SELECT name FROM sqlite_schema ORDER BY rowid {order}")  # noqa: S608
            for (name,) in rows:
                names.add(name)
    return names


def _nothing(path: Path) -> str:
    return (
        f"Nothing can be read of {path}. Put a backup in its place, or move it away to begin a new "
        "one."
    )


def _build(
    connection: sqlite3.Connection, migrations: Sequence[Sequence[str]], version: int = 0
) -> None:
    for number, statements in enumerate(migrations, version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def _tables(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[DamagedTable]:
    """The tables of the new database to copy, without the search index and SQLite's own tables."""
    for _, name, kind, _, without_rowid, _ in new.execute("PRAGMA main.table_list").fetchall():
        if kind == "table" and not name.startswith("sqlite_"):
            yield _table(old, new, name, stored_by_key=bool(without_rowid))


def _table(
    old: sqlite3.Connection, new: sqlite3.Connection, name: str, *, stored_by_key: bool
) -> DamagedTable:
    described = new.execute(f'PRAGMA table_info("{name}")').fetchall()
    had = {row[1] for row in old.execute(f'PRAGMA table_info("{name}")')}
    columns = tuple(row[1] for row in described if row[1] in had)
    keys = sorted((row[5], row[1], row[2]) for row in described if row[5])
    counts = len(keys) == 1 and keys[0][2] == "INTEGER"
    if stored_by_key or counts:
        return DamagedTable(name, columns, tuple(key[1] for key in keys), counts=counts)
    return DamagedTable(name, ("rowid", *columns), ("rowid",), counts=True)


def _copy(
    old: sqlite3.Connection,
    new: sqlite3.Connection,
    tables: Iterator[DamagedTable],
    readable: Readable,
) -> tuple[list[Moved], dict[str, list[dict[str, object]]]]:
    """Copy all rows; returns the result for each table, and index entries of the damaged tables."""
    moved, indexed = list[Moved](), dict[str, list[dict[str, object]]]()
    for table in tables:
        # Remove rows that migrations wrote, such as a new random id.
        new.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - names of the schema, as below
        if not set(table.columns) - {"rowid"}:
            # The old schema of this table cannot be read.
            moved.append(Moved(table.name, 0, None))
            continue
        salvage = Salvage(old, table)
        with contextlib.closing(salvage.rows()) as rows:
            refused = sum(not _insert(new, table, row) for row in rows)
        for row in _strays(new, readable, table, salvage):
            _insert(new, table, row)
        saved = int(new.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0])  # noqa: S608
        lost: int | None = refused
        if salvage.damaged:
            lost = None if salvage.known is None else max(0, len(salvage.known) - saved)
            indexed[table.name] = salvage.indexed
        moved.append(Moved(table.name, saved, lost))
    return moved, indexed


def _strays(
    new: sqlite3.Connection, readable: Readable, table: DamagedTable, salvage: Salvage
) -> Iterable[Row]:
    """Rows that an index lists but the table's tree no longer reaches."""
    if not (table.counts and salvage.known):
        return ()
    key = table.key[0]
    saved = {row[0] for row in new.execute(f'SELECT "{key}" FROM "{table.name}"')}  # noqa: S608
    missing: dict[RowKey, dict[str, object]] = {}
    for known in salvage.indexed:
        if known[key] not in saved:
            missing.setdefault((known[key],), {}).update(known)
    page_size = int(new.execute("PRAGMA page_size").fetchone()[0])
    return stray_rows(readable, table, missing, page_size) if missing else ()


def _insert(new: sqlite3.Connection, table: DamagedTable, row: Sequence[object]) -> bool:
    """Insert a row; returns False if it breaks a constraint, since damage may have changed it."""
    columns = ", ".join(f'"{name}"' for name in table.columns)
    marks = ", ".join("?" * len(table.columns))
    try:
        new.execute(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', row)  # noqa: S608
    except (sqlite3.IntegrityError, sqlite3.DataError, UnicodeError):
        return False
    return True


def _sequences(old: sqlite3.Connection) -> dict[str, int] | None:
    """The highest id that each table has ever used; None if that cannot be read."""
    try:
        rows = old.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    except sqlite3.DatabaseError:
        return None
    plausible = all(isinstance(number, int) and 0 <= number < MOST_IDS for _, number in rows)
    return {str(name): number for name, number in rows} if plausible else None


def _check(new: sqlite3.Connection) -> None:
    new.execute("INSERT INTO article_index (article_index, rank) VALUES ('integrity-check', 1)")
    said = new.execute("PRAGMA integrity_check(1)").fetchone()[0]
    dangling = new.execute("PRAGMA foreign_key_check").fetchone()
    if said != "ok" or dangling:
        raise DatabaseError(f"The new database is not sound ({said}, {dangling}). Report this.")


LOGS = (Beside.LOG, Beside.LOG_INDEX)
"""The old file's logs. They are moved away: SQLite would apply them to the new file."""


def replace(path: Path, new: Path, now: datetime, *, label: str = "damaged") -> Path | None:
    """Replace a database; returns the path under which it is kept, None if there was none.

    Queries of members, which would expire, are not kept.

    A crash leaves one of the two whole files at the path. On file systems without hard links, a
    crash may leave none, and the former one under its new name.

    Args:
        new: the file to put there, on the same file system.
        now: the present, for the name of the file that is kept.
        label: what the file that is kept is, for its name.

    Raises:
        OSError: the folder cannot be written.
    """
    path = path.resolve()
    kept = _free_name(path, now, label)
    existed = path.exists()
    if existed:
        give_to_owner_of(path, new)
        try:
            os.link(path, kept)
        except OSError:  # the file system knows no links
            path.rename(kept)
    for log in LOGS:
        with contextlib.suppress(FileNotFoundError):
            beside(path, log).rename(beside(kept, log))
    new.replace(path)
    _delete_empty_log(kept)
    if existed:
        forget_queries(kept)
    sync_folder(path.parent)
    return kept if existed else None


def _delete_empty_log(kept: Path) -> None:
    """Delete the logs of the file that is kept, unless they hold changes that it has not."""
    log = beside(kept, Beside.LOG)
    with contextlib.suppress(OSError):
        if not log.exists() or not log.stat().st_size:
            for each in LOGS:
                beside(kept, each).unlink(missing_ok=True)


def _free_name(path: Path, now: datetime, label: str) -> Path:
    kept = path.with_name(f"{path.name}.{label}-{now:%Y%m%dT%H%M%SZ}")
    return _free_name(path, now + timedelta(seconds=1), label) if kept.exists() else kept
