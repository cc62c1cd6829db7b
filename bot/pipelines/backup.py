"""The backup pipeline: copies the database while a bot runs, and once a day by the bot itself.

    database ─► a hidden file beside the copy (`storage.backup`) ─► checked, on the disk
             ─► renamed to its name ─► older copies beyond the number to keep are deleted
             ─► copies from the future: not counted, not deleted, told
    each ten minutes ─► is the newest copy in BACKUP_DIR a day old? ─► the same
                     ─► it failed: log, the operator is told once, the next try is later

A crash keeps the former copies, and leaves a hidden file that a later backup deletes. `progress-bot
backup` and `lifecycle` call it.
"""

import asyncio
import contextlib
import logging
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from bot.clock import Clock
from bot.errors import BackupError, ProgressError, RequestError
from bot.pipelines.loops import PutOff, repeat
from bot.storage.backup import Stopped, copy_database, is_database, never, translated
from bot.storage.files import (
    Beside,
    beside,
    create_folder,
    is_held,
    new_folder,
    owner_of_new,
    refuse_noted,
    sync_folder,
)

log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

LOOK_EVERY_SECONDS = 600.0
"""The pause between two looks whether a copy is due. Chosen by eye."""
BACKUP_INTERVAL = timedelta(days=1)
"""The age of the newest copy at which the next is due. Chosen by eye."""
NAME_TIME = "%Y%m%dT%H%M%SZ"
WITHOUT_MEMBERS = "-without-members"
UNFINISHED = ".progress-bot.part"
UNFINISHED_KEPT_FOR = timedelta(days=1)
"""An unfinished copy that is older was left by a crash; a younger one may be in work."""
MOST_COPY_AHEAD = timedelta(minutes=1)
"""Several copies of one second are named after the following seconds. A copy whose time is further
ahead was made while the clock was wrong."""
MOST_NAMED = 3
"""Copies that a sentence names. Chosen by eye."""
FROM_FUTURE = (
    "The name of a copy has a time in the future: {files}. The clock was wrong when it was made, "
    "or is wrong now. Such a copy does not count as one, and stays. Correct the clock, or delete "
    "the copy."
)
TAKEN_NAME = (
    "{target} has the name of a file that belongs to a database, and would be overwritten or "
    "deleted. Name another file for the copy, such as copy.db."
)


class BackupPlan(Struct, frozen=True):
    """A copy to make.

    Attributes:
        target: the copy's file, or the folder in which it gets a name with the time.
        keep: how many copies of this database stay in the folder; None for all.
        members: whether the copy holds more than news.
    """

    database: Path
    target: Path
    keep: int | None = None
    members: bool = True

    @property
    def folder(self) -> Path | None:
        """The folder of copies; None if the target is a file."""
        return self.target if self.target.is_dir() else None


class Backup(Struct, frozen=True):
    """A copy that was made.

    Attributes:
        deleted: the older ones that were deleted.
        from_future: a sentence about copies in the folder that have a time in the future.
    """

    file: Path
    size: int
    members: bool
    deleted: tuple[Path, ...] = ()
    from_future: str | None = None


def back_up(plan: BackupPlan, now: datetime, stopped: Stopped = never) -> Backup:
    """Make a copy. Synchronous: it runs in a thread.

    Raises:
        BackupError: the copy cannot be written.
        DatabaseError: the database is missing, damaged or of another program.
        RequestError: another file stands at the target, or belongs there.
        StorageUnavailableError: a copy was written over the database of a running bot.
    """
    refuse_taken_name(plan.target)
    refuse_noted(plan.database)
    folder = plan.folder
    file = _free_file(plan, folder, now) if folder else plan.target
    if folder is None:
        _refuse_other_file(plan)
    with translated(plan.database, file):
        with new_folder(file.parent, like=owner_of_new(plan.database)):
            _delete_unfinished(file.parent, now)
            with _unfinished(file) as part:
                copy_database(plan.database, part, now, members=plan.members, stopped=stopped)
                size = part.stat().st_size
                part.replace(file)
        sync_folder(file.parent)
        deleted = _delete_older(plan, file, now) if folder and plan.keep else ()
    future = _copies_from_future(folder, plan, now) if folder else None
    return Backup(file, size, plan.members, deleted, future)


def copies_in(folder: Path, database: Path, *, members: bool = True) -> list[tuple[datetime, Path]]:
    """The copies of a database in a folder with their times, the newest first."""
    kind = "" if members else WITHOUT_MEMBERS
    named = re.compile(rf"{re.escape(database.stem)}{kind}-([0-9]{{8}}T[0-9]{{6}}Z)\.db")
    found = list[tuple[datetime, Path]]()
    for path in folder.iterdir() if folder.is_dir() else ():
        if match := named.fullmatch(path.name):
            with contextlib.suppress(ValueError):  # no such day in the calendar
                made_at = datetime.strptime(match[1], NAME_TIME).replace(tzinfo=UTC)
                found.append((made_at, path))
    return sorted(found, reverse=True)


def _is_ahead(made_at: datetime, now: datetime) -> bool:
    return made_at - now > MOST_COPY_AHEAD


def _copies_from_future(folder: Path, plan: BackupPlan, now: datetime) -> str | None:
    """A sentence about copies that have a time in the future; None if there are none."""
    copies = copies_in(folder, plan.database, members=plan.members)
    ahead = [str(path) for made_at, path in copies if _is_ahead(made_at, now)]
    more = ["…"] if len(ahead) > MOST_NAMED else []
    return FROM_FUTURE.format(files=", ".join(ahead[:MOST_NAMED] + more)) if ahead else None


def _free_file(plan: BackupPlan, folder: Path, now: datetime) -> Path:
    kind = "" if plan.members else WITHOUT_MEMBERS
    file = folder / f"{plan.database.stem}{kind}-{now:{NAME_TIME}}.db"
    return _free_file(plan, folder, now + timedelta(seconds=1)) if os.path.lexists(file) else file


def refuse_taken_name(target: Path) -> None:
    """Refuse names that SQLite or this program gives to a file beside a database.

    Raises:
        RequestError: the target has such a name, and is no folder that exists.
    """
    if not target.is_dir() and target.name.casefold().endswith((*Beside, UNFINISHED)):
        raise RequestError(TAKEN_NAME.format(target=target))


def _refuse_other_file(plan: BackupPlan) -> None:
    """Refuse to replace anything but a former copy that nobody uses.

    Raises:
        RequestError: the target is something else.
    """
    target = plan.target
    if not target.exists():
        return
    if plan.database.exists() and target.samefile(plan.database):
        raise RequestError(f"{target} is the database itself. Name another file for the copy.")
    in_use = beside(target, Beside.LOG).exists() or is_held(target)
    if in_use or not is_database(target):
        raise RequestError(f"{target} exists and is no copy. Name another file for the copy.")


@contextlib.contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """A hidden file beside the copy, for its owner alone; deleted if it still exists at the end."""
    descriptor, name = tempfile.mkstemp(UNFINISHED, f".{file.stem}-", file.parent)
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _delete_unfinished(folder: Path, now: datetime) -> None:
    """Delete what backups left that were killed."""
    for part in folder.glob(f".*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < (now - UNFINISHED_KEPT_FOR).timestamp():
                part.unlink()


def _delete_older(plan: BackupPlan, made: Path, now: datetime) -> tuple[Path, ...]:
    """Keep the copy that was just made, and the newest others up to the number."""
    copies = copies_in(made.parent, plan.database, members=plan.members)
    others = [path for at, path in copies if path != made and not _is_ahead(at, now)]
    older = others[(plan.keep or 1) - 1 :]
    for path in older:
        path.unlink(missing_ok=True)
    return tuple(older)


class DailyBackup:
    """Makes a copy a day in BACKUP_DIR.

    Args:
        database: the path of the database.
        folder: BACKUP_DIR.
        keep: BACKUP_KEEP.

    Attributes:
        failure: why the last try failed, as a sentence; None after a success.
        from_future: a sentence about copies that have a time in the future; None if there are none.
    """

    def __init__(self, database: Path, folder: Path, keep: int, clock: Clock) -> None:
        self._plan = BackupPlan(database, folder, keep)
        self._clock = clock
        self._put_off = PutOff[Path](clock)
        self.failure: str | None = None
        self.from_future: str | None = None

    async def run(self) -> None:
        """Make copies until canceled."""
        await repeat(self.back_up_if_due, LOOK_EVERY_SECONDS, self._clock)

    async def back_up_if_due(self) -> None:
        """Make a copy, if the newest one is a day old. A failure is logged once."""
        try:
            if not self._put_off.is_due(self._plan.target) or not self._is_due():
                return
            made = await in_thread(partial(back_up, self._plan, self._clock.now()))
        except (OSError, ProgressError) as exc:
            self._failed(exc)
        else:
            self.failure = None
            self._put_off.succeeded(self._plan.target)
            log.info("Copied the database to %s", made.file)

    def _failed(self, error: OSError | ProgressError) -> None:
        self._put_off.failed(self._plan.target)
        sentence = f"The daily backup failed. {error}"
        if sentence != self.failure:
            log.warning("%s", sentence)
        self.failure = sentence

    def _is_due(self) -> bool:
        refuse_taken_name(self._plan.target)
        try:
            create_folder(self._plan.target, like=owner_of_new(self._plan.database))
        except OSError as exc:
            raise BackupError(
                f"The folder {self._plan.target} cannot be made ({exc.strerror}). Correct "
                "BACKUP_DIR, or the rights on the folder above it."
            ) from exc
        now = self._clock.now()
        self._look_at_times(now)
        copies = copies_in(self._plan.target, self._plan.database)
        made = [at for at, _ in copies if not _is_ahead(at, now)]
        return not made or now - made[0] >= BACKUP_INTERVAL

    def _look_at_times(self, now: datetime) -> None:
        found = _copies_from_future(self._plan.target, self._plan, now)
        if found and found != self.from_future:
            log.warning("%s", found)
        self.from_future = found


async def in_thread(work: Callable[[Stopped], ResultT]) -> ResultT:
    """Run work in a thread, which is asked to stop and waited for if this task is canceled.

    Otherwise the thread would write on after its files were deleted.
    """
    canceled = threading.Event()
    # No task: the end of the event loop cancels every task, and the thread would not be waited for.
    working = asyncio.get_running_loop().run_in_executor(None, work, canceled.is_set)
    try:
        await asyncio.wait({working})
    finally:
        canceled.set()
        await asyncio.wait({working})
        working.exception()  # Else asyncio reports the error of a thread that was stopped.
    return working.result()
