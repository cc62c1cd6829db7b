"""The parts that the peer's routes share; made once by the server."""

from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from tests.peer.changes import Changes
from tests.peer.channels import Channel, ChannelKind
from tests.peer.errors import ApiError, Code
from tests.peer.faults import Faults
from tests.peer.gateway import Gateway
from tests.peer.guilds import Guild
from tests.peer.interactions import Interactions
from tests.peer.journal import Journal
from tests.peer.limits import RateLimiter
from tests.peer.nonces import NonceMemory
from tests.peer.permissions import WHILE_TIMED_OUT, Permission, permissions_in, require
from tests.peer.storing import Storing
from tests.peer.world import Json, World


@dataclass(frozen=True, slots=True)
class State:
    """The state that the routes read and change."""

    token: str
    world: World
    journal: Journal
    gateway: Gateway
    interactions: Interactions
    nonces: NonceMemory
    limiter: RateLimiter
    faults: Faults
    storing: Storing
    changes: Changes

    def guild(self, request: web.Request) -> Guild:
        """The guild that a request's path names.

        Raises:
            ApiError: 404.
        """
        guild = self.world.guilds.get(int(request.match_info["guild_id"]))
        if guild is None:
            raise ApiError(404, Code.UNKNOWN_GUILD, "Unknown Guild")
        return guild

    def channel(self, request: web.Request) -> Channel:
        """The channel that a request's path names.

        Raises:
            ApiError: 404; 403, the bot was removed from its guild.
        """
        channel = self.world.channels.get(int(request.match_info["channel_id"]))
        if channel is None:
            raise ApiError(404, Code.UNKNOWN_CHANNEL, "Unknown Channel")
        if channel.guild_id not in self.world.guilds:
            raise ApiError(403, Code.MISSING_ACCESS, "Missing Access")
        return channel

    def message(self, request: web.Request) -> tuple[Channel, Json]:
        """The message that a request's path names, in a channel that the bot sees.

        Raises:
            ApiError: 403 or 404.
        """
        channel = self.channel(request)
        require(self.bot_permissions(channel), Permission.VIEW_CHANNEL)
        message = self.world.message(channel.id, int(request.match_info["message_id"]))
        if message is None:
            raise ApiError(404, Code.UNKNOWN_MESSAGE, "Unknown Message")
        return channel, message

    def bot_permissions(self, channel: Channel) -> int:
        """The permissions of the bot in a channel."""
        guild = self.world.guild_of(channel)
        held = permissions_in(guild, channel, self.world.bot_id, guild.bot_roles)
        private = channel.kind is ChannelKind.PRIVATE_THREAD
        if private and not channel.joined and not held & Permission.MANAGE_THREADS:
            return 0
        if guild.timed_out_until and not held & Permission.ADMINISTRATOR:
            timed_out = datetime.now(UTC) < guild.timed_out_until
            return held & WHILE_TIMED_OUT if timed_out else held
        return held
