"""Buttons and dialogs of `/news subscriptions`: its pages; to edit, move or end a subscription."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import Interaction
from msgspec import Struct

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.places import KINDS
from bot.discord_api.subscription_edits import (
    edit,
    labels_of,
    listed_page,
    move,
    typed_exclusions,
    visible_overview,
)
from bot.model.ids import read_id
from bot.model.subscription import ChannelState, Subscription
from bot.services import Services
from bot.subscriptions.service import Overview
from bot.ui import moderator_texts
from bot.ui.commands import require_manager
from bot.ui.errors import tell
from bot.ui.server_addresses import (
    EDIT_SUBSCRIPTION,
    END_SUBSCRIPTION,
    MOVE_SUBSCRIPTION,
    SUBSCRIPTIONS_PAGE,
)
from bot.ui.subscription_dialogs import edit_dialog, move_dialog
from bot.ui.subscription_pages import schedule_ended
from bot.ui.views import Control, Layout, Submission, services_of

DialogAction = Callable[
    [Services, Overview, Subscription, discord.Guild, Mapping[str, tuple[str, ...]]],
    Awaitable[Layout | None],
]


class TurnList(Control, template=SUBSCRIPTIONS_PAGE):
    """Turns the pages of `/news subscriptions`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page in place of this one."""
        await _show(interaction, int(self.match["page"]))


class Remove(Control, template=END_SUBSCRIPTION):
    """The button beside a subscription, which ends it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """End the subscription and show the page as it is then."""
        guild_id = require_manager(interaction)
        service = services_of(interaction).subscriptions
        ended = await service.unsubscribe(guild_id, read_id(self.match["subscription"]))
        await _show(interaction, int(self.match["page"]))
        for sentence in schedule_ended(ended) if ended else [moderator_texts.ENDED_BEFORE]:
            await tell(interaction, sentence)


class OpenEdit(Control, template=EDIT_SUBSCRIPTION):
    """The button that opens the dialog of a subscription's settings."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Open the dialog, or show the page as it is now if the subscription has ended."""
        if found := await _listed(interaction, self.match):
            roles = [role.id for role in interaction.guild.roles] if interaction.guild else []
            services = services_of(interaction)
            kept = await services.wishes.of(found.one)
            dialog = edit_dialog(
                found.one,
                found.label,
                found.page,
                found.channel,
                roles,
                without=typed_exclusions(found.one, services.taxonomy),
                reach=kept.wish.reach if kept and kept.wish else None,
            )
            await interaction.response.send_modal(dialog)


class OpenMove(Control, template=MOVE_SUBSCRIPTION):
    """The button that opens the dialog of a subscription's channel."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Open the dialog, or show the page as it is now if the subscription has ended."""
        if found := await _listed(interaction, self.match):
            dialog = move_dialog(found.one, found.label, found.page, KINDS)
            await interaction.response.send_modal(dialog)


class Edited(Submission, template=EDIT_SUBSCRIPTION):
    """A submitted dialog of a subscription's settings."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Set what was entered."""
        await _change(interaction, self, edit)


class MovedTo(Submission, template=MOVE_SUBSCRIPTION):
    """A submitted dialog of a subscription's channel."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Move the subscription to the channel that was entered."""
        await _change(interaction, self, move)


class _Listed(Struct, frozen=True):
    """A subscription of the list, and the page that it stands on."""

    one: Subscription
    label: str
    page: int
    channel: ChannelState
    overview: Overview


async def _listed(interaction: Interaction[Any], match: re.Match[str]) -> _Listed | None:
    """Return the subscription of an address. If it has ended, say so and show the page again."""
    services, page = services_of(interaction), int(match["page"])
    overview = await visible_overview(services, interaction)
    wanted = read_id(match["subscription"])
    found = next((each for each in overview.subscriptions if each.id == wanted), None)
    if found is None:
        await _show(interaction, page)
        await tell(interaction, moderator_texts.ENDED_BEFORE)
        return None
    label = labels_of(services, interaction, overview)[wanted]
    return _Listed(found, label, page, overview.channels[found.channel_id], overview)


async def _change(
    interaction: Interaction[Any], submitted: Submission, action: DialogAction
) -> None:
    """Do what was submitted, show the page as it is then, and tell what changed."""
    found, guild = await _listed(interaction, submitted.match), interaction.guild
    if found is None or guild is None:
        return
    services = services_of(interaction)
    answer = await action(services, found.overview, found.one, guild, submitted.values)
    await _show(interaction, found.page)
    if answer:
        await send_answer(interaction, answer)
    else:
        await tell(interaction, moderator_texts.ENDED_BEFORE)


async def _show(interaction: Interaction[Any], page: int) -> None:
    view = await listed_page(services_of(interaction), interaction, page)
    await edit_answer(interaction, view)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(TurnList, Remove, OpenEdit, OpenMove)
    bot.add_submissions(Edited, MovedTo)
