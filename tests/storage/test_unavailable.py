"""A database that fails for a while: what callers get, and that it goes on by itself."""

import asyncio
import contextlib
import errno
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.errors import DatabaseError, StorageUnavailableError
from bot.storage import meta
from bot.storage.database import Database, wait_at_most
from bot.storage.errors import translated, translated_opening
from bot.storage.files import hold, is_frozen
from tests.failing import CODES, Faults
from tests.storage.damaging import fill
from tests.tables import each_row
from tests.waiting import PATIENCE_SECONDS

PATH = Path("/data/progress.db")


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("it fails here")
    error.sqlite_errorcode = code
    return error


@each_row(
    ("code", "says"),
    [
        (sqlite3.SQLITE_FULL, "is full. Free some space"),
        (sqlite3.SQLITE_BUSY, "Another program has locked"),
        (sqlite3.SQLITE_BUSY_RECOVERY, "Another program has locked"),
        (sqlite3.SQLITE_LOCKED, "Another program has locked"),
        (sqlite3.SQLITE_PROTOCOL, "Another program has locked"),
        (sqlite3.SQLITE_IOERR_FSYNC, "Check the disk"),
        (sqlite3.SQLITE_IOERR_READ, "Check the disk"),
        (sqlite3.SQLITE_READONLY_CANTINIT, "can only be read"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
    ],
)
def test_what_goes_by_is_a_sentence_that_says_what_to_do(code: int, says: str) -> None:
    found = translated(sqlite_error(code), PATH)

    assert isinstance(found, StorageUnavailableError)
    assert says in str(found)
    assert str(PATH) in str(found)


def test_no_memory_goes_by_too() -> None:
    assert isinstance(translated(MemoryError(), PATH), StorageUnavailableError)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB])
def test_damage_does_not_go_by(code: int) -> None:
    assert isinstance(translated(sqlite_error(code), PATH), DatabaseError)


@pytest.mark.parametrize(
    "error",
    [
        sqlite_error(sqlite3.SQLITE_ERROR),
        sqlite_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE),
        sqlite_error(sqlite3.SQLITE_MISUSE),
        sqlite3.ProgrammingError("You did not supply a value"),
        ValueError("a bug"),
    ],
)
def test_a_bug_stays_as_it_is(error: Exception) -> None:
    assert translated(error, PATH) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_disk_that_is_full_or_fails_while_opening_goes_by(number: int, tmp_path: Path) -> None:
    found = translated_opening(OSError(number, "it fails here"), tmp_path / "a.db")

    assert isinstance(found, StorageUnavailableError)


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOTDIR, errno.ENAMETOOLONG])
def test_rights_and_paths_are_for_a_person_to_mend(number: int, tmp_path: Path) -> None:
    found = translated_opening(OSError(number, "it fails here"), tmp_path / "a.db")

    assert isinstance(found, DatabaseError)
    assert "Check DATABASE_PATH" in str(found)


async def test_a_folder_in_place_of_the_database_is_for_a_person_to_mend(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="Check DATABASE_PATH"):
        async with Database.open(tmp_path):
            pass


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        # A quota that is used up, a delayed write, a file that cannot be made.
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_CANTOPEN,
    ],
)
def test_however_a_full_disk_shows_itself_it_is_called_full(code: int, small_disk: Path) -> None:
    path = small_disk / "a.db"
    fill(small_disk)

    for found in (
        translated(sqlite_error(code), path),
        translated_opening(sqlite_error(code), path),
    ):
        assert isinstance(found, StorageUnavailableError)
        assert "is full. Free some space" in str(found)


def test_a_full_disk_that_cannot_be_read_is_told_as_a_disk_that_fails(small_disk: Path) -> None:
    fill(small_disk)
    found = translated(sqlite_error(sqlite3.SQLITE_IOERR_READ), small_disk / "a.db")

    assert "Check the disk" in str(found)


def test_a_lock_file_on_a_full_disk_goes_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("filelock.FileLock.acquire", full)
    with pytest.raises(StorageUnavailableError, match="is full"), hold(tmp_path / "a.db"):
        pass


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def failing(tmp_path: Path, faults: Faults) -> AsyncIterator[Database]:
    """A database with those faults, which waits for no lock."""
    path = tmp_path / "a.db"
    async with Database.open(path, factory=faults.factory, busy_timeout=0) as opened:
        yield opened


async def write(database: Database, value: str) -> None:
    async with database.transaction() as connection:
        await meta.put(connection, "colour", value)


async def colour(database: Database) -> str | None:
    async with database.reader() as connection:
        return await meta.get(connection, "colour")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("call", range(3), ids=["begin", "statement", "commit"])
async def test_whatever_fails_the_next_transaction_is_whole(
    failing: Database, faults: Faults, call: int, code: int
) -> None:
    faults.fail(call, code)
    with pytest.raises(StorageUnavailableError):
        await write(failing, "pink")
    faults.none()

    assert await colour(failing) is None
    await write(failing, "blue")
    assert await colour(failing) == "blue"


async def test_a_rollback_that_fails_leaves_no_transaction_behind(
    failing: Database, faults: Faults
) -> None:
    faults.fail(2, sqlite3.SQLITE_BUSY, times=2)  # the commit, and the rollback after it
    with pytest.raises(StorageUnavailableError):
        await write(failing, "pink")
    faults.none()

    await write(failing, "blue")
    assert await colour(failing) == "blue"


async def test_a_read_that_fails_is_told_and_the_next_one_reads(
    failing: Database, faults: Faults
) -> None:
    await write(failing, "pink")
    faults.fail(0, sqlite3.SQLITE_IOERR_READ)
    with pytest.raises(StorageUnavailableError, match="Check the disk"):
        await colour(failing)
    faults.none()

    assert await colour(failing) == "pink"


async def test_a_connection_that_died_is_replaced(database: Database) -> None:
    await write(database, "pink")
    async with database.reader() as reader:
        pass
    for connection in (reader, await database._writer.get()):
        await connection.close()

    await write(database, "blue")
    assert await colour(database) == "blue"


async def test_connections_that_are_all_replaced_keep_the_databases_log(
    failing: Database, faults: Faults
) -> None:
    log = failing.path.with_name(f"{failing.path.name}-wal")
    before = log.stat().st_ino
    faults.fail(0, sqlite3.SQLITE_IOERR_READ, times=99)
    with pytest.raises(StorageUnavailableError):
        async with failing.reader() as connection:
            with pytest.raises(StorageUnavailableError):
                await colour(failing)
            await meta.get(connection, "colour")
    with pytest.raises(StorageUnavailableError):
        await write(failing, "pink")
    faults.none()
    await write(failing, "pink")

    assert log.stat().st_ino == before


async def test_an_outage_is_said_once(
    failing: Database, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    faults.fail(0, sqlite3.SQLITE_FULL, times=99)
    for _ in range(5):
        with pytest.raises(StorageUnavailableError):
            await write(failing, "pink")

    assert [record.getMessage() for record in caplog.records] == [failing.health.outage]


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds SQLite's lock."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def test_readers_go_on_while_another_program_holds_the_lock(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db", busy_timeout=0.1) as database:
        await write(database, "pink")
        with locked(database.path):
            with pytest.raises(StorageUnavailableError, match="Another program has locked"):
                await write(database, "blue")
            writing = asyncio.create_task(write(database, "blue"))
            assert await colour(database) == "pink"
            await asyncio.gather(writing, return_exceptions=True)
        await write(database, "blue")
        assert await colour(database) == "blue"


async def test_a_writer_goes_on_as_soon_as_the_lock_is_free(database: Database) -> None:
    with locked(database.path):
        writing = asyncio.create_task(write(database, "pink"))
        await asyncio.sleep(0.1)
    await writing

    assert await colour(database) == "pink"


@pytest.fixture
async def patient(tmp_path: Path) -> AsyncIterator[Database]:
    """A new database whose writers wait long for a lock."""
    async with Database.open(tmp_path / "patient.db", busy_timeout=PATIENCE_SECONDS) as opened:
        yield opened


async def test_whoever_has_to_answer_in_time_waits_for_no_lock_and_no_queue(
    patient: Database,
) -> None:
    async def in_time() -> None:
        wait_at_most(0.05)
        await write(patient, "pink")

    with locked(patient.path):
        waiting = asyncio.create_task(write(patient, "blue"))
        await asyncio.sleep(0)
        for _ in range(3):
            with pytest.raises(StorageUnavailableError):
                await asyncio.create_task(in_time())
        assert not waiting.done()
    await waiting

    assert await colour(patient) == "blue"


async def test_a_writer_that_waits_for_a_lock_ends_at_once_when_it_is_cancelled(
    patient: Database,
) -> None:
    began = time.monotonic()
    with locked(patient.path):
        writing = asyncio.create_task(write(patient, "pink"))
        await asyncio.sleep(0.1)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

        assert time.monotonic() - began < PATIENCE_SECONDS


@pytest.mark.parametrize("side", ["", "-wal", "-shm"])
async def test_nothing_is_written_to_a_file_that_was_moved_until_it_is_back(
    database: Database, side: str
) -> None:
    await write(database, "pink")
    moved = database.path.with_name(f"{database.path.name}{side}")
    moved.rename(moved.with_suffix(".moved"))

    with pytest.raises(StorageUnavailableError, match="was deleted"):
        await write(database, "blue")
    assert await colour(database) == "pink"
    assert not moved.exists()

    moved.with_suffix(".moved").rename(moved)
    await write(database, "blue")
    assert await colour(database) == "blue"


async def test_a_part_of_a_database_behind_a_link_is_missed_where_it_really_stands(
    tmp_path: Path,
) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "deep" / "a.db")
    async with Database.open(tmp_path / "link.db") as database:
        await write(database, "pink")
        (tmp_path / "deep" / "a.db-wal").rename(tmp_path / "moved")

        with pytest.raises(StorageUnavailableError, match="was deleted"):
            await write(database, "blue")

        (tmp_path / "moved").rename(tmp_path / "deep" / "a.db-wal")


@pytest.mark.parametrize("code", [errno.EACCES, errno.ESTALE, errno.EIO, errno.ENOTCONN])
async def test_a_place_that_cannot_be_looked_at_is_an_outage(
    database: Database, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does a network disk answer that is not there for now."""

    def refuse(_: Path) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", refuse)
        with pytest.raises(StorageUnavailableError, match=os.strerror(code)):
            await database.probe()

    assert database.health.outage
    await write(database, "blue")


async def test_a_file_in_place_of_the_database_is_left_alone(database: Database) -> None:
    await write(database, "pink")
    other = database.path.with_name("other.db")
    shutil.copy(database.path, other)
    other.replace(database.path)

    with pytest.raises(StorageUnavailableError, match="Another file stands in place"):
        await write(database, "blue")
    # A connection that is lost now must not be opened on the other file.
    database._writer.suspect()
    with pytest.raises(StorageUnavailableError, match="Another file stands in place"):
        await write(database, "blue")
    assert await colour(database) == "pink"


async def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with Database.open(folder / "a.db") as database:
        folder.rename(tmp_path / "elsewhere")
        with pytest.raises(StorageUnavailableError, match="was deleted or moved"):
            await database.probe()
        (tmp_path / "elsewhere").rename(folder)
        await database.probe()


async def test_a_whole_database_on_a_full_disk_can_be_read(small_disk: Path) -> None:
    path = small_disk / "a.db"
    async with Database.open(path) as database:
        await write(database, "pink")
    assert not is_frozen(path)
    fill(small_disk)

    with pytest.raises(StorageUnavailableError, match="is full"):
        async with Database.open(path):
            pass
    assert is_frozen(path)
    async with Database.open(path, frozen=True) as database:
        assert await colour(database) == "pink"
        with pytest.raises(StorageUnavailableError, match="is full"):
            await write(database, "blue")


async def test_a_database_with_a_log_is_read_by_way_of_it(small_disk: Path) -> None:
    path = small_disk / "a.db"
    async with Database.open(path) as database:
        await write(database, "pink")
        fill(small_disk)

        assert not is_frozen(path)
        async with Database.open(path) as beside:
            assert await colour(beside) == "pink"
