"""The discord.py Bot: intents, cogs loaded by name, checks and error handler of its commands."""

import contextlib
import hashlib
import json
import logging

import discord
import yarl
from aiohttp import TraceConfig  # discord.py takes one, for its own client
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_api.boundary import refuse_foreign
from bot.discord_api.requests import LONGEST_WAIT_SECONDS
from bot.discord_api.resilient_bot import ResilientBot
from bot.errors import NOT_STORED
from bot.services import Services
from bot.storage import meta
from bot.storage.database import wait_at_most
from bot.ui import errors
from bot.ui.views import ANSWER_SECONDS

log = logging.getLogger(__name__)

COGS = (
    "cogs.news",
    "cogs.similar",
    "cogs.subscriptions",
    "cogs.deliveries",
    "cogs.sources",
    "cogs.about",
    "cogs.servers",
    "cogs.server_settings",
)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands. Each one may name only what is of its server, and waits briefly for data."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Check a command or a completion before it runs; if it is refused, say why.

        discord.py passes on `AppCommandError` alone. Any other error that leaves this method would
        end the task, and the member would get no answer.
        """
        wait_at_most(ANSWER_SECONDS)
        try:
            refuse_foreign(interaction)
        except Exception as exc:  # noqa: BLE001 - `report` logs what is unexpected
            await errors.report(interaction, exc)
            return False
        return True


class NewsBot(ResilientBot):
    """The bot as Discord sees it.

    Args:
        services: what its cogs use.
        requests: what all its requests pass.
        shard_count: None lets Discord say how many shards there are to be.
    """

    def __init__(
        self,
        services: Services,
        *,
        requests: TraceConfig | None = None,
        shard_count: int | None = None,
    ) -> None:
        super().__init__(
            services.database,
            services.clock,
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=shard_count,
            http_trace=requests or TraceConfig(),
            max_ratelimit_timeout=LONGEST_WAIT_SECONDS,
        )
        self.services = services
        self.tree.error(errors.report)

    async def setup_hook(self) -> None:
        """Load the cogs, and register the commands where they changed."""
        for name in COGS:
            if name not in self.extensions:
                await self.load_extension(name)
        if self.services.settings.discord_api_url:
            # discord.py dials its default gateway if it knows the number of shards already.
            _, gateway, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self._sync_commands()

    async def _sync_commands(self) -> None:
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        text = json.dumps([self.application_id, payload], sort_keys=True)
        fingerprint = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        if await self._registered() == fingerprint:
            return
        try:
            await self.tree.sync()
        except discord.DiscordServerError:
            raise  # `Connection` waits, and logs in again.
        except (discord.HTTPException, discord.RateLimited) as exc:
            # Such as Discord's limit of commands a day: no reason to stop announcing.
            log.error("Discord did not register the commands: %s", exc)  # noqa: TRY400 - a sentence
            return
        # Without it they are registered again at the next start, which changes nothing.
        with contextlib.suppress(*NOT_STORED):
            async with self.services.database.transaction() as connection:
                await meta.put(connection, "commands", fingerprint)
        log.info("Registered %d commands with Discord", len(payload))

    async def _registered(self) -> str | None:
        """The fingerprint of what was registered last, as far as it can be read."""
        with contextlib.suppress(*NOT_STORED):
            async with self.services.database.reader() as connection:
                return await meta.get(connection, "commands")
        return None


def use_api(url: str) -> None:
    """Point discord.py's REST at another base: a proxy, or a test's loopback peer."""
    Route.BASE = url
