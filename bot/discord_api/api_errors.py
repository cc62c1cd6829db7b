"""Discord's errors as ours, and what pipelines ask of it behind what members ask.

Called by what sends, edits and reads for a pipeline: the messenger, the notifier.
"""

import contextlib
import logging
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api.answers import waiting_seconds
from bot.discord_api.limiter import background
from bot.discord_api.requests import watched
from bot.errors import MessengerError, ProgressError

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Discord's errors as ours; no answer at all has no status, nor has one that cannot be read.

    What pipelines ask can wait until members have their answers.
    """
    with watched() as seen, background():
        try:
            async with _known():
                yield
        except ProgressError:
            raise
        except Exception as exc:
            if not seen.answered:
                raise
            # The answer has the right form, as `discord_answers` has seen, and still discord.py
            # fails on it, or we do. Logged, as it may be a bug of either.
            log.warning("An answer cannot be read", exc_info=True)
            wrong = f"{type(exc).__name__}: {exc}"
            raise MessengerError(f"its answer cannot be read: {wrong}", unread=True) from exc


@contextlib.asynccontextmanager
async def _known() -> AsyncIterator[None]:
    try:
        yield
    except discord.HTTPException as exc:
        raise MessengerError(
            str(exc), status=exc.status, code=exc.code, retry_after=await _retry_after(exc)
        ) from exc
    except discord.RateLimited as exc:
        raise MessengerError(
            str(exc), status=HTTPStatus.TOO_MANY_REQUESTS, retry_after=exc.retry_after
        ) from exc
    except (ClientError, OSError, TimeoutError) as exc:
        raise MessengerError(str(exc) or type(exc).__name__) from exc


async def _retry_after(error: discord.HTTPException) -> float | None:
    """What the answer's body asks to wait; discord.py has read it, so that it is at hand."""
    try:
        body: Any = await error.response.json()
        return waiting_seconds(body["retry_after"])
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError, ClientError):
        return None
