"""From "Send again" to what came of it, as a sentence. Called by the deliveries cog."""

import re
from http import HTTPStatus

import discord

from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.subscribing import SILENT
from bot.errors import MessengerError, RequestError
from bot.model.ids import read_id
from bot.services import Services
from bot.subscriptions.delivery_log import Outcome, SentAgain

CHANGED = "This delivery has changed since it was shown here. The list shows how it stands now."
UNSEEN = (
    "I cannot see whether the message still stands. Give me View Channel and Read Message History "
    "there, then try again."
)


async def send_again(
    services: Services, client: discord.Client, guild_id: int, match: re.Match[str]
) -> str | None:
    """Have the delivery sent again whose button matched AGAIN.

    Returns:
        Why it is not sent, as a sentence; None where it is, as its row then shows.

    Raises:
        RequestError: announcements are off, the bot may not see the message, or the delivery's id
            is none.
        MessengerError: Discord does not say whether the message stands.
    """
    if not services.settings.announce:
        raise RequestError(SILENT)
    generation = int(match["generation"]) if match["generation"] else None
    messenger = DiscordMessenger(client, services.taxonomy)
    try:
        result = await services.delivery_log.send_again(
            guild_id, read_id(match["delivery"]), generation, messenger
        )
    except MessengerError as exc:
        if exc.status == HTTPStatus.FORBIDDEN:
            raise RequestError(UNSEEN) from exc
        raise
    return sentence_of(result)


def sentence_of(result: SentAgain) -> str | None:
    """Why nothing was sent; None where something is."""
    found = result.delivery
    match result.outcome:
        case Outcome.AGAIN:
            return None
        case Outcome.STANDS if found:
            return (
                f"[The message]({found.message_url}) still stands. Delete it first to have it sent "
                "again."
            )
        case Outcome.UNSUBSCRIBED if found:
            return (
                f"<#{found.channel_id}> has no subscription any more. Use `/subscribe` for it, "
                "then send this again."
            )
        case _:
            return CHANGED
