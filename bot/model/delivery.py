"""Delivery: one article's way to one channel. Post: one message that carries deliveries."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from bot.model.article import KeptArticle
from bot.model.form import CareMode, MessagePart, PostForm
from bot.model.schedule import Digest, Hold
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
    """Why a request is tried again. A different kind restarts the count of tries."""

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


WAITS = "It waits for its turn."
HELD_SENTENCES = {
    Hold.DIGEST: "It waits for the next digest of its channel.",
    Hold.QUIET: "Quiet hours hold it.",
    Hold.LIMIT: "Its channel has had its posts of the day. It comes with the next digest.",
}
TRIED_AGAIN = "It is tried again by itself."
NO_LONGER_ACCEPTED = "Discord no longer accepts the bot's token. Set a new DISCORD_TOKEN."
"""It ends the bot: until somebody sets a new token, nothing is tried again."""
UNCORRECTED = "It does not show the latest correction. {reason}"
UNEXPLAINED = "No reason was recorded."


class LoggedStep(Struct, frozen=True):
    """A step after a card, and its state.

    Attributes:
        error: why it has not been done, as a sentence; None if it is done or nobody knows.
    """

    step: Step
    state: StepState
    error: str | None = None


class LogFilter(Struct, frozen=True):
    """Limits the log to a server, a channel, a state or an article; None stands for any.

    Attributes:
        hidden: channels that are left out.
    """

    guild_id: int | None = None
    channel_id: int | None = None
    state: DeliveryState | None = None
    hidden: frozenset[int] = frozenset()
    article_id: int | None = None


class LoggedDelivery(Struct, frozen=True):
    """A delivery with its article, and the outcome of its post.

    Attributes:
        generation: the generation of its post; None if no post carries it.
        paused: why nothing is posted in its channel; None if the channel is active.
        error: the last failure, as a sentence; None if there was none.
        uncorrected: why its message cannot be corrected, as a sentence; None if it can.
        held: why it had to wait, though its channel was ready.
        place_id: the channel or thread that holds its message.
        message_id: None if there is no message, or if it was deleted as soon as it was sent.
    """

    id: int
    title: str
    url: str
    guild_id: int
    channel_id: int
    state: DeliveryState
    planned_at: datetime
    generation: int | None = None
    paused: str | None = None
    error: str | None = None
    uncorrected: str | None = None
    held: Hold | None = None
    place_id: int | None = None
    message_id: int | None = None
    sent_at: datetime | None = None
    steps: tuple[LoggedStep, ...] = ()

    @property
    def why(self) -> str | None:
        """Why it is not sent or not corrected, in sentences; None if it is."""
        match self.state:
            case DeliveryState.SENT if self.uncorrected:
                return UNCORRECTED.format(reason=_retried(self.uncorrected))
            case DeliveryState.SENT:
                return None
            case DeliveryState.FAILED:
                return self.error or UNEXPLAINED
            case DeliveryState.PENDING:
                return f"The channel is paused. {self.paused}" if self.paused else self._waits

    @property
    def repeatable(self) -> bool:
        """Whether it can be sent again: it failed, or its message may have been deleted."""
        sent = self.state is DeliveryState.SENT and self.generation is not None
        return sent or self.state is DeliveryState.FAILED

    @property
    def message_url(self) -> str | None:
        """The link to its message on Discord; None if there is no message."""
        if self.state is not DeliveryState.SENT or self.message_id is None:
            return None
        return f"https://discord.com/channels/{self.guild_id}/{self.place_id}/{self.message_id}"

    @property
    def _waits(self) -> str:
        if self.error:
            return _retried(self.error)
        # On a post already: what held it has ended.
        held = self.held if self.generation is None else None
        return HELD_SENTENCES[held] if held else WAITS


def _retried(reason: str) -> str:
    return reason if reason == NO_LONGER_ACCEPTED else f"{reason} {TRIED_AGAIN}"


class LoggedArticle(Struct, frozen=True):
    """An article with its deliveries that the filter lets through.

    Attributes:
        deliveries: at least one; failed ones first, then pending ones, each the newest first.
        total: the number of all of them, also of those that are left out here.
    """

    deliveries: tuple[LoggedDelivery, ...]
    total: int
