"""A copy that is written into the file of an open database: noticed, and kept as it is."""

import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.errors import StorageUnavailableError
from bot.storage import articles, feeds, main_file
from bot.storage.database import Database
from bot.storage.files import Beside, beside
from bot.storage.identity import COPIED_AT
from bot.storage.main_file import Contents, MainFile, read_alone, went_back
from tests.factories import NOON, article, feed
from tests.tables import each_row

OVERWRITTEN = "A copy was written over the database"
OWN = Contents(("own", "before"), None, (5, 10, 3))


@each_row(
    ("found", "back"),
    [
        (OWN, False),
        (Contents(("own", "before"), None, (6, 10, 4)), False),
        (Contents(("renewed", "own", "before"), None, (6, 99, 4)), False),
        (Contents(("before",), None, (5, 10, 3)), True),
        (Contents(("other",), None, (9, 99, 9)), True),
        (Contents(("own", "before"), "1700000000", (5, 10, 3)), True),
        (Contents(("own", "before"), None, (4, 10, 3)), True),
        (Contents(("own", "before"), None, (5, 9, 3)), True),
        (Contents(("own", "before"), None, (5, 10, 2)), True),
    ],
)
def test_a_file_that_went_back_is_no_checkpoint(found: Contents, *, back: bool) -> None:
    assert went_back(OWN, found) is back


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "a.db") as opened:
        async with opened.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
        await watch(opened)
        yield opened


async def watch(database: Database) -> None:
    """As a run does; a file counts as resting at once."""
    await database.watch()
    database._main_file = MainFile(database.path, rests=0)


def length_of_log(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


async def insert(database: Database, *keys: str) -> None:
    async with database.transaction() as connection:
        for key in keys:
            await articles.insert(connection, 1, article(key, "metastasis"), "", NOON)


async def checkpoint(database: Database) -> None:
    """As another program makes it."""
    with contextlib.closing(sqlite3.connect(database.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def of_sqlite(path: Path, copy: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(path)) as old,
        contextlib.closing(sqlite3.connect(copy)) as new,
    ):
        old.backup(new)


def of_backup(path: Path, copy: Path) -> None:
    of_sqlite(path, copy)
    with contextlib.closing(sqlite3.connect(copy)) as new, new:
        new.execute("INSERT INTO meta VALUES (?, '1700000000')", (COPIED_AT,))


COPIES = pytest.mark.parametrize("copied", [of_sqlite, of_backup])


@COPIES
async def test_a_copy_written_over_it_is_refused_and_the_log_stays(
    database: Database, copied: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    await insert(database, "1")
    copied(database.path, copy)
    await insert(database, "2")
    await checkpoint(database)
    await insert(database, "3")
    shutil.copyfile(copy, database.path)

    for _ in range(3):
        with pytest.raises(StorageUnavailableError, match=OVERWRITTEN):
            await insert(database, "4")
    with pytest.raises(StorageUnavailableError, match=OVERWRITTEN):
        async with database.reader():
            pass
    with pytest.raises(StorageUnavailableError, match=OVERWRITTEN):
        await database.probe()
    assert OVERWRITTEN in str(database.health.outage)
    assert length_of_log(database.path) > 0


async def test_a_checkpoint_of_anybody_is_no_copy(database: Database) -> None:
    for number in range(3):
        await insert(database, f"{number}")
        await checkpoint(database)
        await database.probe()

    assert read_alone(database.path).counts[1] == 3


async def test_a_deleted_article_does_not_look_like_an_older_copy(database: Database) -> None:
    await insert(database, "1", "2")
    await checkpoint(database)
    await database.probe()
    async with database.transaction() as connection:
        await articles.delete(connection, [2])
    await checkpoint(database)

    await insert(database, "3")

    async with database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT id FROM articles ORDER BY id")
    assert [row[0] for row in rows] == [1, 3]


def test_all_articles_are_deleted_at_one_place() -> None:
    """Only there their ids are recorded, by which an older copy is told."""
    found = [
        path.name
        for path in Path(main_file.__file__).parent.glob("*.py")
        if "DELETE FROM articles" in path.read_text("utf-8")
    ]

    assert found == ["articles.py"]


async def test_while_a_copy_is_being_written_the_log_stays(database: Database) -> None:
    await insert(database, "1")
    await checkpoint(database)
    whole = database.path.read_bytes()
    await insert(database, "2")
    note = beside(database.path, Beside.NOTE)
    for half in (whole[: len(whole) // 2], b"", b"no database" * 10_000):
        database.path.write_bytes(half)
        for _ in range(2):
            with pytest.raises(StorageUnavailableError, match=OVERWRITTEN):
                await insert(database, "3")
        assert "A copy was written over" in note.read_text("utf-8")
    database.path.write_bytes(whole)

    await insert(database, "3")

    async with database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT count(*) FROM articles")
    assert [tuple(row) for row in rows] == [(3,)]
    assert not note.exists()
