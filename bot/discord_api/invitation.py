"""Looks up the bot's application by its token, and makes the link that invites the bot."""

from dataclasses import dataclass

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api import texts
from bot.errors import RequestError

INVITED_WITH = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    read_message_history=True,
)
"""What the bot needs in a server, and no more; the README says why."""


@dataclass(frozen=True, slots=True)
class Application:
    """The bot's application at Discord, as far as it is known.

    Attributes:
        token: the token by which it signs in.
        invitation: the link that invites the bot to a server; None if Discord was not reached.
        owner_id: the user who made the application; None if a team did, or it is not known.
        trouble: why Discord was not reached.
    """

    token: str
    invitation: str | None = None
    owner_id: int | None = None
    trouble: str | None = None


def invitation_to(application_id: int) -> str:
    """The link that invites the bot of this application to a server."""
    return discord.utils.oauth_url(application_id, permissions=INVITED_WITH)


async def find_application(token: str) -> Application:
    """Ask Discord whose token this is.

    Raises:
        RequestError: Discord does not know the token.
    """
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure as exc:
            raise RequestError(texts.TOKEN_UNKNOWN) from exc
        except (discord.HTTPException, ClientError, OSError) as exc:
            return Application(token, trouble=texts.DISCORD_NOT_REACHED.format(error=exc))
        found = client.application
    if found is None:
        return Application(token)
    owner = None if found.team else found.owner.id
    return Application(token, invitation_to(found.id), owner)
