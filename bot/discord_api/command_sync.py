"""Keeps the bot's commands registered with Discord, whoever overwrites them.

`find_application` looks up the bot's application by its token, for `progress-bot init`.
"""

import contextlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from aiohttp import ClientError
from discord import app_commands
from msgspec import Struct

from bot.clock import Clock
from bot.discord_api import texts
from bot.errors import NOT_STORED, RequestError, reason_of
from bot.storage import meta
from bot.storage.database import Database
from bot.ui.commands import CommandMentions, invite_url

log = logging.getLogger(__name__)

SYNC_AGAIN_AFTER = timedelta(hours=3)
"""Discord allows 200 new commands a day. If another program keeps on overwriting the bot's, the bot
registers its 20 or fewer commands at most 8 times a day."""
CHAT_INPUT = 1
"""Discord's type of a slash command."""

Payload = Mapping[str, Any]
"""A command as Discord writes it."""


class CommandSync:
    """Registers the commands of a tree if Discord has others.

    Args:
        registers: False if another process of the bot registers them.
    """

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        database: Database,
        clock: Clock,
        mentions: CommandMentions,
        *,
        registers: bool,
    ) -> None:
        self._tree = tree
        self._database = database
        self._clock = clock
        self._mentions = mentions
        self._registers = registers
        self._synced_at: datetime | None = None

    async def sync(self) -> None:
        """Register the commands if they changed, or if Discord has others.

        Raises:
            DiscordServerError: Discord cannot be asked now.
        """
        client = self._tree.client
        payload = [command.to_dict(self._tree) for command in self._tree.get_commands()]
        text = json.dumps([client.application_id, payload], sort_keys=True)
        try:
            known = await client.http.get_global_commands(client.application_id or 0)
            self._mentions.learn(known)
            if not self._registers:
                return
            if text == await self._registered() and not missing_commands(text, known):
                return
            registered = await self._tree.sync()
            self._mentions.learn([each.to_dict() for each in registered])
        except discord.DiscordServerError:
            raise  # `Connection` waits, and logs in again.
        except (discord.HTTPException, discord.RateLimited) as exc:
            # For example, Discord's daily limit of new commands. The bot can still announce.
            log.error("Discord did not register the commands: %s", exc)  # noqa: TRY400 - a sentence
            return
        # If this fails, the next start registers the same commands again, which is harmless.
        with contextlib.suppress(*NOT_STORED):
            async with self._database.transaction() as connection:
                await meta.put(connection, "commands", text)
        log.info("Registered %d commands with Discord", len(payload))

    async def sync_again(self) -> None:
        """Sync after a command that the bot does not know, unless that was done lately."""
        now = self._clock.now()
        if self._synced_at and timedelta(0) <= now - self._synced_at < SYNC_AGAIN_AFTER:
            return
        self._synced_at = now
        try:
            await self.sync()
        except discord.DiscordServerError as exc:
            log.warning("The commands could not be compared with Discord's: %s", exc)

    async def _registered(self) -> str | None:
        """The commands that were registered last, if they can be read."""
        with contextlib.suppress(*NOT_STORED):
            async with self._database.reader() as connection:
                return await meta.get(connection, "commands")
        return None


def missing_commands(registered: str, found: Sequence[Payload]) -> list[str]:
    """The names of commands that Discord lacks, has in another form, or has beside the bot's.

    Args:
        registered: what `CommandSync` registered.
        found: Discord's commands.
    """
    try:
        _, own = json.loads(registered)
    except ValueError:
        return []  # Written by an older version. The next start registers all.
    theirs = {_key(command): command for command in found}
    wrong = [c["name"] for c in own if not _covers(theirs.pop(_key(c), None), c)]
    return [*wrong, *(command["name"] for command in theirs.values())]


def _key(command: Payload) -> tuple[str, int]:
    return command["name"], command.get("type") or CHAT_INPUT


def _covers(theirs: Any, own: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether Discord's value says the same as the bot's, which leaves out less."""
    if isinstance(own, dict):
        return isinstance(theirs, dict) and all(
            _covers(theirs.get(name), value) for name, value in own.items()
        )
    if isinstance(own, list) and own:
        return isinstance(theirs, list) and _same_items(theirs, own)
    if not own:
        return not theirs or theirs == own
    # Discord writes some numbers as texts, such as permissions.
    return str(theirs) == str(own)


def _same_items(theirs: list[Any], own: list[Any]) -> bool:
    if len(theirs) != len(own):
        return False
    if not isinstance(own[0], dict):
        return sorted(map(str, theirs)) == sorted(map(str, own))
    return all(_covers(left, right) for left, right in zip(theirs, own, strict=True))


class Application(Struct, frozen=True):
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
            return Application(
                token, trouble=texts.DISCORD_NOT_REACHED.format(error=reason_of(exc))
            )
        found = client.application
    if found is None:
        return Application(token)
    owner = None if found.team else found.owner.id
    return Application(token, invite_url(found.id), owner)
