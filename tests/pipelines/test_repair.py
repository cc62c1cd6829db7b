"""Really damaged files: what can be read is given back, and nothing is announced twice."""

import asyncio
import contextlib
import copy
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest

from bot.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseInUseError,
    StorageUnavailableError,
)
from bot.pipelines.repair import Repair, repair
from bot.search.engine import SearchEngine
from bot.search.retrieval import MAX_RANKED
from bot.storage import feeds, meta
from bot.storage.backup import connect_to_write
from bot.storage.database import Database
from bot.storage.files import hold
from bot.storage.integrity import find_damage
from bot.storage.migrations import MIGRATIONS
from bot.storage.repair import copying, rows
from bot.storage.repair.references import LOST_DELIVERY
from tests.factories import NOON, article, feed
from tests.fakes import ManualClock
from tests.pipelines.conftest import TOPICS, House
from tests.pipelines.filled import CHANNELS, PENDING, POSTED, filled, several, unopened
from tests.shared import shipped_thesaurus
from tests.storage.damaging import PAGE, fill, leaves, overflow_pages, overwrite, overwrite_page

CLOCK = ManualClock()
Damage = Callable[[Path], None]
Rows = dict[str, set[tuple[object, ...]]]


def rows_of(path: Path) -> Rows:
    """Everything that a database holds, but for the search index."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [
            row[1]
            for row in connection.execute("PRAGMA main.table_list")
            if row[2] == "table" and row[1] not in ("sqlite_schema", "sqlite_sequence")
        ]
        return {name: set(connection.execute(f"SELECT * FROM {name}")) for name in names}  # noqa: S608


def lost(done: Repair) -> Mapping[str, int | None]:
    return {moved.name: moved.lost for moved in done.moved if moved.lost != 0}


OF_ARTICLES = {
    *("article_topics", "article_evidence", "article_pages", "article_vectors"),
    *("deliveries", "elsewhere", "refused_parts", "held_back"),
}
"""The tables whose rows refer to articles, and go with them."""
BROUGHT_BACK = {
    "feeds": "name = 'A source of the past'",
    "deliveries": f"reason = '{LOST_DELIVERY}'",
}
MADE_ANEW = {"channels", "meta"}
"""Tables of which the repair makes rows that look like those that were lost."""


def saved(done: Repair) -> Mapping[str, int]:
    return {moved.name: moved.saved for moved in done.moved if moved.name not in MADE_ANEW}


def saved_in(path: Path) -> Mapping[str, int]:
    """How many rows of the damaged database the repaired one holds, by table."""
    counts = {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for name in rows_of(path).keys() - MADE_ANEW:
            new = BROUGHT_BACK.get(name, "0")
            sql = f'SELECT count(*) FROM "{name}" WHERE NOT ifnull({new}, 0)'  # noqa: S608
            (counts[name],) = connection.execute(sql).fetchone()
    return counts


def leaf(table: str, number: int) -> Damage:
    def damage(path: Path) -> None:
        overwrite_page(path, leaves(path, table)[number])

    return damage


def root_of(table: str) -> Damage:
    def damage(path: Path) -> None:
        overwrite(path, table)

    return damage


def index_root(path: Path) -> None:
    overwrite(path, "article_index_data")


def overflow(path: Path) -> None:
    overwrite_page(path, overflow_pages(path)[0])


def header(path: Path) -> None:
    overwrite_page(path, 1, b"\xff" * 100)


def cut(path: Path) -> None:
    """The end is missing, as after a copy onto a full disk."""
    os.truncate(path, path.stat().st_size * 9 // 10)


def zeroed(path: Path) -> None:
    overwrite_page(path, leaves(path, "articles")[5], bytes(PAGE))


def two_pages(path: Path) -> None:
    for number in (2, -3):
        overwrite_page(path, leaves(path, "articles")[number])


def both_ends(path: Path) -> None:
    for number in (0, 2, -1):
        overwrite_page(path, leaves(path, "posts")[number])


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, House]:
    """A filled database and what lives on beside it; the tests damage copies."""
    house = unopened()
    return asyncio.run(filled(tmp_path_factory.mktemp("model"), house)), house


@pytest.fixture
def path(tmp_path: Path, model: tuple[Path, House], monkeypatch: pytest.MonkeyPatch) -> Path:
    # More than lie between the ids of all channels; each takes 60 µs if its page is missing.
    monkeypatch.setattr(rows, "MOST_PROBES", 4_000)
    return Path(shutil.copy(model[0], tmp_path / "progress.db"))


@pytest.fixture
def house_to_be(model: tuple[Path, House]) -> House:
    model[1].database = cast("Database", None)
    return copy.deepcopy(model[1])


NOTHING_LOST = [
    pytest.param(index_root, id="the index's first page"),
    pytest.param(leaf("article_index_data", -1), id="a page of the index"),
    pytest.param(leaf("article_index_idx", 0), id="a page of the index's own index"),
    pytest.param(leaf("articles_by_date", 0), id="a page of a table's index"),
    pytest.param(header, id="the header"),
    pytest.param(root_of("articles"), id="the page that leads to all articles"),
    pytest.param(root_of("deliveries"), id="the page that leads to all deliveries"),
]


@pytest.mark.parametrize("damage", NOTHING_LOST)
def test_nothing_is_lost_where_all_rows_can_be_read(path: Path, damage: Damage) -> None:
    before = rows_of(path)
    damage(path)

    done = repair(path, NOON)

    assert done.damaged
    assert lost(done) == {}
    after = rows_of(path)
    assert {name: after[name] for name in before if "_index" not in name} == {
        name: rows for name, rows in before.items() if "_index" not in name
    }
    assert find_damage(path, thorough=True) == ()


LOSSES = [
    pytest.param(leaf("articles", 3), {"articles"}, id="a page of articles"),
    pytest.param(leaf("articles", 0), {"articles"}, id="the first page of articles"),
    pytest.param(leaf("articles", -1), {"articles"}, id="the last page of articles"),
    pytest.param(zeroed, {"articles"}, id="a page of zeros"),
    pytest.param(two_pages, {"articles"}, id="two pages of articles"),
    pytest.param(overflow, {"articles"}, id="the end of a long article"),
    pytest.param(leaf("deliveries", 1), {"deliveries"}, id="a page of deliveries"),
    pytest.param(leaf("posts", 1), {"posts"}, id="a page of posts"),
    pytest.param(both_ends, {"posts"}, id="three pages of posts"),
    pytest.param(leaf("article_topics", 0), {"article_topics"}, id="a table without row ids"),
    pytest.param(leaf("channels", 0), {"channels"}, id="all channels"),
    pytest.param(leaf("feeds", 0), {"feeds"}, id="all feeds"),
    pytest.param(leaf("meta", 0), {"meta"}, id="the database's own id"),
]


@pytest.mark.parametrize(("damage", "tables"), LOSSES)
def test_what_can_be_read_is_saved_and_the_rest_is_counted(
    path: Path, damage: Damage, tables: set[str]
) -> None:
    before = rows_of(path)
    damage(path)

    done = repair(path, NOON)

    assert tables <= set(lost(done)) <= tables | (OF_ARTICLES if "articles" in tables else set())
    assert saved(done) == saved_in(path)
    for moved in done.moved:
        assert moved.lost in (None, len(before[moved.name]) - moved.saved)
        # A page of 4 kB holds a hundred rows of the smallest table at most.
        assert moved.saved >= len(before[moved.name]) - 3 * 120
    assert find_damage(path, thorough=True) == ()


CUTS = [0.2, 0.5, 0.8]


@pytest.mark.parametrize("part", CUTS)
def test_rows_that_go_with_their_lost_articles_are_counted_as_lost(path: Path, part: float) -> None:
    """A file that ends too early loses articles, and so what refers to them."""
    before = rows_of(path)
    os.truncate(path, int(path.stat().st_size * part))

    done = repair(path, NOON)

    assert saved(done) == saved_in(path)
    for moved in done.moved:
        assert moved.lost in (None, len(before[moved.name]) - moved.saved)


def test_only_a_loss_that_the_bot_does_not_make_good_is_to_do(path: Path) -> None:
    """Articles and choices are to do, and the records of posts are not."""
    posts = Path(shutil.copy(path, path.with_name("posts.db")))
    choices = Path(shutil.copy(path, path.with_name("choices.db")))
    for damaged, table in ((path, "articles"), (posts, "posts"), (choices, "subscriptions")):
        overwrite_page(damaged, leaves(damaged, table)[0])

    done = {file: repair(file, NOON) for file in (path, posts, choices)}

    to_do = {file: [n.sentence for n in each.notes if n.to_do] for file, each in done.items()}
    assert [("backfill --again" in sentence) for sentence in to_do[path]] == [True]
    assert to_do[posts] == []
    assert [("subscriptions" in sentence) for sentence in to_do[choices]] == [True]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_damaged_the_repaired_database_is_sound_or_a_sentence_says_why_not(
    path: Path, seed: int
) -> None:
    rng, pages = random.Random(seed), path.stat().st_size // PAGE
    for _ in range(rng.randint(1, 6)):
        content = rng.choice([b"\xff" * PAGE, bytes(PAGE), rng.randbytes(PAGE)])
        overwrite_page(path, rng.randint(2, pages), content)

    with contextlib.suppress(DatabaseError):
        repair(path, NOON)
        assert find_damage(path, thorough=True) == ()


def test_few_rows_are_lost_with_a_page(path: Path) -> None:
    overwrite_page(path, leaves(path, "articles")[3])

    count = lost(repair(path, NOON))["articles"]

    assert count is not None
    assert 0 < count < 10


def test_a_file_that_ends_too_early_gives_what_is_before_its_end(path: Path) -> None:
    cut(path)

    done = repair(path, NOON)

    assert saved(done)["feeds"] == 1
    assert saved(done)["articles"] + saved(done)["posts"] > 0
    assert find_damage(path, thorough=True) == ()


async def announced_after(path: Path, house: House) -> dict[int, list[str]]:
    """The titles in each channel once the bot has run on the repaired database."""
    async with Database.open(path) as database:
        house.database = database
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [house.feed])
        await house.poll()
        # The feed counts as never polled if its row is lost.
        now = house.clock.now()
        news = article("new", title="News after the repair", published_at=now)
        house.publish([news, *several()])
        await house.poll()
        await house.new_announcer(burst_limit=0).announce_due()
    return {channel: titles_in(house, channel) for channel in CHANNELS}


def titles_in(house: House, channel: int) -> list[str]:
    return [title for titles in house.messenger.titles(channel) for title in titles]


@pytest.mark.parametrize(
    ("damage", "tables", "more"),
    [
        *(pytest.param(*case.values, None, id=case.id) for case in LOSSES),
        *(pytest.param(*case.values, cut, id=f"{case.id}, and the end") for case in LOSSES[-3:]),
    ],
)
async def test_nothing_is_announced_twice_after_a_repair_and_news_are(
    path: Path, house_to_be: House, damage: Damage, tables: set[str], more: Damage | None
) -> None:
    damage(path)
    if more:
        more(path)

    repair(path, NOON)
    posted = await announced_after(path, house_to_be)

    for titles in posted.values():
        assert len(titles) == len(set(titles)) >= POSTED
    if not more and tables <= {"articles", "deliveries", "posts", "feeds", "channels", "meta"}:
        assert all("News after the repair" in titles for titles in posted.values())
    if not more and tables == {"feeds"}:
        assert all(len(titles) == POSTED + PENDING + 1 for titles in posted.values())


async def test_another_feeds_copy_is_not_announced_where_the_record_of_the_first_is_lost(
    path: Path, house_to_be: House
) -> None:
    house = house_to_be
    overwrite_page(path, leaves(path, "deliveries")[1])
    repair(path, NOON)

    async with Database.open(path) as database:
        house.database, house.feed = database, feed("Another source")
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [house.feed])
        house.publish([])
        await house.poll()
        house.publish(several())
        report = await house.poll()
        await house.new_announcer(burst_limit=0).announce_due()

    assert report.new == 0
    for channel in CHANNELS:
        titles = titles_in(house, channel)
        assert len(titles) == len(set(titles)) >= POSTED


async def test_a_post_whose_record_is_lost_is_not_sent_again(
    path: Path, house_to_be: House
) -> None:
    house = house_to_be
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        # Stored by Discord, not yet recorded.
        connection.execute("UPDATE posts SET state = 'sending', message_id = NULL")
        connection.execute("UPDATE deliveries SET state = 'pending' WHERE post_id IS NOT NULL")
    overwrite_page(path, leaves(path, "posts")[1])

    repair(path, NOON)
    posted = await announced_after(path, house)

    for titles in posted.values():
        assert len(titles) == len(set(titles))


def used_ids(path: Path) -> tuple[str, int]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (own,) = connection.execute("SELECT value FROM meta WHERE name = 'database_id'").fetchone()
        (last,) = connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'posts'"
        ).fetchone()
    return own, last


@pytest.mark.parametrize("table", ["posts", "articles"])
def test_no_number_of_a_post_is_used_twice(path: Path, table: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sqlite_sequence SET seq = seq + 50 WHERE name = 'posts'")
    before = used_ids(path)
    overwrite_page(path, leaves(path, table)[-1])

    repair(path, NOON)

    assert used_ids(path) == before


def test_a_database_that_lost_its_record_of_numbers_gets_another_id(path: Path) -> None:
    before = used_ids(path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE posts SET state = 'sending' WHERE id = 7")
        connection.execute("UPDATE deliveries SET state = 'pending' WHERE post_id = 7")
    overwrite(path, "sqlite_sequence")

    done = repair(path, NOON)

    own, last = used_ids(path)
    assert own != before[0]
    assert last == before[1]
    assert any("new id" in note.sentence for note in done.notes)
    assert any("deliveries --failed" in note.sentence for note in done.notes)
    assert [row for row in rows_of(path)["posts"] if "sending" in row] == []


def test_the_damaged_file_is_kept_and_both_are_their_owners_alone(path: Path) -> None:
    path.chmod(0o644)
    overwrite_page(path, leaves(path, "articles")[3])
    before = path.read_bytes()

    done = repair(path, NOON)

    assert done.kept == path.with_name("progress.db.damaged-20260301T120000Z")
    assert done.kept.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "progress.db",
        "progress.db.damaged-20260301T120000Z",
        "progress.db.lock",
    ]
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}


def test_what_members_asked_is_not_kept_with_the_damaged_file(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO stored_queries VALUES ('k', 7, 'fears of hers', 9)")
        connection.commit()
    overwrite_page(path, leaves(path, "articles")[3])

    kept = repair(path, NOON).kept

    assert kept
    assert b"fears of hers" not in kept.read_bytes()


async def test_what_only_the_log_of_writes_has_is_saved(path: Path) -> None:
    async with Database.open(path) as database:
        async with database.transaction() as connection:
            await meta.put(connection, "color", "pink")
        taken = path.with_name("copy.db")
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            taken.with_name(taken.name + suffix).write_bytes(source.read_bytes())
    overwrite_page(taken, leaves(path, "articles")[3])

    done = repair(taken, NOON)

    assert done.kept
    assert ("color", "pink") in rows_of(taken)["meta"]


def test_an_older_database_is_repaired_as_what_it_was_and_brought_up_to_date(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO channels (channel_id, guild_id, paused_at) VALUES (1, 2, 3)"
        )
    overwrite(path, "subscriptions")

    repair(path, NOON)

    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("SELECT cause FROM channels").fetchone() == ("moderator",)


def test_a_sound_database_is_left_as_it_is(path: Path) -> None:
    before = path.read_bytes()

    assert repair(path, NOON) == Repair([])
    assert path.read_bytes() == before


def test_nothing_is_done_while_a_bot_runs(path: Path) -> None:
    overwrite_page(path, leaves(path, "articles")[3])
    before = path.read_bytes()

    with hold(path), pytest.raises(DatabaseInUseError):
        repair(path, NOON)

    assert path.read_bytes() == before


def first_page(path: Path) -> None:
    overwrite_page(path, 1)


def schema(path: Path) -> None:
    overwrite_page(path, 1, path.read_bytes()[:100].ljust(PAGE, b"\xff"))


def another_file(path: Path) -> None:
    path.write_text("dear diary\n" * 999, "utf-8")


@pytest.mark.parametrize("damage", [first_page, schema, another_file])
def test_where_nothing_can_be_read_the_file_stays_and_a_sentence_says_so(
    path: Path, damage: Damage
) -> None:
    damage(path)
    before = path.read_bytes()

    with pytest.raises(DatabaseError, match=f"Nothing can be read of {path}"):
        repair(path, NOON)

    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} <= {"progress.db", "progress.db.lock"}


def test_a_sound_database_on_a_full_disk_is_not_called_lost(path: Path, small_disk: Path) -> None:
    there = small_disk / "progress.db"
    shutil.copyfile(path, there)
    filled_up = fill(small_disk)

    with pytest.raises(StorageUnavailableError, match="is full"):
        repair(there, NOON)

    filled_up.unlink()
    assert repair(there, NOON).damaged == []


def test_a_folder_that_is_full_leaves_the_database_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite_page(path, leaves(path, "articles")[3])
    before = path.read_bytes()
    whole = connect_to_write

    def small(target: Path) -> sqlite3.Connection:
        connection = whole(target)
        connection.execute("PRAGMA max_page_count = 70")
        return connection

    monkeypatch.setattr(copying, "connect_to_write", small)
    with pytest.raises(DatabaseError, match="free space"):
        repair(path, NOON)

    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {"progress.db", "progress.db.lock"}


KILLED = """
import os, shutil, sys
from pathlib import Path
from bot.pipelines.repair import repair
from tests.factories import NOON

copied = shutil.copyfile
def killed(source, target):
    copied(source, target)
    if str(target).endswith(sys.argv[2]):
        os._exit(9)
shutil.copyfile = killed
repair(Path(sys.argv[1]), NOON)
"""
"""A repair that is killed when it has made a certain copy of the database."""


@pytest.mark.parametrize(
    ("damage", "copy_made"), [(header, ".header"), (leaf("articles", 3), ".scratch")]
)
@pytest.mark.parametrize("sound", [False, True])
def test_what_a_killed_repair_left_is_deleted_by_the_next_command(
    path: Path, damage: Damage, copy_made: str, *, sound: bool
) -> None:
    """It holds what members asked, so others cannot open it meanwhile."""
    whole = path.read_bytes()
    damage(path)
    killed = subprocess.run([sys.executable, "-c", KILLED, path, copy_made], check=False)
    left = path.with_name(path.name + copy_made)
    assert killed.returncode == 9
    assert stat.S_IMODE(left.stat().st_mode) == 0o600 or sys.platform == "win32"

    if sound:  # as after a restore
        path.write_bytes(whole)
    done = repair(path, NOON)

    kept = {done.kept.name} if done.kept else set()
    names = {each.name for each in path.parent.iterdir()}
    assert names == {"progress.db", "progress.db.lock", *kept}


async def test_search_goes_on_without_the_articles_that_cannot_be_read(path: Path) -> None:
    overwrite_page(path, leaves(path, "articles")[3])

    async with Database.open(path) as database:
        engine = SearchEngine(database, shipped_thesaurus, TOPICS, CLOCK)
        found = await engine.search("study", limit=100)
        latest = await engine.latest(limit=100)

        # A search ranks at most 30 articles; some of these cannot be read.
        assert 20 < len(found.hits) < MAX_RANKED
        assert 40 < len(latest.hits) < POSTED + PENDING + 1
        assert database.health.damage


async def test_a_search_that_the_index_cannot_answer_is_an_error_with_a_sentence(
    path: Path,
) -> None:
    overwrite(path, "article_index_data")

    async with Database.open(path) as database:
        engine = SearchEngine(database, shipped_thesaurus, TOPICS, CLOCK)
        with pytest.raises(DatabaseDamagedError, match="doctor --repair"):
            await engine.search("study")
        assert database.health.damage
