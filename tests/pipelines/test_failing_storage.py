"""Each call to SQLite that a pipeline or service makes fails once: all comes out as without it."""

import contextlib
import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.pipelines.loops import keep_going
from bot.storage import feeds
from bot.storage.database import Database
from tests.factories import feed
from tests.failing import CODES, Faults
from tests.fakes import ManualClock
from tests.pipelines.conftest import House
from tests.pipelines.scene import Act, Scene
from tests.pipelines.scenes_of_delivering import DELIVERING
from tests.pipelines.scenes_of_reading import READING
from tests.pipelines.scenes_of_services import SERVICES

CHANCE = frozenset({"stored_queries.key", "notices.id"})
"""Columns that differ from one time to the next: keys are random, channels are served at once."""
TIMES = ("_at", "_since")


@contextlib.asynccontextmanager
async def _scene(template: Path, path: Path, faults: Faults) -> AsyncIterator[Scene]:
    """A house on a copy of a new database."""
    shutil.copy(template, path)
    faults.none()
    async with Database.open(path, factory=faults.factory, busy_timeout=0) as database:
        # Nothing crashes here: there is no disk to wait for.
        await database._writer.pragma("PRAGMA synchronous = OFF")
        house = House(database, ManualClock(), feed())
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [house.feed])
        house.publish([])
        await house.poll()
        yield Scene(house)
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


async def _outcome(scene: Scene) -> object:
    """All that is stored and all that the outside world saw, but for times."""
    house = scene.house
    async with house.database.reader() as connection:
        tables = await connection.execute_fetchall(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND name NOT LIKE 'sqlite%' ORDER BY name"
        )
        stored = {}
        for (table,) in tables:
            rows = await connection.execute_fetchall(f"SELECT * FROM {table}")  # noqa: S608
            stored[table] = sorted(
                repr([row[name] for name in tuple(row.keys()) if _lasts(table, name)])
                for row in rows
            )
    return {
        **stored,
        "sent": {channel: house.messenger.titles(channel) for channel in house.messenger.channels},
        "edits": sorted(house.messenger.edits),
        "told": {place: len(said) for place, said in house.notifier.messages.items()},
        "asked": sorted(url for url, _ in house.fetcher.asked),
        "outside": scene.outside(),
    }


def _lasts(table: str, column: str) -> bool:
    return f"{table}.{column}" not in CHANCE and not column.endswith(TIMES)


@pytest.mark.parametrize(
    "scenario", [*READING, *DELIVERING, *SERVICES], ids=lambda scenario: scenario.__name__
)
@pytest.mark.usefixtures("at_once")
async def test_a_call_that_fails_changes_nothing_of_what_comes_out(
    scenario: Callable[[Scene], Awaitable[Act]],
    new_database: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    faults = Faults()
    async with _scene(new_database, tmp_path / "whole.db", faults) as scene:
        act = await scenario(scene)
        faults.none()
        await act()
        calls = faults.calls
        expected = await _outcome(scene)
    assert calls

    for first in range(calls):
        code, times = CODES[first % len(CODES)], 1 + first % 2
        caplog.clear()
        async with _scene(new_database, tmp_path / f"{first}.db", faults) as scene:
            act = await scenario(scene)
            faults.fail(first, code, times)
            await keep_going(act, scene.house.clock)
            faults.none()
            found = await _outcome(scene)
        assert found == expected, f"call {first} of {calls} failed with {code}"
        said = [record.getMessage() for record in caplog.records]
        assert len(said) <= 1, said
        assert all(record.name == "bot.storage.health" for record in caplog.records), said
