"""Reads from discord.py's objects if the bot can post in a channel, and who can see it."""

import contextlib
import copy
from collections.abc import AsyncIterator, Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import cast

import discord
from aiohttp import ClientError

from bot.delivery.obstacles import obstacles
from bot.discord_api import texts
from bot.discord_api.places import Place, kind_of, lacks_tag
from bot.errors import MessengerError, RequestError
from bot.model.delivery import Post
from bot.model.obstacle import PlaceState, PostingObstacle
from bot.model.subscription import ChannelKind, Step, Subscription
from bot.subscriptions.permissions import missing_permissions


def _state_of(place: Place, steps: AbstractSet[Step]) -> PlaceState:
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
    steps: AbstractSet[Step],
) -> PlaceState:
    """The state of a channel for the bot.

    Args:
        holder: the channel itself, or a thread's parent, which has its permissions.
        me: the bot as a member of the server.
        steps: the steps after a card.
    """
    granted = _granted_in(holder, me)
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


def _granted_in(
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
    return not {"attach_files", "administrator"}.isdisjoint(_granted_in(holder, guild.me))


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
        channel: as it was found. A place of a kind that the bot does not post in counts as hidden.
        steps: the steps after a card.
        kind: the kind of a channel that was not found, if it is stored.
    """
    return obstacles(_state_as_found(channel, kind, steps), now)


def _state_as_found(
    channel: object, kind: ChannelKind | None, steps: AbstractSet[Step] = frozenset()
) -> PlaceState:
    if isinstance(channel, Place):
        return _state_of(channel, steps)
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


MOST_THREADS_FETCHED = 10
"""Archived threads that one answer asks Discord for; an answer may take three seconds."""


async def hidden_channels(
    interaction: discord.Interaction, channel_ids: Iterable[int]
) -> frozenset[int]:
    """Those of a server's channels that the asker cannot see.

    Args:
        channel_ids: channels with subscriptions. Archived threads among them are in no cache, so
            Discord is asked for them.
    """
    guild, asker = interaction.guild, interaction.user
    if guild is None or not isinstance(asker, discord.Member):
        return frozenset()
    cached = [*guild.channels, *guild.threads]
    hidden = {each.id for each in cached if not _is_seen(each, asker)}
    unknown = set(channel_ids) - {each.id for each in cached}
    for number, channel_id in enumerate(sorted(unknown)):
        if number >= MOST_THREADS_FETCHED or not await _is_fetched_and_seen(
            guild, channel_id, asker
        ):
            hidden.add(channel_id)
    return frozenset(hidden - {interaction.channel_id or 0})


def _is_seen(channel: discord.abc.GuildChannel | discord.Thread, asker: discord.Member) -> bool:
    if not isinstance(channel, discord.Thread):
        return channel.permissions_for(asker).read_messages
    if channel.parent is None:
        return False
    granted = channel.permissions_for(asker)
    if not granted.read_messages or not channel.is_private():
        return granted.read_messages
    return granted.manage_threads or asker.id in {member.id for member in channel.members}


async def _is_fetched_and_seen(
    guild: discord.Guild, channel_id: int, asker: discord.Member
) -> bool:
    try:
        return _is_seen(await guild.fetch_channel(channel_id), asker)
    except discord.NotFound:
        return True  # It is gone, and its id says nothing.
    except (discord.DiscordException, ClientError, OSError):
        return asker.guild_permissions.administrator


def is_public(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether everyone in the server can see the channel."""
    if isinstance(channel, discord.Thread) and (channel.is_private() or channel.parent is None):
        return False
    return channel.permissions_for(channel.guild.default_role).read_messages


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
    return role.mentionable or "mention_everyone" in _granted_in(holder, me)


def role_problems(
    guild: discord.Guild | None, subscriptions: Iterable[Subscription]
) -> dict[int, str]:
    """By the subscription's id, the problem of the role that it mentions, in a cached server."""
    problems = {}
    for each in subscriptions:
        role = guild.get_role(each.role_id) if guild and each.role_id else None
        channel = guild.get_channel_or_thread(each.channel_id) if guild else None
        if role and isinstance(channel, Place) and (problem := role_problem(role, channel)):
            problems[each.id] = problem
    return problems
