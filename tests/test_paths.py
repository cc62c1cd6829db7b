import asyncio
import errno
import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.tasks import import_feeds
from bot.errors import DatabaseError, KnowledgeError, RequestError, SettingsError
from bot.knowledge.toml import read_file
from bot.model.ids import Shards
from bot.paths import other_than_file
from bot.pipelines.repair import repair
from bot.pipelines.restore import restore
from bot.pipelines.split import split
from bot.settings import Settings, read_settings
from bot.storage.backup import copy_database
from bot.storage.database import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NO_FILES = ("folder", "pipe", "socket")
USES: dict[str, Callable[[Path, Path], object]] = {
    "open": lambda path, _: asyncio.run(_open(path)),
    "backup": lambda path, beside: copy_database(path, beside / "copy.db", NOW),
    "restore": lambda path, beside: asyncio.run(restore(path, beside / "copy.db", NOW)),
    "repair": lambda path, _: repair(path, NOW),
    "split": lambda path, beside: asyncio.run(split(path, beside, [Shards((0,), 1)], NOW)),
}
"""A use of the database at a path."""


async def _open(path: Path) -> None:
    async with Database.open(path):
        pass


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Path]:
    """A folder in which each of NO_FILES stands under its name."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening, pytest.MonkeyPatch.context() as patched:
        # The name of a socket has at most 107 bytes.
        patched.chdir(tmp_path)
        listening.bind("socket")
        yield tmp_path


@pytest.mark.parametrize("name", NO_FILES)
@pytest.mark.parametrize("use", USES)
def test_a_database_that_is_no_file_is_refused_and_stays(
    places: Path, new_database: Path, use: str, name: str
) -> None:
    """A restore would move it away; opening a pipe or a socket blames the disk."""
    (places / "copy.db").write_bytes(new_database.read_bytes())
    before = sorted(places.iterdir())

    with pytest.raises(DatabaseError, match=f"{name} is a {name}.*DATABASE_PATH"):
        USES[use](places / name, places)

    assert other_than_file(places / name) == f"a {name}"
    assert sorted(places.iterdir()) == before


@pytest.mark.parametrize("use", [use for use in USES if use not in {"open", "restore"}])
def test_a_database_that_is_missing_is_told_like_that_of_a_search(tmp_path: Path, use: str) -> None:
    with pytest.raises(DatabaseError, match=r"There is no database .* yet\. `progress-bot poll"):
        USES[use](tmp_path / "progress.db", tmp_path)

    assert not (tmp_path / "progress.db").exists()


@pytest.mark.parametrize("name", NO_FILES)
def test_a_knowledge_file_that_is_no_file_is_not_waited_for(places: Path, name: str) -> None:
    """Reading a pipe waits until somebody writes."""
    with pytest.raises(KnowledgeError, match=rf"{name} cannot be read \(it is a {name}\)"):
        read_file(places / name)


@pytest.mark.parametrize("name", NO_FILES)
async def test_a_list_of_feeds_that_is_no_file_is_not_waited_for(places: Path, name: str) -> None:
    settings = Settings(database_path=places / "progress.db")

    with pytest.raises(RequestError, match=f"{name} is a {name}. Name an OPML file"):
        await import_feeds(settings, places / name)


@pytest.mark.parametrize(
    "setting", ["database_path", "knowledge_dir", "thesaurus_file", "backup_dir"]
)
@pytest.mark.parametrize("name", ["x" * 300, "circle"])
def test_a_path_that_leads_nowhere_is_told_with_the_name_of_its_setting(
    tmp_path: Path, setting: str, name: str
) -> None:
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(SettingsError, match=f"{setting.upper()} is wrong: this is no path"):
        read_settings({setting: str(tmp_path / name)})


@pytest.mark.parametrize(
    "setting", ["database_path", "knowledge_dir", "thesaurus_file", "backup_dir"]
)
def test_a_path_in_a_folder_that_is_closed_to_this_user_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    def refuse(path: Path) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)

    with pytest.raises(SettingsError, match=f"{setting.upper()} is wrong: a folder of this path"):
        read_settings({setting: str(tmp_path / "closed" / "inside")})
