"""Ends a long-running command on SIGINT or SIGTERM, or with its own error.

Called by `lifecycle`, `cli.tasks` and `demo`.
"""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


def stop_signal() -> asyncio.Event:
    """Make an event that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows' event loop has no signal handlers; Ctrl-C cancels the main task there.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def interruptible(work: Coroutine[Any, Any, Result]) -> Result | None:
    """Run a coroutine and return its result; None if a signal ended it.

    asyncio's own handling of Ctrl-C does not wake a waiting loop if the system delivers the signal
    to another thread; a signal handler of the loop does.
    """
    return await finished_before(stop_signal(), work)


async def finished_before(stop: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result | None:
    """Run a coroutine and return its result; None if `stop` was set first."""
    working = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait({working})
    return None if working.cancelled() else working.result()


def raise_what_ended(work: asyncio.Task[None]) -> None:
    """Raise the error that ended the work; a group that holds a single error is unwrapped."""
    try:
        work.result()
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None
