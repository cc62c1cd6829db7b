"""Turns Discord's events about servers and channels into changes of subscriptions.

Called by the servers cog. An event says that something changed; the cache says how it is now. So
if the database is unavailable, the work waits, and each try compares with the cache anew.
"""

import logging
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import groupby

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.clock import Clock
from bot.discord_api.places import known_kind, obstacle
from bot.model.subscription import ChannelState, PauseCause
from bot.pipelines.loops import keep_trying
from bot.subscriptions.server_changes import ServerChanges

log = logging.getLogger(__name__)

BOT_NOT_IN_SERVER = frozenset({10004, 50001})
"""Discord's codes for a server that the bot is not in."""

Channel = discord.abc.GuildChannel | discord.Thread


class ServerWatch:
    """Compares servers with what is stored about them, and has `ServerChanges` act on it."""

    def __init__(
        self, client: discord.AutoShardedClient, server_changes: ServerChanges, clock: Clock
    ) -> None:
        self._client = client
        self._server_changes = server_changes
        self._clock = clock
        self._met: dict[int, discord.Guild] = {}
        self._closed: dict[int, frozenset[int]] = {}

    async def shard_ready(self, shard_id: int) -> None:
        """Catch up with what happened while the shard was not connected; announces nothing."""
        here = self._servers_of(shard_id)
        # discord.py keeps the old object of a server that was lost between two sessions.
        stale = {guild_id for guild_id, guild in here.items() if self._met.get(guild_id) is guild}
        self._met.update(here)
        await keep_trying(partial(self._catch_up, shard_id, stale), self._clock)

    async def _catch_up(self, shard_id: int, stale: AbstractSet[int]) -> None:
        here = self._servers_of(shard_id)
        known = await self._server_changes.known()
        for guild_id in known.servers - known.departed - (here.keys() - stale):
            if self._shard_of(guild_id) == shard_id and await self._is_gone(guild_id):
                await self._server_changes.left(guild_id)
        for guild_id in known.departed & (here.keys() - stale):
            await self._server_changes.back(guild_id)
        for guild_id, states in groupby(known.channels, lambda state: state.guild_id):
            if guild_id in here:
                await self._compare(here[guild_id], list(states))

    async def came(self, guild: discord.Guild) -> None:
        """The bot was invited."""
        self._met[guild.id] = guild
        await keep_trying(partial(self._came, guild.id), self._clock)

    async def _came(self, guild_id: int) -> None:
        if self._client.get_guild(guild_id):
            await self._server_changes.back(guild_id)

    async def seen_again(self, guild: discord.Guild) -> None:
        """An outage of the server is over; `shard_ready` looks at those that come at the start."""
        if self._met.get(guild.id) is guild:
            await keep_trying(partial(self._came, guild.id), self._clock)
            await self.look(guild, touched=lambda _: True)

    async def went(self, guild: discord.Guild) -> None:
        """The bot was removed."""
        self._met.pop(guild.id, None)
        self._closed.pop(guild.id, None)
        await keep_trying(partial(self._went, guild.id), self._clock)

    async def _went(self, guild_id: int) -> None:
        if not self._client.get_guild(guild_id):
            await self._server_changes.left(guild_id)

    async def closed(self, channel_id: int, name: str) -> None:
        """A channel or thread was deleted."""
        await keep_trying(partial(self._server_changes.channel_gone, channel_id, name), self._clock)

    async def changed(self, channel: Channel, before: Channel | None = None) -> None:
        """A channel or thread was changed."""
        if before and before.type is not channel.type:
            await keep_trying(partial(self._take_kind, channel), self._clock)
        await self.look(channel.guild, touched=lambda each: channel.id in _lineage(each))

    async def look(
        self, guild: discord.Guild, *, touched: Callable[[Channel], bool] = lambda _: False
    ) -> None:
        """Resume refusing channels that the bot may post in now.

        Only those that it could not post in at the last look, or that this change touched. A
        channel whose permissions were fine all along refused for another reason: a change elsewhere
        in the server mends nothing there.
        """

        async def look() -> None:
            await self._look(guild, await self._server_changes.refused(guild.id), touched)

        await keep_trying(look, self._clock)

    async def _take_kind(self, channel: Channel) -> None:
        current = channel.guild.get_channel_or_thread(channel.id) or channel
        if kind := known_kind(current):
            await self._server_changes.take_kinds([(channel.id, kind)])

    async def _compare(self, guild: discord.Guild, states: Iterable[ChannelState]) -> None:
        found = [(state, guild.get_channel_or_thread(state.channel_id)) for state in states]
        kinds = [(state.channel_id, state.kind, known_kind(channel)) for state, channel in found]
        await self._server_changes.take_kinds(
            [(id_, now) for id_, old, now in kinds if now and now != old]
        )
        refused = [state.channel_id for state, _ in found if state.cause is PauseCause.REFUSED]
        await self._look(guild, refused, lambda _: True)

    async def _look(
        self, guild: discord.Guild, refused: Iterable[int], touched: Callable[[Channel], bool]
    ) -> None:
        closed_before = self._closed.get(guild.id, frozenset())
        closed, resumed = set(), []
        for channel_id in refused:
            channel = guild.get_channel_or_thread(channel_id)
            if channel is None or obstacle(channel):
                closed.add(channel_id)
            elif channel_id in closed_before or touched(channel):
                resumed.append(channel_id)
        if resumed:
            await self._server_changes.resume(guild.id, resumed)
        # Set last: if this look fails, the next one must compare with the same state.
        self._closed[guild.id] = frozenset(closed)

    async def _is_gone(self, guild_id: int) -> bool:
        """Ask Discord: a server that its READY left out may still be there."""
        try:
            await self._client.fetch_guild(guild_id, with_counts=False)
        except (discord.Forbidden, discord.NotFound) as exc:
            return exc.code in BOT_NOT_IN_SERVER
        except (discord.DiscordException, ClientError, OSError) as exc:
            log.warning("Discord does not say whether the bot is in server %s: %s", guild_id, exc)
        return False

    def _servers_of(self, shard_id: int) -> dict[int, discord.Guild]:
        return {guild.id: guild for guild in self._client.guilds if guild.shard_id == shard_id}

    def _shard_of(self, guild_id: int) -> int:
        return (guild_id >> 22) % (self._client.shard_count or 1)


def _lineage(channel: Channel) -> tuple[int, ...]:
    """The channel's id, and for a thread the id of the parent, whose permissions it has."""
    if isinstance(channel, discord.Thread):
        return channel.id, channel.parent_id
    return (channel.id,)
