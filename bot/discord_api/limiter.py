"""Discord's limit of 50 requests a second for a whole bot, which discord.py leaves to us.

    urgent requests ─────┐
                         ├─► groups of ten, no second with more than 50 ─► Discord
    background requests ─┘   (only what urgent ones leave)

Made by `app`, asked by `discord_api.requests` ahead of every request; the messenger says which are
`background`. https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LIMIT = 50
SPAN_SECONDS = 1.03
"""48.5 requests a second. What the second is too long covers a network that carries one request
30 ms faster than another; of what was later than that, its answer tells."""

MOST_LATE_SECONDS = 0.1
"""What takes longer than that was thinking, not traveling."""

GROUP = 10
STEP_SECONDS = 0.2
"""Groups rather than even steps: a process that wakes for each message spends more on waking than
on sending (measured: a fifth of all CPU between groups of five and of ten). Not all 50 at once, so
that nothing urgent waits long.

Five steps are shorter than the span: a group that is late by a few milliseconds does not delay
those behind it.
"""

_background: ContextVar[bool] = ContextVar("background", default=False)


@contextmanager
def background() -> Iterator[None]:
    """What is requested in this block can wait until nothing urgent does."""
    token = _background.set(True)
    try:
        yield
    finally:
        _background.reset(token)


def in_background() -> bool:
    """Whether what is requested now can wait."""
    return _background.get()


class RequestLimiter:
    """Lets requests through at Discord's pace; within a priority in the order in which they ask.

    It counts by the moments at which requests really went, so that neither a late wake-up nor an
    irregular beginning breaks the limit; and where an answer took longer than the quickest one,
    its request may have been on the way for so much longer, and counts by that.
    """

    def __init__(self) -> None:
        self._gone: deque[float] = deque(maxlen=LIMIT)
        self._took: deque[float] = deque(maxlen=LIMIT)
        self._urgent: deque[asyncio.Future[float]] = deque()
        self._patient: deque[asyncio.Future[float]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self) -> float:
        """Return when a request may go, which it must then do at once; the moment is its ticket."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            if self._free_at(1) <= loop.time():
                self._gone.append(loop.time())
                return self._gone[-1]
            self._timer = loop.call_at(self._free_at(GROUP), self._let_group_through, loop)
        place: asyncio.Future[float] = loop.create_future()
        (self._patient if in_background() else self._urgent).append(place)
        return await place

    def answered(self, ticket: float) -> None:
        """The request of that ticket has its answer now."""
        took = asyncio.get_running_loop().time() - ticket
        self._took.append(took)
        # Before there are enough to compare with, any of them may be a slow one.
        quickest = min(self._took) if len(self._took) == LIMIT else 0.0
        late = min(took - quickest, MOST_LATE_SECONDS)
        if late and ticket in self._gone:
            self._gone[self._gone.index(ticket)] = ticket + late
            self._gone = deque(sorted(self._gone), maxlen=LIMIT)

    def _let_group_through(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for _ in range(GROUP):
            if (place := self._next()) is None:
                break
            place.set_result(now)
            self._gone.append(now)
        waiting = self._urgent or self._patient
        self._timer = (
            loop.call_at(self._free_at(GROUP), self._let_group_through, loop) if waiting else None
        )

    def _next(self) -> asyncio.Future[float] | None:
        """Whose turn it is; skips those who were cancelled meanwhile."""
        for queue in (self._urgent, self._patient):
            while queue:
                if not (place := queue.popleft()).done():
                    return place
        return None

    def _free_at(self, number: int) -> float:
        """When so many requests may go together."""
        return max(
            self._when_left(GROUP - number, STEP_SECONDS),
            self._when_left(LIMIT - number, SPAN_SECONDS),
        )

    def _when_left(self, number: int, span: float) -> float:
        """When no more than so many requests have gone within the last `span` seconds."""
        return self._gone[-1 - number] + span if len(self._gone) > number else 0.0
