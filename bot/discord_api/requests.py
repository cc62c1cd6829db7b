"""The one place that every REST request of the bot passes, on its way out and with its answer.

    request ─► repeated within a `single_attempt`? refused ─► answers an interaction? goes at once
            ─► the whole bot was asked to wait? refused ─► circuit open, and it can wait? refused
            ─► limiter ─► Discord
    answer  ─► circuit counts refusals ─► unclear within a `single_attempt`? raised at once
            ─► a redirect, or garbled? raised ─► a limit that takes long, or makes no sense? raised

Built by `app` for `NewsBot`: discord.py calls it through aiohttp's tracing, ahead of each attempt
that it makes by itself, too.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace

import discord
from aiohttp import (  # discord.py takes a TraceConfig, for its own client
    TraceConfig,
    TraceRequestEndParams,
    TraceRequestRedirectParams,
    TraceRequestStartParams,
)
from discord.http import Route
from yarl import URL

from bot.delivery.failures import FIRST_RETRY, LONGEST_RETRY, in_words
from bot.discord_api.answers import ApiAnswer, Limit, defect, limit_of
from bot.discord_api.circuit import Circuit
from bot.discord_api.limiter import RequestLimiter, in_background
from bot.errors import MessengerError

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 60.0
"""What discord.py waits for a rate limit within a call; it raises RateLimited for a longer one,
such as the hour after ten messages that were published."""

WHOLE_BOT = "this is about the whole bot, not about one channel."
TOO_MUCH = "it refused too much of what the bot asked."

EXEMPT = ("/interactions/", "/webhooks/")
"""What an interaction's own token opens; Discord's limit for the whole bot does not count it."""


@dataclass(slots=True)
class _Attempt:
    """The one POST of a `single_attempt`.

    Attributes:
        made: whether it went out, and may have been stored.
        status: of its answer.
    """

    made: bool = False
    status: int | None = None

    def unclear(self) -> MessengerError:
        """What is known of it."""
        known = f"status {self.status}" if self.status else "no answer"
        return MessengerError(f"It may have been stored ({known})", status=self.status)


_attempt: ContextVar[_Attempt | None] = ContextVar("attempt", default=None)


@dataclass(slots=True)
class Seen:
    """Whether any answer came in a `watched` block."""

    answered: bool = False


_seen: ContextVar[Seen | None] = ContextVar("seen", default=None)


@contextmanager
def watched() -> Iterator[Seen]:
    """Take note of whether an answer comes in this block."""
    seen = Seen()
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


@contextmanager
def single_attempt() -> Iterator[None]:
    """Keep discord.py from repeating the POST in this block, unless Discord refused it by 429.

    discord.py repeats it after 500, 502, 504, 524 and some resets of the connection, when the
    message may stand in the channel already. Here these raise MessengerError.
    """
    token = _attempt.set(_Attempt())
    try:
        yield
    finally:
        _attempt.reset(token)


class DiscordRequests:
    """Paces what is requested, and watches what is answered.

    Args:
        limiter: Discord's limit for a whole bot.
        circuit: Discord's limit of requests that it refuses.
        time: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        limiter: RequestLimiter,
        circuit: Circuit,
        time: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limiter = limiter
        self._circuit = circuit
        self._time = time
        self._held_until = 0.0
        self._hold_is_logged = False

    def trace(self) -> TraceConfig:
        """For `discord.Client(http_trace=...)`."""
        trace = TraceConfig()
        trace.on_request_start.append(self._before)
        trace.on_request_redirect.append(self._redirected)
        trace.on_request_end.append(self._after)
        return trace

    async def _before(
        self, _session: object, context: SimpleNamespace, request: TraceRequestStartParams
    ) -> None:
        attempt = _attempt_by(request.method)
        if attempt and attempt.made:
            raise attempt.unclear()
        if not any(part in request.url.path for part in EXEMPT):
            # The gateway has limits of its own.
            is_api = _is_api(request.url)
            self._refuse(is_api=is_api)
            context.ticket = await self._limiter.wait()
            # What waited for its turn while another one met a limit.
            self._refuse(is_api=is_api)
        if attempt:
            attempt.made = True

    def _refuse(self, *, is_api: bool) -> None:
        now = self._time()
        if now < self._held_until and is_api:
            raise _limited(WHOLE_BOT, self._held_until - now, everywhere=True)
        seconds = self._circuit.open_for(now)
        if seconds and in_background():
            raise _limited(TOO_MUCH, seconds, everywhere=True)

    async def _redirected(
        self, _session: object, _context: SimpleNamespace, answer: TraceRequestRedirectParams
    ) -> None:
        """The API sends nobody elsewhere, and a POST must not be made twice."""
        if not _is_api(answer.url):
            return
        answer.response.close()
        raise MessengerError(
            "something in front of it leads elsewhere", status=answer.response.status
        )

    async def _after(
        self, _session: object, context: SimpleNamespace, answer: TraceRequestEndParams
    ) -> None:
        response = answer.response
        if hasattr(context, "ticket"):
            self._limiter.answered(context.ticket)
        if seen := _seen.get():
            seen.answered = True
        self._count(response.status, response.headers.get("X-RateLimit-Scope"))
        if attempt := _attempt_by(answer.method):
            attempt.status = response.status
            attempt.made = response.status != HTTPStatus.TOO_MANY_REQUESTS
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise attempt.unclear()
        if _is_api(answer.url):
            await self._examine(answer)
            # What answers an interaction is taken while all else is to wait.
            if hasattr(context, "ticket") and response.ok:
                self._hold_is_logged = False

    async def _examine(self, answer: TraceRequestEndParams) -> None:
        """Raise what discord.py would believe, or wait for, and must not."""
        response = answer.response
        limited = response.status == HTTPStatus.TOO_MANY_REQUESTS
        if not limited and not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            return
        told = ApiAnswer(
            answer.method,
            answer.url.path.removeprefix(URL(Route.BASE).path),
            response.status,
            response.headers,
            await response.read(),
            answer.url.query,
        )
        if limited:
            self._limit(limit_of(told))
        elif wrong := defect(told):
            raise MessengerError(f"its answer cannot be read: {wrong}")

    def _limit(self, limit: Limit) -> None:
        """Raise what discord.py cannot wait for; it waits for the rest."""
        long = limit.seconds is None or limit.seconds > LONGEST_WAIT_SECONDS
        if limit.readable and not long:
            return
        if not limit.everywhere:
            raise _limited("Too many requests", limit.seconds)
        self._hold(limit.seconds)
        raise _limited(WHOLE_BOT, limit.seconds, everywhere=True)

    def _hold(self, seconds: float | None) -> None:
        """Ask for nothing meanwhile, since Discord refuses all of it; said once."""
        longest = LONGEST_RETRY.total_seconds()
        held = min(seconds or FIRST_RETRY.total_seconds(), longest)
        self._held_until = self._time() + held
        if self._hold_is_logged:
            return
        self._hold_is_logged = True
        log.error(
            "Discord asks the whole bot to wait%s; nothing is posted meanwhile. It is asked again "
            "every hour at least",
            f" for {in_words(seconds)}" if seconds and seconds > longest else "",
        )

    def _count(self, status: int, scope: str | None) -> None:
        now = self._time()
        if self._circuit.record(status, now, shared=scope == "shared"):
            minutes = self._circuit.open_for(now) / 60
            log.error("Discord refuses too much; announcing rests for %.1f minutes", minutes)


def _is_api(url: URL) -> bool:
    return str(url).startswith(Route.BASE)


def _limited(
    message: str, seconds: float | None, *, everywhere: bool = False
) -> MessengerError | discord.RateLimited:
    """What a limit is to whoever asked: discord.py's own error where one request met it."""
    if seconds is not None and not everywhere:
        return discord.RateLimited(seconds)
    return MessengerError(
        message,
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=seconds,
        everywhere=everywhere,
    )


def _attempt_by(method: str) -> _Attempt | None:
    return _attempt.get() if method == "POST" else None
