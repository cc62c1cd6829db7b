"""From Discord's events to the server_changes: what changed in a server, and what that means there.

Called by the servers cog. An event tells little by itself; what counts is the cache after it. So
an event that the database does not take waits, and is compared with the cache again at each try.
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

NOT_THERE = frozenset({10004, 50001})
"""Discord's codes for a server that the bot is not in."""

Channel = discord.abc.GuildChannel | discord.Thread


class ServerWatch:
    """Looks at servers through a connected client.

    Args:
        client: its cache says how servers are by now.
        server_changes: acts on it.
        clock: waits while the database is unavailable.
    """

    def __init__(
        self, client: discord.AutoShardedClient, server_changes: ServerChanges, clock: Clock
    ) -> None:
        self._client = client
        self._keeper = server_changes
        self._clock = clock
        self._met: dict[int, discord.Guild] = {}
        self._closed: dict[int, frozenset[int]] = {}

    async def shard_ready(self, shard_id: int) -> None:
        """Catch up with what happened while the shard was away; announces nothing by itself."""
        here = self._servers_of(shard_id)
        # discord.py keeps a server that it lost between two sessions, as the object that it was.
        stale = {guild_id for guild_id, guild in here.items() if self._met.get(guild_id) is guild}
        self._met.update(here)
        await keep_trying(partial(self._catch_up, shard_id, stale), self._clock)

    async def _catch_up(self, shard_id: int, stale: AbstractSet[int]) -> None:
        here = self._servers_of(shard_id)
        known = await self._keeper.known()
        for guild_id in known.servers - known.departed - (here.keys() - stale):
            if self._shard_of(guild_id) == shard_id and await self._is_gone(guild_id):
                await self._keeper.left(guild_id)
        for guild_id in known.departed & (here.keys() - stale):
            await self._keeper.back(guild_id)
        for guild_id, states in groupby(known.channels, lambda state: state.guild_id):
            if guild_id in here:
                await self._compare(here[guild_id], list(states))

    async def came(self, guild: discord.Guild) -> None:
        """The bot was invited."""
        self._met[guild.id] = guild
        await keep_trying(partial(self._came, guild.id), self._clock)

    async def _came(self, guild_id: int) -> None:
        if self._client.get_guild(guild_id):
            await self._keeper.back(guild_id)

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
            await self._keeper.left(guild_id)

    async def closed(self, channel_id: int, name: str) -> None:
        """A channel or thread was deleted."""
        await keep_trying(partial(self._keeper.channel_gone, channel_id, name), self._clock)

    async def changed(self, channel: Channel, before: Channel | None = None) -> None:
        """A channel or thread is not what it was."""
        if before and before.type is not channel.type:
            await keep_trying(partial(self._take_kind, channel), self._clock)
        await self.look(channel.guild, touched=lambda each: channel.id in _lineage(each))

    async def look(
        self, guild: discord.Guild, *, touched: Callable[[Channel], bool] = lambda _: False
    ) -> None:
        """Resume what takes posts now: where it did not when looked at before, or was touched.

        A channel whose permissions were fine all along was refused for something else; trying it
        with each change elsewhere in its server would mend nothing.
        """

        async def look() -> None:
            await self._look(guild, await self._keeper.refused(guild.id), touched)

        await keep_trying(look, self._clock)

    async def _take_kind(self, channel: Channel) -> None:
        current = channel.guild.get_channel_or_thread(channel.id) or channel
        if kind := known_kind(current):
            await self._keeper.take_kinds([(channel.id, kind)])

    async def _compare(self, guild: discord.Guild, states: Iterable[ChannelState]) -> None:
        found = [(state, guild.get_channel_or_thread(state.channel_id)) for state in states]
        kinds = [(state.channel_id, state.kind, known_kind(channel)) for state, channel in found]
        await self._keeper.take_kinds([(id_, now) for id_, old, now in kinds if now and now != old])
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
            await self._keeper.resume(guild.id, resumed)
        # Not before: a look that failed is to find the same again.
        self._closed[guild.id] = frozenset(closed)

    async def _is_gone(self, guild_id: int) -> bool:
        """Ask Discord: what it only did not mention stays."""
        try:
            await self._client.fetch_guild(guild_id, with_counts=False)
        except (discord.Forbidden, discord.NotFound) as exc:
            return exc.code in NOT_THERE
        except (discord.DiscordException, ClientError, OSError) as exc:
            log.warning("Discord does not say whether the bot is in server %s: %s", guild_id, exc)
        return False

    def _servers_of(self, shard_id: int) -> dict[int, discord.Guild]:
        return {guild.id: guild for guild in self._client.guilds if guild.shard_id == shard_id}

    def _shard_of(self, guild_id: int) -> int:
        return (guild_id >> 22) % (self._client.shard_count or 1)


def _lineage(channel: Channel) -> tuple[int, ...]:
    """The channel, and what it stands in where its permissions are those."""
    if isinstance(channel, discord.Thread):
        return channel.id, channel.parent_id
    return (channel.id,)
