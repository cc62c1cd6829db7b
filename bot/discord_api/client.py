"""The discord.py client of the bot: its intents, cogs, checks of commands and error handler.

Built by `app`. `resilient_bot` keeps it connected.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import discord
import yarl
from aiohttp import TraceConfig
from discord import AppCommandOptionType, Interaction, app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_api import texts
from bot.discord_api.command_sync import CommandSync
from bot.discord_api.requests import LONGEST_WAIT_SECONDS
from bot.discord_api.resilient_bot import ResilientBot
from bot.errors import RequestError
from bot.model.ids import read_id
from bot.services import Services
from bot.storage.database import wait_at_most
from bot.ui import errors
from bot.ui.commands import CommandMentions, limit_to_servers
from bot.ui.texts import OUTDATED
from bot.ui.views import ANSWER_SECONDS, Submission

ID_OPTION_TYPES = frozenset(
    kind.value
    for kind in (
        AppCommandOptionType.user,
        AppCommandOptionType.channel,
        AppCommandOptionType.role,
        AppCommandOptionType.mentionable,
        AppCommandOptionType.attachment,
    )
)
"""Types of options whose value is an id."""


def refuse_foreign_ids(interaction: Interaction[Any]) -> None:
    """Refuse a command that names a channel or a role of another server, or a malformed id.

    Raises:
        RequestError: with the sentence for the member.
    """
    data = cast("Mapping[str, Any]", interaction.data or {})
    channels = data.get("resolved", {}).get("channels", {})
    if interaction.channel_id is not None:
        _refuse_channel(interaction, interaction.channel_id, {})
    for option in _id_options(data.get("options", ())):
        named = read_id(str(option["value"]))
        if option["type"] == AppCommandOptionType.channel.value:
            _refuse_channel(interaction, named, channels.get(option["value"], {}))
        elif option["type"] == AppCommandOptionType.role.value:
            _refuse_role(interaction, named)


def _id_options(options: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for option in options:
        if option["type"] in ID_OPTION_TYPES:
            yield option
        yield from _id_options(option.get("options", ()))  # of a subcommand


def _refuse_channel(interaction: Interaction[Any], named: int, told: Mapping[str, Any]) -> None:
    """Refuse a channel of another server, by the option's data or by the cache."""
    if interaction.guild and interaction.guild.get_channel_or_thread(named):
        return
    # An archived thread is in no cache; a direct message has no server.
    cached = getattr(interaction.client.get_channel(named), "guild", None)
    servers = {str(told["guild_id"])} if "guild_id" in told else set()
    servers |= {str(cached.id)} if cached else set()
    if servers - {str(interaction.guild_id)}:
        raise RequestError(texts.CHANNEL_NOT_SEEN)


def _refuse_role(interaction: Interaction[Any], named: int) -> None:
    if interaction.guild is None or interaction.guild.get_role(named) is None:
        raise RequestError(texts.NO_SUCH_ROLE)


COGS = (
    "cogs.news",
    "cogs.glossary",
    "cogs.subscriptions",
    "cogs.subscription_list",
    "cogs.words",
    "cogs.schedules",
    "cogs.deliveries",
    "cogs.about",
    "cogs.servers",
    "cogs.server_settings",
    "cogs.followers",
)

COMMANDS_DIFFER = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)
"""Errors that mean that Discord has other commands than the bot."""


class Tree(app_commands.CommandTree[discord.Client]):
    """The command tree: refuses ids of other servers, and limits the wait for the database."""

    def add_command(self, command: Any, /, **options: Any) -> None:  # noqa: ANN401 - discord.py's
        """Add a command. Groups of one name, which several cogs have, become one group."""
        known = self.get_command(command.name) if isinstance(command, app_commands.Group) else None
        if isinstance(command, app_commands.Group):
            limit_to_servers(command)
        if not isinstance(known, app_commands.Group):
            super().add_command(command, **options)
            return
        for each in command.commands:
            known.add_command(each)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Check a command or a completion before it runs; if it is refused, say why.

        discord.py passes only `AppCommandError` to the error handler. Any other error raised here
        would end the task, and the member would get no answer.
        """
        wait_at_most(ANSWER_SECONDS)
        try:
            refuse_foreign_ids(interaction)
        except Exception as exc:  # noqa: BLE001 - `report` logs what is unexpected
            await errors.report(interaction, exc)
            return False
        return True


class NewsBot(ResilientBot):
    """The bot with its commands.

    Args:
        services: the services that the cogs call.
        requests: the trace that is called for every request of the client.
        shard_count: the number of shards; None takes the number that Discord recommends.
        shard_ids: the shards of this process; None for all.
    """

    def __init__(
        self,
        services: Services,
        *,
        requests: TraceConfig | None = None,
        shard_count: int | None = None,
        shard_ids: list[int] | None = None,
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
            shard_ids=shard_ids,
            http_trace=requests or TraceConfig(),
            max_ratelimit_timeout=LONGEST_WAIT_SECONDS,
        )
        self.services = services
        self.submissions: dict[str, type[Submission]] = {}
        self.command_mentions = CommandMentions()
        self.command_sync = CommandSync(
            self.tree,
            services.database,
            services.clock,
            self.command_mentions,
            registers=services.settings.commands,
        )
        self.tree.error(self._report)

    async def _report(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        """Answer with a sentence. If Discord has other commands than the bot, register them."""
        await errors.report(interaction, error)
        if isinstance(error, COMMANDS_DIFFER):
            await self.command_sync.sync_again()

    def add_submissions(self, *submissions: type[Submission]) -> None:
        """Register the classes that answer submitted modals."""
        self.submissions |= {each.word(): each for each in submissions}

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a submitted modal; called by discord.py for every interaction.

        discord.py ignores the submission of a modal that it does not keep.
        """
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        word = str({**(interaction.data or {})}.get("custom_id", "")).partition(":")[0]
        if submission := self.submissions.get(word):
            await submission().answer(interaction)
        else:
            await errors.tell(interaction, OUTDATED)

    async def setup_hook(self) -> None:
        """Load the cogs, and register the commands if Discord has others."""
        for name in COGS:
            if name not in self.extensions:
                await self.load_extension(name)
        if self.services.settings.discord_api_url:
            # If the number of shards is set, discord.py would connect to its default gateway.
            _, gateway, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self.command_sync.sync()


def use_api(url: str) -> None:
    """Point discord.py's REST at another base: a proxy, or a test's loopback peer."""
    Route.BASE = url
