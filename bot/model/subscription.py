"""Subscription: a channel's standing wish."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.feed import FeedKind

PATIENT_KINDS = frozenset({FeedKind.NEWS, FeedKind.STORIES})
"""What a subscription gets unless a moderator asks for more."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """This topic (or all), from these kinds of source, with this role mentioned.

    Attributes:
        topic: a slug, or `ALL_TOPICS`.
        role_id: the role to mention, or None.
    """

    id: int
    guild_id: int
    channel_id: int
    topic: str
    kinds: frozenset[FeedKind]
    role_id: int | None
    created_at: datetime


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
