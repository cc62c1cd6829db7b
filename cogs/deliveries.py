"""The moderators' command `/deliveries`: what was posted where, and buttons to send it again.

Manage Server is checked here again, because a server's admins can hand out commands to anyone.
"""

from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.moderator_actions import send_again
from bot.discord_api.places import KINDS
from bot.discord_api.visibility import hidden_channels
from bot.model.delivery import DeliveryState
from bot.services import Services
from bot.ui.addresses import AGAIN, LOG, LogAddress
from bot.ui.commands import chosen, for_managers, require_manager
from bot.ui.delivery_pages import asked_for, log_page
from bot.ui.errors import tell
from bot.ui.views import Control, Layout, services_of

ALL = "all"


class LoggedChannel(app_commands.Transformer):
    """A channel option for the kinds that the bot posts in; gives the id alone.

    The log is read by the asker's server, so another server's channel finds nothing.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Discord's type of the option."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The types that Discord offers to choose from."""
        return list(KINDS)

    async def transform(
        self,
        _interaction: Interaction,
        value: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        /,
    ) -> int:
        """The channel's id."""
        return value.id


class Deliveries(commands.Cog):
    """A server's delivery log, for those who manage it."""

    def __init__(self, services: Services) -> None:
        self.services = services

    @app_commands.command(description="What was posted where, or why not")
    @app_commands.describe(
        channel="All channels unless you name one", only="All deliveries unless you choose"
    )
    @app_commands.choices(
        only=[
            app_commands.Choice(name="all", value=ALL),
            app_commands.Choice(name="failed", value=DeliveryState.FAILED.value),
            app_commands.Choice(name="pending", value=DeliveryState.PENDING.value),
        ]
    )
    @for_managers
    async def deliveries(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[int, LoggedChannel] | None = None,
        only: str = ALL,
    ) -> None:
        """Show what was posted where, or why not."""
        state = None if only == ALL else chosen(DeliveryState, only)
        view = await _page(self.services, interaction, LogAddress(1, state, channel))
        await send_answer(interaction, view)


class TurnLog(Control, template=LOG):
    """Turns the pages of `/deliveries`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page in place of this one."""
        address = LogAddress.read(self.match)
        view = await _page(services_of(interaction), interaction, address)
        await edit_answer(interaction, view)


class SendAgain(Control, template=AGAIN):
    """The button beside a delivery, which sends it again."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send it, show the page again, and say why if it is not sent."""
        guild_id = require_manager(interaction)
        # Discord is asked first, which may take longer than a press may wait.
        await interaction.response.defer()
        services = services_of(interaction)
        sentence = await send_again(services, interaction.client, guild_id, self.match)
        view = await _page(services, interaction, LogAddress.read(self.match))
        await edit_answer(interaction, view)
        if sentence:
            await tell(interaction, sentence)


async def _page(services: Services, interaction: Interaction[Any], address: LogAddress) -> Layout:
    guild_id = require_manager(interaction)
    overview = await services.subscriptions.overview(guild_id)
    hidden = await hidden_channels(interaction, overview.channels)
    wanted = asked_for(address, guild_id, hidden)
    page = await services.delivery_log.page(wanted, address.page)
    return log_page(page, address)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(TurnLog, SendAgain)
    await bot.add_cog(Deliveries(bot.services))
