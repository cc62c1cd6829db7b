"""Moderators' command `/news deliveries`: what was posted where, and buttons to send it again."""

import re
from collections.abc import Iterable
from typing import Any

from discord import Guild, Interaction, app_commands
from discord.ext import commands

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.moderator_actions import send_again
from bot.discord_api.place_state import hidden_channels
from bot.discord_api.places import ChannelOption, channel_names
from bot.errors import RequestError
from bot.model.delivery import DeliveryState
from bot.services import Services
from bot.ui import texts
from bot.ui.commands import chosen, news_group, require_manager
from bot.ui.delivery_pages import held_back_page, log_page
from bot.ui.errors import tell
from bot.ui.server_addresses import (
    DELIVERIES_PAGE,
    HELD_BACK_STATE,
    RESEND_MENU,
    RESEND_VALUE,
    SEND_ONE_AGAIN,
    LogAddress,
)
from bot.ui.views import Control, Layout, services_of

ALL_STATES = "all"


class LoggedChannel(ChannelOption):
    """Gives the channel's id alone, also of a channel that the bot does not see.

    The log is read by the asker's server, so another server's channel finds nothing.
    """

    async def transform(
        self,
        _interaction: Interaction,
        value: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        /,
    ) -> int:
        """Return the channel's id."""
        return value.id


class Deliveries(commands.Cog):
    """A server's delivery log, for those who manage it."""

    news = news_group()

    def __init__(self, services: Services) -> None:
        self.services = services

    @news.command(description="What was posted where, or why not")
    @app_commands.describe(
        channel="Only this channel", only="Only what failed, is pending, or was held back"
    )
    @app_commands.choices(
        only=[
            app_commands.Choice(name="all", value=ALL_STATES),
            app_commands.Choice(name="failed", value=DeliveryState.FAILED.value),
            app_commands.Choice(name="pending", value=DeliveryState.PENDING.value),
            app_commands.Choice(name="held back", value=HELD_BACK_STATE),
        ]
    )
    async def deliveries(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[int, LoggedChannel] | None = None,
        only: str = ALL_STATES,
    ) -> None:
        """Show the log: what was posted where, or why not."""
        held = only == HELD_BACK_STATE
        state = None if held or only == ALL_STATES else chosen(DeliveryState, only)
        view = await _page(self.services, interaction, LogAddress(1, state, channel, held=held))
        await send_answer(interaction, view)


class TurnLog(Control, template=DELIVERIES_PAGE):
    """Turns the pages of `/news deliveries`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page in place of this one."""
        address = LogAddress.read(self.match)
        view = await _page(services_of(interaction), interaction, address)
        await edit_answer(interaction, view)


class SendAgain(Control, template=SEND_ONE_AGAIN):
    """The button beside a delivery, which sends it again."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the delivery again, or say why not, and show the page as it is then."""
        await _send_again(interaction, self.match, LogAddress.read(self.match))


class SendDeletedAgain(Control, template=RESEND_MENU):
    """The menu under the log: sends a message again that was deleted."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the chosen delivery again, or say why not, and show the page as it is then."""
        require_manager(interaction)
        chosen_one = re.fullmatch(RESEND_VALUE, self.choice)
        if chosen_one is None:
            raise RequestError(texts.OUTDATED)
        await _send_again(interaction, chosen_one, LogAddress.read(self.match))


async def _send_again(
    interaction: Interaction[Any], delivery: re.Match[str], address: LogAddress
) -> None:
    guild_id = require_manager(interaction)
    # Discord is asked first, which may take longer than a press may wait.
    await interaction.response.defer()
    services = services_of(interaction)
    sentence = await send_again(services, interaction.client, guild_id, delivery)
    await edit_answer(interaction, await _page(services, interaction, address))
    if sentence:
        await tell(interaction, sentence)


async def _page(services: Services, interaction: Interaction[Any], address: LogAddress) -> Layout:
    guild_id = require_manager(interaction)
    overview = await services.subscriptions.overview(guild_id)
    hidden = await hidden_channels(interaction, overview.channels)
    if address.held:
        held = await services.delivery_log.held_back(
            guild_id, address.channel_id, hidden, address.page
        )
        return held_back_page(held, address, services.taxonomy)
    page = await services.delivery_log.page(address.filter_in(guild_id, hidden), address.page)
    shown = {each.channel_id for article in page.articles for each in article.deliveries}
    gone = _gone(interaction.guild, shown - overview.channels.keys())
    return log_page(page, address, channel_names(interaction.guild, shown), gone)


def _gone(guild: Guild | None, channel_ids: Iterable[int]) -> frozenset[int]:
    """Those of the channels without subscriptions that the server has no more."""
    if guild is None:
        return frozenset()
    return frozenset(each for each in channel_ids if not guild.get_channel_or_thread(each))


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(TurnLog, SendAgain, SendDeletedAgain)
    await bot.add_cog(Deliveries(bot.services))
