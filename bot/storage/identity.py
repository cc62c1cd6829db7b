"""Reads and renews what identifies a database, and makes the keys of its posts from that.

A database that is restored from a copy gets a new id. The former ids are kept: a post of the copy
may have been sent before the restore, with a key that was made from a former id.
"""

import contextlib
import sqlite3
from pathlib import Path

from aiosqlite import Connection
from msgspec import Struct

from bot.delivery.plan import post_key
from bot.storage import meta

SENDS = "sends"
"""A name in `meta`: how often posts were claimed to be sent."""
STAMPED = "stamped"
"""A name in `meta`: the database has a stamp beside it."""
COPIED_AT = "copied_at"
"""A name in `meta` of a copy that `backup` made: when, in seconds since 1970."""
GENERATIONS_LOOKED_FOR = 32
"""How often a moderator may have sent a post again before the restore. Chosen by eye."""


class FormerId(Struct, frozen=True):
    """An id that the database had; posts with an id up to `highest_post` may have keys of it."""

    database_id: str
    highest_post: int


class Identity(Struct, frozen=True):
    """The present id of a database, and its former ones."""

    database_id: str
    former: tuple[FormerId, ...] = ()

    def former_keys(self, post_id: int, generation: int) -> frozenset[str]:
        """The keys with which a post may have been sent before the database was restored."""
        return frozenset(
            post_key(each.database_id, post_id, generation + more)
            for each in self.former
            if post_id <= each.highest_post
            for more in range(GENERATIONS_LOOKED_FOR)
        )


class Mark(Struct, frozen=True):
    """Marks a state of a database, to tell an older copy from the newest one.

    Attributes:
        sends: how often posts were claimed; it only grows.
        stamped: whether it has a stamp beside it.
        copied: whether it is a copy that `backup` made.
        begun: whether it ever had a post.
    """

    identity: Identity
    sends: int = 0
    stamped: bool = False
    copied: bool = False
    begun: bool = False


async def read_identity(connection: Connection) -> Identity:
    """The present and the former ids."""
    rows = await connection.execute_fetchall("SELECT * FROM former_ids ORDER BY database_id")
    former = tuple(FormerId(row["database_id"], row["highest_post"]) for row in rows)
    return Identity(await meta.database_id(connection), former)


async def read_mark(connection: Connection) -> Mark:
    """The mark of the database as it is now."""
    return Mark(
        await read_identity(connection),
        int(await meta.get(connection, SENDS) or 0),
        stamped=await meta.get(connection, STAMPED) is not None,
        copied=await meta.get(connection, COPIED_AT) is not None,
        begun=await _highest_post(connection) > 0,
    )


def ids_in(path: Path) -> tuple[str, ...]:
    """All ids that the database of a file has and had; none if they cannot be read."""
    ids = list[str]()
    with contextlib.suppress(sqlite3.Error):
        address = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            for query in (
                "SELECT value FROM meta WHERE name = 'database_id'",
                "SELECT database_id FROM former_ids",
            ):
                ids += [str(row[0]) for row in connection.execute(query)]
    return tuple(ids)


async def set_stamped(connection: Connection) -> None:
    """Record that the database has a stamp beside it."""
    await meta.put(connection, STAMPED, "")


async def count_send(connection: Connection) -> int:
    """Count that posts were claimed; returns how often that was so far."""
    sends = int(await meta.get(connection, SENDS) or 0) + 1
    await meta.put(connection, SENDS, str(sends))
    return sends


async def renew(connection: Connection, known: tuple[str, ...], sends: int) -> Identity:
    """Give the database a new id, and keep the former ones.

    Args:
        connection: inside a transaction.
        known: other ids under which posts of this database may have been sent.
        sends: how often posts were claimed, as far as is known; the count goes on from there.
    """
    highest = await _highest_post(connection)
    former = [await meta.database_id(connection), *known]
    await connection.executemany(
        """
        INSERT INTO former_ids (database_id, highest_post) VALUES (?, ?)
        ON CONFLICT (database_id) DO NOTHING
        """,
        [(each, highest) for each in former],
    )
    await connection.execute(
        "UPDATE meta SET value = lower(hex(randomblob(16))) WHERE name = 'database_id'"
    )
    await meta.put(connection, SENDS, str(sends))
    await connection.execute("DELETE FROM meta WHERE name = ?", (COPIED_AT,))
    return await read_identity(connection)


async def _highest_post(connection: Connection) -> int:
    rows = await connection.execute_fetchall("SELECT seq FROM sqlite_sequence WHERE name = 'posts'")
    return next((int(row["seq"]) for row in rows), 0)
