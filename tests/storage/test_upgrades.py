"""A database of each former schema version, opened by today's code, which keeps all of it."""

import asyncio
import contextlib
import lzma
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.errors import DatabaseInUseError, DatabaseVersionError, StorageUnavailableError
from bot.model.query import UNFILTERED
from bot.storage import carried_articles, channels, feed_choices, feeds, index, posts, subscriptions
from bot.storage.database import Database
from bot.storage.files import hold
from bot.storage.integrity import find_damage
from bot.storage.migrations import MIGRATIONS
from bot.storage.rows import load_articles
from tests.factories import NOON
from tests.storage.version_samples import FOLDER, TABLES, fill, write_sample

SAMPLES = sorted(FOLDER.glob("*.db.xz"))
CHANGED = {("channels", "cause"), ("channels", "refusal_code"), ("channels", "refusal_words")}
"""Columns that a migration fills by itself: the cause of a pause, and the reason of a refusal."""

Rows = dict[str, dict[str, list[object]]]
"""The values of each column of each table."""


def contents(path: Path) -> Rows:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [name for name, sql in connection.execute(TABLES) if "USING fts5" not in sql]
        return {name: columns_of(connection, name) for name in names}


def columns_of(connection: sqlite3.Connection, table: str) -> dict[str, list[object]]:
    found = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - ours
    rows = found.fetchall()
    return {
        column[0]: [row[place] for row in rows] for place, column in enumerate(found.description)
    }


def unpacked(sample: Path, folder: Path) -> Path:
    path = folder / "progress.db"
    path.write_bytes(lzma.decompress(sample.read_bytes()))
    return path


def test_there_is_a_sample_of_each_version_up_to_the_newest_one() -> None:
    numbers = [int(sample.name[:2]) for sample in SAMPLES]

    assert numbers == list(range(1, len(numbers) + 1))
    assert 14 <= len(numbers) <= len(MIGRATIONS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name[:2])
async def test_everything_in_a_former_database_is_kept(sample: Path, tmp_path: Path) -> None:
    path = unpacked(sample, tmp_path)
    before = contents(path)

    async with Database.open(path):
        pass

    after = contents(path)
    kept = {
        (table, column): (values, after[table].get(column))
        for table, columns in before.items()
        for column, values in columns.items()
        if (table, column) not in CHANGED
    }
    assert {place: both for place, both in kept.items() if both[0] != both[1]} == {}
    assert find_damage(path, thorough=True) == ()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name[:2])
async def test_a_former_database_gets_the_columns_of_a_new_one(
    sample: Path, tmp_path: Path
) -> None:
    """A migration that was changed after its release would leave other columns."""
    paths = (unpacked(sample, tmp_path), tmp_path / "new.db")
    for path in paths:
        async with Database.open(path):
            pass

    upgraded, new = (
        {table: set(columns) for table, columns in contents(path).items()} for path in paths
    )
    assert upgraded == new


async def test_the_next_sample_has_a_feed_of_the_operator_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        fill(connection)

    async with Database.open(path) as database, database.reader() as reader:
        choices = await feed_choices.everything(reader)

    assert [each.feed.name if each.feed else None for each in choices] == [None, "A"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name[:2])
async def test_todays_code_reads_what_a_former_version_wrote(sample: Path, tmp_path: Path) -> None:
    async with (
        Database.open(unpacked(sample, tmp_path)) as database,
        database.transaction() as connection,
    ):
        tracked = await feeds.active(connection)
        found, _ = await index.latest(connection, UNFILTERED, limit=5, offset=0)
        kept = await load_articles(connection, found)
        terms = await index.counts(connection, ["metastas"])
        wishes = [await subscriptions.of_guild(connection, guild_id) for guild_id in (1, 2)]
        states = [await channels.of_guild(connection, guild_id) for guild_id in (1, 2)]
        claimed = await posts.claim(connection, "id", [1, 2], NOON)
        carried = await carried_articles.of_posts(connection, [post.id for post in claimed])

    assert [each.feed.name for each in tracked] == ["name 1", "name 2"]
    assert {each.article.title for each in kept.values()} == {"A study of brain metastases"}
    assert terms == {"metastas": 2}
    assert [len(each) for each in wishes] == [len(each) for each in states] == [1, 1]
    assert sorted(len(each) for each in carried.values()) == [1] * len(claimed)


def version_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def set_version(path: Path, version: int) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


async def open_alone(path: Path) -> None:
    async with Database.open(path, alone=True):
        pass


async def open_beside(path: Path) -> None:
    async with Database.open(path):
        pass


async def test_an_older_database_is_not_upgraded_beside_the_bot_that_runs_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.UPGRADE_WAIT_SECONDS", 0.0)
    path = unpacked(SAMPLES[-1], tmp_path)
    set_version(path, len(MIGRATIONS) - 1)
    before = contents(path)

    with hold(path), pytest.raises(DatabaseInUseError, match="An older version of the bot runs"):
        await open_beside(path)

    assert version_of(path) == len(MIGRATIONS) - 1
    assert contents(path) == before


async def test_the_bot_that_holds_the_lock_upgrades_its_database(tmp_path: Path) -> None:
    path = unpacked(SAMPLES[0], tmp_path)

    with hold(path):
        await open_alone(path)

    assert version_of(path) == len(MIGRATIONS)


async def test_commands_beside_a_bot_of_the_same_version_open_the_database(tmp_path: Path) -> None:
    await open_beside(tmp_path / "a.db")

    with hold(tmp_path / "a.db"):
        await open_beside(tmp_path / "a.db")


async def test_several_commands_that_find_an_older_database_upgrade_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.UPGRADE_WAIT_SECONDS", 60.0)
    path = unpacked(SAMPLES[0], tmp_path)

    def command() -> None:
        asyncio.run(open_beside(path))

    await asyncio.gather(*(asyncio.to_thread(command) for _ in range(3)))

    assert version_of(path) == len(MIGRATIONS)


async def test_two_commands_may_switch_an_older_database_to_the_log_at_once(
    tmp_path: Path,
) -> None:
    path = unpacked(SAMPLES[0], tmp_path)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN")
    other.execute("SELECT * FROM sqlite_schema").fetchall()

    class Impatient(sqlite3.Connection):
        """SQLite does not wait for another that switches, as if it had no busy timeout."""

        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            if "journal_mode" not in sql or not other.in_transaction:
                return super().execute(sql, *args)
            super().execute("PRAGMA busy_timeout = 0")
            try:
                return super().execute(sql, *args)
            finally:
                super().execute("PRAGMA busy_timeout = 5000")
                other.rollback()

    with contextlib.closing(other):
        async with Database.open(path, factory=Impatient):
            pass

    assert version_of(path) == len(MIGRATIONS)


async def test_an_older_database_on_a_disk_that_can_only_be_read_says_that_it_must_be_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.errors.disk_is_read_only", lambda _: True)
    path = unpacked(SAMPLES[0], tmp_path)

    with pytest.raises(StorageUnavailableError, match="must be upgraded first"):
        async with Database.open(path, frozen=True):
            pass

    assert version_of(path) == 1


async def test_nothing_is_read_or_written_once_a_newer_program_changed_the_tables(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    async with Database.open(path) as database:
        set_version(path, len(MIGRATIONS) + 1)

        with pytest.raises(DatabaseVersionError, match="a newer one made it"):
            async with database.transaction():
                pass
        with pytest.raises(DatabaseVersionError, match="a newer one made it"):
            async with database.reader():
                pass
        set_version(path, len(MIGRATIONS))
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO meta VALUES ('a', 'b')")


def test_the_sample_of_the_present_version_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.storage.version_samples.FOLDER", tmp_path)
    path = write_sample(len(MIGRATIONS))

    with pytest.raises(FileExistsError):
        write_sample(len(MIGRATIONS))
    rows = contents(unpacked(path, tmp_path))
    assert {len(next(iter(columns.values()))) for name, columns in rows.items() if name != "meta"}


def test_a_sample_holds_rows_of_every_table() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in (statement for version in MIGRATIONS for statement in version):
        connection.execute(statement)
    fill(connection)
    tables = [name for name, sql in connection.execute(TABLES) if "USING fts5" not in sql]
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - ours
        for name in tables
    }
    connection.close()

    assert {name for name, count in counts.items() if count < 2} <= {"meta"}
