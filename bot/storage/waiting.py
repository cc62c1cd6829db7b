"""How long a task waits for its turn at the database; a member's has to answer in time.

A lock that another program holds, and a queue of the bot's own writers, can take longer than
Discord waits for an answer. Set by `ui` for each interaction, read by `database`.
"""

import asyncio
from collections.abc import Awaitable
from contextvars import ContextVar
from typing import TypeVar

from bot.errors import StorageUnavailableError

Turn = TypeVar("Turn")

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def wait_at_most(seconds: float) -> None:
    """From now on, this task and those that it starts wait no longer than this, all in all."""
    _deadline.set(asyncio.get_running_loop().time() + seconds)


def deadline() -> float | None:
    """Until when this task waits, by the event loop's time; None is for ever."""
    return _deadline.get()


async def in_time(turn: Awaitable[Turn]) -> Turn:
    """Wait for a turn, for as long as this task may.

    Raises:
        StorageUnavailableError: it may no longer; no fault of the database.
    """
    try:
        async with asyncio.timeout_at(deadline()):
            return await turn
    except TimeoutError as exc:
        raise StorageUnavailableError("The database is busy. Try again in a minute.") from exc
