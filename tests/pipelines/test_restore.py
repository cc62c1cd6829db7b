"""A database that was restored: nothing comes twice or is recorded wrongly, the rest is said."""

import contextlib
import errno
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.articles.news import Silence
from bot.errors import (
    BackupError,
    DatabaseError,
    DatabaseInUseError,
    DatabaseVersionError,
    MessengerError,
)
from bot.model.article import Article
from bot.model.delivery import Post
from bot.model.document import Document
from bot.model.feed import Validators
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import Announcer
from bot.pipelines.backfill import Backfiller
from bot.pipelines.backup import BackupPlan, back_up
from bot.pipelines.restore import GapReporter, announce_silent, begin_run, restore
from bot.storage import feeds, restored, runs
from bot.storage.backup import connect_to_write
from bot.storage.database import Database
from bot.storage.files import Beside, beside, files_of, hold
from bot.storage.identity import StampFile
from bot.storage.runs import Run
from tests.factories import NOON, article, feed, subscribe_channel
from tests.fakes import refusing
from tests.pipelines.conftest import House

pytestmark = pytest.mark.usefixtures("at_once")


class Life:
    """The bot's lives on one database, with all that a run has from `app`."""

    def __init__(self, house: House, path: Path) -> None:
        self.house = house
        self.path = path
        self.stamp = StampFile(path)
        self.dates: dict[str, datetime] = {}

    def article(self, key: str) -> Article:
        """An article that is dated when it was first shown."""
        return article(key, published_at=self.dates.setdefault(key, self.house.clock.now()))

    @asynccontextmanager
    async def run(self) -> AsyncIterator[House]:
        """A run of the bot on the database that is there now."""
        old = self.house
        async with Database.open(self.path) as database:
            self.stamp = StampFile(self.path)
            await begin_run(database, self.stamp, old.clock.now())
            self.house = House(
                database,
                old.clock,
                old.feed,
                fetcher=old.fetcher,
                extractor=old.extractor,
                messenger=old.messenger,
            )
            yield self.house

    async def announce(self) -> None:
        """Send all that is due."""
        house = self.house
        announcer = Announcer(
            house.database,
            house.messenger,
            house.clock,
            burst_limit=0,
            awake=house.awake,
            stamp=self.stamp.count,
        )
        await announcer.announce_due()

    async def posted(self, *keys: str) -> None:
        """The feed shows these from now on, newest first, and the bot has time for them."""
        self.house.publish([self.article(key) for key in keys])
        await self.house.poll()
        await self.announce()

    @property
    def titles(self) -> list[str]:
        """The articles in the channel."""
        shown = self.house.messenger.titles(10)
        return [title.removeprefix("Sample article ") for titles in shown for title in titles]


@pytest.fixture
async def life(house: House, tmp_path: Path) -> Life:
    """One that has posted "a" and was stopped. The fixture's own database is not used."""
    life = Life(house, tmp_path / "life" / "progress.db")
    async with life.run() as begun:
        async with begun.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [begun.feed])
        begun.publish([])
        await begun.poll()
        await subscribe_channel(begun.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
        await life.posted("a")
    return life


def copied(life: Life, name: str = "copy.db") -> Path:
    """A copy that `progress-bot backup` makes."""
    plan = BackupPlan(life.path, life.path.with_name(name))
    return back_up(plan, life.house.clock.now()).file


def put_by_hand(life: Life, copy: Path) -> None:
    """Do as the README once said."""
    for suffix in ("-wal", "-shm"):
        life.path.with_name(life.path.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(copy, life.path)


def copied_by_hand(life: Life) -> Path:
    """A copy as SQLite's own `.backup` makes it."""
    copy = life.path.with_name("by-hand.db")
    with (
        contextlib.closing(sqlite3.connect(life.path)) as old,
        contextlib.closing(sqlite3.connect(copy)) as new,
    ):
        old.backup(new)
    return copy


async def by_command(life: Life, copy: Path) -> None:
    await restore(life.path, copy, life.house.clock.now())


async def by_hand(life: Life, copy: Path) -> None:
    put_by_hand(life, copy)


PutBack = Callable[[Life, Path], Awaitable[None]]
CopyOf = Callable[[Life], Path]


async def with_a_gap(life: Life, copy_of: CopyOf, put_back: PutBack) -> None:
    """Post "b" after the copy is made, and put the copy back."""
    copy = copy_of(life)
    async with life.run():
        await life.posted("b", "a")
    await put_back(life, copy)


RESTORES = pytest.mark.parametrize("put_back", [by_command, by_hand])
COPIES = pytest.mark.parametrize("copy_of", [copied, copied_by_hand])


@RESTORES
@COPIES
async def test_what_was_posted_after_the_copy_is_not_posted_again(
    life: Life, copy_of: CopyOf, put_back: PutBack
) -> None:
    await with_a_gap(life, copy_of, put_back)

    async with life.run():
        await life.posted("b", "a")
        await life.posted("c", "b", "a")

    assert life.titles == ["a", "b", "c"]


@RESTORES
@COPIES
async def test_an_article_whose_send_is_cut_off_is_not_taken_for_one_of_the_gap(
    life: Life, copy_of: CopyOf, put_back: PutBack
) -> None:
    await with_a_gap(life, copy_of, put_back)

    async with life.run() as house:
        await life.posted("b", "a")
        house.messenger.before = refusing(None)
        await life.posted("c", "b", "a")
        house.messenger.before = lambda _: None
        house.clock.forward(minutes=10)
        await life.announce()
        async with house.database.reader() as connection:
            rows = await connection.execute_fetchall(
                "SELECT p.message_id FROM posts AS p JOIN deliveries AS d ON d.post_id = p.id "
                "JOIN articles AS a ON a.id = d.article_id WHERE a.title LIKE '% c'"
            )
        (row,) = rows

    assert life.titles == ["a", "b", "c"]
    assert row["message_id"] == 10 * 1000 + 3


@RESTORES
@pytest.mark.parametrize("sent_in_gap", [True, False])
async def test_a_post_that_was_open_in_the_copy_is_looked_for(
    life: Life, put_back: PutBack, *, sent_in_gap: bool
) -> None:
    async with life.run() as house:
        house.messenger.before = refusing(500)
        await life.posted("b", "a")
        house.messenger.before = lambda _: None
    copy = copied_by_hand(life)
    async with life.run() as house:
        house.clock.forward(hours=1)
        if sent_in_gap:
            await life.announce()
            assert life.titles == ["a", "b"]
        else:
            # Another post of the gap, so that the stamp tells of it.
            await subscribe_channel(life.house.subscriptions, 1, 11, "all", PATIENT_KINDS, None)
            later = refusing(500)
            house.messenger.before = lambda post: later(post) if post.channel_id == 10 else None
            await life.posted("x", "b", "a")
            house.messenger.before = lambda _: None
    await put_back(life, copy)

    async with life.run() as house:
        house.clock.forward(hours=1)
        await life.announce()

    assert life.titles == ["a", "b"]


@RESTORES
async def test_a_post_that_was_sent_again_in_the_gap_is_found_behind_the_next(
    life: Life, put_back: PutBack
) -> None:
    """Two posts are open in the copy. In the gap, a moderator had the first sent again."""
    async with life.run() as house:
        house.messenger.before = refusing(500)
        await life.posted("c", "b", "a")
        house.messenger.before = lambda _: None
    copy = copied_by_hand(life)
    async with life.run() as house:
        async with house.database.transaction() as connection:
            first = "SELECT min(id) FROM posts WHERE state <> 'sent'"
            await connection.execute(
                f"UPDATE posts SET state = 'failed', generation = 3 WHERE id = ({first})"  # noqa: S608
            )
        house.clock.forward(hours=1)
        await life.announce()
        async with house.database.transaction() as connection:
            await connection.execute("UPDATE posts SET state = 'ready' WHERE state = 'failed'")
        await life.announce()
        assert life.titles == ["a", "c", "b"]
    await put_back(life, copy)

    async with life.run() as house:
        house.clock.forward(hours=1)
        await life.announce()

    assert life.titles == ["a", "c", "b"]


@RESTORES
@COPIES
async def test_the_run_that_a_copy_holds_is_no_crash(
    life: Life, copy_of: CopyOf, put_back: PutBack
) -> None:
    """A copy that is made beside a running bot holds its run, which goes on."""
    crashed = Run(NOON - timedelta(hours=1), NOON - timedelta(hours=1), NOON - timedelta(hours=1))
    async with life.run() as house:
        async with house.database.transaction() as connection:
            await runs.save(connection, crashed)
            await runs.save(connection, Run(NOON, NOON, NOON, identifies=1))
        copy = copy_of(life)
        await life.posted("b", "a")
    await put_back(life, copy)

    async with life.run() as house, house.database.reader() as connection:
        found = await runs.recent(connection)

    assert [each.stopped for each in found] == [False, True]


async def test_the_same_copy_restored_twice_posts_nothing_twice(life: Life) -> None:
    async with life.run() as house:
        house.messenger.before = refusing(500)
        await life.posted("b", "a")
        house.messenger.before = lambda _: None
    copy = copied(life)
    for key in ("c", "d"):
        await by_command(life, copy)
        async with life.run() as house:
            house.clock.forward(hours=1)
            await life.posted(key, "b", "a")
            await life.posted(f"{key}2", key, "b", "a")

    assert sorted(life.titles) == ["a", "b", "c", "c2", "d", "d2"]


@RESTORES
async def test_what_waited_without_a_post_is_said_and_announced_on_command(
    life: Life, put_back: PutBack
) -> None:
    async with life.run() as house:
        house.publish([life.article("b"), life.article("a")])
        await house.poll()
        copy = copied_by_hand(life)
        await life.announce()
        await life.posted("c", "b", "a")
    await put_back(life, copy)

    async with life.run() as house:
        house.messenger.channels.clear()  # As if nothing of the gap had been posted.
        await life.posted("c", "b", "a")
        reporter = GapReporter(house.database, house.clock)
        await reporter.look()
        said = reporter.sentence
        announced = await announce_silent(
            house.database, house.ingest, NOON - timedelta(days=1), house.clock.now()
        )
        await life.announce()
        again = await announce_silent(
            house.database, house.ingest, NOON - timedelta(days=1), house.clock.now()
        )
        await reporter.look()

    assert said is not None
    assert said.startswith("2 articles of the gap before the restore were not announced.")
    assert f"progress-bot announce --since {DATE_OF_B}" in said
    assert [each.channels for each in announced] == [1, 1]
    assert life.titles == ["b", "c"]
    assert again == ()


DATE_OF_B = "2026-03-07"
"""The house polls every other day: first empty, then "a", then "b"."""


async def test_articles_of_the_gap_are_silent_with_their_reason_and_later_ones_are_news(
    life: Life,
) -> None:
    copy = copied(life)
    await by_command(life, copy)
    async with life.run() as house:
        undated = article("undated", published_at=None)
        before = article("before", published_at=house.clock.now() - timedelta(hours=1))
        after = article("after", published_at=house.clock.now() + timedelta(hours=1))
        house.publish([after, before, undated, life.article("a")])
        await house.poll()
        late = article("late", published_at=before.published_at)
        undated_later = article("undated later", published_at=None)
        house.publish([late, undated_later, after, before, undated, life.article("a")])
        await house.poll()
        await life.announce()
        async with house.database.reader() as connection:
            rows = await connection.execute_fetchall("SELECT key, silent FROM articles")

    silent = {row["key"]: row["silent"] for row in rows}
    assert silent == {
        "a": None,
        "before": Silence.RESTORED,
        "undated": Silence.RESTORED,
        "late": None,
        "after": None,
        "undated later": None,
    }
    assert sorted(life.titles) == ["a", "after", "late", "undated later"]


async def test_what_comes_while_a_backfill_reads_the_first_page_after_a_restore_is_news(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first poll ended before the page was fetched, and did not show it."""
    await by_command(life, copied(life))
    async with life.run() as house:
        gap = article("of the gap", published_at=None)
        house.publish([gap, life.article("a")])
        fetch, backfill = house.fetcher.fetch, house.context()

        async def after_a_poll(url: str, validators: Validators) -> Document:
            monkeypatch.setattr(house.fetcher, "fetch", fetch)
            await house.poll()
            house.publish([article("new", published_at=None), gap, life.article("a")])
            return await fetch(url, validators)

        monkeypatch.setattr(house.fetcher, "fetch", after_a_poll)
        async with house.database.reader() as connection:
            (tracked,) = await feeds.active(connection)
        await Backfiller(backfill).fill(tracked, pages=1)
        await life.announce()

    assert life.titles == ["a", "new"]


async def test_a_story_of_the_gap_is_silent_if_another_feed_tells_it_later(life: Life) -> None:
    """It may have been posted in the gap, whoever tells it."""
    await by_command(life, copied(life))
    async with life.run() as house:
        story = article("gap", published_at=house.clock.now() - timedelta(hours=1))
        house.publish([story, life.article("a")])
        await house.poll()
        house.feed = feed("Another source")
        async with house.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [house.feed])
        house.publish([])
        await house.poll()
        told = replace(story, published_at=house.clock.now())
        house.publish([article("new", published_at=house.clock.now()), told])
        await house.poll()
        await life.announce()
        async with house.database.reader() as connection:
            gap = await restored.count(connection)

    assert life.titles == ["a", "new"]
    assert gap.number == 1


async def test_the_count_waits_for_the_feeds_and_is_said_once(life: Life) -> None:
    copy = copied(life)
    async with life.run():
        await life.posted("b", "a")
    await by_command(life, copy)

    async with life.run() as house:
        reporter = GapReporter(house.database, house.clock)
        await reporter.look()
        unread = reporter.sentence
        await life.posted("b", "a")
        await reporter.look()
        read = reporter.sentence
        after_restart = GapReporter(house.database, house.clock)
        await after_restart.look()

    assert unread is None
    assert read is not None
    assert read.startswith("1 article of the gap")
    assert after_restart.sentence is None


async def test_counting_what_was_not_announced_reads_no_whole_table(life: Life) -> None:
    async with life.run() as house, house.database.reader() as connection:
        plan = await connection.execute_fetchall(
            f"EXPLAIN QUERY PLAN SELECT count(*) FROM {restored._UNANNOUNCED}",  # noqa: S608
            restored._VALUES,
        )

    scans = [row["detail"] for row in plan if row["detail"].startswith("SCAN")]
    assert scans
    assert [each for each in scans if "INDEX" not in each and "SCAN u" not in each] == []


async def test_restoring_is_refused_while_a_bot_runs(life: Life) -> None:
    copy = copied(life)

    with hold(life.path), pytest.raises(DatabaseInUseError):
        await by_command(life, copy)


async def test_a_newer_file_is_refused_and_nothing_changes(life: Life) -> None:
    copy = copied(life)
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = life.path.read_bytes()

    with pytest.raises(DatabaseVersionError, match="999"):
        await by_command(life, copy)

    assert life.path.read_bytes() == before
    assert not list(life.path.parent.glob("*.restoring*"))


@pytest.mark.parametrize("spoiled", ["missing", "text", "empty", "cut", "page"])
async def test_a_file_that_is_not_sound_is_refused_and_nothing_changes(
    life: Life, spoiled: str
) -> None:
    copy = copied(life)
    whole = copy.read_bytes()
    damaged = bytearray(whole)
    damaged[4096:8192] = b"\xff" * 4096
    contents = {"text": b"no database" * 1000, "empty": b"", "cut": whole[: len(whole) // 2]}
    if spoiled == "missing":
        copy.unlink()
    else:
        copy.write_bytes(contents.get(spoiled, bytes(damaged)))
    before = life.path.read_bytes()

    with pytest.raises(DatabaseError):
        await by_command(life, copy)

    assert life.path.read_bytes() == before
    assert not list(life.path.parent.glob("*.restoring*"))


async def test_a_disk_without_room_is_said_and_nothing_changes(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(life)
    before, whole = life.path.read_bytes(), connect_to_write

    def small(target: Path) -> sqlite3.Connection:
        connection = whole(target)
        connection.execute("PRAGMA max_page_count = 2")
        return connection

    monkeypatch.setattr("bot.pipelines.restore.connect_to_write", small)
    with pytest.raises(BackupError, match=r"Nothing was changed.*full"):
        await by_command(life, copy)

    assert life.path.read_bytes() == before


async def test_a_stamp_that_cannot_be_written_does_not_hide_that_the_copy_is_in_place(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(life)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as failing, pytest.raises(BackupError, match="is in the place of"):
        failing.setattr(StampFile, "write", full)
        await by_command(life, copy)

    async with life.run():
        assert life.path.is_file()


async def test_the_former_database_is_kept_whole(life: Life) -> None:
    copy = copied(life)
    async with life.run():
        await life.posted("b", "a")

    done = await restore(life.path, copy, life.house.clock.now())

    assert done.kept is not None
    assert ".replaced-" in done.kept.name
    with contextlib.closing(sqlite3.connect(done.kept)) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] == 2


@pytest.mark.parametrize("unsaved", [False, True])
async def test_the_former_database_keeps_a_log_only_if_it_holds_changes(
    life: Life, tmp_path: Path, *, unsaved: bool
) -> None:
    copy = copied(life)
    async with life.run():
        await life.posted("b", "a")
    with contextlib.closing(sqlite3.connect(life.path)) as connection:
        connection.execute("UPDATE articles SET author = 'unsaved'")
        connection.commit()
        if not unsaved:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # As after `kill -9`: a log beside the file, and nobody who would save it.
        killed = [shutil.copy(each, tmp_path) for each in files_of(life.path) if each.exists()]

    done = await restore(Path(killed[0]), copy, life.house.clock.now())

    assert done.kept is not None
    assert beside(done.kept, Beside.LOG).exists() is unsaved
    assert beside(done.kept, Beside.LOG_INDEX).exists() is unsaved
    with contextlib.closing(sqlite3.connect(done.kept)) as connection:
        assert connection.execute("SELECT DISTINCT author FROM articles").fetchall() == [
            ("unsaved",)
        ]


async def test_a_restore_needs_no_former_database(life: Life, tmp_path: Path) -> None:
    copy = copied(life)
    elsewhere = tmp_path / "new" / "progress.db"

    done = await restore(elsewhere, copy, life.house.clock.now())

    assert done.kept is None
    async with Database.open(elsewhere) as database, database.reader() as connection:
        assert await connection.execute_fetchall("SELECT * FROM subscriptions")


async def test_what_members_asked_does_not_come_back(life: Life) -> None:
    async with life.run() as house, house.database.transaction() as connection:
        await connection.execute("INSERT INTO stored_queries VALUES ('k', 7, 'brain mets', 9)")
    copies = (copied(life), copied_by_hand(life))

    for copy in copies:
        await by_command(life, copy)
        with contextlib.closing(sqlite3.connect(life.path)) as connection:
            assert connection.execute("SELECT * FROM stored_queries").fetchall() == []
    assert b"brain mets" not in copies[0].read_bytes()


@pytest.mark.parametrize("killed", [False, True])
async def test_what_members_asked_is_not_kept_with_the_former_database(
    life: Life, *, killed: bool
) -> None:
    copy = copied(life)
    insert = "INSERT INTO stored_queries VALUES ('k', 7, 'fears of hers', 9)"
    with contextlib.closing(sqlite3.connect(life.path)) as connection:
        connection.execute(insert)
        connection.commit()
        if killed:  # The row is in the log alone, as after `kill -9`.
            logs = {each: each.read_bytes() for each in files_of(life.path) if each.exists()}
    for each, whole in logs.items() if killed else ():
        each.write_bytes(whole)

    await restore(life.path, copy, life.house.clock.now())

    files = [each for each in life.path.parent.iterdir() if each.is_file()]
    assert [each for each in files if ".replaced-" in each.name]
    assert not [each for each in files if b"fears of hers" in each.read_bytes()]


async def test_numbers_in_buttons_of_the_gap_never_mean_something_else(life: Life) -> None:
    copy = copied(life)
    async with life.run() as house:
        await life.posted("b", "a")
        gap = await _highest(house)
    await by_command(life, copy)

    async with life.run() as house:
        await life.posted("b", "a")
        await life.posted("c", "b", "a")
        restored = await _highest(house)

    assert all(after > before + 1000 for before, after in zip(gap, restored, strict=True))


async def _highest(house: House) -> list[int]:
    async with house.database.reader() as connection:
        rows = await connection.execute_fetchall(
            "SELECT (SELECT max(id) FROM posts), (SELECT max(id) FROM articles)"
        )
    return [int(value) for value in next(iter(rows))]


async def test_a_run_on_its_own_database_changes_nothing(life: Life) -> None:
    found = []
    for _ in range(3):
        async with life.run() as house:
            await life.posted("a")
            async with house.database.reader() as connection:
                found.append(await restored.restored_at(connection))
            assert life.stamp.restored is None

    assert found == [None, None, None]


async def test_a_crash_between_the_commit_and_the_stamp_is_no_restore(life: Life) -> None:
    async with life.run():
        before = life.stamp.path.read_bytes()
        await life.posted("b", "a")
    assert life.stamp.path.read_bytes() != before
    life.stamp.path.write_bytes(before)

    async with life.run():
        assert life.stamp.restored is None


async def test_a_database_that_is_moved_with_its_stamp_is_no_restore(
    life: Life, tmp_path: Path
) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    for name in ("progress.db", "progress.db.stamp"):
        shutil.copyfile(life.path.with_name(name), place / name)
    life.path = place / "progress.db"

    async with life.run():
        await life.posted("b", "a")
        assert life.stamp.restored is None
    assert life.titles == ["a", "b"]


@pytest.mark.parametrize("stamp", [None, b"", b"what\n{}\n", b"7\n[]\n"])
async def test_a_database_without_its_stamp_is_said_and_treated_as_restored(
    life: Life, stamp: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    place = life.path.with_name("progress.db.stamp")
    place.unlink()
    if stamp is not None:
        place.write_bytes(stamp)

    async with life.run():
        said = life.stamp.restored
    async with life.run():
        again = life.stamp.restored

    assert said is not None
    assert "treated as restored" in said
    assert said in caplog.text
    assert again is None


async def test_a_new_database_beside_an_old_stamp_is_no_restore(life: Life) -> None:
    life.path.unlink()

    async with life.run():
        assert life.stamp.restored is None


async def test_the_stamp_of_another_database_is_said(life: Life, tmp_path: Path) -> None:
    other = tmp_path / "other" / "progress.db"
    async with Database.open(other) as database:
        await begin_run(database, StampFile(other), NOON)
    shutil.copyfile(StampFile(other).path, life.stamp.path)

    async with life.run():
        assert life.stamp.restored is not None


async def test_a_kill_while_restoring_leaves_one_of_the_two_and_no_alarm(life: Life) -> None:
    """After the replacement and before the stamp."""
    copy = copied(life)
    before = life.stamp.path.read_bytes()
    await by_command(life, copy)
    life.stamp.path.write_bytes(before)

    async with life.run():
        assert life.stamp.restored is None


async def test_a_restore_with_a_clock_that_was_ahead_silences_nothing_for_long(life: Life) -> None:
    copy = copied(life)
    await restore(life.path, copy, life.house.clock.now() + timedelta(days=400))

    async with life.run():
        await life.posted("a")
        await life.posted("b", "a")

    assert life.titles == ["a", "b"]


async def test_a_notice_that_cannot_be_looked_for_raises_as_before(life: Life) -> None:
    """The look that a restore asks for is as strict as any: a channel that cannot be read waits."""
    async with life.run() as house:
        house.messenger.before = refusing(500)
        await life.posted("b", "a")
        house.messenger.before = lambda _: None
    await by_command(life, copied(life))

    async def unreadable(post: Post, after: int | None) -> int | None:
        raise MessengerError(f"refused {post.id} {after}", status=None)

    async with life.run() as house:
        house.messenger.find = unreadable  # type: ignore[method-assign] # Discord is out of reach
        house.clock.forward(hours=1)
        await life.announce()

    assert life.titles == ["a"]
