"""What to do when Discord does not take a post. Pure; called by the pipelines that post and edit.

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
"""Whatever Discord asks, so that no clock that was set wrong can hold a post for longer."""
BUG_ATTEMPTS = 3


class Action(StrEnum):
    """What becomes of the post, and of its channel."""

    SENT = "sent"
    RETRY = "retry"
    RECONCILE = "reconcile"
    PAUSE_CHANNEL = "pause"
    END_CHANNEL = "end"
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


GONE = "The channel was deleted."
LEFT = "The bot is not in this server any more. Invite it again."
_NO_ACCESS = (
    "The bot lost a permission in this channel. Give it View Channel, Send Messages, Embed Links "
    "and Read Message History (threads and forums: also Send Messages in Threads), then use "
    "/resume."
)
_CLOSED = "This thread is closed. Reopen it, then use /resume."
_FORUM = (
    "This is a forum, which takes posts of its own only. End the subscription and make it anew."
)
_KIND = "The bot cannot post in this kind of channel. Subscribe another one."
_TAG = "This forum requires a tag and has none that the bot may use. Add one, then use /resume."
_FULL = "The server has as many open threads as Discord allows. Close some of them."
_RULE = (
    "A rule of this server's AutoMod keeps this message out. Let it pass, then use Send again "
    "in /deliveries."
)
_LINK = "Discord does not allow a link in this message."
_THERE = "It was done before."
_ASKED = "Discord asked to wait."

BY_CODE: dict[int, tuple[Action, str]] = {
    # A repeat of a nonce whose message was deleted since: it had been delivered.
    10008: (Action.SENT, "The message was delivered and has been deleted since."),
    # Published before; has its thread already.
    40033: (Action.SENT, _THERE),
    160004: (Action.SENT, _THERE),
    10003: (Action.END_CHANNEL, GONE),
    10004: (Action.PAUSE_CHANNEL, LEFT),
    50001: (Action.PAUSE_CHANNEL, _NO_ACCESS),
    50013: (Action.PAUSE_CHANNEL, _NO_ACCESS),
    50083: (Action.PAUSE_CHANNEL, _CLOSED),
    160005: (Action.PAUSE_CHANNEL, _CLOSED),
    160006: (Action.PAUSE_CHANNEL, _FULL),
    160007: (Action.PAUSE_CHANNEL, _FULL),
    40058: (Action.PAUSE_CHANNEL, _FORUM),
    40066: (Action.PAUSE_CHANNEL, _TAG),
    40067: (Action.PAUSE_CHANNEL, _TAG),
    50008: (Action.PAUSE_CHANNEL, _KIND),
    50024: (Action.PAUSE_CHANNEL, _KIND),
    # Slow mode and write limits.
    20016: (Action.RETRY, _ASKED),
    20028: (Action.RETRY, _ASKED),
    20029: (Action.RETRY, _ASKED),
    # Edits of messages that are older than an hour.
    30046: (Action.RETRY, _ASKED),
    40062: (Action.RETRY, _ASKED),
    200000: (Action.FAIL_POST, _RULE),
    200001: (Action.FAIL_POST, _RULE),
    240000: (Action.FAIL_POST, _LINK),
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
    if error.status == HTTPStatus.TOO_MANY_REQUESTS or error.retry_after is not None:
        return Action.RETRY, f"Discord asked to wait: {error}"
    return _judge_by_status(error, error.status)


def _judge_by_status(error: MessengerError, status: int) -> tuple[Action, str]:
    if status == HTTPStatus.UNAUTHORIZED:
        return Action.STOP, "Discord no longer accepts the bot's token. Set a new DISCORD_TOKEN."
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} and not error.code:
        # Discord names a code with its own; this one is from a proxy, or a ban of this address.
        return Action.RETRY, f"Something in front of Discord refused: {error}"
    if status == HTTPStatus.FORBIDDEN:
        return Action.PAUSE_CHANNEL, _NO_ACCESS
    return Action.FAIL_POST, f"Discord refused this message: {error}"


def _delay(error: MessengerError, attempts: int, jitter: float) -> timedelta:
    if error.retry_after is not None:
        return min(timedelta(seconds=error.retry_after), LONGEST_RETRY)
    doubled: timedelta = FIRST_RETRY * 2 ** min(attempts - 1, 12)
    return min(doubled, LONGEST_RETRY) * (1 + jitter / 2)
