"""Discord's events about servers, channels and roles, and the button of notices.

The events go to `ServerWatch`, which acts on them; nothing is announced from here.
"""

from typing import Any

import discord
from discord import Interaction
from discord.ext import commands

from bot.discord_api.client import NewsBot
from bot.discord_api.moderator_actions import check_again
from bot.discord_api.notices import show_answers, tell_moderator
from bot.discord_api.place_state import is_public
from bot.discord_api.server_watch import ServerWatch
from bot.model.ids import read_id
from bot.services import Services
from bot.ui.commands import require_manager
from bot.ui.errors import tell
from bot.ui.server_addresses import CHECK_CHANNEL
from bot.ui.views import Control, services_of


class Servers(commands.Cog):
    """Passes Discord's events on to `ServerWatch`."""

    def __init__(self, bot: NewsBot, services: Services, watch: ServerWatch) -> None:
        self.bot = bot
        self.services = services
        self.watch = watch

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """A shard is connected, for the first time or again."""
        await self.watch.shard_ready(shard_id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited."""
        await self.watch.server_joined(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """An outage is over, or the bot has just started."""
        await self.watch.server_available(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed; an outage is another event, which changes nothing."""
        await self.watch.server_left(guild)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel's kind or permissions may have changed."""
        await self.watch.channel_changed(after, before)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted. Its threads follow as events of their own."""
        # The list that names it is for moderators who may not have seen the channel.
        await self.watch.channel_deleted(channel.id, channel.name if is_public(channel) else "")

    @commands.Cog.listener()
    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        """A thread was changed. One that was archived is cached again once it is reopened."""
        guild = self.bot.get_guild(event.guild_id)
        if guild and (thread := guild.get_thread(event.thread_id)):
            await self.watch.channel_changed(thread)

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """The bot sees a thread that it did not see before."""
        await self.watch.channel_changed(thread)

    @commands.Cog.listener()
    async def on_thread_remove(self, thread: discord.Thread) -> None:
        """The bot was removed from a thread; discord.py keeps it as a member there."""
        thread.me = None
        await self.watch.channel_changed(thread)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted, whether or not it was cached."""
        name = event.thread.name if event.thread and is_public(event.thread) else ""
        await self.watch.channel_deleted(event.thread_id, name)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _before: discord.Role, after: discord.Role) -> None:
        """A role was changed. The bot may have it, so its permissions may have changed, too."""
        await self.watch.check_server(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role was deleted. A subscription may mention it, or it denied something to the bot."""
        await self.watch.role_deleted(role)

    @commands.Cog.listener()
    async def on_member_update(self, _before: discord.Member, after: discord.Member) -> None:
        """The bot's own roles or timeout changed. Discord sends this without any intent."""
        if after == after.guild.me:
            await self.watch.check_server(after.guild)

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: Interaction[Any], _command: object
    ) -> None:
        """A moderator used a command, so notices that no channel could take are shown now."""
        await tell_moderator(self.services, interaction)
        await show_answers(self.services, interaction)


class CheckAgain(Control, template=CHECK_CHANNEL):
    """The button on a notice."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Look at once, and tell the outcome to the moderator who pressed."""
        require_manager(interaction)
        channel_id = read_id(self.match["channel"])
        sentence = await check_again(services_of(interaction), interaction.guild, channel_id)
        await tell(interaction, sentence)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(CheckAgain)
    watch = ServerWatch(bot, bot.services.server_changes, bot.services.clock)
    await bot.add_cog(Servers(bot, bot.services, watch))
