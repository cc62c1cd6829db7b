"""Channels of every kind, threads among them, as the world keeps them; the guilds hold them."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

REQUIRE_TAG = 1 << 4
"""The flag of a forum whose posts need a tag."""


class ChannelKind(IntEnum):
    """Discord's numbers."""

    TEXT = 0
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15
    MEDIA = 16

    @property
    def is_thread(self) -> bool:
        """Whether it stands in another channel."""
        return self in (
            ChannelKind.THREAD,
            ChannelKind.PRIVATE_THREAD,
            ChannelKind.ANNOUNCEMENT_THREAD,
        )

    @property
    def holds_posts(self) -> bool:
        """Whether it takes posts, each a thread, instead of messages."""
        return self in (ChannelKind.FORUM, ChannelKind.MEDIA)


@dataclass(frozen=True, slots=True)
class Overwrite:
    """The permissions that a channel allows or denies to a role (or to a member)."""

    target_id: int
    allow: int = 0
    deny: int = 0
    member: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a forum; `Guild.add_channel` gives it its id."""

    name: str
    moderated: bool = False
    emoji: str | None = None
    id: int = 0


@dataclass(slots=True)
class Channel:
    """A channel or thread.

    Attributes:
        tags: what a forum offers.
        flags: `REQUIRE_TAG` or nothing.
        owner_id: who made a thread.
        applied_tags: what a forum post carries.
        archived_at: when a thread was last archived or unarchived; None since it was made.
        message_count: of a thread, all that were ever sent.
        joined: whether the bot is a member of a private thread.
    """

    id: int
    guild_id: int
    name: str
    kind: ChannelKind = ChannelKind.TEXT
    parent_id: int | None = None
    overwrites: tuple[Overwrite, ...] = ()
    archived: bool = False
    locked: bool = False
    tags: tuple[Tag, ...] = ()
    flags: int = 0
    owner_id: int = 1
    applied_tags: tuple[int, ...] = ()
    archived_at: datetime | None = None
    last_message_id: int | None = None
    message_count: int = 0
    joined: bool = False
