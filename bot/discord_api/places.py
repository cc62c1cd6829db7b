"""Channels that a moderator names: finds them and their kind.

Used by the cogs, `moderator_actions`, `place_state` and doctor. Before a command runs,
`client.refuse_foreign_ids` has refused channels of other servers.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import discord
from discord import app_commands

from bot.delivery.obstacles import NOT_IN_THREAD
from bot.discord_api import texts
from bot.errors import RequestError
from bot.model.subscription import ChannelKind
from bot.ui.markup import clip
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

NAME_CHARACTERS, GROUP_CHARACTERS = 40, 20
"""A choice holds 100 characters, also the topic and the id."""


class ChannelOption(app_commands.Transformer):
    """A command option: a channel of a kind that the bot posts in."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Discord's type of the option."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The types that Discord offers to choose from."""
        return list(KINDS)


class PlaceOption(ChannelOption):
    """Gives the channel, cached or not."""

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
        try:
            found = await server_channel(interaction.guild, value.id)
        except RequestError as exc:
            if value.type is discord.ChannelType.private_thread:
                raise RequestError(NOT_IN_THREAD) from exc
            raise
        return postable(found, interaction.guild_id)


PlaceArgument = app_commands.Transform[Place, PlaceOption]
"""The type of a command's argument that names a channel to post in."""


async def current_place(interaction: discord.Interaction) -> Place:
    """The channel in which a command was used.

    discord.py makes a thread outside the cache from the interaction, which does not say whether the
    bot is in a private thread. So Discord is asked.

    Raises:
        RequestError: the bot does not post in such a channel.
    """
    channel, guild = postable(interaction.channel, interaction.guild_id), interaction.guild
    if not isinstance(channel, discord.Thread) or not channel.is_private():
        return channel
    if guild is None or guild.get_thread(channel.id):
        return channel
    try:
        return postable(await guild.fetch_channel(channel.id), guild.id)
    except (discord.Forbidden, discord.NotFound, discord.InvalidData):
        return channel


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


def lacks_tag(channel: Place, granted: AbstractSet[str]) -> bool:
    """Whether a forum requires a tag and has none that the bot may use."""
    if not isinstance(channel, discord.ForumChannel) or not channel.flags.require_tag:
        return False
    return not _usable_tags(channel, granted)


def _usable_tags(forum: discord.ForumChannel, granted: AbstractSet[str]) -> list[discord.ForumTag]:
    """The tags that the bot may use with these permissions."""
    every = "manage_threads" in granted
    return [tag for tag in forum.available_tags if every or not tag.moderated]


def channel_names(guild: discord.Guild | None, channel_ids: Iterable[int]) -> dict[int, str]:
    """The names of channels for a list of choices, each different from the others.

    Channels of one name are told apart by their category (a thread by its parent), else by id.
    """
    ids = list(dict.fromkeys(channel_ids))
    found = {id_: guild.get_channel_or_thread(id_) if guild else None for id_ in ids}
    names = {id_: _name_of(channel) for id_, channel in found.items()}
    for more in (lambda id_: _group_of(found[id_]), str):
        times = Counter(names.values())
        names = {
            id_: f"{name} ({more(id_)})" if times[name] > 1 and more(id_) else name
            for id_, name in names.items()
        }
    return names


def _name_of(channel: discord.abc.GuildChannel | discord.Thread | None) -> str:
    return f"#{clip(channel.name, NAME_CHARACTERS)}" if channel else GONE_CHANNEL


def _group_of(channel: discord.abc.GuildChannel | discord.Thread | None) -> str:
    group = channel.parent if isinstance(channel, discord.Thread) else channel and channel.category
    return clip(group.name, GROUP_CHARACTERS) if group else ""
