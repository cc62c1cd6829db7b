"""Turns Discord's events about servers and channels into changes of subscriptions.

Called by the servers cog. An event only says that something changed; the present state is read from
discord.py's cache. If the database is unavailable, the work waits, and each try reads that state
anew.
"""

import logging
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import groupby

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.clock import Clock
from bot.discord_api.place_state import obstacles_in
from bot.discord_api.places import known_kind
from bot.model.ids import shard_of
from bot.model.subscription import ChannelState, PauseCause
from bot.pipelines.loops import keep_trying
from bot.subscriptions.server_changes import ServerChanges

log = logging.getLogger(__name__)

BOT_NOT_IN_SERVER = frozenset({10004, 50001})
"""Discord's codes for a server that the bot is not in."""

Channel = discord.abc.GuildChannel | discord.Thread


class ServerWatch:
    """Compares servers with the stored state, and calls `ServerChanges` for each difference."""

    def __init__(
        self, client: discord.AutoShardedClient, server_changes: ServerChanges, clock: Clock
    ) -> None:
        self._client = client
        self._server_changes = server_changes
        self._clock = clock
        self._met: dict[int, discord.Guild] = {}

    async def shard_ready(self, shard_id: int) -> None:
        """Handle the changes that were made while the shard was not connected."""
        here = self._servers_of(shard_id)
        # If the new session did not send a server, discord.py keeps the object of the last session.
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
            await self._server_changes.returned(guild_id)
        for guild_id in known.roles.keys() & (here.keys() - stale):
            await self._miss_roles(here[guild_id], known.roles[guild_id])
        for guild_id, states in groupby(known.channels, lambda state: state.guild_id):
            if guild_id in here:
                await self._compare(here[guild_id], list(states))

    async def _miss_roles(self, guild: discord.Guild, mentioned: AbstractSet[int]) -> None:
        """Find the roles that were deleted while the bot was not connected."""
        if guild.unavailable:
            return
        for role_id in mentioned - {role.id for role in guild.roles}:
            await self._server_changes.role_deleted(guild.id, role_id, "")

    async def role_deleted(self, role: discord.Role) -> None:
        """Handle the deletion of a role, which may have denied something to the bot, too."""
        await keep_trying(
            partial(self._server_changes.role_deleted, role.guild.id, role.id, role.name),
            self._clock,
        )
        await self.check_server(role.guild)

    async def server_joined(self, guild: discord.Guild) -> None:
        """Handle an invitation of the bot to a server."""
        self._met[guild.id] = guild
        await keep_trying(partial(self._join, guild.id), self._clock)

    async def _join(self, guild_id: int) -> None:
        if self._client.get_guild(guild_id):
            await self._server_changes.returned(guild_id)

    async def server_available(self, guild: discord.Guild) -> None:
        """Handle the end of a server's outage; `shard_ready` handles the start of the bot."""
        if self._met.get(guild.id) is guild:
            await keep_trying(partial(self._join, guild.id), self._clock)
            await self.check_server(guild, touched=lambda _: True)

    async def server_left(self, guild: discord.Guild) -> None:
        """Handle the removal of the bot from a server."""
        self._met.pop(guild.id, None)
        await keep_trying(partial(self._leave, guild.id), self._clock)

    async def _leave(self, guild_id: int) -> None:
        if not self._client.get_guild(guild_id):
            await self._server_changes.left(guild_id)

    async def channel_deleted(self, channel_id: int, name: str) -> None:
        """Handle the deletion of a channel or thread."""
        await keep_trying(
            partial(self._server_changes.channel_deleted, channel_id, name), self._clock
        )

    async def channel_changed(self, channel: Channel, before: Channel | None = None) -> None:
        """Handle a change of a channel or thread."""
        if before and before.type is not channel.type:
            await keep_trying(partial(self._store_kind, channel), self._clock)
        await self.check_server(channel.guild, touched=lambda each: channel.id in _lineage(each))

    async def check_server(
        self, guild: discord.Guild, *, touched: Callable[[Channel], bool] = lambda _: False
    ) -> None:
        """Resume channels that refused posts and that the bot may post in now.

        A channel is resumed only if an obstacle that the bot could see is gone, or if `touched`
        says that the change concerns it. If no obstacle was seen, it refused for another reason,
        which a change elsewhere in the server does not mend.
        """

        async def check() -> None:
            await self._check(guild, await self._server_changes.refused(guild.id), touched)

        await keep_trying(check, self._clock)

    async def _store_kind(self, channel: Channel) -> None:
        current = channel.guild.get_channel_or_thread(channel.id) or channel
        if kind := known_kind(current):
            await self._server_changes.store_kinds([(channel.id, kind)])

    async def _compare(self, guild: discord.Guild, states: Iterable[ChannelState]) -> None:
        found = [(state, guild.get_channel_or_thread(state.channel_id)) for state in states]
        kinds = [(state.channel_id, state.kind, known_kind(channel)) for state, channel in found]
        await self._server_changes.store_kinds(
            [(id_, now) for id_, old, now in kinds if now and now != old]
        )
        refused = [state for state, _ in found if state.cause is PauseCause.REFUSED]
        await self._check(guild, refused, lambda _: True)

    async def _check(
        self,
        guild: discord.Guild,
        refused: Iterable[ChannelState],
        touched: Callable[[Channel], bool],
    ) -> None:
        resumed = []
        for state in refused:
            channel = guild.get_channel_or_thread(state.channel_id)
            found = obstacles_in(channel, self._clock.now(), kind=state.kind)
            if found and (state.refusal or state.reason != found[0].sentence):
                await self._server_changes.explain(state.channel_id, found[0])
            elif not found and channel and (state.refusal is None or touched(channel)):
                resumed.append(state.channel_id)
        if resumed:
            await self._server_changes.resume(guild.id, resumed)

    async def _is_gone(self, guild_id: int) -> bool:
        """Ask Discord whether the bot has left a server that READY did not list."""
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
        return shard_of(guild_id, self._client.shard_count or 1)


def _lineage(channel: Channel) -> tuple[int, ...]:
    """The channel's id, and for a thread also the id of its parent, whose permissions it has."""
    if isinstance(channel, discord.Thread):
        return channel.id, channel.parent_id
    return (channel.id,)
