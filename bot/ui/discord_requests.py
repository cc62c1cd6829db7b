"""The one place that every REST request of the bot passes, on its way out and with its answer.

    request ─► repeated within a `single_attempt`? refused ─► answers an interaction? goes at once
            ─► circuit open, and it can wait? refused ─► limiter ─► Discord
    answer  ─► circuit counts refusals ─► unclear within a `single_attempt`? raised at once

Built by `app` for `NewsBot`: discord.py calls it through aiohttp's tracing, ahead of each attempt
that it makes by itself, too.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace

import discord
from aiohttp import (  # discord.py takes a TraceConfig, for its own client
    TraceConfig,
    TraceRequestEndParams,
    TraceRequestStartParams,
)

from bot.delivery.circuit import Circuit
from bot.delivery.limiter import RequestLimiter, in_background
from bot.errors import MessengerError

log = logging.getLogger(__name__)

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
    """

    def __init__(self, limiter: RequestLimiter, circuit: Circuit) -> None:
        self._limiter = limiter
        self._circuit = circuit

    def trace(self) -> TraceConfig:
        """For `discord.Client(http_trace=...)`."""
        trace = TraceConfig()
        trace.on_request_start.append(self._before)
        trace.on_request_end.append(self._after)
        return trace

    async def _before(
        self, _session: object, context: SimpleNamespace, request: TraceRequestStartParams
    ) -> None:
        attempt = _attempt_by(request.method)
        if attempt and attempt.made:
            raise attempt.unclear()
        if not any(part in request.url.path for part in EXEMPT):
            self._refuse_while_open()
            context.ticket = await self._limiter.wait()
        if attempt:
            attempt.made = True

    def _refuse_while_open(self) -> None:
        seconds = self._circuit.open_for(asyncio.get_running_loop().time())
        if seconds and in_background():
            raise discord.RateLimited(seconds)

    async def _after(
        self, _session: object, context: SimpleNamespace, answer: TraceRequestEndParams
    ) -> None:
        response = answer.response
        if hasattr(context, "ticket"):
            self._limiter.answered(context.ticket)
        self._count(response.status, response.headers.get("X-RateLimit-Scope"))
        if attempt := _attempt_by(answer.method):
            attempt.status = response.status
            attempt.made = response.status != HTTPStatus.TOO_MANY_REQUESTS
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise attempt.unclear()

    def _count(self, status: int, scope: str | None) -> None:
        now = asyncio.get_running_loop().time()
        if self._circuit.record(status, now, shared=scope == "shared"):
            minutes = self._circuit.open_for(now) / 60
            log.error("Discord refuses too much; announcing rests for %.1f minutes", minutes)


def _attempt_by(method: str) -> _Attempt | None:
    return _attempt.get() if method == "POST" else None
