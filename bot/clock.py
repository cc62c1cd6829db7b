"""Time, so that tests can replace it: loops get a Clock, pure code gets `now` as a value."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, and waits."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...

    def elapsed(self) -> float:
        """Seconds since a moment; they go on evenly if the clock is set or the machine sleeps."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; never returns early, but may return late."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds of the machine's monotonic clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running event loop."""
        await asyncio.sleep(seconds)
