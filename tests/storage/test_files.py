import asyncio
import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import DatabaseError, StorageUnavailableError
from bot.paths import give_to_owner_of
from bot.storage import meta
from bot.storage.database import Database
from bot.storage.files import (
    Beside,
    beside,
    create_database,
    create_folder,
    hold,
    is_held,
    leave_note,
    open_to_others,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="has no rights of this kind")

BEGIN = "sqlite3.connect({!r}, timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def rights_in(folder: Path) -> dict[str, int]:
    return {path.name: rights(path) for path in folder.iterdir()}


def widen(path: Path, mode: int) -> None:
    path.chmod(mode)


def widen_all(folder: Path) -> None:
    for each in folder.iterdir():
        widen(each, 0o644)


def another_process_writes_to(path: Path) -> str:
    """Its complaints."""
    code = f"import sqlite3; {BEGIN.format(str(path))}"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    return result.stderr


async def write(database: Database) -> None:
    async with database.transaction() as connection:
        await meta.put(connection, "color", "pink")


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


async def test_a_new_database_and_all_beside_it_are_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "progress.db"
    with hold(path):
        async with Database.open(path) as database:
            await write(database)

            assert rights(path.parent) == 0o700
            assert rights_in(path.parent) == dict.fromkeys(
                ("progress.db", "progress.db-wal", "progress.db-shm", "progress.db.lock"), 0o600
            )


def test_the_file_is_private_before_sqlite_opens_it(tmp_path: Path) -> None:
    os.umask(0)
    create_database(tmp_path / "progress.db")

    assert rights_in(tmp_path) == {"progress.db": 0o600}


async def test_an_existing_folder_keeps_its_rights(tmp_path: Path) -> None:
    widen(tmp_path, 0o755)
    async with Database.open(tmp_path / "progress.db"):
        assert rights(tmp_path) == 0o755


async def test_an_open_database_is_narrowed_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path) as database:
        await write(database)
        widen_all(tmp_path)
        async with Database.open(path):
            assert set(rights_in(tmp_path).values()) == {0o600}
        async with Database.open(path):
            pass

    assert caplog.text.count("Other users of this machine could open progress.db") == 1


async def test_narrowing_keeps_the_locks_of_an_open_database(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path) as first:
        path.chmod(0o644)
        async with first.transaction() as connection:
            await meta.put(connection, "color", "pink")
            async with Database.open(path) as second, second.reader() as reader:
                assert await meta.get(reader, "color") is None
            error = await asyncio.to_thread(another_process_writes_to, path)
    assert "locked" in error


async def test_another_programs_database_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    path.chmod(0o644)

    with pytest.raises(Exception, match="another program's"):
        async with Database.open(path):
            pass

    assert rights(path) == 0o644


async def test_a_database_behind_a_link_is_private_where_it_really_stands(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    async with Database.open(tmp_path / "link.db") as database:
        await write(database)

        assert rights(tmp_path / "real.db") == 0o600
        assert open_to_others(tmp_path / "link.db") == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
async def test_what_another_user_owns_is_left_and_named(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    os.chown(path, 1234, 1234)
    path.chmod(0o664)

    async with Database.open(path):
        pass

    assert rights(path) == 0o664
    assert open_to_others(path) == [path]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
async def test_a_lock_that_root_makes_belongs_to_the_owner_of_the_database(tmp_path: Path) -> None:
    """Else the bot's own user could not start the bot any more."""
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    os.chown(path, 1234, 1234)

    with hold(path):
        made = beside(path, Beside.LOCK).stat()

    assert (made.st_uid, made.st_gid) == (1234, 1234)


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """Else root would make a file of somebody's choice, and give it to the bot's user."""
    beside(tmp_path / "progress.db", Beside.LOCK).symlink_to(tmp_path / "other")

    with pytest.raises(DatabaseError), hold(tmp_path / "progress.db"):
        pass

    assert not (tmp_path / "other").exists()


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    code = f"with hold(Path({str(path)!r})): print('held', flush=True); input()"
    begin = "from pathlib import Path; from bot.storage.files import hold\n"
    with subprocess.Popen(
        [sys.executable, "-c", begin + code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert is_held(path)
        holder.kill()

    assert not is_held(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
async def test_what_root_makes_beside_data_of_another_user_belongs_to_that_user(
    tmp_path: Path,
) -> None:
    place = tmp_path / "own"
    place.mkdir()
    os.chown(place, 1234, 1234)
    path = place / "new" / "progress.db"

    async with Database.open(path) as database:
        with hold(path):
            await write(database)
            made = [path.parent, *path.parent.iterdir()]
            assert {(each.stat().st_uid, each.stat().st_gid) for each in made} == {(1234, 1234)}
    create_folder(tmp_path / "copies" / "deep", like=path)
    assert {each.stat().st_uid for each in (tmp_path / "copies").rglob("*")} == {1234}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_link_never_gives_away_the_file_where_it_leads(tmp_path: Path) -> None:
    owned, secret = tmp_path / "owned", tmp_path / "secret"
    owned.touch()
    secret.touch()
    os.chown(owned, 1234, 1234)
    (tmp_path / "link").symlink_to(secret)

    give_to_owner_of(owned, tmp_path / "link")

    assert secret.stat().st_uid == 0


@pytest.mark.parametrize("inside", ["", "/deep", "/deep/er"])
def test_a_folder_that_is_a_file_is_told_as_that(tmp_path: Path, inside: str) -> None:
    (tmp_path / "notes").touch()

    with pytest.raises(NotADirectoryError, match="notes is a file, not a folder"):
        create_folder(Path(f"{tmp_path}/notes{inside}"))


async def test_a_note_of_the_process_that_holds_the_lock_keeps_others_out(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    with hold(path):
        leave_note(path, "Do not use it.")
        with pytest.raises(StorageUnavailableError, match=r"Do not use it\."):
            async with Database.open(path):
                pass
        async with Database.open(path, alone=True):
            pass

    async with Database.open(path):
        pass


async def test_an_index_that_was_made_read_only_does_not_keep_the_database_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    index = tmp_path / "progress.db-shm"
    index.write_bytes(bytes(32_768))
    index.chmod(0o400)

    async with Database.open(path) as database:
        await write(database)

        assert rights(index) == 0o600
