"""The restore pipeline: puts a copy in the place of the database, and notices copies put by hand.

    `progress-bot restore FILE`: lock ─► copied beside the database ─► sound? ─► migrated
        ─► renewed (`storage.restored`) ─► replaces the database, which is kept ─► stamp
    a run begins: lock ─► is the database older than its stamp? (`storage.identity`)
        ─► renewed in place ─► stamp

A crash before the replacement changes nothing. A crash after it leaves a renewed database, whose
former ids include that of the stamp beside it.

The gap is the time between the copy and the restore. The operator is told of it, and may have its
articles announced:

    a restore ─► polls keep the articles of the gap silently (`articles.news`)
        ─► all feeds read ─► counted ─► log, and the operator once: how many, and the command
    `progress-bot announce --since` ─► planned as news ─► a running bot posts them
"""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct

from bot.clock import Clock
from bot.errors import BackupError, DatabaseDamagedError, DatabaseError
from bot.paths import give_to_owner_of
from bot.pipelines.backup import in_thread
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import repeat
from bot.storage import feeds, identity, restored
from bot.storage.backup import Stopped, connect_to_write, copy_pages, translated
from bot.storage.database import Connection, Database
from bot.storage.errors import refuse_other_than_file, translated_opening
from bot.storage.files import (
    OWN_FILE_MODE,
    Beside,
    beside,
    delete_unfinished,
    hold,
    owner_of_new,
    restrict_to_owner,
    sync_file,
)
from bot.storage.identity import Stamp, StampFile, why_restored
from bot.storage.integrity import find_damage
from bot.storage.repair.copying import replace
from bot.storage.restored import Count, Renewal, Unannounced

log = logging.getLogger(__name__)

FILE_DAMAGED = (
    "{path} is damaged ({parts}). Nothing was changed. Restore another copy, or put this one at "
    "another DATABASE_PATH and run `progress-bot doctor --repair` there."
)
NO_COPY = (
    "{path} is no copy of a database, or its beginning is destroyed. Nothing was changed. Name "
    "another file that `progress-bot backup` made."
)
RESTORED_BY_HAND = (
    "It is treated as restored: it has a new id, posts that waited are looked for before they are "
    "sent, and articles from before now that it does not know are kept silently."
)


class Restored(Struct, frozen=True):
    """The result of a restore.

    Attributes:
        file: the copy.
        database: the database that it became.
        kept: the former database; None if there was none.
        renewal: the outcome for posts and deliveries that were open in the copy.
        parts: the SHARDS of those into which the former database was split; None if it was not.
        lost: the number of subscriptions of the former database, if the copy has none at all.
    """

    file: Path
    database: Path
    kept: Path | None
    renewal: Renewal
    parts: str | None
    lost: int


async def restore(path: Path, file: Path, now: datetime) -> Restored:
    """Put a copy of the file in the place of the database. No bot may run.

    Raises:
        DatabaseInUseError: a bot runs on the database.
        DatabaseVersionError: a newer version of this program made the file.
        DatabaseError: the file is damaged or no database, or what is to be replaced is no file;
            nothing was changed.
        BackupError: the folder of the database cannot be written; nothing was changed.
    """
    refuse_other_than_file(path)
    damaged = FILE_DAMAGED.replace("{parts}", "it cannot be read to its end")
    with hold(path), translated(file, path, no_database=NO_COPY, damaged=damaged):
        stamp = StampFile(path)
        found = stamp.read()
        with _beside(path) as target:
            await in_thread(partial(_copy, file, target))
            known = (*identity.ids_in(path), *(found.ids if found else ()))
            sends = found.sends if found else 0
            renewed, mark = await _renewed(target, now, known=known, sends=sends)
            parts = None if identity.parts_of(target) else identity.parts_of(path)
            lost = 0 if identity.subscriptions_in(target) else identity.subscriptions_in(path)
            kept = replace(path, target, now, label="replaced")
        stamp.write(mark)
        restrict_to_owner(path)
    return Restored(file, path, kept, renewed, parts, lost)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A new file beside the database; what is left of it at the end is deleted."""
    target = beside(path, Beside.RESTORING)
    target.touch(OWN_FILE_MODE, exist_ok=False)
    give_to_owner_of(owner_of_new(path), target)
    try:
        yield target
    finally:
        delete_unfinished(path)


def _copy(file: Path, target: Path, stopped: Stopped) -> None:
    with contextlib.closing(connect_to_write(target)) as new:
        copy_pages(file, new, stopped, foreign=NO_COPY)
    try:
        damaged = find_damage(target, thorough=True)
    except DatabaseDamagedError as exc:
        raise DatabaseError(FILE_DAMAGED.format(path=file, parts="its beginning")) from exc
    if damaged:
        parts = ", ".join(finding.part for finding in damaged)
        raise DatabaseError(FILE_DAMAGED.format(path=file, parts=parts))


async def _renewed(
    target: Path, now: datetime, *, known: tuple[str, ...], sends: int
) -> tuple[Renewal, Stamp]:
    """Migrate and renew a copy; it is one file on the disk afterwards."""
    async with Database.open(target, alone=True) as database, database.transaction() as connection:
        renewed = await restored.renew(connection, now, known=known, sends=sends)
        await identity.set_stamped(connection)
        stamp = Stamp.of(await identity.read_mark(connection))
    if beside(target, Beside.LOG).exists():
        raise BackupError(f"{target} could not be completed. Check the disk, then try again.")
    sync_file(target)
    return renewed, stamp


async def begin_run(database: Database, stamp: StampFile, now: datetime) -> None:
    """Treat the database as restored if an older copy was put in its place; then write its stamp.

    From then on the database notices if a copy is written over it.

    Called when a run begins and holds the lock. `stamp.restored` tells the operator about it.

    Raises:
        StorageUnavailableError: it cannot be written for now.
    """
    found = stamp.read()
    async with database.transaction() as connection:
        why = why_restored(await identity.read_mark(connection), found)
        if why:
            known, sends = (found.ids, found.sends) if found else ((), 0)
            await restored.renew(connection, now, known=known, sends=sends)
        await restored.correct_clock(connection, now)
        mark = await identity.read_mark(connection)
    try:
        stamp.write(Stamp.of(mark))
    except OSError as exc:
        raise translated_opening(exc, database.path) from exc
    if not mark.stamped:
        async with database.transaction() as connection:
            await identity.set_stamped(connection)
    await database.watch()
    if why:
        said = why.format(path=database.path, stamp=stamp.path.name)
        stamp.restored = f"{said} {RESTORED_BY_HAND}"
        log.warning("%s", stamp.restored)


LOOK_EVERY_SECONDS = 60.0
"""The pause between two looks whether all feeds were read. Chosen by eye."""
COUNTED_AFTER = timedelta(hours=1)
"""The count waits this long after a restore for feeds that were not read. Chosen by eye."""
ONE_NOT_ANNOUNCED = (
    "{number} article of the gap before the restore was not announced. `progress-bot announce "
    "--since {since:%Y-%m-%d}` posts it."
)
NOT_ANNOUNCED = (
    "{number} articles of the gap before the restore were not announced. `progress-bot announce "
    "--since {since:%Y-%m-%d}` posts them."
)


def _gap_sentence(found: Count) -> str | None:
    """The sentence for the operator; None if there is nothing to announce."""
    if not found.number:
        return None
    sentence = ONE_NOT_ANNOUNCED if found.number == 1 else NOT_ANNOUNCED
    return sentence.format(number=found.number, since=found.oldest)


class GapReporter:
    """Tells the operator once how much of a gap was not announced.

    Attributes:
        sentence: for the operator; None if there is nothing to tell.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.sentence: str | None = None

    async def run(self) -> None:
        """Look until canceled."""
        await repeat(self.look, LOOK_EVERY_SECONDS, self._clock)

    async def look(self) -> None:
        """Count the articles after a restore, and tell if there are more than were told."""
        async with self._database.reader() as connection:
            restored_at = await restored.restored_at(connection)
            if restored_at is None:
                return
            unread = await restored.unread_feeds(connection)
            found = await restored.count(connection)
            told = await restored.told(connection)
        if found.number == told or (unread and self._clock.now() - restored_at < COUNTED_AFTER):
            return
        async with self._database.transaction() as connection:
            await restored.set_told(connection, found.number)
        if found.number > told:
            self.sentence = _gap_sentence(found)
            log.warning("%s", self.sentence)


class Announced(Struct, frozen=True):
    """An article of the gap, and the number of channels that it goes to."""

    article: Unannounced
    channels: int


class _NoChannelError(Exception):
    """No subscription takes an article."""


async def announce_silent(
    database: Database, ingest: Ingest, moment: datetime, now: datetime
) -> Sequence[Announced]:
    """Plan as news the articles that a restore kept silent and that are dated after a moment.

    An article that goes to no channel stays as it is, so that it can be announced later.
    """
    async with database.reader() as connection:
        found = await restored.since(connection, moment)
    announced = dict[int, Announced]()
    for each in found:
        channels = 0
        with contextlib.suppress(_NoChannelError):
            async with database.transaction() as connection:
                channels = await _announce(connection, ingest, each, now)
        announced[each.article_id] = Announced(each, channels)
    return tuple(announced.values())


async def _announce(
    connection: Connection, ingest: Ingest, silent: Unannounced, now: datetime
) -> int:
    """Plan one article as news; returns the number of its channels.

    Raises:
        _NoChannelError: there is none, so the caller rolls everything back.
    """
    tracked = await feeds.one(connection, silent.feed_id)
    await restored.reopen(connection, silent.article_id)
    await restored.drop(connection, silent.article_id)
    if tracked and await restored.is_silent(connection, silent):
        await ingest.announce_kept(connection, tracked, silent.article_id, now)
    channels = await restored.count_pending(connection, silent.article_id)
    if not channels:
        raise _NoChannelError
    return channels
