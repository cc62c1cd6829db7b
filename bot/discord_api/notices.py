"""The Notifier protocol over discord.py: tells a server where its moderators can read it.

Built by `app`, used by the healing pipeline. Where it may write it knows from the cache alone.
"""

from collections.abc import Iterator, Sequence

import discord

from bot.discord_api.api_errors import translated
from bot.discord_api.messenger import CLOCK_DIFFERENCE
from bot.discord_api.requests import single_attempt
from bot.model.subscription import Notice
from bot.model.topic import Taxonomy
from bot.ui.addresses import check_id, custom_ids
from bot.ui.notice_page import notice_page

Writable = discord.TextChannel | discord.Thread


class ServerNotifier:
    """Tells through a connected client."""

    def __init__(self, client: discord.Client, taxonomy: Taxonomy) -> None:
        self._client = client
        self._taxonomy = taxonomy

    def places(self, notice: Notice) -> Sequence[int] | None:
        """The channels where it may be told, the best first; None while the server is not seen."""
        guild = self._client.get_guild(notice.guild_id)
        if guild is None or guild.unavailable:
            return None
        return [place.id for place in _candidates(guild, notice.channel_id) if _may_write(place)]

    async def tell(self, notices: Sequence[Notice], place_id: int) -> None:
        """Say them in one message with the first one's key as nonce; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        view = notice_page(notices, self._names(notices, place_id), self._taxonomy)
        async with translated():
            with single_attempt():
                await self._client.get_partial_messageable(place_id).send(
                    view=view,
                    nonce=notices[0].key,
                    allowed_mentions=discord.AllowedMentions.none(),
                )

    async def stands(self, notice: Notice, place_id: int) -> bool:
        """Whether a message in that channel has the notice's key.

        Raises:
            MessengerError: the channel cannot be read.
        """
        sought = check_id(notice.key, notice.channel_id)
        channel = self._client.get_partial_messageable(place_id)
        before = discord.utils.time_snowflake(notice.created_at - CLOCK_DIFFERENCE)
        async with translated():
            async for message in channel.history(limit=None):
                if sought in custom_ids(message.components):
                    return True
                if message.id <= before:
                    break
        return False

    def _names(self, notices: Sequence[Notice], place_id: int) -> dict[int, str]:
        """Names of the channels that those who read it there may see."""
        guild = self._client.get_guild(notices[0].guild_id)
        named = {}
        for notice in notices:
            channel = guild and guild.get_channel_or_thread(notice.channel_id)
            if channel and (channel.id == place_id or _is_public(channel)):
                named[channel.id] = channel.name
        return named


def _candidates(guild: discord.Guild, channel_id: int) -> Iterator[Writable]:
    """The channel itself, what a thread stands in, where the server's own messages come."""
    channel = guild.get_channel_or_thread(channel_id)
    parent = channel.parent if isinstance(channel, discord.Thread) else None
    for place in (channel, parent, guild.system_channel):
        if isinstance(place, discord.TextChannel | discord.Thread):
            yield place


def _may_write(place: Writable) -> bool:
    if isinstance(place, discord.Thread):
        if place.parent is None or place.locked:
            return False
        granted = place.permissions_for(place.guild.me)
        return granted.read_messages and granted.send_messages_in_threads
    granted = place.permissions_for(place.guild.me)
    return granted.read_messages and granted.send_messages


def _is_public(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether everyone in the server can see it."""
    if isinstance(channel, discord.Thread) and (channel.is_private() or channel.parent is None):
        return False
    return channel.permissions_for(channel.guild.default_role).read_messages
