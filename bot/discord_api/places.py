"""Channels that a moderator names: finds them, their kind, and the obstacles to posting there.

Used by the cogs, `moderator_actions`, `server_watch` and doctor. `boundary` has refused channels of
other servers before.
"""

from collections.abc import Set as AbstractSet

import discord
from discord import app_commands

from bot.discord_api import texts
from bot.errors import RequestError
from bot.model.subscription import ChannelKind, Step
from bot.subscriptions.permissions import missing_permissions
from bot.ui.texts import GONE_CHANNEL

Place = discord.TextChannel | discord.Thread | discord.ForumChannel
"""The classes of channels that the bot posts in. A media channel is a ForumChannel in
discord.py."""

KINDS = {
    discord.ChannelType.text: ChannelKind.TEXT,
    discord.ChannelType.news: ChannelKind.ANNOUNCEMENT,
    discord.ChannelType.news_thread: ChannelKind.THREAD,
    discord.ChannelType.public_thread: ChannelKind.THREAD,
    discord.ChannelType.private_thread: ChannelKind.THREAD,
    discord.ChannelType.forum: ChannelKind.FORUM,
    discord.ChannelType.media: ChannelKind.MEDIA,
}


class PlaceOption(app_commands.Transformer):
    """A command option: a channel of a kind that the bot posts in, cached or not."""

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
        interaction: discord.Interaction,
        value: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        /,
    ) -> Place:
        """Find the channel of the option.

        Raises:
            RequestError: the channel is of another server or of a wrong kind, or the bot cannot see
                it.
        """
        return postable(await server_channel(interaction.guild, value.id), interaction.guild_id)


async def server_channel(guild: discord.Guild | None, channel_id: int) -> object:
    """The server's channel with this id, from the cache, else (an archived thread) from Discord.

    Raises:
        RequestError: the server has no such channel, or the bot cannot see it.
    """
    if guild is None:  # the server is unavailable
        raise RequestError(texts.CHANNEL_NOT_SEEN)
    try:
        # Raises InvalidData for a channel of another server.
        return guild.get_channel_or_thread(channel_id) or await guild.fetch_channel(channel_id)
    except (discord.Forbidden, discord.NotFound, discord.InvalidData) as exc:
        raise RequestError(texts.CHANNEL_NOT_SEEN) from exc


def postable(channel: object, guild_id: int | None) -> Place:
    """Return the channel if it is of this server and of a kind that the bot posts in.

    Raises:
        RequestError: the channel is not.
    """
    if not isinstance(channel, Place):
        raise RequestError(texts.CANNOT_POST_IN_KIND)
    if channel.guild.id != guild_id:
        raise RequestError(texts.CHANNEL_NOT_SEEN)
    return channel


def kind_of(channel: Place) -> ChannelKind:
    """The kind of a channel that the bot posts in."""
    return KINDS[channel.type]


def known_kind(channel: object) -> ChannelKind | None:
    """The kind; None if the channel is not found, or the bot does not post in such a channel."""
    return kind_of(channel) if isinstance(channel, Place) else None


def kind_asked(interaction: discord.Interaction) -> ChannelKind | None:
    """The kind of the channel that a half-typed command names, else of the current channel.

    None if the bot does not post in such a channel. Autocompletion gets only the id of a named
    channel, so a channel outside the cache counts as an archived thread.
    """
    named = interaction.namespace.channel
    if named is None:
        return known_kind(interaction.channel)
    guild = interaction.guild
    channel = guild.get_channel_or_thread(named.id) if guild else None
    return known_kind(channel) if channel else ChannelKind.THREAD


def tag_problem(channel: Place, granted: AbstractSet[str]) -> str | None:
    """A sentence if the forum requires a tag and has none that the bot may use, else None."""
    if not isinstance(channel, discord.ForumChannel) or not channel.flags.require_tag:
        return None
    return None if usable_tags(channel, granted) else texts.NO_USABLE_TAG


def usable_tags(forum: discord.ForumChannel, granted: AbstractSet[str]) -> list[discord.ForumTag]:
    """The tags that the bot may use with these permissions."""
    every = "manage_threads" in granted
    return [tag for tag in forum.available_tags if every or not tag.moderated]


def role_problem(role: discord.Role | None, channel: Place) -> str | None:
    """A sentence if a mention would not notify the role, else None.

    Raises:
        RequestError: it is @everyone.
    """
    if role is None:
        return None
    if role.is_default():
        raise RequestError(texts.NOT_EVERYONE)
    if role.mentionable or "mention_everyone" in granted_in(channel):
        return None
    return texts.ROLE_NOT_MENTIONABLE.format(role=role.mention)


def channel_name(guild: discord.Guild | None, channel_id: int) -> str:
    """The name of a channel for a list of choices."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return f"#{channel.name}" if channel else GONE_CHANNEL


def granted_in(channel: Place) -> frozenset[str]:
    """The bot's permissions in a cached channel, by discord.py's names."""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        # A thread has its parent's permissions, and the bot cannot see the parent.
        return frozenset()
    permissions = channel.permissions_for(channel.guild.me)
    return frozenset(name for name, granted in permissions if granted)


def obstacles_in(place: Place, steps: AbstractSet[Step] = frozenset()) -> list[str]:
    """Sentences that say why the bot cannot post there, or cannot take the steps after a card."""
    granted = granted_in(place)
    found = []
    if lacking := missing_permissions(kind_of(place), granted, steps):
        names = ", ".join(f"**{name}**" for name in lacking)
        found.append(texts.PERMISSIONS_MISSING.format(channel=place.mention, permissions=names))
    if untagged := tag_problem(place, granted):
        found.append(untagged)
    if isinstance(place, discord.Thread) and place.locked and "manage_threads" not in granted:
        found.append(texts.THREAD_CLOSED)
    return found


def obstacle(channel: object) -> str | None:
    """The first obstacle to posting there, as a sentence; None if there is none."""
    if not isinstance(channel, Place):
        return texts.CHANNEL_NOT_SEEN
    return next(iter(obstacles_in(channel)), None)
