"""Delivery: one article's way to one channel. Post: one message that carries deliveries."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.article import KeptArticle
from bot.model.subscription import ChannelKind, Step


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


class StepState(StrEnum):
    """Where what follows a post stands."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class Setback(StrEnum):
    """Why something is tried again. Tries are counted as long as it is the same."""

    UNCLEAR = "unclear"
    """No answer, or a garbled one: Discord may have done it."""
    UNREAD = "unread"
    """An answer that looked sound, and that the bot failed to read: Discord may have done it."""
    LIMITED = "limited"
    """Discord asked to wait, or something in front of it refused."""
    REFUSED = "refused"
    """Discord refused for a reason that the bot does not know."""
    BUG = "bug"
    """The bot itself failed."""


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
        steps: what any of those subscriptions wants to follow the card.
    """

    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    role_ids: tuple[int, ...]
    steps: frozenset[Step] = frozenset()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A planned delivery of a kept article, which is still pending."""

    id: int
    article_id: int
    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    role_ids: tuple[int, ...]
    dated: datetime
    created_at: datetime
    steps: frozenset[Step] = frozenset()


@dataclass(frozen=True, slots=True)
class Post:
    """One Discord message that carries deliveries.

    Attributes:
        generation: 0, and one more for each "send again".
        key: ≤ 25 characters; the message's nonce, and what it is recognised by in a channel.
        channel_kind: decides how it is sent: a forum takes posts of its own.
        created_at: when it was made; Discord cannot have had it before.
        attempts: how often it was claimed.
        trouble: what its last try met.
        tries: how often in a row it met that.
        looked_at: when it was looked for and not found, with nothing sent since.
        message_id: in a forum also the id of the thread that it began.
    """

    id: int
    guild_id: int
    channel_id: int
    kind: PostKind
    key: str
    created_at: datetime
    channel_kind: ChannelKind = ChannelKind.TEXT
    generation: int = 0
    attempts: int = 0
    state: PostState = PostState.READY
    message_id: int | None = None
    trouble: Setback | None = None
    tries: int = 0
    looked_at: datetime | None = None

    @property
    def place_id(self) -> int:
        """The channel or thread in which its message stands, once it is sent."""
        return (self.channel_kind.holds_posts and self.message_id) or self.channel_id


@dataclass(frozen=True, slots=True)
class HeldChannel:
    """A channel whose next post cannot be sent, again and again.

    Attributes:
        reason: what it met last, as a sentence.
        since: when that began.
    """

    guild_id: int
    channel_id: int
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OpenStep:
    """What is to follow a post that was sent.

    Attributes:
        attempts: how often in a row it met its `trouble`.
    """

    post: Post
    step: Step
    attempts: int
    sent_at: datetime
    trouble: Setback | None = None


@dataclass(frozen=True, slots=True)
class CarriedArticle:
    """An article on a post, with what its delivery says: matched topics, roles to mention."""

    article: KeptArticle
    topics: tuple[str, ...]
    role_ids: tuple[int, ...] = ()
