"""The database: opening, migrating, one writer at a time, cancellation."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import Literal

import aiosqlite
import pytest

from bot.errors import (
    DatabaseError,
    DatabaseInUseError,
    DatabaseVersionError,
    StorageUnavailableError,
)
from bot.storage import articles, feeds, meta
from bot.storage import database as bot_database
from bot.storage.articles import UnstoredArticle
from bot.storage.connection import Link
from bot.storage.database import READERS, Connection, Database
from bot.storage.files import DatabaseFiles, hold
from bot.storage.meta import migrate
from bot.storage.migrations import MIGRATIONS
from tests.factories import NOON, article, feed


async def after_the_next_writer(database: Database) -> tuple[str | None, str | None]:
    """The colour that the writer before may have left, and the shape that another one writes."""
    async with database.transaction() as connection:
        await meta.put(connection, "shape", "ribbon")
    async with database.reader() as connection:
        return await meta.get(connection, "colour"), await meta.get(connection, "shape")


async def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as first, first.transaction() as connection:
        await meta.put(connection, "colour", "pink")

    async with Database.open(tmp_path / "a.db") as second, second.reader() as connection:
        assert await meta.get(connection, "colour") == "pink"


async def test_an_exception_rolls_the_transaction_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as connection:
            await meta.put(connection, "colour", "pink")
            raise ZeroDivisionError

    async with database.reader() as connection:
        assert await meta.get(connection, "colour") is None


async def test_a_cancelled_writer_leaves_nothing_to_the_next_one(database: Database) -> None:
    written = asyncio.Event()

    async def write_and_hang() -> None:
        async with database.transaction() as connection:
            await meta.put(connection, "colour", "pink")
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_hang())
    await written.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert await after_the_next_writer(database) == (None, "ribbon")


async def test_a_commit_finishes_though_its_writer_is_cancelled(database: Database) -> None:
    async def write() -> None:
        async with database.transaction() as connection:
            await meta.put(connection, "colour", "pink")
            task.cancel()  # arrives at the first await after this: the commit

    task = asyncio.create_task(write())
    result = await asyncio.gather(task, return_exceptions=True)

    assert isinstance(result[0], asyncio.CancelledError)
    async with database.reader() as connection:
        assert await meta.get(connection, "colour") == "pink"


async def test_a_commit_that_fails_leaves_nothing_to_the_next_writer(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction() as connection:
            await meta.put(connection, "colour", "pink")
            await connection.execute("PRAGMA defer_foreign_keys = ON")  # checked by the commit
            await connection.execute(
                "INSERT INTO article_topics VALUES ('metastasis', 0, 999, 'no such article', 0)"
            )

    assert await after_the_next_writer(database) == (None, "ribbon")


async def test_writers_take_turns(database: Database) -> None:
    async def count_up() -> None:
        async with database.transaction() as connection:
            before = int(await meta.get(connection, "n") or 0)
            await asyncio.sleep(0)
            await meta.put(connection, "n", str(before + 1))

    await asyncio.gather(*(count_up() for _ in range(20)))

    async with database.reader() as connection:
        assert await meta.get(connection, "n") == "20"


async def test_a_reader_cannot_write(database: Database) -> None:
    async with database.reader() as connection:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await meta.put(connection, "colour", "pink")


async def test_a_newer_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "future.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(DatabaseVersionError, match="version 99"):
        async with Database.open(path):
            pass


async def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("dear diary, this is no database at all " * 50)

    with pytest.raises(DatabaseError, match="Check DATABASE_PATH"):
        async with Database.open(path):
            pass


async def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(DatabaseError, match="another program's"):
        async with Database.open(path):
            pass

    assert path.read_bytes() == before


async def test_damage_that_shows_later_is_told_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with Database.open(path):
        pass
    pages = bytearray(path.read_bytes())
    pages[4096:] = b"\xff" * (len(pages) - 4096)
    path.write_bytes(pages)

    with pytest.raises(DatabaseError, match=r"damaged|cannot be opened"):
        async with Database.open(path) as database, database.reader() as connection:
            await meta.database_id(connection)


def test_an_open_that_fails_or_is_cancelled_leaves_no_thread_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    async def fail() -> None:
        with pytest.raises(DatabaseError):
            async with Database.open(tmp_path / "file" / "a.db"):
                pass
        (tmp_path / "folder.db").mkdir()
        with pytest.raises(DatabaseError):
            async with Database.open(tmp_path / "folder.db"):
                pass

    async def cancel() -> None:
        async def open_it() -> None:
            async with Database.open(tmp_path / "a.db"):
                pass

        task = asyncio.create_task(open_it())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    before = threading.active_count()
    asyncio.run(fail())
    asyncio.run(cancel())

    assert threading.active_count() == before


async def test_what_begins_while_the_database_closes_is_refused_and_opens_no_connection(
    tmp_path: Path,
) -> None:
    """As a question that a member asks while the bot stops."""
    loop, asked = asyncio.get_running_loop(), list[Future[None]]()
    before = set(threading.enumerate())

    async def ask(database: Database) -> None:
        async with database.reader():
            pass

    class Asking(sqlite3.Connection):
        def close(self) -> None:
            asked.append(asyncio.run_coroutine_threadsafe(ask(database), loop))
            super().close()

    async with Database.open(tmp_path / "a.db", factory=Asking) as database:
        pass

    for each in asked:
        with pytest.raises(StorageUnavailableError, match="because the program ends"):
            await asyncio.wrap_future(each)
    assert len(asked) == 1 + READERS
    assert not database.health.outage
    assert connections(before) == []


@pytest.mark.parametrize("block", [Database.reader, Database.transaction])
async def test_who_still_reads_or_writes_when_it_closes_is_told_so(
    tmp_path: Path, block: Callable[[Database], AbstractAsyncContextManager[Connection]]
) -> None:
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(tmp_path / "a.db"))

        with pytest.raises(StorageUnavailableError, match="because the program ends"):
            async with block(database) as connection:
                await stack.aclose()
                await meta.get(connection, "colour")

    assert not database.health.outage


async def test_a_connection_that_is_opened_while_its_link_closes_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with Database.open(path):
        pass
    before = set(threading.enumerate())
    link = Link(path, DatabaseFiles(path), 1.0, sqlite3.Connection)
    opening = asyncio.create_task(link.get())
    await asyncio.sleep(0)

    await link.close()

    with pytest.raises(StorageUnavailableError):
        await opening
    assert connections(before) == []


def connections(before: set[threading.Thread]) -> list[str]:
    """The threads of connections that have come since then."""
    since = set(threading.enumerate()) - before
    return [each.name for each in since if "connection_worker" in each.name]


async def test_a_migration_that_fails_halfway_changes_nothing(tmp_path: Path) -> None:
    async with aiosqlite.connect(tmp_path / "a.db", isolation_level=None) as connection:
        broken = (("CREATE TABLE good (n INTEGER) STRICT", "CREATE TABLE bad (n NONSENSE) STRICT"),)

        with pytest.raises(sqlite3.OperationalError):
            await migrate(connection, broken)

        tables = await connection.execute_fetchall("SELECT name FROM sqlite_master")
        assert list(tables) == []


async def test_foreign_keys_and_strict_tables_are_on(database: Database) -> None:
    async with database.reader() as connection:
        keys = list(await connection.execute_fetchall("PRAGMA foreign_keys"))
        journal = list(await connection.execute_fetchall("PRAGMA journal_mode"))
        loose = await connection.execute_fetchall(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND NOT strict AND name NOT LIKE 'sqlite%'"
        )

    assert keys[0][0] == 1
    assert journal[0][0] == "wal"
    assert list(loose) == []


async def test_each_database_has_an_id_of_its_own(tmp_path: Path) -> None:
    ids = set()
    for name in ("a.db", "b.db"):
        async with Database.open(tmp_path / name) as opened, opened.reader() as connection:
            ids.add(await meta.database_id(connection))

    assert len(ids) == 2


def test_a_second_holder_of_a_database_is_refused(tmp_path: Path) -> None:
    with (
        hold(tmp_path / "a.db"),
        pytest.raises(DatabaseInUseError, match="Another bot"),
        hold(tmp_path / "a.db"),
    ):
        pass


def test_migrations_are_only_ever_appended() -> None:
    assert len(MIGRATIONS) >= 1
    assert any("CREATE TABLE articles" in statement for statement in MIGRATIONS[0])


async def test_a_reader_sees_one_state_though_others_write_meanwhile(database: Database) -> None:
    async with database.reader() as connection:
        assert await meta.get(connection, "color") is None
        async with database.transaction() as writer:
            await meta.put(writer, "color", "pink")
        assert await meta.get(connection, "color") is None
    async with database.reader() as connection:
        assert await meta.get(connection, "color") == "pink"


@pytest.mark.parametrize(("patience", "gives_way"), [(60.0, True), (0.0, False)])
async def test_a_long_write_gives_way_to_who_reads_but_not_for_long(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, patience: float, gives_way: bool
) -> None:
    monkeypatch.setattr(bot_database, "GIVE_WAY_SECONDS", patience)
    found = [UnstoredArticle(article(str(n)), "") for n in range(articles.INSERTED_AT_ONCE + 1)]

    async def write() -> list[int]:
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            return await articles.insert_all(connection, 1, found, NOON)

    waits = asyncio.Event()

    class Watched(asyncio.Event):
        async def wait(self) -> Literal[True]:
            waits.set()
            return await super().wait()

    database._unread = Watched()
    database._unread.set()
    async with database.reader():
        writing = asyncio.create_task(write())
        await (waits.wait() if gives_way else writing)
        assert writing.done() is not gives_way

    assert len(await writing) == len(found)
