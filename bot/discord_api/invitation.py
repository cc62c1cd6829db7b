"""Looks up the bot's application by its token. Called by `progress-bot init`."""

from dataclasses import dataclass

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api import texts
from bot.errors import RequestError
from bot.ui.commands import invite_url


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
    return Application(token, invite_url(found.id), owner)
