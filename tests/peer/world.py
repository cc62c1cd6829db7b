"""The contents of the peer: guilds, channels, messages. Tests build it, routes read it."""

from collections.abc import Iterator
from typing import Any

from tests.peer.channels import Channel
from tests.peer.guilds import Guild, Role
from tests.peer.snowflakes import Snowflakes

Json = dict[str, Any]
"""A JSON object as Discord speaks it; its shape is checked by tests against the API description."""

# View Channel, Send Messages (also in threads), Embed Links, Attach Files, Read Message History.
USUAL_PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 38


class World:
    """Everything that is the case.

    Attributes:
        media_size: the width and height that Discord tells of pictures; None while it has not
            fetched them.
        followers: the channels that follow an announcement channel, by its id.
        webhooks: the webhooks that Discord made for those that were told by `/followers`, by id.
        own_webhooks: the ids of those that the bot made.
    """

    def __init__(self, bot_name: str = "progress") -> None:
        self.ids = Snowflakes()
        self.bot_id = self.ids.next()
        self.application_id = self.bot_id
        self.bot_name = bot_name
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: list[Json] = []
        self.media_size: tuple[int | None, int | None] = (640, 360)
        self.followers: dict[int, list[Channel]] = {}
        self.webhooks: dict[int, tuple[Channel, Channel]] = {}
        self.own_webhooks: set[int] = set()
        self._messages: dict[int, dict[int, Json]] = {}

    def add_guild(
        self, name: str, permissions: int = USUAL_PERMISSIONS, *, guild_id: int | None = None
    ) -> Guild:
        """A new guild in which the bot's role has these permissions, and everyone has none."""
        guild_id = guild_id or self.ids.next()
        own = Role(self.ids.next(), self.bot_name, permissions)
        roles = [Role(guild_id, "@everyone", position=0), own]
        guild = Guild(guild_id, name, roles, self.ids, self.channels, bot_roles=[own.id])
        self.guilds[guild_id] = guild
        return guild

    def guild_of(self, channel: Channel) -> Guild:
        """The guild that a channel stands in."""
        return self.guilds[channel.guild_id]

    def shard_guilds(self, shard_id: int, shard_count: int) -> Iterator[Guild]:
        """The guilds that Discord gives to a shard."""
        return (g for g in self.guilds.values() if (g.id >> 22) % shard_count == shard_id)

    def store(self, message: Json) -> None:
        """Keep a message, or its new state."""
        channel_id, message_id = int(message["channel_id"]), int(message["id"])
        kept = self._messages.setdefault(channel_id, {})
        if message_id not in kept and channel_id in self.channels:
            self.channels[channel_id].last_message_id = message_id
            self.channels[channel_id].message_count += 1
        kept[message_id] = message

    def message(self, channel_id: int, message_id: int) -> Json | None:
        """A message that stands in a channel."""
        return self._messages.get(channel_id, {}).get(message_id)

    def delete(self, channel_id: int, message_id: int) -> None:
        """Take a message out of its channel; as a moderator does it, nobody is told."""
        del self._messages[channel_id][message_id]

    def messages(self, channel_id: int) -> list[Json]:
        """A channel's messages, oldest first."""
        return list(self._messages.get(channel_id, {}).values())

    def follow(self, source: Channel, target: Channel) -> int:
        """Let a channel follow another; as with Discord, twice if it is said twice."""
        webhook_id = self.ids.next()
        self.webhooks[webhook_id] = (source, target)
        self.followers.setdefault(source.id, []).append(target)
        return webhook_id

    def clear_messages(self) -> None:
        """Empty all channels; the bot's threads and posts go too."""
        self._messages.clear()
        for thread in [c for c in self.channels.values() if c.owner_id == self.bot_id]:
            self.guild_of(thread).remove_channel(thread)
