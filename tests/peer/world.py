"""What stands in the peer: guilds, roles, channels, messages. Tests build it, routes read it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Json = dict[str, Any]
"""A JSON object as Discord speaks it; its shape is checked by tests against the API description."""

DISCORD_EPOCH_MS = 1_420_070_400_000
# View Channel, Send Messages (also in threads), Embed Links, Attach Files, Read Message History.
USUAL_PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 38


class ChannelKind(IntEnum):
    """Discord's numbers."""

    TEXT = 0
    ANNOUNCEMENT = 5
    THREAD = 11
    FORUM = 15


class Snowflakes:
    """Ids as Discord makes them: the time in milliseconds, always growing."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """A new id."""
        now_ms = int(time.time() * 1000) - DISCORD_EPOCH_MS
        self._last = max(self._last + 1, now_ms << 22)
        return self._last


def created_at(snowflake: int) -> float:
    """Seconds since 1970 at which an id was made."""
    return ((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows or denies to a role (or to a member)."""

    target_id: int
    allow: int = 0
    deny: int = 0
    member: bool = False


@dataclass(slots=True)
class Role:
    """A role of a guild."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False


@dataclass(slots=True)
class Channel:
    """A channel or thread."""

    id: int
    guild_id: int
    name: str
    kind: ChannelKind = ChannelKind.TEXT
    parent_id: int | None = None
    overwrites: tuple[Overwrite, ...] = ()
    archived: bool = False
    locked: bool = False


@dataclass(slots=True)
class Guild:
    """A server. Its first role is @everyone, its second the bot's own."""

    id: int
    name: str
    roles: list[Role]
    channels: list[Channel]
    world: "World" = field(repr=False)

    @property
    def bot_role(self) -> Role:
        """The role that the bot has beside @everyone."""
        return self.roles[1]

    def add_role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """A new role, above the others."""
        role = Role(
            self.world.ids.next(), name, permissions, len(self.roles), mentionable=mentionable
        )
        self.roles.append(role)
        return role

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = ChannelKind.TEXT,
        *,
        parent_id: int | None = None,
        overwrites: tuple[Overwrite, ...] = (),
    ) -> Channel:
        """A new channel, at the end. A thread needs its `parent_id`."""
        channel = Channel(self.world.ids.next(), self.id, name, kind, parent_id, overwrites)
        self.channels.append(channel)
        self.world.channels[channel.id] = channel
        return channel


class World:
    """Everything that is the case."""

    def __init__(self, bot_name: str = "progress") -> None:
        self.ids = Snowflakes()
        self.bot_id = self.ids.next()
        self.application_id = self.bot_id
        self.bot_name = bot_name
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: list[Json] = []
        self._messages: dict[int, dict[int, Json]] = {}

    def add_guild(
        self, name: str, permissions: int = USUAL_PERMISSIONS, *, guild_id: int | None = None
    ) -> Guild:
        """A new guild in which the bot's role has these permissions, and everyone has none."""
        guild_id = guild_id or self.ids.next()
        roles = [
            Role(guild_id, "@everyone", position=0),
            Role(self.ids.next(), self.bot_name, permissions),
        ]
        self.guilds[guild_id] = guild = Guild(guild_id, name, roles, [], self)
        return guild

    def guild_of(self, channel: Channel) -> Guild:
        """The guild that a channel stands in."""
        return self.guilds[channel.guild_id]

    def shard_guilds(self, shard_id: int, shard_count: int) -> Iterator[Guild]:
        """The guilds that Discord gives to a shard."""
        return (g for g in self.guilds.values() if (g.id >> 22) % shard_count == shard_id)

    def store(self, message: Json) -> None:
        """Keep a message, or its new state."""
        self._messages.setdefault(int(message["channel_id"]), {})[int(message["id"])] = message

    def message(self, channel_id: int, message_id: int) -> Json | None:
        """A message that stands in a channel."""
        return self._messages.get(channel_id, {}).get(message_id)

    def delete(self, channel_id: int, message_id: int) -> None:
        """Take a message out of its channel."""
        del self._messages[channel_id][message_id]

    def messages(self, channel_id: int) -> list[Json]:
        """A channel's messages, oldest first."""
        return list(self._messages.get(channel_id, {}).values())

    def clear_messages(self) -> None:
        """Empty all channels."""
        self._messages.clear()
