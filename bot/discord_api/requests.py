"""Checks every REST request of the bot before it is sent, and every answer before it is read.

    request ─► repeated within a `single_attempt`? refused ─► answers an interaction? sent at once
            ─► whole bot limited? refused ─► circuit open, and in the background? refused
            ─► limiter ─► Discord
    answer  ─► circuit counts refusals ─► unclear within a `single_attempt`? raised at once
            ─► a redirect, or garbled? raised ─► a limit that takes long, or makes no sense? raised

Built by `app` for `NewsBot`. aiohttp calls it through its tracing hooks, also before each repeat
that discord.py makes by itself.
"""

import logging
import time
from collections.abc import Callable
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

from bot.delivery.failures import FIRST_RETRY, LONGEST_RETRY, wait_in_words
from bot.discord_api.api_answers import ApiAnswer, defect
from bot.discord_api.api_calls import UNREADABLE, attempt_of, seen_answers
from bot.discord_api.limits import Circuit, RateLimit, RequestLimiter, in_background, limit_of
from bot.errors import MessengerError

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 60.0
"""The longest rate limit for which discord.py waits within a call. For a longer one, such as the
hour after ten published messages, RateLimited is raised. Chosen by eye."""

WHOLE_BOT_LIMITED = "this is about the whole bot, not about one channel."
TOO_MANY_REFUSALS = "it refused too much of what the bot asked."

EXEMPT_PATHS = ("/interactions/", "/webhooks/")
"""Paths of answers to interactions. Discord does not count them in the limit of the whole bot."""


class DiscordRequests:
    """Delays or refuses the requests of a bot, and checks their answers.

    Args:
        limiter: keeps Discord's limit of requests a second.
        circuit: keeps Discord's limit of refused requests.
        time: the seconds of a clock that never goes back.
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
        """The hooks to pass to `discord.Client(http_trace=...)`."""
        trace = TraceConfig()
        trace.on_request_start.append(self._before)
        trace.on_request_redirect.append(self._redirected)
        trace.on_request_end.append(self._after)
        return trace

    async def _before(
        self, _session: object, context: SimpleNamespace, request: TraceRequestStartParams
    ) -> None:
        attempt = attempt_of(request.method)
        if attempt and attempt.made:
            raise attempt.unclear()
        if not any(part in request.url.path for part in EXEMPT_PATHS):
            # A gateway connection is no REST request: a limit of the API does not hold it.
            is_api = _is_api(request.url)
            self._refuse(is_api=is_api)
            context.ticket = await self._limiter.wait()
            # The limits may have changed while this request waited for its turn.
            self._refuse(is_api=is_api)
        if attempt:
            attempt.made = True

    def _refuse(self, *, is_api: bool) -> None:
        now = self._time()
        if now < self._held_until and is_api:
            raise _limited(WHOLE_BOT_LIMITED, self._held_until - now, everywhere=True)
        seconds = self._circuit.open_for(now)
        if seconds and in_background():
            raise _limited(TOO_MANY_REFUSALS, seconds, everywhere=True)

    async def _redirected(
        self, _session: object, _context: SimpleNamespace, answer: TraceRequestRedirectParams
    ) -> None:
        """Refuse redirects: Discord sends none, and a redirected POST might be executed twice."""
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
        if seen := seen_answers():
            seen.answered = True
        self._count(response.status, response.headers.get("X-RateLimit-Scope"))
        if attempt := attempt_of(answer.method):
            attempt.status = response.status
            attempt.made = response.status != HTTPStatus.TOO_MANY_REQUESTS
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise attempt.unclear()
        if _is_api(answer.url):
            await self._examine(answer)
            # Answers to interactions have no ticket. Discord accepts them despite a global limit.
            if hasattr(context, "ticket") and response.ok:
                self._hold_is_logged = False

    async def _examine(self, answer: TraceRequestEndParams) -> None:
        """Raise if discord.py must not read the answer, or must not wait for its limit."""
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
            raise MessengerError(f"{UNREADABLE}: {wrong}", words=UNREADABLE)

    def _limit(self, limit: RateLimit) -> None:
        """Raise if discord.py cannot wait for the limit; it waits for all others."""
        long = limit.seconds is None or limit.seconds > LONGEST_WAIT_SECONDS
        if limit.readable and not long:
            return
        if not limit.everywhere:
            raise _limited("Too many requests", limit.seconds)
        self._hold(limit.seconds)
        raise _limited(WHOLE_BOT_LIMITED, limit.seconds, everywhere=True)

    def _hold(self, seconds: float | None) -> None:
        """Refuse all requests for this time, since Discord would; the first is logged."""
        longest = LONGEST_RETRY.total_seconds()
        held = min(seconds or FIRST_RETRY.total_seconds(), longest)
        self._held_until = self._time() + held
        if self._hold_is_logged:
            return
        self._hold_is_logged = True
        log.error(
            "Discord asks the whole bot to wait%s; nothing is posted meanwhile. It is asked again "
            "every hour at least",
            f" for {wait_in_words(seconds)}" if seconds and seconds > longest else "",
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
    """The error for a limit: MessengerError for the whole bot, else discord.py's RateLimited."""
    if seconds is not None and not everywhere:
        return discord.RateLimited(seconds)
    return MessengerError(
        message,
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=seconds,
        everywhere=everywhere,
    )
