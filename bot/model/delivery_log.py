"""Entries of the delivery log: the state of each delivery, the reason, and the steps after it."""

from datetime import datetime

from msgspec import Struct

from bot.model.delivery import DeliveryState, StepState
from bot.model.schedule import Hold
from bot.model.subscription import Step

WAITS = "It waits for its turn."
HELD_SENTENCES = {
    Hold.DIGEST: "It waits for the next digest of its channel.",
    Hold.QUIET: "Quiet hours hold it.",
    Hold.LIMIT: "Its channel has had its posts of the day. It comes with the next digest.",
}
TRIED_AGAIN = "It is tried again by itself."
UNCORRECTED = "It does not show the latest correction. {reason} {tried_again}"
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
                return UNCORRECTED.format(reason=self.uncorrected, tried_again=TRIED_AGAIN)
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
            return f"{self.error} {TRIED_AGAIN}"
        # On a post already: what held it has ended.
        held = self.held if self.generation is None else None
        return HELD_SENTENCES[held] if held else WAITS


class LoggedArticle(Struct, frozen=True):
    """An article with its deliveries that the filter lets through.

    Attributes:
        deliveries: at least one; failed ones first, then pending ones, each the newest first.
        total: the number of all of them, also of those that are left out here.
    """

    deliveries: tuple[LoggedDelivery, ...]
    total: int
