"""The signals that ask a long-running command to end. Called by `app`, `errands` and `demo`."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


def stop_signal() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set from now on."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows' event loop has no signal handlers; Ctrl-C cancels the main task there.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def interruptible(work: Coroutine[Any, Any, Result]) -> Result | None:
    """The result of some work; None where a signal ended it.

    asyncio's own way with Ctrl-C does not wake a loop that waits, where the system hands the signal
    to another thread; a handler of the loop does.
    """
    return await finished_before(stop_signal(), work)


async def finished_before(stop: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result | None:
    """The result of some work; None where `stop` was set before."""
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
