"""The split pipeline: divides a database by servers, so that several processes can share the bot.

    lock ─► each server in exactly one part? ─► the database is marked: no bot runs on it any more
         ─► for each part: a copy, checked ─► other servers deleted ─► a new id ─► its name
    a run begins ─► the database was split, or has servers of other shards ─► refused

A crash leaves the marked database and the complete parts; the same command then makes the others.
Articles, feeds and the index are in every part. Called by `progress-bot split` and, when a run
begins, by `lifecycle`.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import BackupError, PartsError, SettingsError
from bot.model.ids import Shards
from bot.storage import identity, meta, server_feeds, servers
from bot.storage.backup import copy_database, keep_servers, translated
from bot.storage.database import Database
from bot.storage.errors import require_database
from bot.storage.files import (
    OWN_FILE_MODE,
    Beside,
    beside,
    create_folder,
    files_of,
    hold,
    sync_file,
    sync_folder,
)

SPLIT = "split"
"""The name in `meta` of the parts that a database was split into."""

WAS_SPLIT = (
    "The database {path} was split into those of SHARDS={parts}. Run a bot on each of these; this "
    "one would post everything twice."
)
FOREIGN_SERVERS = (
    "The database {path} has servers that SHARDS={shards} does not, {number} in all. Run "
    "`progress-bot split` to divide it, or set SHARDS as it was."
)
OTHER_COUNTS = "All parts must be of one number of shards, as in 0-1/4 2-3/4."
TWICE = "Two parts have the same shards: {first} and {second}."
LEFT_OUT = (
    "Some servers of the database are in none of these parts ({number} in all). Name the other "
    "shards, too."
)
NO_FOLDER = "The folder {folder} cannot be made ({reason}). Name another one."
OTHER_FILE = "{file} exists and is no part of this. Name another folder."


class DatabasePart(Struct, frozen=True):
    """A database that a split made.

    Attributes:
        servers: the number of servers in it.
        made: False if it was complete before.
    """

    shards: Shards
    file: Path
    servers: int
    made: bool


async def split(
    path: Path, folder: Path, parts: Sequence[Shards], now: datetime
) -> list[DatabasePart]:
    """Divide a database into one for each part. Afterwards no bot may run on the database itself.

    Raises:
        DatabaseInUseError: a bot runs on it.
        DatabaseError: it does not exist, is damaged, or is no database.
        PartsError: a server would be in no part or in two, or the folder cannot be made; nothing
            was changed.
        BackupError: the folder cannot be written.
    """
    require_database(path)
    with hold(path), translated(path, folder):
        async with Database.open(path) as database:
            async with database.reader() as connection:
                known = await servers.known(connection)
            _refuse(parts, known)
            _make_folder(folder)
            async with database.transaction() as connection:
                await meta.put(connection, SPLIT, " ".join(map(str, parts)))
                source_id = await meta.database_id(connection)
        made = list[DatabasePart]()
        for shards in parts:
            part = DatabasePart(
                shards,
                folder / f"{path.stem}-{shards.file_name}.db",
                sum(map(shards.has, known)),
                made=True,
            )
            if part.file.exists():
                part = await _complete(part, source_id)
            else:
                await _make(path, part, now)
            made.append(part)
    return made


def _refuse(parts: Sequence[Shards], known: set[int]) -> None:
    """Raise PartsError unless each server is in exactly one part."""
    if len({each.count for each in parts}) != 1:
        raise PartsError(OTHER_COUNTS)
    for first, second in combinations(parts, 2):
        if set(first.ids) & set(second.ids):
            raise PartsError(TWICE.format(first=first, second=second))
    if left_out := sum(not any(part.has(each) for part in parts) for each in known):
        raise PartsError(LEFT_OUT.format(number=left_out))


def _make_folder(folder: Path) -> None:
    try:
        create_folder(folder)
    except OSError as exc:
        raise PartsError(NO_FOLDER.format(folder=folder, reason=exc.strerror)) from exc


async def _complete(part: DatabasePart, source_id: str) -> DatabasePart:
    """A part that an earlier try made, which a bot may run on by now."""
    if source_id not in await asyncio.to_thread(identity.ids_in, part.file):
        raise PartsError(OTHER_FILE.format(file=part.file))
    return replace(part, made=False)


async def _make(path: Path, part: DatabasePart, now: datetime) -> None:
    target = beside(part.file, Beside.SPLITTING)
    try:
        _delete(target)
        target.touch(OWN_FILE_MODE)
        await asyncio.to_thread(copy_database, path, target, now)
        await asyncio.to_thread(keep_servers, target, part.shards.has)
        await _renew(target)
        target.replace(part.file)
        sync_folder(part.file.parent)
    finally:
        _delete(target)


async def _renew(target: Path) -> None:
    """Give a part its own id; it is one file on the disk afterwards.

    It counts as new, without a stamp, which its first run writes.
    """
    async with Database.open(target) as database, database.transaction() as connection:
        sends = (await identity.read_mark(connection)).sends
        await server_feeds.stop_unchosen(connection)
        await identity.renew(connection, (), sends)
        await meta.drop(connection, SPLIT, identity.STAMPED)
    if beside(target, Beside.LOG).exists():
        raise BackupError(f"{target} could not be completed. Check the disk, then try again.")
    sync_file(target)


def _delete(target: Path) -> None:
    for each in files_of(target):
        each.unlink(missing_ok=True)


async def refuse_other_servers(database: Database, shards: Shards | None) -> None:
    """Refuse to run on a database whose servers another process posts to.

    Raises:
        SettingsError: it was split, or has servers of other shards than `shards`.
    """
    async with database.reader() as connection:
        parts = await meta.get(connection, SPLIT)
        known = await servers.known(connection) if shards else set()
    if parts:
        raise SettingsError(WAS_SPLIT.format(path=database.path, parts=parts))
    if shards and (others := sum(not shards.has(each) for each in known)):
        raise SettingsError(
            FOREIGN_SERVERS.format(path=database.path, shards=shards, number=others)
        )
