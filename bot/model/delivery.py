"""Delivery: one article's way to one channel. Post: one message that carries deliveries."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from bot.model.article import KeptArticle
from bot.model.form import CareMode, MessagePart, PostForm
from bot.model.schedule import Digest
from bot.model.subscription import ChannelKind, Step
from bot.model.wish import WishMatch


class DeliveryState(StrEnum):
    """The state of a delivery."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class PostState(StrEnum):
    """The state of a post. After a crash, a post in SENDING may or may not have been sent."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class StepState(StrEnum):
    """The state of a step that follows a post."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class FailureKind(StrEnum):
    """Why a request is tried again. A different kind starts the count of tries anew."""

    UNCLEAR = "unclear"
    """No answer, or a garbled one: Discord may have done what was asked."""
    UNREAD = "unread"
    """The answer looked sound, but the bot failed to read it: Discord may have done it."""
    LIMITED = "limited"
    """Discord asked the bot to wait, or a server in front of Discord refused."""
    REFUSED = "refused"
    """Discord refused for a reason that the bot does not know."""
    BUG = "bug"
    """The bot itself failed."""


class PostKind(StrEnum):
    """The form of a post: one article's card, or a list of several articles."""

    CARD = "card"
    SUMMARY = "summary"


class PlannedDelivery(Struct, frozen=True):
    """A delivery of one new article to one channel, as `delivery.plan` decided it.

    Attributes:
        topics: slugs that matched a subscription of the channel.
        role_ids: the roles that those subscriptions mention, each once.
        steps: all steps that those subscriptions want after the card.
        reasons: what matched the words of those subscriptions.
    """

    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    role_ids: tuple[int, ...]
    steps: frozenset[Step] = frozenset()
    reasons: tuple[WishMatch, ...] = ()


class Delivery(Struct, frozen=True):
    """A stored delivery that is still pending.

    Attributes:
        dated: when the article was published; if that is unknown, when it was first seen.
    """

    id: int
    article_id: int
    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    role_ids: tuple[int, ...]
    dated: datetime
    created_at: datetime
    steps: frozenset[Step] = frozenset()


class Post(Struct, frozen=True):
    """One Discord message that carries deliveries.

    Attributes:
        generation: 0, plus one for each "send again".
        key: the message's nonce, by which the bot also finds the message in a channel; at most 25
            characters.
        channel_kind: decides how the post is sent: in a forum it begins a thread.
        created_at: when it was made; no message of it on Discord is older.
        attempts: how often it was claimed.
        failure: the kind of its last failure.
        tries: how often in a row it failed so.
        looked_at: when its message was last searched for and not found; None once it was tried
            again.
        message_id: in a forum also the id of the thread that the message began.
        form: the form of its message.
        refused: the parts that its message goes without.
        attached: the name of the file that its message carries; None if there is none, or that is
            unknown.
        digest: what makes it a digest; None if it is none.
        former_keys: keys that its message may have instead, if it was sent before the database was
            restored from a copy. Only set while its outcome is unknown.
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
    failure: FailureKind | None = None
    tries: int = 0
    looked_at: datetime | None = None
    form: PostForm = PostForm.COMPONENTS
    refused: frozenset[MessagePart] = frozenset()
    attached: str | None = None
    digest: Digest | None = None
    former_keys: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """All keys by which its message may be found."""
        return self.former_keys | {self.key}

    @property
    def place_id(self) -> int:
        """The id of the channel or thread that holds its message, once it is sent."""
        return (self.channel_kind.holds_posts and self.message_id) or self.channel_id


class HeldChannel(Struct, frozen=True):
    """A channel whose next post failed several times in a row.

    Attributes:
        reason: the last failure, as a sentence.
        since: when the failures began.
    """

    guild_id: int
    channel_id: int
    reason: str
    since: datetime


class OpenStep(Struct, frozen=True):
    """A step that is still to follow a sent post.

    Attributes:
        failure: the kind of its last failure.
        attempts: how often in a row it failed so.
    """

    post: Post
    step: Step
    attempts: int
    sent_at: datetime
    failure: FailureKind | None = None


class CarriedArticle(Struct, frozen=True):
    """An article on a post, with its delivery's matched topics and roles to mention.

    Attributes:
        reasons: what matched the words that the channel follows.
        is_reminder: an earlier post carries it; a digest tells that it was retracted since.
        care: how the channel shows articles that have a content note.
    """

    article: KeptArticle
    topics: tuple[str, ...]
    role_ids: tuple[int, ...] = ()
    is_reminder: bool = False
    reasons: tuple[WishMatch, ...] = ()
    care: CareMode = CareMode.NOTE
