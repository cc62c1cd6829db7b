"""Roles that news mentions: says which of them a mention does not notify.

Used by `moderator_actions`, the list of subscriptions and doctor.
"""

from collections.abc import Iterable

import discord

from bot.discord_api import texts
from bot.discord_api.place_state import granted_in
from bot.discord_api.places import Place
from bot.errors import RequestError
from bot.model.subscription import Subscription


def role_problem(role: discord.Role | None, channel: Place) -> str | None:
    """A sentence if a mention would not notify the role, else None.

    Raises:
        RequestError: it is @everyone.
    """
    if role is None:
        return None
    if role.is_default():
        raise RequestError(texts.NOT_EVERYONE)
    holder = channel.parent if isinstance(channel, discord.Thread) else channel
    if holder is None or is_notified(role, holder, channel.guild.me):
        return None
    return texts.ROLE_NOT_MENTIONABLE.format(role=role.mention)


def is_notified(role: discord.Role, holder: discord.abc.GuildChannel, me: discord.Member) -> bool:
    """Whether a mention by the bot notifies the role in a channel."""
    return role.mentionable or "mention_everyone" in granted_in(holder, me)


def role_problems(
    guild: discord.Guild | None, subscriptions: Iterable[Subscription]
) -> dict[int, str]:
    """For subscriptions of a cached server, by their ids: the problem of the role, if any."""
    problems = {}
    for each in subscriptions:
        role = guild.get_role(each.role_id) if guild and each.role_id else None
        channel = guild.get_channel_or_thread(each.channel_id) if guild else None
        if role and isinstance(channel, Place) and (problem := role_problem(role, channel)):
            problems[each.id] = problem
    return problems
