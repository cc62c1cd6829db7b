"""The list of subscriptions that a moderator sees, and the edits and moves made from it.

Called by the cogs, like `moderator_actions`, with which it shares the warnings.
"""

from collections.abc import Mapping
from typing import Any

import discord
from discord import Interaction
from msgspec.structs import replace

from bot.discord_api import texts
from bot.discord_api.forum_tags import tag_problem
from bot.discord_api.moderator_actions import save
from bot.discord_api.place_state import hidden_channels, role_problem, role_problems
from bot.discord_api.places import Place, channel_names, kind_of, postable, server_channel
from bot.discord_api.posting_warnings import obstacle_sentences, warnings_for
from bot.errors import RequestError
from bot.model.article import Taxonomy
from bot.model.subscription import PauseCause, Subscription
from bot.services import Services
from bot.subscriptions.previews import name_of
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.service import Overview
from bot.ui import moderator_texts, wish_texts
from bot.ui.commands import require_manager
from bot.ui.subscription_dialogs import channel_from, edit_from
from bot.ui.subscription_list import overview_page
from bot.ui.subscription_pages import edited_page, moved_page, subscription_label
from bot.ui.views import Layout
from bot.ui.wish_pages import shown_name

CHOICE_PREFIX = "subscription:"
"""The prefix of a choice's value. Without it, a number typed by hand could be taken for a
choice."""


async def visible_overview(services: Services, interaction: Interaction[Any]) -> Overview:
    """The subscriptions of the server, without channels that the asker cannot see."""
    overview = await services.subscriptions.overview(require_manager(interaction))
    return overview.without(await hidden_channels(interaction, overview.channels))


async def listed_page(services: Services, interaction: Interaction[Any], page: int) -> Layout:
    """The page of the list with this number."""
    guild_id, overview = require_manager(interaction), await visible_overview(services, interaction)
    mutes = await services.wishes.mutes(guild_id)
    problems = _problems(services, interaction.guild, overview)
    for each in await services.wishes.silenced(guild_id, overview.subscriptions):
        problems[each.id].append(wish_texts.SILENCED)
    wishes = await services.wishes.stored(overview.subscriptions)
    return overview_page(
        overview, page, services.taxonomy, problems=problems, wishes=wishes, mutes=mutes
    )


def _problems(
    services: Services, guild: discord.Guild | None, overview: Overview
) -> dict[int, list[str]]:
    """Why news of subscriptions cannot be posted or notifies nobody, by the subscriptions' ids.

    A refusal that paused a channel is left out, since the list of subscriptions says it anyway.
    """
    roles, found = role_problems(guild, overview.subscriptions), dict[int, list[str]]()
    for each in overview.subscriptions:
        place = guild.get_channel_or_thread(each.channel_id) if guild else None
        state = overview.channels.get(each.channel_id)
        is_told = state is not None and state.cause is PauseCause.REFUSED
        found[each.id] = [roles[each.id]] if each.id in roles else []
        if isinstance(place, Place) and not is_told:
            blocked = obstacle_sentences(services, place, each.steps)
            found[each.id][:0] = blocked or tag_problem(place, [each.topic], services.taxonomy)
    return found


def labels_of(
    services: Services, interaction: Interaction[Any], overview: Overview
) -> dict[int, str]:
    """The names of subscriptions in a list of choices, by their ids."""
    names = channel_names(interaction.guild, (each.channel_id for each in overview.subscriptions))
    return {
        each.id: subscription_label(each, names[each.channel_id], services.taxonomy)
        for each in overview.subscriptions
    }


async def subscription_choices(services: Services, interaction: Interaction[Any]) -> dict[str, str]:
    """The names of the subscriptions that the member sees, by the values of their choices."""
    overview = await visible_overview(services, interaction)
    labels = labels_of(services, interaction, overview)
    return {f"{CHOICE_PREFIX}{key}": label for key, label in labels.items()}


async def edit(
    services: Services,
    overview: Overview,
    subscription: Subscription,
    guild: discord.Guild,
    values: Mapping[str, tuple[str, ...]],
) -> Layout | None:
    """Set what was entered; returns the answer, or None if the subscription has ended.

    Raises:
        RequestError: the bot cannot see the channel, the server has no such role, or it is
            @everyone.
    """
    place = await _place(guild, subscription.channel_id)
    kind = kind_of(place)
    entered = edit_from(values, kind)
    role = guild.get_role(entered.change.role_id) if entered.change.role_id else None
    if entered.change.role_id and role is None:
        raise RequestError(texts.NO_SUCH_ROLE)
    wanted = WantedSubscription(
        guild.id, place.id, entered.change, subscription_id=subscription.id, form=entered.form
    )
    outcome = await save(
        services,
        place,
        wanted,
        role=role,
        without=entered.without,
        known=subscription,
        before=overview,
    )
    if outcome is None:
        return None
    told = replace(outcome, warnings=[*entered.notes, *outcome.warnings])
    return edited_page(told, services.taxonomy)


async def move(
    services: Services,
    overview: Overview,
    subscription: Subscription,
    guild: discord.Guild,
    values: Mapping[str, tuple[str, ...]],
) -> Layout | None:
    """Move to the channel that was entered; returns the answer, or None if it has ended.

    Raises:
        RequestError: the channel is of another server or of a wrong kind, the bot cannot see it,
            or it has such a subscription.
    """
    place = await _place(guild, channel_from(values))
    if place.id == subscription.channel_id:
        raise RequestError(moderator_texts.SAME_CHANNEL.format(channel=place.mention))
    kind = kind_of(place)
    moved = await services.subscriptions.move(guild.id, subscription.id, place.id, kind)
    if moved is None:
        return None
    now = moved.subscription
    warnings = warnings_for(services, place, now.steps, now.topic, overview)
    role = guild.get_role(subscription.role_id) if subscription.role_id else None
    problem = role_problem(role, place)
    return moved_page(
        moved,
        kind,
        [*warnings, problem] if problem else warnings,
        shown_name(subscription, services.taxonomy),
    )


def typed_exclusions(subscription: Subscription, taxonomy: Taxonomy) -> str:
    """The exclusions of a subscription, as a moderator types them."""
    topics = {topic.slug: topic.name for topic in taxonomy}
    return ", ".join(topics.get(name, name) for name in map(name_of, subscription.without))


async def _place(guild: discord.Guild, channel_id: int) -> Place:
    return postable(await server_channel(guild, channel_id), guild.id)
