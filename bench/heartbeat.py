"""For how long the event loop is held: a task that wakes every millisecond and notes the gaps."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

BEAT_SECONDS = 0.001


class Heartbeat:
    """Beats while it is open; made by `beating`."""

    def __init__(self) -> None:
        self._longest, self._last = 0.0, time.perf_counter()
        self._longest_work, self._last_work = 0.0, time.thread_time()

    @property
    def longest_ms(self) -> float:
        """The longest time for which the loop could not run anything else, in milliseconds."""
        return self._longest * 1e3

    @property
    def longest_work_ms(self) -> float:
        """The most processor time that the loop's thread took between two beats.

        On a machine that does other things, too, the clock alone also tells of those.
        """
        return self._longest_work * 1e3

    async def beat(self) -> None:
        """Beat until canceled."""
        while True:
            self.note()
            await asyncio.sleep(BEAT_SECONDS)

    def note(self) -> None:
        """Take the time since the last beat."""
        now, work = time.perf_counter(), time.thread_time()
        self._longest, self._last = max(self._longest, now - self._last - BEAT_SECONDS), now
        self._longest_work = max(self._longest_work, work - self._last_work)
        self._last_work = work


@contextlib.asynccontextmanager
async def beating() -> AsyncIterator[Heartbeat]:
    """A heartbeat beside whatever runs inside."""
    heartbeat = Heartbeat()
    task = asyncio.create_task(heartbeat.beat())
    await asyncio.sleep(0)
    try:
        yield heartbeat
    finally:
        # A hold at the very end is not overlooked.
        heartbeat.note()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
