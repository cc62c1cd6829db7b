import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.errors import DatabaseDamagedError, DatabaseError, StorageUnavailableError
from bot.pipelines.repair import repair
from bot.storage import integrity
from bot.storage.database import Database
from bot.storage.integrity import FREE_PAGES, SEARCH_INDEX, find_damage
from tests.factories import NOON
from tests.pipelines.filled import filled
from tests.storage.damaging import PAGE, leaves, overwrite, overwrite_page


async def test_a_new_database_is_sound(database: Database) -> None:
    assert find_damage(database.path, thorough=True) == ()


async def test_a_filled_database_is_sound_also_while_it_is_open(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    async with Database.open(path):
        assert find_damage(path) == ()


async def test_a_database_with_overwritten_pages_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    overwrite(path, "articles")

    async with Database.open(path):
        assert [finding.part for finding in find_damage(path)] == ["articles"]


@pytest.mark.parametrize(
    ("page_of", "part"),
    [
        ("articles", "articles"),
        ("articles_by_date", "articles"),
        ("deliveries", "deliveries"),
        ("article_topics", "article_topics"),
        ("article_index_data", SEARCH_INDEX),
        ("article_index_docsize", SEARCH_INDEX),
    ],
)
async def test_the_damaged_part_is_named(tmp_path: Path, page_of: str, part: str) -> None:
    path = await filled(tmp_path)
    overwrite_page(path, leaves(path, page_of)[-1])

    assert part in [finding.part for finding in find_damage(path)]


async def test_damage_of_the_schema_is_a_sentence(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    overwrite_page(path, 1, b"SQLite format 3\0".ljust(PAGE, b"\xff"))

    with pytest.raises(DatabaseDamagedError, match="doctor --repair"):
        find_damage(path)


async def test_damage_of_the_free_pages_is_named(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    async with Database.open(path) as database, database.transaction() as connection:
        await connection.execute("DELETE FROM articles WHERE id > 5")
    first_free = int.from_bytes(path.read_bytes()[32:36], "big")
    overwrite_page(path, first_free)

    assert [finding.part for finding in find_damage(path)] == [FREE_PAGES]


def test_what_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        find_damage(tmp_path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")

    with pytest.raises(DatabaseError, match="another program's"):
        find_damage(path)


async def test_a_lock_of_another_program_is_told_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrity, "CHECK_TIMEOUT_SECONDS", 0)
    path = await filled(tmp_path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")

        with pytest.raises(StorageUnavailableError, match="has locked the database"):
            find_damage(path)


async def test_text_that_was_damaged_is_told_as_damage_named_and_repaired(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        # As a flipped bit leaves it; SQLite's own checks pass over it.
        connection.execute("UPDATE articles SET author = CAST(x'41C3' AS TEXT) WHERE id = 7")
        connection.commit()

    async with Database.open(path) as database:
        with pytest.raises(DatabaseDamagedError):
            async with database.reader() as connection_:
                await connection_.execute_fetchall("SELECT * FROM articles")
        assert [finding.part for finding in find_damage(path)] == ["articles"]

    assert repair(path, NOON).damaged == ["articles"]
    assert find_damage(path, thorough=True) == ()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT author FROM articles WHERE id = 7").fetchone() == ("A�",)
