import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from aiosqlite import Connection

from bot.storage.database import Database
from bot.storage.group_commit import GroupedWrites
from tests.waiting import PATIENCE_SECONDS


@dataclass
class Shelf:
    """Writes numbers into a table, and remembers how many came at once."""

    batches: list[list[int]] = field(default_factory=list)

    async def write(self, connection: Connection, numbers: Sequence[int]) -> None:
        self.batches.append(list(numbers))
        if 13 in numbers:
            raise ValueError("13 is not written")
        await connection.executemany(
            "INSERT INTO meta (name, value) VALUES (?, '')", [(str(number),) for number in numbers]
        )


def with_late_write(
    database: Database, late: int, *, during: int
) -> tuple[GroupedWrites[int], list[asyncio.Task[None]]]:
    """Grouped writes to which a number is added while another one is written, and its task."""
    shelf, tasks = Shelf(), list[asyncio.Task[None]]()

    async def write(connection: Connection, numbers: Sequence[int]) -> None:
        if during in numbers:
            tasks.append(asyncio.create_task(grouped.add(late)))
            await asyncio.sleep(0)
        await shelf.write(connection, numbers)

    grouped = GroupedWrites(database, write)
    return grouped, tasks


async def written(database: Database) -> set[str]:
    async with database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT name FROM meta")
    return {row["name"] for row in rows}


async def test_writes_that_arrive_side_by_side_share_a_transaction(database: Database) -> None:
    shelf = Shelf()
    grouped = GroupedWrites(database, shelf.write)
    await asyncio.gather(*(grouped.add(number) for number in range(20, 120)))
    assert {str(number) for number in range(20, 120)} <= await written(database)
    assert len(shelf.batches) == 1


async def test_a_write_stands_when_its_caller_goes_on(database: Database) -> None:
    grouped = GroupedWrites(database, Shelf().write)

    async def add(number: int) -> bool:
        await grouped.add(number)
        return str(number) in await written(database)

    async with database.transaction():
        adding = [asyncio.create_task(add(number)) for number in range(3)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*adding) == [True, True, True]


async def test_one_after_the_other_is_written_at_once(database: Database) -> None:
    shelf = Shelf()
    grouped = GroupedWrites(database, shelf.write)
    await grouped.add(1)
    await grouped.add(2)
    assert shelf.batches == [[1], [2]]


async def test_an_error_reaches_all_who_shared_it_and_none_after(database: Database) -> None:
    grouped = GroupedWrites(database, Shelf().write)
    outcomes = await asyncio.gather(*map(grouped.add, (1, 13, 2)), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["13 is not written"] * 3
    await grouped.add(3)
    assert {"1", "2", "3"} & await written(database) == {"3"}


async def test_whoever_is_cancelled_while_writing_ends_the_others_too(database: Database) -> None:
    grouped = GroupedWrites(database, Shelf().write)
    async with database.transaction():
        adding = [asyncio.create_task(grouped.add(number)) for number in range(3)]
        await asyncio.sleep(0)
        adding[0].cancel()
        await asyncio.sleep(0)
    for task in adding:
        with pytest.raises(asyncio.CancelledError):
            await task
    await grouped.add(7)
    assert "7" in await written(database)


async def test_writes_that_arrive_while_another_one_fails_are_written_all_the_same(
    database: Database,
) -> None:
    grouped, late = with_late_write(database, 5, during=13)

    with pytest.raises(ValueError, match="13 is not written"):
        await grouped.add(13)

    await asyncio.wait_for(late[0], PATIENCE_SECONDS)
    assert "5" in await written(database)


async def test_a_write_that_stands_is_not_failed_by_a_later_one(database: Database) -> None:
    grouped, late = with_late_write(database, 13, during=4)

    await grouped.add(4)

    assert "4" in await written(database)
    with pytest.raises(ValueError, match="13 is not written"):
        await late[0]
