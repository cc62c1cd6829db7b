"""Changes of the world while a client is connected: made, then told by the gateway.

    await peer.changes.change_role(guild.bot_role, permissions=0)
    await peer.changes.remove_bot(guild)

`World` and `Guild` change the same things silently, for what happens before a client connects.
"""

from datetime import datetime
from typing import Any

from tests.peer import payloads
from tests.peer.channels import Channel, ChannelKind
from tests.peer.gateway import Gateway
from tests.peer.guilds import Guild, Role
from tests.peer.world import Json, World


class Changes:
    """Changes by moderators, outages or routes."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    async def add_channel(
        self, guild: Guild, name: str, kind: ChannelKind = ChannelKind.TEXT, **more: Any
    ) -> Channel:
        """A channel is created; `more` is what `Guild.add_channel` takes."""
        channel = guild.add_channel(name, kind, **more)
        await self._tell_of(channel, "CREATE")
        return channel

    async def add_thread(self, parent: Channel, name: str, **more: Any) -> Channel:
        """A thread is opened; `more` is what `Guild.add_thread` takes."""
        thread = self._world.guild_of(parent).add_thread(parent, name, **more)
        await self._tell_of(thread, "CREATE", newly_created=True)
        return thread

    async def change_channel(self, channel: Channel, **fields: Any) -> None:
        """A channel or thread gets other values for these fields of `Channel`."""
        if fields.get("archived", channel.archived) != channel.archived:
            channel.archived_at = self._world.ids.moment()
        _change(channel, fields)
        await self._tell_of(channel, "UPDATE")

    async def delete_channel(self, channel: Channel) -> None:
        """A channel or thread is deleted, with the threads in it."""
        self._world.guild_of(channel).remove_channel(channel)
        await self._tell_of(channel, "DELETE")

    async def change_role(self, guild: Guild, role: Role, **fields: Any) -> None:
        """A role gets other values, `permissions=` above all."""
        _change(role, fields)
        told = {"guild_id": str(guild.id), "role": payloads.role(role)}
        await self._tell(guild, "GUILD_ROLE_UPDATE", told)

    async def change_bot_roles(self, guild: Guild, *roles: Role) -> None:
        """The bot has these roles now beside @everyone."""
        guild.bot_roles = [role.id for role in roles]
        told = {**payloads.bot_member(self._world, guild), "guild_id": str(guild.id)}
        # Discord sends a client's own changes without the intent for members, too.
        await self._tell(guild, "GUILD_MEMBER_UPDATE", told)

    async def add_role(self, guild: Guild, name: str, *, mentionable: bool = False) -> Role:
        """A role is created."""
        role = guild.add_role(name, mentionable=mentionable)
        told = {"guild_id": str(guild.id), "role": payloads.role(role)}
        await self._tell(guild, "GUILD_ROLE_CREATE", told)
        return role

    async def delete_role(self, guild: Guild, role: Role) -> None:
        """A role is deleted."""
        guild.remove_role(role)
        told = {"guild_id": str(guild.id), "role_id": str(role.id)}
        await self._tell(guild, "GUILD_ROLE_DELETE", told)

    async def time_out_bot(self, guild: Guild, until: datetime | None) -> None:
        """The bot is timed out, or its time-out is ended. Nobody is told when it runs out."""
        guild.timed_out_until = until
        told = {**payloads.bot_member(self._world, guild), "guild_id": str(guild.id)}
        await self._tell(guild, "GUILD_MEMBER_UPDATE", told)

    async def add_bot_to_thread(self, thread: Channel) -> None:
        """The bot is added to a private thread, which it sees from now on."""
        thread.joined = True
        await self._tell_of(thread, "CREATE")

    async def remove_bot_from_thread(self, thread: Channel) -> None:
        """The bot is removed from a private thread."""
        thread.joined = False
        guild = self._world.guild_of(thread)
        told = {
            "id": str(thread.id),
            "guild_id": str(guild.id),
            "member_count": 1,
            "removed_member_ids": [str(self._world.bot_id)],
        }
        await self._tell(guild, "THREAD_MEMBERS_UPDATE", told)

    async def add_bot(self, guild: Guild) -> None:
        """The bot is invited to a guild, anew or again."""
        self._world.guilds[guild.id] = guild
        told = payloads.guild_create(self._world, guild)
        del told["unavailable"]  # By its absence discord.py knows that this is no return.
        await self._tell(guild, "GUILD_CREATE", told)

    async def remove_bot(self, guild: Guild) -> None:
        """The bot is removed from a guild; what stands there answers 403 from now on."""
        del self._world.guilds[guild.id]
        await self._tell(guild, "GUILD_DELETE", {"id": str(guild.id)})

    async def begin_outage(self, guild: Guild) -> None:
        """A guild becomes unavailable; the REST API still answers for it."""
        guild.unavailable = True
        await self._tell(guild, "GUILD_DELETE", {"id": str(guild.id), "unavailable": True})

    async def end_outage(self, guild: Guild) -> None:
        """It is back, as it is by now."""
        guild.unavailable = False
        await self._tell(guild, "GUILD_CREATE", payloads.guild_create(self._world, guild))

    async def _tell_of(self, channel: Channel, what: str, **more: Any) -> None:
        event = f"{'THREAD' if channel.kind.is_thread else 'CHANNEL'}_{what}"
        guild = self._world.guild_of(channel)
        await self._tell(guild, event, {**payloads.channel(channel), **more})

    async def _tell(self, guild: Guild, event: str, data: Json) -> None:
        await self._gateway.dispatch(event, data, guild_id=guild.id)


def _change(kept: Channel | Role, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(kept, name, value)
