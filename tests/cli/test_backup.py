"""The commands backup, restore and announce, as processes."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import BackupError
from bot.pipelines.backup import (
    UNFINISHED,
    BackupPlan,
    DailyBackup,
    back_up,
    copies_in,
    in_thread,
)
from bot.storage.backup import Stopped
from bot.storage.database import Database
from bot.storage.files import UNFINISHED_DATABASES, Beside, hold
from bot.storage.migrations import MIGRATIONS
from tests.cli.program import OBEYING_RIGHTS, FeedServer, Outcome, Program, item, rss
from tests.factories import NOON
from tests.fakes import ManualClock


@pytest.fixture
async def begun(program: Program) -> Program:
    """A program that has polled."""
    assert (await program("poll", "--once")).code == 0
    return program


def database_of(program: Program) -> Path:
    return program.folder / "progress.db"


def values(path: Path, sql: str) -> list[object]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql).fetchall()]


async def test_a_copy_is_made_and_restored(begun: Program) -> None:
    made = await begun("backup", "copies/copy.db")
    (begun.folder / "progress.db").unlink()
    restored = await begun("restore", "copies/copy.db")
    found = await begun("search", "brain", "--json")

    assert (made.code, restored.code) == (0, 0), made.err + restored.err
    assert "Copied to copies/copy.db" in made.out
    assert "progress-bot announce --since" in restored.out
    assert found.json["hits"]


async def test_json_says_what_was_made_deleted_and_kept(begun: Program) -> None:
    begun.settings |= {"BACKUP_DIR": "copies", "BACKUP_KEEP": "2"}
    several = [(await begun("backup", "--json")).json for _ in range(3)]
    restored = (await begun("restore", several[2]["backups"][0]["file"], "--json")).json

    (copy,) = several[2]["backups"]
    size = (begun.folder / copy["file"]).stat().st_size
    assert copy == {"file": copy["file"], "bytes": size, "members": True}
    assert several[2]["deleted"] == [{"file": several[0]["backups"][0]["file"]}]
    assert len(list((begun.folder / "copies").iterdir())) == 2
    (done,) = restored["restores"]
    assert (done["file"], done["database"]) == (copy["file"], "progress.db")
    assert (begun.folder / done["kept"]).exists()
    assert (done["looked_for"], done["not_announced"]) == (0, 0)


@pytest.mark.parametrize("number", ["0", "x", "-1"])
async def test_the_number_of_copies_is_checked(program: Program, number: str) -> None:
    program.settings["BACKUP_KEEP"] = number

    outcome = await program("backup", "copy.db")

    assert (outcome.code, "BACKUP_KEEP is wrong" in outcome.err) == (78, True)


async def test_without_a_place_the_command_says_what_to_do(begun: Program) -> None:
    outcome = await begun("backup")

    assert (outcome.code, outcome.out) == (78, "")
    assert "BACKUP_DIR" in outcome.err


async def test_a_path_that_ends_as_a_folder_is_one(begun: Program) -> None:
    made = await begun("backup", "new/", "--keep", "2", "--json")
    refused = await begun("backup", "feeds.toml/")
    wrong = await begun("backup", "new/", "--keep", "0")

    (copy,) = made.json["backups"]
    assert Path(copy["file"]).parent == Path("new")
    assert (refused.code, "The folder feeds.toml cannot be made" in refused.err) == (1, True)
    assert "write a whole number of 1 or more, not 0" in wrong.err


async def test_what_is_no_copy_is_told_without_naming_a_setting(begun: Program) -> None:
    (begun.folder / "notes.txt").write_text("no database\n" * 100, "utf-8")

    outcome = await begun("restore", "notes.txt")

    assert (outcome.code, outcome.err.count("\n")) == (78, 1)
    assert "notes.txt is no copy of a database" in outcome.err
    assert "DATABASE_PATH" not in outcome.err


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nosuch.db", "The file nosuch.db does not exist. Name a copy"),
        (".", ". is a folder. Name a copy"),
        ("nosuch/", "The file nosuch does not exist. Name a copy"),
        ("/dev/null", "/dev/null is a device. Name a copy"),
    ],
)
async def test_a_copy_that_is_no_file_is_wrong_usage(
    begun: Program, typed: str, sentence: str
) -> None:
    outcome = await begun("restore", typed)

    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert sentence in outcome.err


@pytest.mark.skipif(sys.platform != "linux", reason="cannot give up the rights of root")
async def test_a_copy_that_may_not_be_read_is_named(begun: Program) -> None:
    assert (await begun("backup", "copy.db")).code == 0
    (begun.folder / "copy.db").chmod(0)

    closed = await begun("restore", "copy.db", before=OBEYING_RIGHTS)
    database_of(begun).chmod(0)
    unread = await begun("backup", "other.db", before=OBEYING_RIGHTS)

    assert (closed.code, closed.err.splitlines()) == (
        1,
        ["copy.db cannot be read (Permission denied). Check the rights on it."],
    )
    assert "progress.db cannot be read (Permission denied)" in unread.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("backup", "notes.txt/"), 1), (("backup",), 78), (("split", "notes.txt", "0/2", "1/2"), 2)],
)
async def test_a_folder_that_is_a_file_is_told_as_that(
    begun: Program, arguments: tuple[str, ...], code: int
) -> None:
    (begun.folder / "notes.txt").touch()
    begun.settings["BACKUP_DIR"] = "notes.txt"

    outcome = await begun(*arguments)

    assert (outcome.code, "notes.txt is a file, not a folder" in outcome.err) == (code, True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
async def test_what_root_makes_belongs_to_the_owner_of_the_database(begun: Program) -> None:
    for each in (begun.folder, *begun.folder.iterdir()):
        os.chown(each, 1234, 1234)

    for arguments in (
        ("backup", "copies/copy.db"),
        ("split", "parts", "0/2", "1/2"),
        ("knowledge", "copy", "mine"),
    ):
        assert (await begun(*arguments)).code == 0
    copy = begun.folder / "copies" / "copy.db"
    begun.settings["DATABASE_PATH"] = "new/first.db"
    assert (await begun("restore", str(copy))).code == 0

    assert {each.stat().st_uid for each in begun.folder.rglob("*")} == {1234}


async def test_a_copy_that_is_of_another_program_or_damaged_leads_to_another_copy(
    begun: Program,
) -> None:
    (begun.folder / "empty").touch()
    with contextlib.closing(sqlite3.connect(begun.folder / "other.db")) as connection:
        connection.execute("CREATE TABLE letters (text TEXT)")
    whole = (begun.folder / "progress.db").read_bytes()
    (begun.folder / "cut.db").write_bytes(whole[: len(whole) // 3])

    told = [(await begun("restore", name)).err for name in ("empty", "other.db", "cut.db")]

    assert [each.count("\n") for each in told] == [1, 1, 1]
    assert all("is no copy of a database" in each for each in told[:2])
    assert "cut.db is damaged" in told[2]
    assert all("Nothing was changed." in each for each in told)


@pytest.mark.parametrize("typed", ["new/", "new/deep/", "new/copy.db"])
async def test_a_copy_that_cannot_be_made_leaves_no_folder(program: Program, typed: str) -> None:
    outcome = await program("backup", typed)

    assert (outcome.code, "There is no database" in outcome.err) == (78, True)
    assert not (program.folder / "new").exists()


async def test_after_a_restore_feeds_are_said_to_be_read_anew(begun: Program) -> None:
    await begun("backup", "copy.db")
    await begun("restore", "copy.db")

    listed = (await begun("feeds", "list")).out

    assert "UTC; read with the next poll" in listed
    assert "not read yet" not in listed


async def test_a_number_to_keep_needs_a_folder(begun: Program) -> None:
    outcome = await begun("backup", "copy.db", "--keep", "2")

    assert (outcome.code, "--keep" in outcome.err) == (2, True)


@pytest.mark.parametrize(
    ("target", "contents"), [("progress.db", None), ("letter.txt", b"Dear all"), ("empty", b"")]
)
async def test_no_other_file_is_replaced(
    begun: Program, target: str, contents: bytes | None
) -> None:
    place = begun.folder / target
    if contents is not None:
        place.write_bytes(contents)
    before = place.read_bytes()

    outcome = await begun("backup", target)

    assert (outcome.code, outcome.out) == (1, "")
    assert place.read_bytes() == before


async def test_a_former_copy_is_replaced(begun: Program) -> None:
    assert [(await begun("backup", "copy.db")).code for _ in range(2)] == [0, 0]


async def test_a_database_that_is_missing_is_said(program: Program) -> None:
    outcome = await program("backup", "copy.db")

    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (78, "", 1)
    assert "There is no database progress.db yet." in outcome.err
    assert "correct DATABASE_PATH" in outcome.err
    assert not (program.folder / "copy.db").exists()


async def test_restoring_beside_a_bot_and_of_a_newer_file_is_refused(begun: Program) -> None:
    await begun("backup", "copy.db")
    with hold(database_of(begun)):
        beside = await begun("restore", "copy.db")
    with contextlib.closing(sqlite3.connect(begun.folder / "copy.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    newer = await begun("restore", "copy.db")

    assert (beside.code, newer.code) == (75, 78)
    assert "Another bot or command uses" in beside.err
    assert "a newer one made it" in newer.err


async def test_an_older_file_is_migrated(begun: Program, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with contextlib.closing(sqlite3.connect(old, isolation_level=None)) as connection:
        for number, statements in enumerate(MIGRATIONS[:9], 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")

    restored = await begun("restore", str(old))

    assert restored.code == 0, restored.err
    assert values(database_of(begun), "PRAGMA user_version") == [len(MIGRATIONS)]
    assert values(old, "PRAGMA user_version") == [9]


async def test_what_a_restore_kept_silent_is_announced_on_command(
    begun: Program, feeds: FeedServer
) -> None:
    async with Database.open(database_of(begun)) as database, database.transaction() as connection:
        await connection.execute("INSERT INTO channels (channel_id, guild_id) VALUES (10, 1)")
        await connection.execute(
            "INSERT INTO subscriptions (guild_id, channel_id, topic, kinds, created_at) "
            "VALUES (1, 10, 'all', 'news,stories', 1)"
        )
    await begun("backup", "copy.db")
    await begun("restore", "copy.db")
    gap = (
        item("gap", "A study of the gap")
        .replace("<pubDate>", "<was>")
        .replace("</pubDate>", "</was>")
    )
    feeds.documents["/news"] = rss(gap, item("brain", "Brain metastases respond to a new drug"))
    await begun("poll", "--once")
    silent = values(database_of(begun), "SELECT count(*) FROM deliveries")
    shown = await begun("announce", "--since", "2d", "--dry-run")
    announced = (await begun("announce", "--since", "2d", "--json")).json
    again = await begun("announce", "--since", "2d")

    assert silent == [0]
    assert "A study of the gap" in shown.out
    assert "1 article was not announced" in shown.out
    (article,) = announced["articles"]
    assert (article["title"], article["channels"]) == ("A study of the gap", 1)
    assert values(database_of(begun), "SELECT state FROM deliveries") == ["pending"]
    assert "no restore kept an article" in again.out


async def test_what_no_channel_takes_stays_to_be_announced_later(
    begun: Program, feeds: FeedServer
) -> None:
    """A bot that nobody subscribed to posts nothing."""
    await begun("backup", "copy.db")
    await begun("restore", "copy.db")
    feeds.documents["/news"] = rss(item("gap", "A study of the gap").replace("pubDate", "was"))
    await begun("poll", "--once")

    first, second = [await begun("announce", "--since", "2d") for _ in range(2)]

    assert first.code == 0
    assert first.out == second.out
    assert "(to 0 channels)" in first.out
    assert "1 article goes to no channel." in first.out
    assert "A running bot posts" not in first.out


async def test_announcing_needs_a_readable_date_and_announce_on(begun: Program) -> None:
    wrong = await begun("announce", "--since", "soon")
    begun.settings["ANNOUNCE"] = "off"
    off = await begun("announce", "--since", "2d")

    assert (wrong.code, off.code) == (2, 1)
    assert "ANNOUNCE is off" in off.err


async def test_copies_are_made_while_other_processes_write(begun: Program) -> None:
    several = await asyncio.gather(
        *(begun("backup", f"copy-{number}.db") for number in range(2)),
        begun("poll", "--once"),
    )

    assert [outcome.code for outcome in several] == [0, 0, 0]


@pytest.fixture
async def plain(tmp_path: Path) -> Path:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    return path


async def test_the_bot_makes_a_copy_a_day_and_keeps_as_many_as_wanted(
    plain: Path, clock: ManualClock
) -> None:
    folder, made = plain.parent / "copies", list[int]()
    for _ in range(10):
        daily = DailyBackup(plain, folder, 3, clock)  # as after a restart
        await daily.back_up_if_due()
        made.append(len(copies_in(folder, plain)))
        clock.forward(hours=12)

    times = [at for at, _ in copies_in(folder, plain)]
    assert made == [1, 1, 2, 2, 3, 3, 3, 3, 3, 3]
    assert times == [NOON + timedelta(days=days) for days in (4, 3, 2)]


async def test_a_failure_is_said_once_tried_again_later_and_over_with_a_success(
    plain: Path, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    folder = plain.parent / "copies"
    folder.write_text("a file stands here")
    daily = DailyBackup(plain, folder, 3, clock)
    for _ in range(5):
        await daily.back_up_if_due()
        clock.forward(minutes=10)
    failed, logged = daily.failure, len(caplog.records)
    folder.unlink()
    clock.forward(hours=1)
    await daily.back_up_if_due()

    assert failed is not None
    assert failed.startswith("The daily backup failed.")
    assert logged == 1
    assert daily.failure is None
    assert len(copies_in(folder, plain)) == 1


FUTURE = "progress-20360101T000001Z.db"
"""A copy that was made while the clock was wrong."""


@pytest.mark.parametrize("keep", [1, 3])
async def test_a_copy_from_the_future_is_told_and_does_not_count_as_a_copy(
    plain: Path, clock: ManualClock, caplog: pytest.LogCaptureFixture, keep: int
) -> None:
    """With one, a copy a day is made as without, and none of the present ones makes room for it."""
    folder = _folder(plain.parent / "copies")
    (folder / FUTURE).touch()
    daily = DailyBackup(plain, folder, keep, clock)
    for _ in range(6 * 24 * 5):  # each ten minutes for five days
        await daily.back_up_if_due()
        clock.forward(minutes=10)

    future, *present = copies_in(folder, plain)
    assert future[1].name == FUTURE
    assert [at for at, _ in present] == [NOON + timedelta(days=4 - ago) for ago in range(keep)]
    assert daily.from_future is not None
    assert FUTURE in daily.from_future
    assert caplog.text.count("has a time in the future") == 1


async def test_a_copy_that_was_just_made_stays_whatever_the_times_of_the_others(
    plain: Path,
) -> None:
    folder = _folder(plain.parent / "copies")
    back_up(BackupPlan(plain, folder, 1), NOON)

    made = back_up(BackupPlan(plain, folder, 1), NOON - timedelta(days=2000))

    assert made.file.exists()
    assert [path for _, path in copies_in(folder, plain)][1:] == [made.file]
    assert made.deleted == ()


async def test_the_command_tells_of_copies_from_the_future(begun: Program) -> None:
    (begun.folder / "copies").mkdir()
    for year in range(3030, 3035):
        (begun.folder / "copies" / FUTURE.replace("2036", str(year))).touch()
    (begun.folder / "copies" / "progress-20260101T000000Z.db").touch()

    outcome = await begun("backup", "copies", "--keep", "1", "--json")

    assert outcome.code == 0
    assert (begun.folder / outcome.json["backups"][0]["file"]).exists()
    assert outcome.json["deleted"] == [{"file": "copies/progress-20260101T000000Z.db"}]
    assert outcome.err.count("copies/progress-303") == 3
    assert "…. The clock was wrong when it was made" in outcome.err


async def test_a_name_of_a_file_that_belongs_to_a_database_is_no_name_for_a_copy(
    begun: Program,
) -> None:
    names = [f"progress.db{each}" for each in Beside]
    names += ["new/other.DB-WAL", "progress.db-wal/", ".copy.progress-bot.part"]
    before = names_in(begun.folder)

    outcomes = [await begun("backup", name) for name in names]
    begun.settings["BACKUP_DIR"] = "progress.db-journal"
    outcomes.append(await begun("backup"))

    assert {(each.code, each.out, each.err.count("\n")) for each in outcomes} == {(1, "", 1)}
    assert names_in(begun.folder) == before


async def test_a_database_behind_a_link_is_the_one_that_a_bot_runs_on(begun: Program) -> None:
    """A second bot and a restore are refused by any path that leads to the file."""
    (begun.folder / "link.db").symlink_to("progress.db")
    (begun.folder / "deep").mkdir()
    (begun.folder / "deep" / "news.db").symlink_to("../link.db")
    await begun("backup", "copy.db")
    begun.settings["DISCORD_TOKEN"] = "a.b.c"

    outcomes = list[Outcome]()
    with hold(database_of(begun)):
        for path in ("link.db", "deep/news.db"):
            begun.settings["DATABASE_PATH"] = path
            outcomes += [await begun("run"), await begun("restore", "copy.db")]

    assert [each.code for each in outcomes] == [75] * 4


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


async def test_other_files_in_the_folder_stay(plain: Path, clock: ManualClock) -> None:
    folder = _folder(plain.parent / "copies")
    others = ("notes.txt", "other-20260101T000000Z.db", "progress-20269999T000000Z.db")
    for name in others:
        (folder / name).write_text("mine")
    back_up(BackupPlan(plain, folder, 1, members=False), clock.now())
    for hours in range(3):
        back_up(BackupPlan(plain, folder, 1), clock.now() + timedelta(hours=hours))

    left = sorted(path.name for path in folder.iterdir())
    assert left == sorted(
        (*others, "progress-20260301T140000Z.db", "progress-without-members-20260301T120000Z.db")
    )


async def test_what_a_killed_backup_left_is_deleted_later(plain: Path) -> None:
    folder, now = _folder(plain.parent / "copies"), datetime.now(UTC)
    old, young = (folder / f".progress-{each}{UNFINISHED}" for each in "xy")
    others = [folder / name for name in (".film.mkv.part", ".progress-x.part", ".part")]
    for path, age in ((old, 2), (young, 0), *((path, 2) for path in others)):
        path.touch()
        seconds = (now - timedelta(days=age)).timestamp()
        os.utime(path, (seconds, seconds))

    back_up(BackupPlan(plain, folder), now)

    assert (old.exists(), young.exists()) == (False, True)
    assert all(path.exists() for path in others)


async def test_a_copy_that_fails_leaves_the_former_ones(plain: Path) -> None:
    folder = _folder(plain.parent / "copies")
    back_up(BackupPlan(plain, folder, 1), NOON)

    with pytest.raises(BackupError):
        back_up(BackupPlan(plain, folder, 1), NOON + timedelta(days=1), lambda: True)

    assert [path.name for path in folder.iterdir()] == ["progress-20260301T120000Z.db"]


async def test_a_bot_that_stops_does_not_wait_for_its_copy(plain: Path) -> None:
    """The thread that copies ends with the task: the loop closes at once."""
    async with Database.open(plain) as database, database.transaction() as connection:
        await connection.execute("INSERT INTO meta VALUES ('big', hex(zeroblob(20000000)))")
    daily = DailyBackup(plain, plain.parent / "copies", 3, SystemClock())
    task = asyncio.create_task(daily.back_up_if_due())
    while not list((plain.parent / "copies").glob(".*.part")):  # noqa: ASYNC110
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task

    await asyncio.get_running_loop().shutdown_default_executor()
    assert copies_in(plain.parent / "copies", plain) == []


async def test_a_disk_without_rights_is_one_sentence(begun: Program) -> None:
    outcome = await begun("backup", "/proc/copy.db")

    assert (outcome.code, outcome.out) == (1, "")
    assert len(outcome.err.splitlines()) == 1


async def test_a_copy_put_by_hand_is_copied_and_restored_like_any(begun: Program) -> None:
    await begun("backup", "copy.db")
    shutil.copyfile(begun.folder / "copy.db", begun.folder / "hand.db")

    assert (await begun("restore", "hand.db")).code == 0
    assert values(database_of(begun), "SELECT count(*) FROM former_ids") == [1]


LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
"""
"""The program is on a disk that holds no more than a part of the copy."""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
async def test_a_disk_that_is_too_small_is_one_sentence_and_nothing_is_left(
    begun: Program,
) -> None:
    assert (await begun("backup", "copy.db")).code == 0
    before = names_in(begun.folder), contents(database_of(begun))

    outcomes = [
        await begun(*arguments, before=LIMITED)
        for arguments in (("backup", "other.db"), ("backup", "copy.db"), ("restore", "copy.db"))
    ]

    assert [(each.code, each.out) for each in outcomes] == [(1, "")] * 3
    assert all(len(each.err.splitlines()) == 1 for each in outcomes)
    assert (names_in(begun.folder), contents(database_of(begun))) == before


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"progress.db.lock"}


def contents(path: Path) -> bytes:
    return path.read_bytes()


KILLED = """
import os
left = {steps}
def counted(act):
    def counting(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return act(*arguments, **options)
    return counting
for name in ("link", "rename", "replace", "fsync"):
    setattr(os, name, counted(getattr(os, name)))
"""
"""The program is killed before one of the steps that other processes can see."""


async def test_a_restore_that_is_killed_leaves_one_whole_database_and_can_be_repeated(
    begun: Program,
) -> None:
    await begun("backup", "copy.db")
    codes, found = list[int](), list[object]()
    while 0 not in codes:
        assert len(codes) < 20
        killed = await begun("restore", "copy.db", before=KILLED.format(steps=len(codes)))
        codes.append(killed.code)
        found += values(database_of(begun), "PRAGMA integrity_check")
        found += values(database_of(begun), "SELECT count(*) FROM articles")
        assert not list(begun.folder.glob("*.restoring")) or codes[-1] == 9

    assert set(codes[:-1]) == {9}
    assert len(codes) > 5
    assert set(found) == {"ok", 2}
    assert not list(begun.folder.glob("*.restoring*"))
    assert not list(begun.folder.glob("*.new"))


SIGNALED = """
import os, signal
from bot.storage import backup

paused = backup.time.sleep
def signaled(seconds):
    os.kill(os.getpid(), signal.{name})
    paused(seconds)
backup.time.sleep = signaled
"""
"""The program gets a signal while it copies a database in a thread."""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("arguments", [["restore", "copy.db"], ["split", "parts", "0/2", "1/2"]])
async def test_a_signal_while_copying_leaves_nothing_and_is_quiet(
    begun: Program, name: str, arguments: list[str]
) -> None:
    await begun("backup", "copy.db")
    before = database_of(begun).read_bytes()

    outcome = await begun(*arguments, before=SIGNALED.format(name=name))

    assert (outcome.code, outcome.out, outcome.err) == (130, "", "")
    left = {each.suffix for each in begun.folder.rglob("*")} & {
        *UNFINISHED_DATABASES,
        Beside.SPLITTING,
    }
    assert not left
    assert database_of(begun).read_bytes() == before or arguments[0] == "split"


async def test_a_thread_is_waited_for_when_its_copy_is_canceled() -> None:
    """Else it would write on after its files were deleted."""
    ended, loop = list[str](), asyncio.get_running_loop()

    def work(stopped: Stopped) -> None:
        loop.call_soon_threadsafe(task.cancel)
        while not stopped():
            time.sleep(0.001)
        ended.append("the thread")

    task = asyncio.create_task(in_thread(work))
    with pytest.raises(asyncio.CancelledError):
        await task
    ended.append("the task")

    assert ended == ["the thread", "the task"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("parts", "0-1/4", "1-3/4"), 2, "Two parts have the same shards: 0-1/4 and 1-3/4."),
        (("parts", "0/4", "1/2"), 2, "All parts must be of one number of shards"),
        (("parts", "0-3/16", "4-x/16"), 2, "such as 0-3/16"),
        (
            ("plain.txt", "0/2", "1/2"),
            2,
            "The folder plain.txt cannot be made (plain.txt is a file, not a folder).",
        ),
        (("/proc/parts", "0/2", "1/2"), 2, "The folder /proc/parts cannot be made"),
    ],
)
async def test_parts_that_cannot_be_made_are_wrong_usage(
    begun: Program, arguments: tuple[str, ...], code: int, says: str
) -> None:
    (begun.folder / "plain.txt").touch()
    before = contents(database_of(begun))

    outcome = await begun("split", *arguments)

    assert (outcome.code, outcome.out) == (code, "")
    assert says in " ".join(outcome.err.split())
    assert contents(database_of(begun)) == before


async def test_a_restore_says_first_that_the_copy_lacks_the_subscriptions(begun: Program) -> None:
    with contextlib.closing(sqlite3.connect(database_of(begun))) as connection:
        connection.execute("INSERT INTO channels (channel_id, guild_id) VALUES (2, 1)")
        connection.execute(
            "INSERT INTO subscriptions (guild_id, channel_id, topic, kinds, created_at) "
            "VALUES (1, 2, 'all', '[]', 1)"
        )
        connection.commit()
    await begun("backup", "news.db", "--without-members")
    await begun("backup", "whole.db")

    without = await begun("restore", "news.db")
    whole = await begun("restore", "whole.db", "--json")

    assert "no subscriptions" in without.out.splitlines()[0]
    assert "the former database has one." in without.out.splitlines()[0]
    assert whole.json["restores"][0]["lost_subscriptions"] == 0


async def test_a_divided_database_is_named_by_doctor_and_by_what_replaces_it(
    begun: Program,
) -> None:
    await begun("backup", "before.db")
    await begun("split", "parts", "0/2", "1/2")

    doctor = await begun("doctor", "--json")
    restored = await begun("restore", "before.db")
    again = await begun("doctor", "--json")

    found = [each["say"] for each in doctor.json["checks"] if not each["ok"]]
    assert any("was split; its parts have SHARDS=0/2 1/2" in each for each in found)
    assert "Stop their bots for good" in restored.out
    assert not any("was split" in each["say"] for each in again.json["checks"])
