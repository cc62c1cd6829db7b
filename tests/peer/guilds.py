"""Guilds with their roles and channels; the world holds them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.peer.channels import REQUIRE_TAG, Channel, ChannelKind, Overwrite, Tag
from tests.peer.snowflakes import Snowflakes


@dataclass(slots=True)
class Role:
    """A role of a guild."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False


@dataclass(slots=True)
class Guild:
    """A server. Its first role is @everyone, its second the bot's own.

    Attributes:
        index: the world's channels by id, to which this guild's are added.
        bot_roles: the ids of those that the bot has beside @everyone.
        unavailable: an outage; a client that connects now is not told of the guild.
        timed_out_until: when the bot's time-out ends. Nobody is told when it does.
    """

    id: int
    name: str
    roles: list[Role]
    ids: Snowflakes = field(repr=False)
    index: dict[int, Channel] = field(repr=False)
    channels: list[Channel] = field(default_factory=list)
    bot_roles: list[int] = field(default_factory=list)
    system_channel_id: int | None = None
    unavailable: bool = False
    timed_out_until: datetime | None = None

    @property
    def bot_role(self) -> Role:
        """The bot's own role."""
        return self.roles[1]

    def add_role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """A new role, above the others."""
        role = Role(self.ids.next(), name, permissions, len(self.roles), mentionable=mentionable)
        self.roles.append(role)
        return role

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = ChannelKind.TEXT,
        *,
        parent_id: int | None = None,
        overwrites: tuple[Overwrite, ...] = (),
        tags: Iterable[Tag] = (),
        require_tag: bool = False,
    ) -> Channel:
        """A new channel, at the end. A thread needs its `parent_id`, a forum may have tags."""
        return self._keep(
            Channel(
                self.ids.next(),
                self.id,
                name,
                kind,
                parent_id,
                overwrites,
                tags=tuple(replace(tag, id=self.ids.next()) for tag in tags),
                flags=REQUIRE_TAG if require_tag else 0,
            )
        )

    def add_thread(
        self,
        parent: Channel,
        name: str,
        *,
        owner_id: int = 1,
        thread_id: int | None = None,
        applied_tags: tuple[int, ...] = (),
        private: bool = False,
    ) -> Channel:
        """A new thread, or a forum's post without its message; the bot is in no private one."""
        news = parent.kind is ChannelKind.ANNOUNCEMENT
        kind = ChannelKind.ANNOUNCEMENT_THREAD if news else ChannelKind.THREAD
        thread = Channel(
            thread_id or self.ids.next(),
            self.id,
            name,
            ChannelKind.PRIVATE_THREAD if private else kind,
            parent.id,
            owner_id=owner_id,
            applied_tags=applied_tags,
        )
        if parent.kind.holds_posts:
            parent.last_message_id = thread.id
        return self._keep(thread)

    def threads(self, parent: Channel) -> list[Channel]:
        """A channel's threads, oldest first."""
        return [c for c in self.channels if c.kind.is_thread and c.parent_id == parent.id]

    def remove_role(self, role: Role) -> None:
        """Take a role away, also from the bot."""
        self.roles.remove(role)
        self.bot_roles = [role_id for role_id in self.bot_roles if role_id != role.id]

    def remove_channel(self, channel: Channel) -> None:
        """Take a channel away, and its threads."""
        for gone in [channel, *self.threads(channel)]:
            self.channels.remove(gone)
            del self.index[gone.id]

    def _keep(self, channel: Channel) -> Channel:
        self.channels.append(channel)
        self.index[channel.id] = channel
        return channel
