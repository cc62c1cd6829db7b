"""Reads and renews the id of a database, and makes the keys of its posts from that id.

A database that is restored from a copy gets a new id. The former ids are kept: a post of the copy
may have been sent before the restore, with a key that was made from a former id.
"""

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from aiosqlite import Connection
from msgspec import Struct
from msgspec.structs import replace

from bot.delivery.keys import post_key
from bot.paths import give_to_owner_of
from bot.storage import meta
from bot.storage.files import (
    OWN_FILE_MODE,
    Beside,
    beside,
    sync_file,
    sync_folder,
)

log = logging.getLogger(__name__)

SENDS = "sends"
"""A name in `meta`: how often posts were claimed to be sent."""
STAMPED = "stamped"
"""A name in `meta`: the database has a stamp beside it."""
SPLIT = "split"
"""The name in `meta` of the parts that a database was split into."""
COPIED_AT = "copied_at"
"""A name in `meta` of a copy that `backup` made: when, in seconds since 1970."""
GENERATIONS_LOOKED_FOR = 32
"""How often a moderator may have sent a post again before the restore. Chosen by eye."""


class FormerId(Struct, frozen=True):
    """A former id of the database. Posts up to the id `highest_post` may have keys made from it."""

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
    own = "SELECT value FROM meta WHERE name = 'database_id'"
    return tuple(_read_in(path, own, "SELECT database_id FROM former_ids"))


def parts_of(path: Path) -> str | None:
    """The SHARDS of the parts into which the database of a file was split; None if it was not."""
    query = f"SELECT value FROM meta WHERE name = '{SPLIT}'"  # noqa: S608 - a constant
    return next(iter(_read_in(path, query)), None)


def subscriptions_in(path: Path) -> int:
    """Count the subscriptions in the database of a file; none if they cannot be read."""
    return sum(map(int, _read_in(path, "SELECT count(*) FROM subscriptions")))


def _read_in(path: Path, *queries: str) -> list[str]:
    found = list[str]()
    with contextlib.suppress(sqlite3.Error):
        address = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            for query in queries:
                found += [str(row[0]) for row in connection.execute(query)]
    return found


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
        known: other ids under which posts of this database may have been sent.
        sends: the highest known count of claims; counting goes on from there.
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


COUNT_DIGITS = 20
"""The count has this many digits, so that a new one takes the place of the one before."""

NO_STAMP = (
    "The database {path} was copied here without its file {stamp}: it may be an older copy, put "
    "back by hand."
)
OLDER = (
    "The database {path} is older than its file {stamp} says: an older copy was put back by hand."
)
OTHER_DATABASE = (
    "The file {stamp} belongs to another database than {path}, which may be an older copy, put "
    "here by hand."
)
COPY = "The database {path} is a copy that `progress-bot backup` made, put here by hand."


class Stamp(Struct, frozen=True):
    """The contents of the file.

    Attributes:
        database_id: of the database that it belongs to.
        former: the ids that this database had before.
        sends: how often posts of this database were claimed.
    """

    database_id: str
    former: tuple[str, ...] = ()
    sends: int = 0

    @classmethod
    def of(cls, mark: Mark) -> Self:
        """The stamp of a database in this state."""
        former = tuple(each.database_id for each in mark.identity.former)
        return cls(mark.identity.database_id, former, mark.sends)

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that the database had."""
        return (*self.former, self.database_id)


def why_restored(mark: Mark, stamp: Stamp | None) -> str | None:
    """Why a database must be taken for an older copy, as a sentence with placeholders.

    None if the database is the one that last ran here, or if it never posted anything.
    """
    own = mark.identity.database_id
    if mark.copied:
        return COPY
    if stamp is None:
        return NO_STAMP if mark.stamped else None
    if stamp.database_id == own:
        return OLDER if mark.sends < stamp.sends else None
    if own in stamp.former:
        return OLDER
    if any(stamp.database_id == each.database_id for each in mark.identity.former):
        return None  # The program ended between renewing the database and writing the stamp.
    return OTHER_DATABASE if mark.stamped or mark.begun else None


class StampFile:
    """The file beside a database.

    Args:
        database: the path of the database.

    Attributes:
        restored: a sentence for the operator, if an older copy was found when the run began.
    """

    def __init__(self, database: Path) -> None:
        self._database = database.resolve()
        self.path = beside(self._database, Beside.STAMP)
        self.restored: str | None = None
        self._stamp: Stamp | None = None
        self._failed = False

    def read(self) -> Stamp | None:
        """The stamp; None if there is none that can be read."""
        try:
            count, _, rest = self.path.read_text("utf-8").partition("\n")
            ids = json.loads(rest)
            former = tuple(map(str, ids["former"]))
            return Stamp(str(ids["database"]), former, int(count))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, stamp: Stamp) -> None:
        """Replace the stamp; it is on the disk afterwards.

        Raises:
            OSError: it cannot be written.
        """
        new = beside(self._database, Beside.NEW_STAMP)
        with contextlib.suppress(FileNotFoundError):
            new.unlink()
        about = {"database": stamp.database_id, "former": stamp.former}
        new.touch(OWN_FILE_MODE, exist_ok=False)
        new.write_bytes(_count(stamp.sends) + f"\n{json.dumps(about)}\n".encode())
        give_to_owner_of(self._database, new)
        sync_file(new)
        new.replace(self.path)
        sync_folder(self.path.parent)
        self._stamp = stamp

    def count(self, sends: int) -> None:
        """Write a new count, after the commit of the claim and before the posts are sent.

        A failure is logged once: posts must not wait for it.
        """
        if self._stamp and sends > self._stamp.sends:
            self._stamp = replace(self._stamp, sends=sends)
            with self._logged(), self.path.open("r+b", buffering=0) as file:
                file.write(_count(sends))

    @contextlib.contextmanager
    def _logged(self) -> Iterator[None]:
        try:
            yield
        except OSError as exc:
            if not self._failed:
                log.warning(
                    "%s cannot be written (%s). Check the rights on it: without it, an older copy "
                    "that is put back by hand goes unnoticed",
                    self.path,
                    exc.strerror,
                )
            self._failed = True


def _count(sends: int) -> bytes:
    return b"%0*d" % (COUNT_DIGITS, sends)
