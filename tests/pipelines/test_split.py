"""Dividing a database by servers: each server in one part, nothing lost, nothing posted twice."""

import errno
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import BackupError, DatabaseError, PartsError, RequestError, SettingsError
from bot.model.ids import Shards
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.restore import begin_run
from bot.pipelines.split import refuse_other_servers, split
from bot.storage import (
    articles,
    deliveries,
    feeds,
    identity,
    posts,
    restored,
    servers,
    subscriptions,
)
from bot.storage.database import Database
from bot.storage.files import files_of
from bot.storage.identity import StampFile
from bot.storage.integrity import find_damage
from bot.subscriptions.service import SubscriptionService
from tests.factories import NOON, article, feed, subscribe_channel, taxonomy
from tests.fakes import ManualClock
from tests.tables import each_row

GUILDS = tuple(n << 22 | 5 for n in range(1, 9))
HALVES = (Shards.read("0,2/4"), Shards.read("1,3/4"))


@pytest.mark.parametrize(
    ("text", "ids", "count"),
    [
        ("0-3/16", (0, 1, 2, 3), 16),
        ("0,2/4", (0, 2), 4),
        (" 5/16 ", (5,), 16),
        ("0-1,3/4", (0, 1, 3), 4),
        ("0/1", (0,), 1),
    ],
)
def test_shards_are_read_and_written(text: str, ids: tuple[int, ...], count: int) -> None:
    shards = Shards.read(text)

    assert (shards.ids, shards.count) == (ids, count)
    assert str(shards) == text.strip()
    assert Shards.read(str(shards)) == shards


@each_row(
    "text",
    [
        "",
        "all",
        "4/4",
        "0-4/4",
        "3-1/4",
        "0,3-1/4",
        "3-1,0/4",
        "0/0",
        "a/4",
        "0,/4",
        "-1/4",
        "1/2/3",
        "0-999999/999999",
    ],
)
def test_what_names_no_shards_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="0-3/16"):
        Shards.read(text)


@pytest.fixture
async def whole(tmp_path: Path, clock: ManualClock) -> Path:
    """Eight servers with a subscription each, and a post of one article on its way."""
    path = tmp_path / "progress.db"
    async with Database.open(path) as database:
        service = SubscriptionService(database, taxonomy("metastasis"), clock, lambda: None)
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            await articles.insert(connection, 1, article("1", "metastasis"), "", NOON)
        for guild in GUILDS:
            await subscribe_channel(
                service, guild, guild + 1, "metastasis", PATIENT_KINDS, None, post_newest=True
            )
        async with database.transaction() as connection:
            for waiting in await deliveries.unbundled(connection):
                await connection.execute(
                    "INSERT INTO posts (guild_id, channel_id, kind, state, next_try_at) "
                    "VALUES (?, ?, 'card', 'sending', 1)",
                    (waiting.guild_id, waiting.channel_id),
                )
        await begin_run(database, StampFile(path), NOON)
    return path


async def known(path: Path) -> set[int]:
    async with Database.open(path) as database, database.reader() as connection:
        return await servers.known(connection)


async def test_each_server_is_in_one_part_with_all_that_it_had(whole: Path, tmp_path: Path) -> None:
    parts = await split(whole, tmp_path / "parts", HALVES, NOON)

    found = [await known(part.file) for part in parts]
    assert found == [{each for each in GUILDS if part.shards.has(each)} for part in parts]
    assert [part.servers for part in parts] == [4, 4]
    async with Database.open(whole) as former, former.reader() as connection:
        before = await identity.read_identity(connection)
    for part in parts:
        assert find_damage(part.file, thorough=True) == ()
        async with Database.open(part.file) as database, database.reader() as connection:
            own = await identity.read_identity(connection)
            wishes = [w for g in GUILDS for w in await subscriptions.of_guild(connection, g)]
            rows = await connection.execute_fetchall("SELECT guild_id FROM deliveries")
        assert len(wishes) == 4
        assert {row[0] for row in rows} == {g for g in GUILDS if part.shards.has(g)}
        # Posts that were on their way are looked for under the key that they had.
        assert own.database_id != before.database_id
        assert {each.database_id for each in own.former} == {before.database_id}
        assert own.former_keys(1, 0)


async def test_what_members_asked_stays_in_no_file(whole: Path, tmp_path: Path) -> None:
    async with Database.open(whole) as database, database.transaction() as connection:
        await connection.execute("INSERT INTO stored_queries VALUES ('k', 7, 'fears of hers', 9)")

    parts = await split(whole, tmp_path / "parts", HALVES, NOON)

    for path in (whole, *(part.file for part in parts)):
        for each in files_of(path):
            assert not each.exists() or b"fears of hers" not in each.read_bytes()


async def test_a_part_is_no_copy_put_by_hand_and_its_posts_go_on(
    whole: Path, tmp_path: Path
) -> None:
    first, _ = await split(whole, tmp_path, HALVES, NOON)

    async with Database.open(first.file) as database:
        stamp = StampFile(first.file)
        await refuse_other_servers(database, first.shards)
        await begin_run(database, stamp, NOON)
        async with database.transaction() as connection:
            claimed = await posts.claim(connection, "id", [g + 1 for g in GUILDS], NOON)

    assert stamp.restored is None
    assert {post.guild_id for post in claimed} <= {g for g in GUILDS if first.shards.has(g)}


async def test_no_bot_runs_on_the_whole_or_on_another_part(whole: Path, tmp_path: Path) -> None:
    first, second = await split(whole, tmp_path, HALVES, NOON)

    for path, shards, said in (
        (whole, None, "was split; its parts have SHARDS=0,2/4 1,3/4"),
        (whole, first.shards, "was split"),
        (first.file, second.shards, "4 in all"),
    ):
        async with Database.open(path) as database:
            with pytest.raises(SettingsError, match=said):
                await refuse_other_servers(database, shards)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("0/4", "1/2"), "one number of shards"),
        (("0-1/4", "1-3/4"), "same shards"),
        (("0/4", "1-2/4"), r"The shards 3 of 4 are in none of .* neither are 2 of the"),
        (
            ("0/16", "1-8/16"),
            r"The shards 9, 10, 11, 12, 13, 14, 15 of 16 are in none of these parts\. Name",
        ),
        (("0/2",), "The shards 1 of 2 are in none"),
        (("0/1",), "One part would divide nothing"),
        (("0-3/4",), "One part would divide nothing"),
    ],
)
async def test_parts_that_lose_or_repeat_a_server_change_nothing(
    whole: Path, tmp_path: Path, parts: tuple[str, ...], said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        await split(whole, tmp_path, [Shards.read(each) for each in parts], NOON)

    async with Database.open(whole) as database:
        await refuse_other_servers(database, None)


async def test_a_database_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="There is no database"):
        await split(tmp_path / "progress.db", tmp_path / "parts", HALVES, NOON)

    assert os.listdir(tmp_path) == []  # noqa: PTH208 - in an async test


def provisional(part: Path) -> Path:
    return part.with_name(f"{part.name}.splitting")


async def test_a_split_that_was_cut_off_is_completed_and_keeps_what_is_complete(
    whole: Path, tmp_path: Path
) -> None:
    first, second = await split(whole, tmp_path, HALVES, NOON)
    before = [identity.ids_in(part.file) for part in (first, second)]
    first.file.replace(provisional(first.file))

    again = await split(whole, tmp_path, HALVES, NOON + timedelta(hours=1))

    assert [(part.file.name, part.made) for part in again] == [
        (first.file.name, True),
        (second.file.name, False),
    ]
    assert [identity.ids_in(part.file) for part in again] == before
    assert not [name for name in os.listdir(tmp_path) if ".splitting" in name]  # noqa: PTH208 - async


async def test_a_split_that_fails_before_its_mark_leaves_no_part_and_may_be_another(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "parts"
    said = "Nothing was changed.*No space left"
    with monkeypatch.context() as failing, pytest.raises(BackupError, match=said):
        failing.setattr("bot.pipelines.split.sync_folder", _full)
        await split(whole, folder, HALVES, NOON)
    left = os.listdir(folder)  # noqa: PTH208 - in an async test

    wanted = [Shards.read(each) for each in ("0/4", "1-3/4")]
    parts = await split(whole, folder, wanted, NOON)

    assert left == []
    assert sum(part.servers for part in parts) == 8


@pytest.mark.parametrize(
    ("folder", "parts", "said"),
    [
        ("parts", ("0,1/4", "2,3/4"), "split before; its parts have SHARDS=0,2/4 1,3/4"),
        ("parts", ("0/2", "1/2"), "To divide further, split each of these"),
        ("parts", ("0,2/4",), "was split before"),
        ("others", ("0,2/4", "1,3/4"), "is not made again, because a bot may have posted"),
    ],
)
async def test_what_was_split_is_not_split_again(
    whole: Path, tmp_path: Path, folder: str, parts: tuple[str, ...], said: str
) -> None:
    await split(whole, tmp_path / "parts", HALVES, NOON)

    with pytest.raises(PartsError, match=said):
        await split(whole, tmp_path / folder, [Shards.read(each) for each in parts], NOON)

    assert not (tmp_path / "others").exists()
    assert len(list((tmp_path / "parts").iterdir())) == len(HALVES)


async def test_a_complete_part_is_not_made_anew_though_its_file_was_moved(
    whole: Path, tmp_path: Path
) -> None:
    first, second = await split(whole, tmp_path, HALVES, NOON)
    moved = first.file.replace(tmp_path / "elsewhere.db")
    provisional(first.file).write_bytes(second.file.read_bytes())

    with pytest.raises(PartsError, match=r"its part .* is not there"):
        await split(whole, tmp_path, HALVES, NOON)

    moved.replace(first.file)
    again = await split(whole, tmp_path, HALVES[::-1], NOON)
    assert [part.made for part in again] == [False, False]


async def test_what_a_former_version_split_keeps_its_parts_and_gets_no_new_ones(
    whole: Path, tmp_path: Path
) -> None:
    first, _ = await split(whole, tmp_path, HALVES, NOON)
    async with Database.open(whole) as database, database.transaction() as connection:
        await connection.execute("DELETE FROM meta WHERE name = 'split_ids'")

    again = await split(whole, tmp_path, HALVES, NOON)
    first.file.unlink()

    assert [part.made for part in again] == [False, False]
    with pytest.raises(PartsError, match="is not made again"):
        await split(whole, tmp_path, HALVES, NOON)


async def test_a_copy_from_before_the_split_is_restored_before_it_is_split_again(
    whole: Path, tmp_path: Path
) -> None:
    """Put by hand, it knows nothing of its division; what the parts posted must not come twice."""
    copy = tmp_path / "copy.db"
    shutil.copyfile(whole, copy)
    await split(whole, tmp_path / "parts", HALVES, NOON)
    shutil.copyfile(copy, whole)

    parts = await split(whole, tmp_path / "others", HALVES, NOON)

    for part in parts:
        async with Database.open(part.file) as database, database.reader() as connection:
            assert await restored.restored_at(connection) == NOON


def _full(_: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_another_file_is_not_taken_for_a_part(whole: Path, tmp_path: Path) -> None:
    async with Database.open(tmp_path / "progress-0+2-of-4.db"):
        pass

    with pytest.raises(RequestError, match="is no part of this"):
        await split(whole, tmp_path, HALVES, NOON)


async def test_a_part_is_split_again_for_twice_the_shards(whole: Path, tmp_path: Path) -> None:
    first, _ = await split(whole, tmp_path / "a", HALVES, NOON)
    finer = [Shards.read("0,4/8"), Shards.read("2,6/8")]

    parts = await split(first.file, tmp_path / "b", finer, NOON)

    found = [await known(part.file) for part in parts]
    assert set().union(*found) == {each for each in GUILDS if first.shards.has(each)}
    assert [len(each) for each in found] == [2, 2]
