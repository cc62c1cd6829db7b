"""Context managers for calls of Discord: translate errors, and make a POST only once.

The messenger and the notifiers wrap their calls in `translated` and `single_attempt`.
`discord_api.requests` asks which of these blocks a request belongs to.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through
from msgspec import Struct

from bot.discord_api.limits import background, waiting_seconds
from bot.errors import MessengerError, ProgressError, reason_of

log = logging.getLogger(__name__)

UNREADABLE = "its answer cannot be read"
"""The error of an answer that is garbled. The log says how; moderators need not know."""


class Attempt(Struct):
    """The one POST of a `single_attempt`.

    Attributes:
        made: whether the request was sent; if so, Discord may have stored the message.
        status: the status of its answer, if one came.
    """

    made: bool = False
    status: int | None = None

    def unclear(self) -> MessengerError:
        """The error for an outcome that is unknown."""
        known = f"status {self.status}" if self.status else "no answer"
        return MessengerError(f"It may have been stored ({known})", status=self.status)


_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


class Seen(Struct):
    """Whether any answer came in a `watched` block."""

    answered: bool = False


_seen: ContextVar[Seen | None] = ContextVar("seen", default=None)


@contextlib.contextmanager
def watched() -> Iterator[Seen]:
    """Record whether any answer comes in this block."""
    seen = Seen()
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


@contextlib.contextmanager
def single_attempt() -> Iterator[None]:
    """Keep discord.py from repeating the POST in this block, unless Discord refused it by 429.

    discord.py repeats it after 500, 502, 504, 524 and some connection resets, although the message
    may be in the channel already. Here these raise MessengerError.
    """
    token = _attempt.set(Attempt())
    try:
        yield
    finally:
        _attempt.reset(token)


def attempt_of(method: str) -> Attempt | None:
    """The `single_attempt` that a request of this method belongs to, if any."""
    return _attempt.get() if method == "POST" else None


def seen_answers() -> Seen | None:
    """The `watched` block that a request belongs to, if any."""
    return _seen.get()


@contextlib.asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Raise Discord's errors as MessengerError, and give the requests the lower priority.

    The error has no status if no answer came or if the answer cannot be read.
    """
    with watched() as seen, background():
        try:
            async with _known_translated():
                yield
        except ProgressError:
            raise
        except Exception as exc:
            if not seen.answered:
                raise
            # `api_answers` found no defect in the answer, but discord.py or the bot failed to
            # read it. Logged with a traceback, because this may be a bug of either.
            log.warning("An answer cannot be read", exc_info=True)
            wrong = f"{type(exc).__name__}: {exc}"
            said = f"{UNREADABLE}: {wrong}"
            raise MessengerError(said, unread=True, words=UNREADABLE) from exc


@contextlib.asynccontextmanager
async def _known_translated() -> AsyncIterator[None]:
    try:
        yield
    except discord.HTTPException as exc:
        raise MessengerError(
            str(exc),
            status=exc.status,
            code=exc.code,
            retry_after=await _retry_after(exc),
            words=_words_of(exc),
        ) from exc
    except discord.RateLimited as exc:
        raise MessengerError(
            str(exc), status=HTTPStatus.TOO_MANY_REQUESTS, retry_after=exc.retry_after
        ) from exc
    except (ClientError, OSError, TimeoutError) as exc:
        raise MessengerError(reason_of(exc)) from exc


async def _retry_after(error: discord.HTTPException) -> float | None:
    """The wait that the answer's body asks for; discord.py has read the body already."""
    try:
        body: Any = await error.response.json()
        return waiting_seconds(body["retry_after"])
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError, ClientError):
        return None


def _words_of(error: discord.HTTPException) -> str:
    """Discord's own message in one line, without the fields at fault; "" for a proxy's page."""
    return error.text.partition("\n")[0].strip() if error.code else ""
