"""Dividing a database by servers: each server in one part, nothing lost, nothing posted twice."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import DatabaseError, RequestError, SettingsError
from bot.model.ids import Shards
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.restore import begin_run
from bot.pipelines.split import refuse_other_servers, split
from bot.storage import articles, deliveries, feeds, identity, posts, servers, subscriptions
from bot.storage.database import Database
from bot.storage.identity import StampFile
from bot.storage.integrity import find_damage
from bot.subscriptions.service import SubscriptionService
from tests.factories import NOON, article, feed, subscribe_channel, taxonomy
from tests.fakes import ManualClock

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


@pytest.mark.parametrize(
    "text",
    ["", "all", "4/4", "0-4/4", "3-1/4", "0/0", "a/4", "0,/4", "-1/4", "1/2/3", "0-999999/999999"],
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
        (whole, None, "was split into those of SHARDS=0,2/4 1,3/4"),
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
        (("0/4", "1-2/4"), r"Some servers of the database are in none of these parts \(2 in all\)"),
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


async def test_a_split_that_was_cut_off_is_completed_and_keeps_what_is_complete(
    whole: Path, tmp_path: Path
) -> None:
    _, second = await split(whole, tmp_path, HALVES, NOON)
    kept = identity.ids_in(second.file)
    first = tmp_path / "progress-0+2-of-4.db"
    first.unlink()
    first.with_name(f"{first.name}.splitting").write_text("half", "utf-8")

    again = await split(whole, tmp_path, HALVES, NOON + timedelta(hours=1))

    assert [(part.file.name, part.made) for part in again] == [
        (first.name, True),
        (second.file.name, False),
    ]
    assert identity.ids_in(second.file) == kept
    assert not [name for name in os.listdir(tmp_path) if ".splitting" in name]  # noqa: PTH208 - async


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
