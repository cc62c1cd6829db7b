"""The result of `progress-bot doctor --repair`, as checks."""

from collections.abc import Iterator
from pathlib import Path

from bot.cli.session import start
from bot.clock import SystemClock
from bot.model.check import Check
from bot.pipelines.repair import Repair, repair
from bot.storage.repair.copying import Moved


def run_repair() -> list[Check]:
    """Repair the database that the settings name.

    Raises:
        ConfigurationError: a setting is wrong, or nothing can be read of the database.
        DatabaseInUseError: a bot runs on it.
    """
    path = start().database_path
    return list(as_checks(path, repair(path, SystemClock().now())))


def as_checks(path: Path, done: Repair) -> Iterator[Check]:
    """A line for the database, for each table that had rows, and for each consequence."""
    yield Check("repair", ok=True, say=_summary(path, done))
    for moved in done.moved:
        if moved.saved == 0 and moved.lost == 0:
            continue
        yield Check(f"repair of {moved.name}", ok=True, say=_counted(moved))
    for note in done.notes:
        yield Check("after the repair", ok=True, say=note)


def _summary(path: Path, done: Repair) -> str:
    if not done.damaged:
        return f"{path} is sound; nothing was changed."
    parts = ", ".join(done.damaged)
    if done.kept is None:
        return f"Damaged: {parts}. It was built anew; nothing is lost."
    return f"Damaged: {parts}. What could be read is in {path}; the damaged file is {done.kept}."


def _counted(moved: Moved) -> str:
    if moved.lost is None:
        return f"Rows saved: {moved.saved}; others may be lost, and nothing tells how many."
    return f"Rows saved: {moved.saved}, lost: {moved.lost}."
