"""Copies of a database: one moment, checked, and nothing of members if it shall have nothing."""

import asyncio
import contextlib
import os
import re
import sqlite3
import threading
from pathlib import Path
from string import Template

import pytest

from bot.errors import BackupError, DatabaseDamagedError, DatabaseError
from bot.storage.backup import NEWS_TABLES, copy_database
from bot.storage.database import Database
from tests.factories import NOON

GUILD, CHANNEL, MEMBER, ROLE, MESSAGE = (900_000_000_000_000_000 + n for n in range(1, 6))
NAMES = ("Kindness Cafe", "quiet-room", "https://private.example/", "Whispered study", "zebrafish")

ROWS = """
    INSERT INTO feeds (id, url, name, homepage, kind, audience, server_only, listed) VALUES
        (1, 'https://example.org/feed/', 'Sample News', '', 'news', 'patients', 0, 1),
        (2, 'https://private.example/feed', 'Kindness Cafe', '', 'news', 'patients', 1, 0),
        (3, 'https://shared.example/feed', 'Shared', '', 'news', 'patients', 1, 0);
    INSERT INTO articles (id, feed_id, key, url, canonical_url, title, topic_words, teaser, text,
        author, first_seen_at, dated, server_only) VALUES
        (1, 1, 'a', 'https://example.org/a', 'https://example.org/a', 'Public',
            '', '', '', '', 1, 1, 0),
        (2, 2, 'b', 'https://private.example/b', 'https://private.example/b', 'Whispered study',
            '', '', 'zebrafish', '', 1, 1, 1),
        (3, 3, 'c', 'https://shared.example/c', 'https://shared.example/c', 'Seen by all',
            '', '', '', '', 1, 1, 0);
    INSERT INTO article_topics VALUES ('metastasis', 1, 1, '', 0), ('metastasis', 1, 2, '', 0);
    INSERT INTO elsewhere VALUES (2, 'x', 1, 'https://private.example/x', 'url', 1, NULL);
    INSERT INTO article_evidence (article_id, kind, why, source) VALUES
        (1, 'trial', 'phase 2', 'rules'), (2, 'laboratory', 'zebrafish', 'rules');
    INSERT INTO pubmed_checks (pmid, asked_at) VALUES ('', 1), ('4004', 1);
    INSERT INTO registry_checks (doi, asked_at) VALUES ('', 1), ('10.1000/whispered', 1);
    INSERT INTO channels (channel_id, guild_id) VALUES ($CHANNEL, $GUILD);
    INSERT INTO subscriptions (guild_id, channel_id, topic, kinds, role_id, created_at)
        VALUES ($GUILD, $CHANNEL, 'all', 'news', $ROLE, 1);
    INSERT INTO posts (guild_id, channel_id, kind, next_try_at, message_id)
        VALUES ($GUILD, $CHANNEL, 'card', 1, $MESSAGE);
    INSERT INTO deliveries (article_id, guild_id, channel_id, post_id, topics, role_ids, created_at)
        VALUES (1, $GUILD, $CHANNEL, 1, '[]', '[$ROLE]', 1),
            (2, $GUILD, $CHANNEL, NULL, '[]', '[]', 1);
    INSERT INTO post_steps (post_id, step) VALUES (1, 'publish');
    INSERT INTO corrections VALUES (1, 1, 1, 1, NULL, NULL);
    INSERT INTO notices (guild_id, channel_id, reason, created_at)
        VALUES ($GUILD, $CHANNEL, 'quiet-room', 1);
    INSERT INTO endings (guild_id, channel_id, channel_name, topic, reason, ended_at)
        VALUES ($GUILD, $CHANNEL, 'quiet-room', 'all', '', 1);
    INSERT INTO departures VALUES ($GUILD, 1);
    INSERT INTO content_care VALUES ($GUILD, $CHANNEL, 'fold');
    INSERT INTO servers (guild_id, support) VALUES ($GUILD, 'Kindness Cafe');
    INSERT INTO schedules (channel_id, guild_id, rhythm, day, at, says_empty, daily_limit, look_at)
    VALUES ($CHANNEL, $GUILD, 'weekly', 0, '09:00', 1, 0, 0);
    INSERT INTO wishes (guild_id, words, understood, edition)
        VALUES ($GUILD, 'Kindness words', '{}', 'e');
    INSERT INTO mutes (guild_id, words, wish_id) VALUES ($GUILD, 'Kindness words', 1);
    INSERT INTO held_back (guild_id, channel_id, article_id, reason, detail, at)
        VALUES ($GUILD, $CHANNEL, 1, 'muted', 'Kindness words', 1);
    INSERT INTO server_feeds VALUES ($GUILD, 2, 1);
    INSERT INTO feed_proposals (guild_id, channel_id, server_name, address, feed, preview,
        proposed_at)
        VALUES ($GUILD, $CHANNEL, 'Kindness Cafe', 'https://private.example/', '{}', '[]', 1);
    INSERT INTO feed_decisions VALUES ('https://private.example/', 1, 1);
    INSERT INTO stored_queries VALUES ('k', $MEMBER, 'fear of brain mets', 9);
    INSERT INTO runs (started_at, seen_at) VALUES (1, 1);
    INSERT INTO former_ids VALUES ('of-before', 1);
    INSERT INTO meta VALUES ('commands', 'those of $GUILD');
"""
"""Rows of every table that may hold something about servers, and some news."""


@pytest.fixture
async def full(tmp_path: Path) -> Path:
    """A database with something in every table."""
    path = tmp_path / "progress.db"
    async with Database.open(path) as database, database.transaction() as connection:
        rows = Template(ROWS).substitute(
            GUILD=GUILD, CHANNEL=CHANNEL, MEMBER=MEMBER, ROLE=ROLE, MESSAGE=MESSAGE
        )
        for statement in rows.split(";\n"):
            if statement.strip():
                await connection.execute(statement)
    return path


def empty(source: Path, name: str = "copy.db") -> Path:
    target = source.with_name(name)
    target.touch(0o600)
    return target


def copy(source: Path, *, members: bool = True) -> Path:
    target = empty(source, f"copy-{members}.db")
    copy_database(source, target, NOON, members=members)
    return target


def tables(path: Path) -> dict[str, int]:
    """The number of rows of each table."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [
            row[1]
            for row in connection.execute("PRAGMA main.table_list").fetchall()
            if row[2] == "table" and not row[1].startswith("sqlite_")
        ]
        count = "SELECT count(*) FROM"
        return {name: connection.execute(f'{count} "{name}"').fetchone()[0] for name in names}


def contents(path: Path) -> bytes:
    return path.read_bytes()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_copy_holds_all_but_what_members_asked(full: Path) -> None:
    before = tables(full)
    target = copy(full)
    found = tables(target)

    assert before.pop("stored_queries") == 1
    assert found.pop("stored_queries") == 0
    assert found.pop("meta") == before.pop("meta") + 1  # when it was made
    assert found == before
    assert b"fear of brain" not in contents(target)


async def test_every_table_but_those_of_news_is_empty_in_a_copy_without_members(
    full: Path,
) -> None:
    assert set(tables(full)) - {name for name, rows in tables(full).items() if rows} <= {
        *("feed_choices", "backfills", "gaps", "left_out", "article_pages", "article_vectors"),
        "refused_parts",
    }

    found = tables(copy(full, members=False))

    assert {name for name, rows in found.items() if rows} <= NEWS_TABLES
    assert (found["articles"], found["feeds"], found["article_topics"]) == (2, 2, 1)
    assert found["elsewhere"] == 0


async def test_a_table_that_says_where_or_who_is_not_kept_in_a_copy_without_members(
    full: Path,
) -> None:
    """Such copies are passed on; a new table that is about articles may still name a server."""
    with contextlib.closing(sqlite3.connect(full)) as connection:
        columns = {
            (name, row[1])
            for name in tables(full)
            for row in connection.execute(f'PRAGMA table_info("{name}")')
        }

    about_people = {
        name
        for name, column in columns
        if re.search("guild|channel|member|user|role|message|post_id|asker", column)
    }

    assert {"deliveries", "subscriptions", "mutes", "notices"} <= about_people
    assert not about_people & NEWS_TABLES


async def test_a_copy_without_members_has_no_byte_of_servers_channels_or_members(
    full: Path,
) -> None:
    whole, written = copy(full).read_bytes(), copy(full, members=False).read_bytes()

    for number in (GUILD, CHANNEL, ROLE, MESSAGE):
        forms = (str(number).encode(), number.to_bytes(8, "big"))
        assert any(form in whole for form in forms)
        assert not any(form in written for form in forms)
    for name in NAMES:
        assert name.encode() in whole
        assert name.encode() not in written
    assert MEMBER.to_bytes(8, "big") not in written


async def test_a_copy_without_members_opens_searches_and_has_another_id(full: Path) -> None:
    target = copy(full, members=False)

    async with Database.open(full) as database, database.reader() as connection:
        (own,) = await connection.execute_fetchall(
            "SELECT value FROM meta WHERE name = 'database_id'"
        )
    async with Database.open(target) as database, database.reader() as connection:
        found = await connection.execute_fetchall(
            "SELECT rowid FROM article_index WHERE article_index MATCH 'public OR zebrafish'"
        )
        (other,) = await connection.execute_fetchall(
            "SELECT value FROM meta WHERE name = 'database_id'"
        )
        (server_only,) = await connection.execute_fetchall(
            "SELECT sum(server_only) AS number FROM feeds"
        )

    assert [row["rowid"] for row in found] == [1]
    assert own["value"] != other["value"]
    assert server_only["number"] == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
@pytest.mark.parametrize("rights", [0o600, 0o640])
def test_a_copy_has_the_rights_of_the_database(tmp_path: Path, rights: int) -> None:
    full = tmp_path / "progress.db"
    asyncio.run(_opened(full))
    full.chmod(rights)

    assert copy(full).stat().st_mode & 0o777 == rights


async def _opened(path: Path) -> None:
    async with Database.open(path):
        pass


async def test_a_copy_is_one_file_and_shows_one_moment_while_others_write(full: Path) -> None:
    """Each write adds the same article twice: no copy has one of them alone."""
    target = empty(full)
    loop, step, wrote = asyncio.get_running_loop(), threading.Event(), 0
    async with Database.open(full) as database:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO meta VALUES ('big', hex(zeroblob(4000000)))")

        async def write() -> None:
            nonlocal wrote
            async with database.transaction() as connection:
                for name in ("left", "right"):
                    await connection.execute(
                        "INSERT INTO meta VALUES (?, '0') "
                        "ON CONFLICT (name) DO UPDATE SET value = value + 1",
                        (name,),
                    )
            wrote += 1

        def written() -> bool:
            if not step.is_set():
                asyncio.run_coroutine_threadsafe(write(), loop).result(10)
            return wrote > 40

        def stopped() -> bool:
            if written():
                step.set()
            return False

        await write()
        await asyncio.to_thread(copy_database, full, target, NOON, stopped=stopped)

    with contextlib.closing(sqlite3.connect(target)) as copied:
        values = dict(copied.execute("SELECT name, value FROM meta").fetchall())
    assert wrote > 10
    assert values["left"] == values["right"] == "0"
    assert [name for name in names_in(full.parent) if "copy" in name] == ["copy.db"]


async def test_a_stopped_copy_raises(full: Path) -> None:
    target = empty(full)

    with pytest.raises(BackupError, match="stopped"):
        copy_database(full, target, NOON, stopped=lambda: True)


async def test_a_damaged_database_is_not_copied_as_sound(full: Path) -> None:
    with contextlib.closing(sqlite3.connect(full)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'deliveries'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with full.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    with pytest.raises(DatabaseDamagedError):
        copy(full)


async def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")

    with pytest.raises(DatabaseError, match=re.escape(str(other))):
        copy(other)


async def test_a_folder_that_ends_while_copying_is_one_sentence(full: Path) -> None:
    target = full.parent / "nowhere" / "copy.db"

    with pytest.raises(BackupError, match="No copy was made"):
        copy_database(full, target, NOON)
