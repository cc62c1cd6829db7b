"""The split pipeline: divides a database by servers, so that several processes can share the bot.

    lock ─► split before? ─► each server in exactly one part? ─► an older copy, put by hand?
         ─► for each part: a copy, checked ─► other servers deleted ─► a new id
         ─► the database is marked with these ids: no bot runs on it any more ─► each part its name
    a run begins ─► the database was split, or has servers of other shards ─► refused

A crash before the mark leaves nothing that a bot can run on. After the mark no part is ever made,
since a bot may have posted from it: the same command only gives complete parts their names.
Articles, feeds and the index are in every part. Called by `progress-bot split` and, when a run
begins, by `lifecycle`.
"""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path

from msgspec import Struct

from bot.errors import BackupError, PartsError, SettingsError
from bot.model.ids import Shards
from bot.pipelines.backup import in_thread
from bot.pipelines.restore import begin_run
from bot.storage import identity, meta, server_feeds, servers, stored_queries
from bot.storage.backup import Stopped, copy_database, keep_servers, translated
from bot.storage.database import Connection, Database
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
from bot.storage.identity import SPLIT, StampFile

OWN_SHARDS = "part"
"""The name in `meta` of the shards whose part a database is."""
ALL_SHARDS = "0/1"
PART_IDS = "split_ids"
"""The name in `meta` of the ids of these parts, as JSON; former versions did not write it."""

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
    "The shards {missing} of {count} are in none of these parts, and neither are {number} of the "
    "database's servers. Name these shards, too: a server that invites the bot may be theirs."
)
NO_FOLDER = "The folder {folder} cannot be made ({reason}). Name another one."
OTHER_FILE = "{file} exists and is no part of this. Name another folder."
SPLIT_OTHERWISE = (
    "{path} was split before, into those of SHARDS={parts}. To divide further, split each of these."
)
PART_GONE = (
    "{path} was split before, and its part {file} is not there. It is not made again, because a "
    "bot may have posted from it: put the file back, or name the folder where it is. If it is "
    "lost, restore a backup of it."
)


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
        PartsError: a server would be in no part or in two, the folder cannot be made, or the
            database was split before in another way; nothing was changed.
        BackupError: the folder cannot be written.
    """
    require_database(path)
    with hold(path), translated(path, folder):
        async with Database.open(path, alone=True) as database:
            async with database.reader() as connection:
                former = await meta.get(connection, SPLIT)
                own = Shards.read(await meta.get(connection, OWN_SHARDS) or ALL_SHARDS)
                known = await servers.known(connection)
            named = [_named(path, folder, each, known) for each in parts]
            if former is None:
                _refuse(parts, own, known)
                _make_folder(folder, path)
                await _divide(database, named, now)
            elif set(former.split()) != set(map(str, parts)):
                raise PartsError(SPLIT_OTHERWISE.format(path=path, parts=former))
            made = await _give_names(database, named)
    return [DatabasePart(each.shards, each.file, each.servers, each in made) for each in named]


def _named(path: Path, folder: Path, shards: Shards, known: set[int]) -> DatabasePart:
    file = folder / f"{path.stem}-{shards.file_name}.db"
    return DatabasePart(shards, file, sum(map(shards.has, known)), made=False)


def _refuse(parts: Sequence[Shards], own: Shards, known: set[int]) -> None:
    """Raise PartsError unless each shard of the database is in exactly one part.

    Args:
        own: the shards of the database, which may be a part itself, of fewer and larger shards.
        known: the servers of the database.
    """
    if len({each.count for each in parts}) != 1:
        raise PartsError(OTHER_COUNTS)
    count = parts[0].count
    for first, second in combinations(parts, 2):
        if set(first.ids) & set(second.ids):
            raise PartsError(TWICE.format(first=first, second=second))
    needed = {each for each in range(count) if count % own.count or each % own.count in own.ids}
    if missing := sorted(needed.difference(*(part.ids for part in parts))):
        left_out = sum(not any(part.has(each) for part in parts) for each in known)
        shards = ", ".join(map(str, missing))
        raise PartsError(LEFT_OUT.format(missing=shards, count=count, number=left_out))


def _make_folder(folder: Path, database: Path) -> None:
    try:
        create_folder(folder, like=database)
    except OSError as exc:
        raise PartsError(NO_FOLDER.format(folder=folder, reason=exc.strerror)) from exc


def _refuse_taken(file: Path) -> None:
    """Raise PartsError if anything has this name, such as a link that leads nowhere."""
    if os.path.lexists(file):
        raise PartsError(OTHER_FILE.format(file=file))


async def _divide(database: Database, parts: Sequence[DatabasePart], now: datetime) -> None:
    """Make all parts under provisional names, then mark the database."""
    for part in parts:
        _refuse_taken(part.file)
    stamp = StampFile(database.path)
    await begin_run(database, stamp, now)
    try:
        _delete(parts)  # of a split that was cut off
        ids = {str(each.shards): await _make(database.path, each, now) for each in parts}
        sync_folder(parts[0].file.parent)
    except BaseException:
        _delete(parts)
        raise
    async with database.transaction() as connection:
        await meta.put(connection, SPLIT, " ".join(ids))
        await meta.put(connection, PART_IDS, json.dumps(ids))
        await stored_queries.forget_all(connection)  # No bot runs here that would do so later.
        # The parts post from now on, so any other copy of this database is older.
        sends = await identity.count_send(connection)
    stamp.count(sends)


def _delete(parts: Sequence[DatabasePart]) -> None:
    for part in parts:
        for each in files_of(beside(part.file, Beside.SPLITTING)):
            each.unlink(missing_ok=True)


async def _make(path: Path, part: DatabasePart, now: datetime) -> str:
    """Make a part under its provisional name, complete and on the disk; returns its id."""
    target = beside(part.file, Beside.SPLITTING)
    target.touch(OWN_FILE_MODE)

    def make(stopped: Stopped) -> None:
        copy_database(path, target, now, stopped=stopped)
        keep_servers(target, part.shards.has)

    await in_thread(make)
    return await _renew(target, part.shards)


async def _renew(target: Path, shards: Shards) -> str:
    """Give a part its own id; it is one file on the disk afterwards.

    It counts as new, without a stamp, which its first run writes.
    """
    async with Database.open(target, alone=True) as database, database.transaction() as connection:
        sends = (await identity.read_mark(connection)).sends
        await server_feeds.stop_unchosen(connection)
        renewed = await identity.renew(connection, (), sends)
        await meta.drop(connection, identity.STAMPED)
        await meta.put(connection, OWN_SHARDS, str(shards))
    if beside(target, Beside.LOG).exists():
        raise BackupError(f"{target} could not be completed. Check the disk, then try again.")
    sync_file(target)
    return renewed.database_id


async def _give_names(database: Database, parts: Sequence[DatabasePart]) -> Sequence[DatabasePart]:
    """Give those parts their names that have none yet, and return them.

    Raises:
        PartsError: a part is not there.
    """
    async with database.reader() as connection:
        ids: Mapping[str, str] = json.loads(await meta.get(connection, PART_IDS) or "{}")
        own = await meta.database_id(connection)
    unnamed = list[DatabasePart]()
    for part in parts:
        expected = ids.get(str(part.shards))
        if part.file.is_file() and (expected or own) in identity.ids_in(part.file):
            continue  # A bot may run on it by now.
        _refuse_taken(part.file)
        if expected not in identity.ids_in(beside(part.file, Beside.SPLITTING)):
            raise PartsError(PART_GONE.format(path=database.path, file=part.file))
        unnamed.append(part)
    for part in unnamed:
        beside(part.file, Beside.SPLITTING).replace(part.file)
        sync_folder(part.file.parent)
    _delete(parts)  # what SQLite made beside them
    return unnamed


async def refuse_other_servers(database: Database, shards: Shards | None) -> None:
    """Refuse to run on a database whose servers another process posts to.

    Raises:
        SettingsError: it was split, or has servers of other shards than `shards`.
    """
    async with database.reader() as connection:
        if sentence := await why_for_others(connection, database.path, shards):
            raise SettingsError(sentence)


async def why_for_others(connection: Connection, path: Path, shards: Shards | None) -> str | None:
    """Why no bot of these shards may run on the database; None if one may."""
    if parts := await meta.get(connection, SPLIT):
        return WAS_SPLIT.format(path=path, parts=parts)
    known = await servers.known(connection) if shards else set()
    if shards and (others := sum(not shards.has(each) for each in known)):
        return FOREIGN_SERVERS.format(path=path, shards=shards, number=others)
    return None
