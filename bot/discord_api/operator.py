"""The Operator protocol over discord.py: a direct message to the user of OWNER_ID.

Built by `app`, used by the telling pipeline.
"""

import hashlib
import logging
from collections.abc import Sequence
from http import HTTPStatus

import discord

from bot.discord_api.api_errors import translated
from bot.discord_api.requests import single_attempt
from bot.errors import MessengerError
from bot.ui.text import quote

log = logging.getLogger(__name__)

SENTENCE = 350
MOST_SENTENCES = 5
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class OwnerMessages:
    """Tells by direct message.

    Args:
        client: a connected client.
        owner_id: OWNER_ID.
    """

    def __init__(self, client: discord.Client, owner_id: int) -> None:
        self._client = client
        self._owner_id = owner_id
        self._refused = False

    async def tell(self, sentences: Sequence[str]) -> None:
        """Say all of it in one message. Whoever takes none is not asked for ever.

        Raises:
            MessengerError: Discord is out of reach.
        """
        text = _message(sentences)
        try:
            async with translated():
                owner = await self._client.fetch_user(self._owner_id)
                channel = await owner.create_dm()
                with single_attempt():
                    await channel.send(
                        text, nonce=_nonce(text), allowed_mentions=discord.AllowedMentions.none()
                    )
        except MessengerError as exc:
            if exc.status not in REFUSALS:
                raise
            self._log_refusal(exc)
        else:
            self._refused = False

    def _log_refusal(self, error: MessengerError) -> None:
        """Say it once, until a message is taken again."""
        level = logging.DEBUG if self._refused else logging.WARNING
        self._refused = True
        log.log(
            level,
            "Discord does not let the bot write to the user of OWNER_ID (%s). Share a server "
            "with the bot and allow direct messages there, or leave OWNER_ID out",
            error,
        )


def _message(sentences: Sequence[str]) -> str:
    lines = [f"- {quote(sentence, SENTENCE)}" for sentence in sentences[:MOST_SENTENCES]]
    if len(sentences) > MOST_SENTENCES:
        lines.append(f"- and {len(sentences) - MOST_SENTENCES} more: `progress-bot doctor`")
    return "\n".join(("**The bot needs your help**", *lines))


def _nonce(text: str) -> str:
    """The same for the same message, so that a lost answer posts none twice."""
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
