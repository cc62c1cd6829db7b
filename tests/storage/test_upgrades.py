"""A database of each former schema version, opened by today's code, which keeps all of it."""

import contextlib
import lzma
import sqlite3
from pathlib import Path

import pytest

from bot.model.query import UNFILTERED
from bot.storage import carried_articles, channels, feeds, index, posts, subscriptions
from bot.storage.database import Database
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
