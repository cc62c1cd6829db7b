"""Channels that a moderator names: is one of this server, may the bot post in it, mention a role?

Used by the subscriptions cog, `subscribing`, `checking` and doctor. Whoever gets a channel from
Discord learns its kind here. `boundary` refuses places of other servers ahead of every command.
"""

from collections.abc import Set as AbstractSet

import discord
from discord import app_commands

from bot.errors import RequestError
from bot.model.subscription import ChannelKind, Step
from bot.subscriptions.permissions import missing_permissions
from bot.ui.text import GONE_CHANNEL

Place = discord.TextChannel | discord.Thread | discord.ForumChannel
"""Where the bot posts; a media channel is a kind of forum to discord.py."""

KINDS = {
    discord.ChannelType.text: ChannelKind.TEXT,
    discord.ChannelType.news: ChannelKind.ANNOUNCEMENT,
    discord.ChannelType.news_thread: ChannelKind.THREAD,
    discord.ChannelType.public_thread: ChannelKind.THREAD,
    discord.ChannelType.private_thread: ChannelKind.THREAD,
    discord.ChannelType.forum: ChannelKind.FORUM,
    discord.ChannelType.media: ChannelKind.MEDIA,
}
UNSEEN = (
    "I cannot see such a channel in this server. Give me View Channel there, or choose another "
    "channel."
)
NOT_HERE = (
    "I cannot post news here. Name a text or announcement channel, a thread, a forum or a media "
    "channel."
)
NO_EVERYONE = "I do not mention everyone. Choose another role, or none."
NO_TAG = (
    "Posts there need a tag, but the channel has none that anyone may use. Add such a tag, or stop "
    "requiring one."
)


class PlaceOption(app_commands.Transformer):
    """A channel option that takes what the bot can post in, and finds it if it is not cached."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel, to Discord."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """What Discord offers to choose from."""
        return list(KINDS)

    async def transform(
        self,
        interaction: discord.Interaction,
        value: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        /,
    ) -> Place:
        """The channel itself.

        Raises:
            RequestError: it is not of this server, the bot cannot see it, or posts nothing in its
                kind.
        """
        return postable(await channel_of(interaction.guild, value.id), interaction.guild_id)


async def channel_of(guild: discord.Guild | None, channel_id: int) -> object:
    """The server's channel of this id, asked of Discord if it is not cached: an archived thread.

    Raises:
        RequestError: the server has no such channel, or the bot cannot see it.
    """
    if guild is None:  # which an outage hides
        raise RequestError(UNSEEN)
    try:
        # Raises InvalidData for a channel of another server.
        return guild.get_channel_or_thread(channel_id) or await guild.fetch_channel(channel_id)
    except (discord.Forbidden, discord.NotFound, discord.InvalidData) as exc:
        raise RequestError(UNSEEN) from exc


def postable(channel: object, guild_id: int | None) -> Place:
    """The channel, if it is of this server and the bot posts in its kind.

    Raises:
        RequestError: it is not, or the bot does not.
    """
    if not isinstance(channel, Place):
        raise RequestError(NOT_HERE)
    if channel.guild.id != guild_id:
        raise RequestError(UNSEEN)
    return channel


def kind_of(channel: Place) -> ChannelKind:
    """What kind of channel it is."""
    return KINDS[channel.type]


def known_kind(channel: object) -> ChannelKind | None:
    """The same; None where the bot does not see it, or posts nothing in such a channel."""
    return kind_of(channel) if isinstance(channel, Place) else None


def kind_asked(interaction: discord.Interaction) -> ChannelKind | None:
    """The kind of the channel that a command names so far, or else is used in.

    None where the bot posts nothing in such a channel. For autocompletion, to which Discord tells a
    named channel's id alone: what is not in the cache then is an archived thread.
    """
    named = interaction.namespace.channel
    if named is None:
        return known_kind(interaction.channel)
    guild = interaction.guild
    channel = guild.get_channel_or_thread(named.id) if guild else None
    return known_kind(channel) if channel else ChannelKind.THREAD


def tag_problem(channel: Place, granted: AbstractSet[str]) -> str | None:
    """Why a forum takes no post without a tag and none with one; None where it takes posts."""
    if not isinstance(channel, discord.ForumChannel) or not channel.flags.require_tag:
        return None
    return None if usable_tags(channel, granted) else NO_TAG


def usable_tags(forum: discord.ForumChannel, granted: AbstractSet[str]) -> list[discord.ForumTag]:
    """The tags that the bot may put on its posts, given its permissions there."""
    every = "manage_threads" in granted
    return [tag for tag in forum.available_tags if every or not tag.moderated]


def role_problem(role: discord.Role | None, channel: Place) -> str | None:
    """Why the role would not be notified, as a sentence for the moderator; None where it would.

    Raises:
        RequestError: it is @everyone.
    """
    if role is None:
        return None
    if role.is_default():
        raise RequestError(NO_EVERYONE)
    if role.mentionable or "mention_everyone" in granted_in(channel):
        return None
    return (
        f"{role.mention} will be named but not notified. Allow anyone to mention this role, in its "
        "settings."
    )


def channel_name(guild: discord.Guild | None, channel_id: int) -> str:
    """How a channel is called in a list of choices."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return f"#{channel.name}" if channel else GONE_CHANNEL


def granted_in(channel: Place) -> frozenset[str]:
    """discord.py's names of the permissions that the bot has in a channel that it has cached."""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        # Permissions of a thread are those of its channel, which the bot cannot see.
        return frozenset()
    permissions = channel.permissions_for(channel.guild.me)
    return frozenset(name for name, granted in permissions if granted)


CLOSED = "This thread is closed. Reopen it, then try again."


def obstacles_in(place: Place, steps: AbstractSet[Step] = frozenset()) -> list[str]:
    """Why nothing could be posted there, with what is to follow a card, as sentences."""
    granted = granted_in(place)
    found = []
    if lacking := missing_permissions(kind_of(place), granted, steps):
        names = ", ".join(f"**{name}**" for name in lacking)
        found.append(
            f"I cannot post in {place.mention} yet. Give me {names} in the channel's permissions."
        )
    if untagged := tag_problem(place, granted):
        found.append(untagged)
    if isinstance(place, discord.Thread) and place.locked and "manage_threads" not in granted:
        found.append(CLOSED)
    return found


def obstacle(channel: object) -> str | None:
    """The first thing that keeps the bot from posting there; None where nothing does."""
    if not isinstance(channel, Place):
        return UNSEEN
    return next(iter(obstacles_in(channel)), None)
