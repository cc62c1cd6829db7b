"""Keeps the bot within Discord's rate limits.

    urgent requests ─────┐
                         ├─► groups of ten, no second with more than 50 ─► Discord
    background requests ─┘   (only if no urgent one waits)

`RequestLimiter` paces all requests of the bot, which discord.py leaves to us; `Circuit` stops
background requests before Discord bans the address; `limit_of` reads the limit in an answer.
`discord_api.requests` calls them for every request.
https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus

from bot.discord_api.api_answers import JSON, ApiAnswer

REQUESTS_PER_SPAN = 50
SPAN_SECONDS = 1.03
"""48.5 requests a second. The 30 ms above a second allow for a network that carries one request
faster than another; the time of its answer shows a request that was later still."""
MOST_LATE_SECONDS = 0.1
"""A longer delay of an answer is Discord's processing time, not the network's. Chosen by eye."""
GROUP_SIZE = 10
GROUP_SECONDS = 0.2
"""Requests go in groups, since a process that wakes for each one spends more on waking than on
sending (measured: groups of ten take a fifth less CPU than groups of five). Ten instead of all 50,
so that nothing urgent waits long. Five steps are shorter than the span, so a group that is late by
a few milliseconds does not delay the next ones."""
MOST_REFUSALS = 1_000
"""A tenth of what leads to the ban: others may share the address."""
REFUSAL_WINDOW_SECONDS = 600.0
REFUSAL_STATUSES = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)

_background: ContextVar[bool] = ContextVar("background", default=False)


@contextmanager
def background() -> Iterator[None]:
    """Let the requests of this block wait until nothing urgent does."""
    token = _background.set(True)
    try:
        yield
    finally:
        _background.reset(token)


def in_background() -> bool:
    """Whether this runs in a `background` block."""
    return _background.get()


class RequestLimiter:
    """Lets requests through at Discord's pace; within a priority, first come, first served.

    It counts from the moments at which requests really left, so neither a late wake-up nor an
    irregular start breaks the limit. If an answer took longer than the quickest one, its request
    may have been under way for that much longer, and counts as that much later.
    """

    def __init__(self) -> None:
        self._gone: deque[float] = deque(maxlen=REQUESTS_PER_SPAN)
        self._took: deque[float] = deque(maxlen=REQUESTS_PER_SPAN)
        self._urgent: deque[asyncio.Future[float]] = deque()
        self._patient: deque[asyncio.Future[float]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self) -> float:
        """Wait until a request may go, which it must then do at once; returns its ticket."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            if self._free_at(1) <= loop.time():
                self._gone.append(loop.time())
                return self._gone[-1]
            self._timer = loop.call_at(self._free_at(GROUP_SIZE), self._let_group_through, loop)
        place: asyncio.Future[float] = loop.create_future()
        (self._patient if in_background() else self._urgent).append(place)
        return await place

    def answered(self, ticket: float) -> None:
        """Record that the request of that ticket has its answer now."""
        took = asyncio.get_running_loop().time() - ticket
        self._took.append(took)
        # With fewer than this, the quickest answer known may itself be a slow one.
        quickest = min(self._took) if len(self._took) == REQUESTS_PER_SPAN else 0.0
        late = min(took - quickest, MOST_LATE_SECONDS)
        if late and ticket in self._gone:
            self._gone[self._gone.index(ticket)] = ticket + late
            self._gone = deque(sorted(self._gone), maxlen=REQUESTS_PER_SPAN)

    def _let_group_through(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for _ in range(GROUP_SIZE):
            if (place := self._next()) is None:
                break
            place.set_result(now)
            self._gone.append(now)
        waiting = self._urgent or self._patient
        self._timer = (
            loop.call_at(self._free_at(GROUP_SIZE), self._let_group_through, loop)
            if waiting
            else None
        )

    def _next(self) -> asyncio.Future[float] | None:
        """The next waiting request; skips those that were cancelled."""
        for queue in (self._urgent, self._patient):
            while queue:
                if not (place := queue.popleft()).done():
                    return place
        return None

    def _free_at(self, number: int) -> float:
        """When `number` requests may go together."""
        return max(
            self._when_left(GROUP_SIZE - number, GROUP_SECONDS),
            self._when_left(REQUESTS_PER_SPAN - number, SPAN_SECONDS),
        )

    def _when_left(self, number: int, span: float) -> float:
        """When at most `number` requests will have gone within the last `span` seconds."""
        return self._gone[-1 - number] + span if len(self._gone) > number else 0.0


class Circuit:
    """A circuit breaker: it counts refusals, and is open while there are too many.

    Discord bans an address for hours after 10,000 answers of 401, 403 or 429 within ten minutes:
    https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans

    Args:
        most: the number of refusals that opens it.
        window: the seconds for which each refusal counts.
    """

    def __init__(self, most: int = MOST_REFUSALS, window: float = REFUSAL_WINDOW_SECONDS) -> None:
        self._window = window
        self._refused_at: deque[float] = deque(maxlen=most)

    def record(self, status: int, now: float, *, shared: bool = False) -> bool:
        """Count an answer if it is a refusal; returns whether it has just opened the circuit.

        Args:
            status: the status of the answer.
            now: the seconds of a clock that never goes back.
            shared: whether others used up the limit, which Discord does not hold against the bot.
        """
        if status not in REFUSAL_STATUSES or shared:
            return False
        was_open = self.open_for(now) > 0
        self._refused_at.append(now)
        return not was_open and self.open_for(now) > 0

    def open_for(self, now: float) -> float:
        """Seconds for which background requests must be refused; 0 while it is closed."""
        if len(self._refused_at) != self._refused_at.maxlen:
            return 0.0
        return max(self._refused_at[0] + self._window - now, 0.0)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The rate limit that a 429 describes.

    Attributes:
        seconds: how long to wait; None if the answer names no usable number.
        everywhere: whether it is about the whole bot.
        readable: whether discord.py can read it, and so wait for it.
    """

    seconds: float | None
    everywhere: bool
    readable: bool


def limit_of(answer: ApiAnswer) -> RateLimit:
    """Read the rate limit from a 429; its body is more exact than its headers."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        body = None
    told = body if isinstance(body, dict) else {}
    seconds = waiting_seconds(told.get("retry_after"))
    everywhere = (
        told.get("global") is True
        or answer.headers.get("X-RateLimit-Global") == "true"
        or answer.headers.get("X-RateLimit-Scope") == "global"
    )
    typed = answer.headers.get("Content-Type") == JSON
    readable = seconds is not None and typed and "Via" in answer.headers
    if seconds is None:
        seconds = waiting_seconds(answer.headers.get("Retry-After"))
    return RateLimit(seconds, everywhere, readable)


def waiting_seconds(told: object) -> float | None:
    """The seconds to wait, if `told` is a finite number above zero; else None."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        seconds = float(told)
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None
