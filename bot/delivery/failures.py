"""What to do when Discord does not take a post. Pure; called by `pipelines.announce`.

The codes are Discord's JSON error codes:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from bot.errors import MessengerError

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
BUG_ATTEMPTS = 3


class Action(StrEnum):
    """What becomes of the post, and of its channel."""

    SENT = "sent"
    RETRY = "retry"
    RECONCILE = "reconcile"
    PAUSE_CHANNEL = "pause"
    FAIL_POST = "fail"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What to do.

    Attributes:
        at: when to try again, with RETRY and RECONCILE.
        reason: a sentence for whoever can mend it.
    """

    action: Action
    reason: str
    at: datetime


_GONE = "The channel no longer exists."
_NO_ACCESS = (
    "The bot lost a permission in this channel. Give it View Channel, Send Messages and "
    "Embed Links, then use /resume."
)
_CLOSED = "This thread is closed. Reopen it, then use /resume."
_FORUM = "This is a forum, which takes posts of its own only."

BY_CODE: dict[int, tuple[Action, str]] = {
    # A repeat of a nonce whose message was deleted since: it had been delivered.
    10008: (Action.SENT, "The message was delivered and has been deleted since."),
    10003: (Action.PAUSE_CHANNEL, _GONE),
    10004: (Action.PAUSE_CHANNEL, _GONE),
    50001: (Action.PAUSE_CHANNEL, _NO_ACCESS),
    50013: (Action.PAUSE_CHANNEL, _NO_ACCESS),
    50083: (Action.PAUSE_CHANNEL, _CLOSED),
    160005: (Action.PAUSE_CHANNEL, _CLOSED),
    40058: (Action.PAUSE_CHANNEL, _FORUM),
}
"""Discord's codes that decide whatever the HTTP status says."""


def react(error: MessengerError, attempts: int, now: datetime, jitter: float) -> Reaction:
    """Map an error of sending to what is done about it.

    Args:
        error: what the messenger raised.
        attempts: how often this post was tried, this time included.
        now: the present.
        jitter: 0 to 1, spreads the retries.
    """
    action, reason = _judge(error)
    return Reaction(action, reason, now + _delay(error, attempts, jitter))


def react_to_bug(bug: Exception, attempts: int, now: datetime) -> Reaction:
    """An error of our own: try a few times, then let the channel's next post pass."""
    action = Action.RECONCILE if attempts < BUG_ATTEMPTS else Action.FAIL_POST
    return Reaction(action, f"The bot itself failed: {bug!r}", now + LONGEST_RETRY / 4)


def _judge(error: MessengerError) -> tuple[Action, str]:
    if error.code in BY_CODE:
        return BY_CODE[error.code]
    if error.status is None or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # No answer, or one from a proxy: the message may stand in the channel all the same.
        return Action.RECONCILE, f"Discord did not answer: {error}"
    if error.status == HTTPStatus.UNAUTHORIZED:
        return Action.STOP, "Discord no longer accepts the bot's token. Set a new DISCORD_TOKEN."
    if error.status == HTTPStatus.TOO_MANY_REQUESTS or error.retry_after is not None:
        return Action.RETRY, f"Discord asked to wait: {error}"
    if error.status == HTTPStatus.FORBIDDEN and not error.code:
        return Action.PAUSE_CHANNEL, _NO_ACCESS
    return Action.FAIL_POST, f"Discord refused this message: {error}"


def _delay(error: MessengerError, attempts: int, jitter: float) -> timedelta:
    if error.retry_after is not None:
        return timedelta(seconds=error.retry_after)
    doubled: timedelta = FIRST_RETRY * 2 ** min(attempts - 1, 12)
    return min(doubled, LONGEST_RETRY) * (1 + jitter / 2)
