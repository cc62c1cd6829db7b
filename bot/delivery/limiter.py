"""Discord's limit of 50 requests a second for a whole bot, which discord.py leaves to us.

Made by `app`; https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
"""

import asyncio
from types import TracebackType

GROUP = 8
PERIOD_SECONDS = 0.1675
"""47.8 requests a second. No second sees more than 48: it touches six groups at most, since there
is a period between the end of one and the beginning of the next.

Groups rather than even steps: a process that wakes for each message spends more on waking than on
sending (measured: half of the CPU), and what is sent together is recorded together.
"""


class RequestLimiter:
    """Lets a group of requests through, then rests a period; in the order in which they ask."""

    def __init__(self, group: int = GROUP, period: float = PERIOD_SECONDS) -> None:
        self._group = group
        self._period = period
        self._turn = asyncio.Lock()
        self._left = group
        self._rested_at = 0.0

    async def __aenter__(self) -> None:
        """Wait for a place."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            rest = self._rested_at - loop.time()
            if rest > 0 and not self._left:
                await asyncio.sleep(rest)
            if rest <= 0 or not self._left:
                self._left = self._group
            self._left -= 1
            self._rested_at = loop.time() + self._period

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The place is not given back: it counts by its beginning."""
