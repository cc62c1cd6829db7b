"""Keeps the bot within Discord's rate limits.

    urgent requests ─────┐
                         ├─► groups of ten, no second with more than 50 ─► Discord
    background requests ─┘   (only if no urgent one waits)

`RequestLimiter` keeps the limit of the whole bot, which discord.py does not. `Circuit` stops
background requests before Discord bans the address. `limit_of` reads the rate limit in an answer.
`discord_api.requests` calls all three for every request.
https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus

from msgspec import Struct

from bot.discord_api.api_answers import JSON, ApiAnswer

REQUESTS_PER_SPAN, SPAN_SECONDS = 50, 1.03
"""Together 48.5 requests a second; Discord's limit is 50. The 30 ms above a second allow for
requests that travel at different speeds. `answered` corrects for slower ones."""
MOST_LATE_SECONDS = 0.1
"""The most that `answered` corrects: a longer delay is Discord's processing time, not the
network's. Chosen by eye."""
GROUP_SIZE, GROUP_SECONDS = 10, 0.2
"""Waiting requests leave in groups, since waking up for each one costs more than sending it
(measured: groups of ten take a fifth less CPU than groups of five). A group is ten rather than 50,
so that urgent requests wait at most 0.2 seconds. Five groups take less than `SPAN_SECONDS`, so a
group that is late by a few milliseconds does not delay the next ones."""
MOST_REFUSALS = 1_000
"""A tenth of the number that leads to a ban, since other programs may share the address."""
REFUSAL_WINDOW_SECONDS = 600.0
"""Discord counts refusals over ten minutes."""
REFUSAL_STATUSES = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)

_background: ContextVar[bool] = ContextVar("background", default=False)


@contextmanager
def background() -> Iterator[None]:
    """Let the requests of this block wait until no urgent request waits."""
    token = _background.set(True)
    try:
        yield
    finally:
        _background.reset(token)


def in_background() -> bool:
    """Whether this runs in a `background` block."""
    return _background.get()


class RequestLimiter:
    """Delays requests to stay within Discord's limit; first come, first served per priority.

    It records the time at which each request really left, so a late wake-up does not break the
    limit. If an answer took longer than the quickest one, its request may have reached Discord
    that much later, and it is counted from that later time.

    Args:
        rate: requests a second. With fewer than all, groups are smaller.
    """

    def __init__(self, rate: int = REQUESTS_PER_SPAN) -> None:
        self._rate = rate
        self._group = max(1, GROUP_SIZE * rate // REQUESTS_PER_SPAN)
        self._gone: deque[float] = deque(maxlen=rate)
        self._took: deque[float] = deque(maxlen=rate)
        self._urgent: deque[asyncio.Future[float]] = deque()
        self._patient: deque[asyncio.Future[float]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self) -> float:
        """Wait until a request may be sent, which must then happen at once; returns its ticket."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            if self._free_at(1) <= loop.time():
                self._gone.append(loop.time())
                return self._gone[-1]
            self._timer = loop.call_at(self._free_at(self._group), self._let_group_through, loop)
        place: asyncio.Future[float] = loop.create_future()
        (self._patient if in_background() else self._urgent).append(place)
        return await place

    def answered(self, ticket: float) -> None:
        """Record that the request with this ticket was answered just now."""
        took = asyncio.get_running_loop().time() - ticket
        self._took.append(took)
        # After only a few answers, the quickest one may itself be slow.
        quickest = min(self._took) if len(self._took) == self._rate else 0.0
        late = min(took - quickest, MOST_LATE_SECONDS)
        if late and ticket in self._gone:
            self._gone[self._gone.index(ticket)] = ticket + late
            self._gone = deque(sorted(self._gone), maxlen=self._rate)

    def _let_group_through(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for _ in range(self._group):
            if (place := self._next()) is None:
                break
            place.set_result(now)
            self._gone.append(now)
        waiting = self._urgent or self._patient
        self._timer = (
            loop.call_at(self._free_at(self._group), self._let_group_through, loop)
            if waiting
            else None
        )

    def _next(self) -> asyncio.Future[float] | None:
        """The next waiting request; skips those that were canceled."""
        for queue in (self._urgent, self._patient):
            while queue:
                if not (place := queue.popleft()).done():
                    return place
        return None

    def _free_at(self, number: int) -> float:
        """The earliest time at which `number` requests may be sent together."""
        return max(
            self._when_left(self._group - number, GROUP_SECONDS),
            self._when_left(self._rate - number, SPAN_SECONDS),
        )

    def _when_left(self, number: int, span: float) -> float:
        """The time from which the last `span` seconds contain at most `number` requests."""
        return self._gone[-1 - number] + span if len(self._gone) > number else 0.0


class Circuit:
    """A circuit breaker: it counts refusals, and is open while there are too many.

    Discord bans an address for hours after 10,000 answers of 401, 403 or 429 within ten minutes:
    https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans

    Args:
        most: the number of refusals that opens the circuit.
    """

    def __init__(self, most: int = MOST_REFUSALS) -> None:
        self._refused_at: deque[float] = deque(maxlen=most)

    def record(self, status: int, now: float, *, shared: bool = False) -> bool:
        """Count an answer if it is a refusal; returns whether this opened the circuit.

        Args:
            status: the status of the answer.
            now: the seconds of a clock that never goes back.
            shared: whether others used up the limit. Discord does not count such a refusal.
        """
        if status not in REFUSAL_STATUSES or shared:
            return False
        was_open = self.open_for(now) > 0
        self._refused_at.append(now)
        return not was_open and self.open_for(now) > 0

    def open_for(self, now: float) -> float:
        """The seconds for which background requests are refused; 0 while the circuit is closed."""
        if len(self._refused_at) != self._refused_at.maxlen:
            return 0.0
        return max(self._refused_at[0] + REFUSAL_WINDOW_SECONDS - now, 0.0)


class RateLimit(Struct, frozen=True):
    """The rate limit that a 429 describes.

    Attributes:
        seconds: how long to wait; None if the answer names no usable number.
        everywhere: whether the limit applies to the whole bot.
        readable: whether discord.py can read the limit, and so waits by itself.
    """

    seconds: float | None
    everywhere: bool
    readable: bool


def limit_of(answer: ApiAnswer) -> RateLimit:
    """Read the rate limit from a 429, from its body first, since headers are less exact."""
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
