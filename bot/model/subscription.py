"""Subscription: a channel's standing wish."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.feed import FeedKind

PATIENT_KINDS = frozenset({FeedKind.NEWS, FeedKind.STORIES})
"""What a subscription gets unless a moderator asks for more."""


class ChannelKind(StrEnum):
    """What kind of channel Discord says it is, as far as it matters for posting there."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    THREAD = "thread"
    FORUM = "forum"
    MEDIA = "media"

    @property
    def holds_posts(self) -> bool:
        """Whether each message begins a post (a thread) of its own."""
        return self in {ChannelKind.FORUM, ChannelKind.MEDIA}


class Step(StrEnum):
    """What follows a card once it is sent, where a moderator wants it."""

    PUBLISH = "publish"
    """To the servers that follow an announcement channel."""
    DISCUSS = "discuss"
    """A thread under the card."""


class PauseCause(StrEnum):
    """Why nothing is posted in a channel."""

    MODERATOR = "moderator"
    REFUSED = "refused"
    """By Discord. What appears meanwhile is planned, and comes when the channel takes it again."""
    LEFT = "left"
    """The bot is not in the server any more."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """This topic (or all), from these kinds of source, with this role mentioned.

    Attributes:
        topic: a slug, or `ALL_TOPICS`.
        role_id: the role to mention, or None.
        steps: what is to follow each card.
    """

    id: int
    guild_id: int
    channel_id: int
    topic: str
    kinds: frozenset[FeedKind]
    role_id: int | None
    created_at: datetime
    steps: frozenset[Step] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel that has subscriptions.

    Attributes:
        paused_at: since when nothing is announced there; None while it is active.
        reason: why it is paused, as a sentence.
    """

    channel_id: int
    guild_id: int
    paused_at: datetime | None = None
    reason: str | None = None
    kind: ChannelKind = ChannelKind.TEXT
    cause: PauseCause | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A subscription that ended without a moderator, since its channel was deleted.

    Attributes:
        channel_name: "" where nobody knows it any more.
    """

    guild_id: int
    channel_id: int
    channel_name: str
    topic: str
    reason: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A channel takes no posts, and why.

    Attributes:
        topics: slugs of the subscriptions that wait, or `ALL_TOPICS`.
        reason: a sentence that says what to do.
        key: ≤ 25 characters; the nonce of its message, and what it is recognised by there.
        place_id: where it was about to be told when the outcome was lost; None where it never was.
    """

    id: int
    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    reason: str
    key: str
    created_at: datetime
    place_id: int | None = None
