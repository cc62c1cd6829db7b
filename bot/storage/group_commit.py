"""Commits writes of one kind together, since each commit waits for the disk.

Used for polls that found nothing new: each writes one row, and those that end together share a
commit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.storage.database import Connection, Database

ItemT = TypeVar("ItemT")


class GroupedWrites(Generic[ItemT]):
    """Collects writes of one kind, and commits those that wait together.

    Args:
        write: writes several items inside a transaction.
    """

    def __init__(
        self,
        database: Database,
        write: Callable[[Connection, Sequence[ItemT]], Awaitable[None]],
    ) -> None:
        self._database = database
        self._write = write
        self._waiting: list[tuple[ItemT, asyncio.Future[None]]] = []
        self._turn = asyncio.Lock()

    async def add(self, item: ItemT) -> None:
        """Write an item together with all others that wait for the writer.

        The first caller writes for all. If it fails or is canceled, so do the others.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        async with self._turn:
            # The caller before may have written this item too.
            if not done.done():
                await self._write_waiting()
        await done

    async def _write_waiting(self) -> None:
        taken: list[tuple[ItemT, asyncio.Future[None]]] = []
        try:
            async with self._database.transaction() as connection:
                taken, self._waiting = self._waiting, []
                await self._write(connection, [item for item, _ in taken])
        except BaseException as exc:
            if not taken:
                taken, self._waiting = self._waiting, []
            for _, done in taken:
                _end(done, exc)
            raise
        for _, done in taken:
            if not done.done():
                done.set_result(None)


def _end(done: asyncio.Future[None], error: BaseException) -> None:
    if done.done():
        return
    if isinstance(error, Exception):
        done.set_exception(error)
        done.exception()  # marks it as retrieved: the writing caller raises it anyway
    else:
        done.cancel()
