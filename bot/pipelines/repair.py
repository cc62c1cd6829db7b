"""The repair pipeline: saves what can be read of a damaged database. No bot runs meanwhile.

    lock ─► which parts are damaged? ─► none: done
         ─► the search index alone ─► built anew from the articles, in place ─► sound? done
         ─► else: rows into a new file (`storage.repair`) ─► it replaces the old one, which is kept

`progress-bot doctor --repair` runs it, without an event loop.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from bot.errors import DatabaseDamagedError, DatabaseError
from bot.storage.errors import require_database
from bot.storage.files import Beside, beside, delete_unfinished, hold, restrict_to_owner
from bot.storage.integrity import SEARCH_INDEX, find_damage, rebuild_index
from bot.storage.repair.copying import Moved, move, replace
from bot.storage.repair.references import Note


class Repair(Struct, frozen=True):
    """The result of a repair.

    Attributes:
        damaged: the parts that were damaged; empty for a sound database.
        moved: the outcome of each table; empty if only the index was rebuilt.
        notes: further remarks for the operator.
        kept: the path of the damaged file; None if it was not replaced.
    """

    damaged: Sequence[str]
    moved: Sequence[Moved] = ()
    notes: Sequence[Note] = ()
    kept: Path | None = None


def repair(path: Path, now: datetime) -> Repair:
    """Repair a database.

    Raises:
        DatabaseInUseError: a bot runs on it.
        DatabaseError: nothing can be read of it, or its folder cannot be written.
    """
    require_database(path)
    with hold(path):
        damaged = _damaged(path)
        if damaged == [SEARCH_INDEX] and rebuild_index(path) and not _damaged(path):
            return Repair(damaged)
        return _replaced(path, damaged, now) if damaged else Repair(damaged)


def _damaged(path: Path) -> list[str]:
    try:
        return [finding.part for finding in find_damage(path, thorough=True)]
    except DatabaseDamagedError:
        return ["the schema"]


def _replaced(path: Path, damaged: Sequence[str], now: datetime) -> Repair:
    target = beside(path, Beside.REPAIRED)
    try:
        moved, notes = move(path, target, now)
        restrict_to_owner(path)
        return Repair(damaged, moved, notes, replace(path, target, now))
    except OSError as exc:
        raise DatabaseError(
            f"{target} cannot be written ({exc.strerror}). The database is as it was. Check the "
            "rights and the free space there."
        ) from exc
    finally:
        delete_unfinished(path)
