"""Reads from discord.py's objects the state that decides whether the bot can post in a channel.

`delivery.obstacles` concludes from it. Used by `places`, `server_watch`, the messenger and doctor.
"""

import contextlib
import copy
from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import cast

import discord

from bot.delivery.obstacles import obstacles
from bot.discord_api.places import Place, kind_of, lacks_tag
from bot.errors import MessengerError
from bot.model.delivery import Post
from bot.model.obstacle import PlaceState, PostingObstacle
from bot.model.subscription import ChannelKind, Step
from bot.subscriptions.permissions import missing_permissions


def state_of(place: Place, steps: AbstractSet[Step] = frozenset()) -> PlaceState:
    """The state of a channel, by the cache; for the steps after a card, too."""
    parent = place.parent if isinstance(place, discord.Thread) else place
    if parent is None:
        # A thread has its parent's permissions, and the bot cannot see the parent.
        return PlaceState(visible=False, thread=True)
    return state_for(place, parent, place.guild.me, steps)


def state_for(
    place: Place,
    holder: discord.abc.GuildChannel | discord.Thread,
    me: discord.Member,
    steps: AbstractSet[Step] = frozenset(),
) -> PlaceState:
    """The state of a channel for the bot.

    Args:
        place: the channel.
        holder: the channel itself, or a thread's parent, which has its permissions.
        me: the bot as a member of the server.
        steps: the steps after a card.
    """
    granted = granted_in(holder, me)
    exempt = "administrator" in granted
    return PlaceState(
        thread=isinstance(place, discord.Thread),
        lacking=missing_permissions(kind_of(place), granted, steps),
        timed_out_until=None if exempt else me.timed_out_until,
        role=me.top_role.name,
        joined=_is_joined(place, granted),
        tagless=lacks_tag(place, granted),
        closed=_is_closed(place, granted),
    )


def granted_in(
    holder: discord.abc.GuildChannel | discord.Thread, me: discord.Member
) -> frozenset[str]:
    """The bot's permissions by discord.py's names, as they are without a time-out."""
    free = copy.copy(me)
    free.timed_out_until = None
    # The method of the base class. The one of the channel's class removes permissions that depend
    # on Send Messages, but in threads they do not.
    whole = cast("discord.abc.GuildChannel", holder)
    permissions = discord.abc.GuildChannel.permissions_for(whole, free)
    return frozenset(name for name, granted in permissions if granted)


def may_attach_files(client: discord.Client, post: Post) -> bool:
    """Whether the bot may attach files in a post's channel; True if that is unknown."""
    guild = client.get_guild(post.guild_id)
    channel = guild.get_channel_or_thread(post.channel_id) if guild and guild.me else None
    holder = channel.parent if isinstance(channel, discord.Thread) else channel
    if guild is None or holder is None:
        return True
    return not {"attach_files", "administrator"}.isdisjoint(granted_in(holder, guild.me))


def _is_joined(place: Place, granted: AbstractSet[str]) -> bool:
    if not isinstance(place, discord.Thread) or not place.is_private():
        return True
    # After THREAD_LIST_SYNC, discord.py keeps the bot's own membership among the others.
    others = {member.id for member in place.members}
    return "manage_threads" in granted or place.me is not None or place.guild.me.id in others


def _is_closed(place: Place, granted: AbstractSet[str]) -> bool:
    return isinstance(place, discord.Thread) and place.locked and "manage_threads" not in granted


def obstacles_in(
    channel: object,
    now: datetime,
    steps: AbstractSet[Step] = frozenset(),
    *,
    kind: ChannelKind | None = None,
) -> list[PostingObstacle]:
    """Why the bot cannot post in a channel, or cannot take the steps after a card.

    Args:
        channel: as it was found; what is no channel that the bot posts in counts as hidden.
        now: the present.
        steps: the steps after a card.
        kind: the kind of a channel that was not found, if it is stored.
    """
    return obstacles(_state_as_found(channel, kind, steps), now)


def _state_as_found(
    channel: object, kind: ChannelKind | None, steps: AbstractSet[Step] = frozenset()
) -> PlaceState:
    if isinstance(channel, Place):
        return state_of(channel, steps)
    return PlaceState(visible=False, thread=kind is ChannelKind.THREAD)


@contextlib.asynccontextmanager
async def placed(client: discord.Client, post: Post) -> AsyncIterator[None]:
    """Give each MessengerError of this block the channel's state, if its server is cached."""
    try:
        yield
    except MessengerError as exc:
        guild = client.get_guild(post.guild_id)
        if guild and not guild.unavailable and guild.me:
            channel = guild.get_channel_or_thread(post.channel_id)
            exc.place = _state_as_found(channel, post.channel_kind)
        raise
