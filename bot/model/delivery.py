"""Delivery: one article's way to one channel. Post: one message that carries deliveries."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.article import KeptArticle


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class PostState(StrEnum):
    """Where a post stands; `sending` is ambiguous after a crash."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class PostKind(StrEnum):
    """How a post looks."""

    CARD = "card"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """What `delivery.plan` decided for one new article and one channel.

    Attributes:
        topics: slugs that matched a subscription of the channel.
        role_ids: the roles that those subscriptions mention, each once.
    """

    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    role_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A planned delivery of a kept article."""

    id: int
    article_id: int
    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    role_ids: tuple[int, ...]
    dated: datetime
    state: DeliveryState = DeliveryState.PENDING
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One Discord message that carries deliveries.

    Attributes:
        generation: 0, and one more for each "send again".
        key: ≤ 25 characters; the message's nonce, and what it is recognised by in a channel.
        attempts: how often it was claimed.
    """

    id: int
    guild_id: int
    channel_id: int
    kind: PostKind
    key: str
    generation: int = 0
    attempts: int = 0
    state: PostState = PostState.READY
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class CarriedArticle:
    """An article on a post, with what its delivery says: matched topics, roles to mention."""

    article: KeptArticle
    topics: tuple[str, ...]
    role_ids: tuple[int, ...] = ()
