"""The stamp beside a database: a small file that tells when an older copy was put in its place.

    a run begins ─► the database is older than its stamp, or has none? ─► treated as restored
                 ─► the stamp is written anew, on the disk
    posts are claimed ─► committed with a count ─► the count is written to the stamp ─► sent

The count is written after the commit. So a crash between the two leaves a stamp that is older than
the database, which is no reason for an alarm. So does a power cut, since a count is not synced to
the disk. Called by `pipelines.restore` and, for each claim, by the announcer.
"""

import contextlib
import json
import logging
from pathlib import Path
from typing import Self

from msgspec import Struct

from bot.storage.files import OWN_FILE, sync_file, sync_folder
from bot.storage.identity import Mark
from bot.storage.repair.copying import give_to_owner_of

log = logging.getLogger(__name__)

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
        self.path = self._database.with_name(f"{self._database.name}.stamp")
        self.restored: str | None = None
        self._begun = False
        self._failed = False

    def read(self) -> Stamp | None:
        """The stamp; None if there is none that can be read."""
        try:
            count, _, rest = self.path.read_text("utf-8").partition("\n")
            ids = json.loads(rest)
            return Stamp(str(ids["database"]), tuple(map(str, ids["former"])), int(count))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, stamp: Stamp) -> None:
        """Replace the stamp; it is on the disk afterwards.

        Raises:
            OSError: it cannot be written.
        """
        new = self.path.with_name(f"{self.path.name}.new")
        with contextlib.suppress(FileNotFoundError):
            new.unlink()
        ids = json.dumps({"database": stamp.database_id, "former": stamp.former})
        new.touch(OWN_FILE, exist_ok=False)
        new.write_bytes(_count(stamp.sends) + f"\n{ids}\n".encode())
        give_to_owner_of(self._database, new)
        sync_file(new)
        new.replace(self.path)
        sync_folder(self.path.parent)
        self._begun = True

    def count(self, sends: int) -> None:
        """Write a new count, after the commit of the claim and before the posts are sent.

        A failure is logged once: posts must not wait for it.
        """
        if not self._begun:
            return
        try:
            with self.path.open("r+b", buffering=0) as file:
                file.write(_count(sends))
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
