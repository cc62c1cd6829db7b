"""The one place where an exception becomes a sentence; the command tree and controls call it."""

import logging
import secrets
import traceback
from collections.abc import Iterator, Mapping

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through
from discord import app_commands

from bot.errors import (
    DatabaseDamagedError,
    MessengerError,
    ProgressError,
    RequestError,
    StorageUnavailableError,
)
from bot.ui import texts
from bot.ui.commands import NotAMemberError, mentions_of

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
"""Discord's code for an interaction that was not answered within three seconds."""

_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (StorageUnavailableError, texts.UNAVAILABLE),
    (DatabaseDamagedError, texts.DAMAGED),
    (ProgressError, texts.BUSY),
    (discord.RateLimited, texts.BUSY),
    (app_commands.MissingPermissions, texts.MANAGERS_ONLY),
    (app_commands.NoPrivateMessage, texts.SERVER_ONLY),
    (app_commands.TransformerError, texts.CHOICE_GONE),
    (app_commands.CommandNotFound, texts.COMMAND_CHANGED),
    (app_commands.CommandSignatureMismatch, texts.COMMAND_CHANGED),
    (app_commands.CheckFailure, texts.NOT_ALLOWED),
    # Any other error of discord.py: Discord would not send such a command, unless it changed.
    (app_commands.AppCommandError, texts.COMMAND_CHANGED),
)
"""The sentence for each kind of error; the first that fits counts."""


async def report(interaction: discord.Interaction, error: Exception) -> None:
    """Tell the asker alone, in one sentence; log an unexpected error under a reference."""
    cause = _cause(error)
    sentence = sentence_for(cause)
    if sentence is None:
        reference = secrets.token_hex(3).upper()
        # Without the messages of exceptions: they may quote what a member typed.
        log.error("Reference %s, in %s:\n%s", reference, _place(interaction), _trace(cause))
        sentence = texts.UNEXPECTED.format(reference=reference)
    if getattr(cause, "code", None) != UNKNOWN_INTERACTION:
        await tell(interaction, sentence)


def sentence_for(error: BaseException) -> str | None:
    """The sentence for an error; None for an unexpected one."""
    if isinstance(error, RequestError | NotAMemberError):
        return str(error)
    return next((sentence for kind, sentence in _SENTENCES if isinstance(error, kind)), None)


async def tell(interaction: discord.Interaction, sentence: str) -> None:
    """Send a sentence to the asker alone, as the first answer or as a further one.

    It never raises: discord.py would log the error together with its cause, whose message may quote
    what a member typed.
    """
    sentence = mentions_of(interaction.client).in_text(sentence)
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])  # It has no room for a sentence.
        elif interaction.response.is_done():
            await interaction.followup.send(sentence, ephemeral=True)
        else:
            await interaction.response.send_message(sentence, ephemeral=True)
    except discord.HTTPException as exc:
        log.warning("An answer was not delivered: status %s, code %s", exc.status, exc.code)
    except (discord.RateLimited, MessengerError, ClientError, OSError) as exc:
        log.warning("An answer was not delivered: %s", type(exc).__name__)
    except Exception as exc:  # noqa: BLE001 - such as discord.py's for an answer it cannot read
        log.error("An answer may not have been delivered:\n%s", _trace(exc))  # noqa: TRY400


def _cause(error: Exception) -> Exception:
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    if isinstance(error, app_commands.TransformerError) and isinstance(
        error.__cause__, RequestError
    ):
        return error.__cause__
    return error


def _place(interaction: discord.Interaction) -> str:
    if interaction.command:
        return f"/{interaction.command.qualified_name}"
    data: Mapping[str, object] = {**(interaction.data or {})}
    custom_id = str(data.get("custom_id", ""))
    # The rest of the address may hold a query.
    return f"control {custom_id.partition(':')[0]!r}"


def _trace(error: BaseException) -> str:
    return "\n".join(
        f"{type(link).__name__}{_codes(link)}\n{''.join(traceback.format_tb(link.__traceback__))}"
        for link in _chain(error)
    )


def _codes(error: BaseException) -> str:
    if isinstance(error, discord.HTTPException):
        return f" (status {error.status}, code {error.code})"
    return ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link:
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
