"""Finds the channels that a moderator cannot see, so that no list or choice names them.

Used by the cogs and `notices`.
"""

from collections.abc import Iterable

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

MOST_FETCHED = 10
"""Archived threads that one answer asks Discord for; an answer may take three seconds."""


async def hidden_channels(
    interaction: discord.Interaction, channel_ids: Iterable[int]
) -> frozenset[int]:
    """Those of a server's channels that the asker cannot see.

    Args:
        interaction: says who asks.
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
        if number >= MOST_FETCHED or not await _is_fetched_and_seen(guild, channel_id, asker):
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
