"""What to do when Discord does not take a post. Pure; called by the pipelines that post and edit.

The codes are Discord's JSON error codes:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from bot.errors import MessengerError
from bot.model.delivery import Setback

FIRST_RETRY = timedelta(seconds=5)
SHORTEST_RETRY_SECONDS = 1.0
"""A server that asks to wait for a millisecond, again and again, must not be asked in a loop."""
LONGEST_RETRY = timedelta(hours=1)
"""Whatever Discord asks, so that no clock that was set wrong can hold a post for longer. One
request an hour is far from the 10,000 refusals in ten minutes that lead to a ban."""
BUG_ATTEMPTS = 3
REFUSED_ATTEMPTS = 5
"""How often a refusal that the bot does not know is met before the post fails: about seven minutes
with REFUSED_GROWTH, since the channel's next posts wait meanwhile."""
REFUSED_GROWTH = 4
UNREAD_ATTEMPTS = 12
"""How often the bot may fail to read an answer before the post fails: about two and a half hours.
An outage of Discord ends by itself, so that a garbled answer is met without end; this is more
likely an error of the bot or of discord.py, which would hold the channel until an update."""


class Action(StrEnum):
    """What becomes of the post, and of its channel."""

    SENT = "sent"
    RETRY = "retry"
    RECONCILE = "reconcile"
    SEND = "send"
    """It does not stand in its channel for certain: it is sent as if for the first time."""
    PAUSE_CHANNEL = "pause"
    END_CHANNEL = "end"
    FAIL_POST = "fail"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What to do.

    Attributes:
        at: when to try again, with RETRY, RECONCILE and SEND.
        reason: a sentence for whoever can mend it.
        trouble: what is tried again, where anything is.
        looked_at: when the post was looked for and not found, with RECONCILE.
        logged: whether the reason stands in the log already.
    """

    action: Action
    reason: str
    at: datetime
    trouble: Setback | None = None
    looked_at: datetime | None = None
    logged: bool = False


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
_FLAGGED = (
    "Discord keeps this bot from posting. Its host must look for the reason in Discord's developer "
    "portal, then use /resume."
)
_UNREAD = (
    "The bot cannot read Discord's answers about this message. Look for it in the channel; if it "
    "is missing, use Send again in /deliveries."
)
_OFF = "Discord has switched this off for a while."

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
    # Slow mode and write limits; edits in announcement channels.
    20016: (Action.RETRY, _ASKED),
    20022: (Action.RETRY, _ASKED),
    20028: (Action.RETRY, _ASKED),
    20029: (Action.RETRY, _ASKED),
    # Edits of messages that are older than an hour.
    30046: (Action.RETRY, _ASKED),
    40062: (Action.RETRY, _ASKED),
    # Sending, or a feature, is disabled on Discord's side; it is overloaded.
    40004: (Action.RETRY, _OFF),
    40006: (Action.RETRY, _OFF),
    130000: (Action.RETRY, _OFF),
    # Not for bots; flagged as spam; to be verified. To go on asking would make it worse.
    20001: (Action.PAUSE_CHANNEL, _FLAGGED),
    20026: (Action.PAUSE_CHANNEL, _FLAGGED),
    40002: (Action.PAUSE_CHANNEL, _FLAGGED),
    200000: (Action.FAIL_POST, _RULE),
    200001: (Action.FAIL_POST, _RULE),
    240000: (Action.FAIL_POST, _LINK),
}
"""Discord's codes that decide, whatever status below 500 comes with them."""

WRONG_MESSAGE = frozenset({40005, 50006, 50035, 50045, 50046, 50109})
"""Codes that are about the message itself: too large, empty, or of a bad form."""
NOT_OURS = 50005
"""Another bot wrote the message, whose token was used before."""
FINAL = WRONG_MESSAGE | {NOT_OURS}


_KNOWN_STATUS = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Statuses that say enough without a code."""


def react(error: MessengerError, attempts: int, now: datetime, jitter: float) -> Reaction:
    """Map an error of sending to what is done about it.

    Args:
        error: what the messenger raised.
        attempts: how often in a row this trouble was met, this time included.
        now: the present.
        jitter: 0 to 1, spreads the retries.
    """
    action, reason = _judge(error, attempts)
    trouble = trouble_of(error) if action in {Action.RETRY, Action.RECONCILE} else None
    at = now + _delay(error, attempts, jitter)
    return Reaction(action, reason, at, trouble, logged=error.everywhere)


def react_to_bug(bug: Exception, attempts: int, now: datetime) -> Reaction:
    """An error of our own: try a few times, then let the channel's next post pass."""
    reason = f"The bot itself failed: {bug!r}"
    if attempts >= BUG_ATTEMPTS:
        return Reaction(Action.FAIL_POST, reason, now)
    return Reaction(Action.RECONCILE, reason, now + LONGEST_RETRY / 4, Setback.BUG)


def trouble_of(error: MessengerError) -> Setback:
    """The kind of setback by which tries are counted."""
    if error.unread:
        return Setback.UNREAD
    if _is_unclear(error):
        return Setback.UNCLEAR
    return Setback.REFUSED if _is_unknown(error) else Setback.LIMITED


def again(trouble: Setback, before: Setback | None, tries: int) -> int:
    """How often in a row this trouble was met, if the last `tries` times it was that one."""
    return tries + 1 if trouble is before else 1


def log_level(trouble: Setback | None, before: Setback | None, *, logged: bool) -> int:
    """How to log a trouble: what is met once more, or was logged elsewhere, is no news."""
    same = trouble is not None and trouble is before
    return logging.DEBUG if same or logged else logging.WARNING


def _is_unclear(error: MessengerError) -> bool:
    """Whether Discord may have done what was asked.

    No answer, one of a server that failed (whatever code it names), of a proxy that waited no
    longer, or a redirect.
    """
    status = error.status
    if status is None or status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    return not HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _is_unknown(error: MessengerError) -> bool:
    """Whether it is a refusal that nothing here is about."""
    if error.final or error.retry_after is not None or error.code in {*BY_CODE, *FINAL}:
        return False
    return error.status not in _KNOWN_STATUS and not _is_of_a_proxy(error)


def _is_of_a_proxy(error: MessengerError) -> bool:
    """Discord names a code with its own 403 and 404; one without is of a proxy, or a ban."""
    return error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} and not error.code


def _judge(error: MessengerError, attempts: int) -> tuple[Action, str]:
    if error.unread and attempts >= UNREAD_ATTEMPTS:
        return Action.FAIL_POST, _UNREAD
    if _is_unclear(error):
        return Action.RECONCILE, f"Discord did not answer: {error}"
    if error.code in BY_CODE:
        return BY_CODE[error.code]
    if error.status == HTTPStatus.TOO_MANY_REQUESTS or error.retry_after is not None:
        return Action.RETRY, f"Discord asked to wait: {_how_long(error)}"
    if _is_unknown(error) and attempts < REFUSED_ATTEMPTS:
        return Action.RETRY, f"Discord refused this message: {error}"
    return _judge_by_status(error)


def _judge_by_status(error: MessengerError) -> tuple[Action, str]:
    if error.status == HTTPStatus.UNAUTHORIZED:
        return Action.STOP, "Discord no longer accepts the bot's token. Set a new DISCORD_TOKEN."
    if _is_of_a_proxy(error):
        return Action.RETRY, f"Something in front of Discord refused: {error}"
    if error.status == HTTPStatus.FORBIDDEN and error.code not in FINAL:
        return Action.PAUSE_CHANNEL, _NO_ACCESS
    return Action.FAIL_POST, f"Discord refused this message: {error}"


def _how_long(error: MessengerError) -> str:
    asked = error.retry_after
    if error.everywhere or asked is None or asked <= LONGEST_RETRY.total_seconds():
        return str(error)
    return f"{in_words(asked)}. The bot asks again every hour."


def _delay(error: MessengerError, attempts: int, jitter: float) -> timedelta:
    if error.retry_after is not None:
        longest = LONGEST_RETRY.total_seconds()
        return timedelta(seconds=min(max(error.retry_after, SHORTEST_RETRY_SECONDS), longest))
    growth = REFUSED_GROWTH if trouble_of(error) is Setback.REFUSED else 2
    grown: timedelta = FIRST_RETRY * growth ** min(attempts - 1, 12)
    return min(grown, LONGEST_RETRY) * (1 + jitter / 2)


LONGEST_SECONDS = 366 * 24 * 3600.0
"""More than that is no number that anybody meant."""
MOST_HOURS = 47


def in_words(seconds: float) -> str:
    """A wait of an hour or more, roughly: "24 hours"."""
    if seconds > LONGEST_SECONDS:
        return "more than a year"
    hours = max(round(seconds / 3600), 1)
    if hours <= MOST_HOURS:
        return f"{hours} hour{'s'[: hours != 1]}"
    return f"{hours // 24} days"
