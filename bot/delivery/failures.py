"""Decides what to do when Discord does not take a post or an edit. Pure.

It also decides when a forum post of unknown outcome is sent again. Called by the pipelines that
post and edit. `delivery.refusals` has the table of Discord's codes.
"""

import logging
from datetime import datetime, timedelta
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from bot.delivery.obstacles import obstacle, obstacle_of_each
from bot.delivery.refusals import (
    BY_CODE,
    CLOSED_THREAD_CODES,
    EDIT_IN_OWN_THREAD,
    FORBIDDEN,
    NEVER_TAKEN,
    REFUSED_EDITS,
    SELF_EXPLANATORY_STATUSES,
    UNREADABLE_ANSWERS,
    Action,
)
from bot.errors import MessengerError
from bot.model.delivery import NO_LONGER_ACCEPTED, FailureKind, Post
from bot.model.obstacle import PostingObstacle

FIRST_RETRY = timedelta(seconds=5)
"""The wait after a first failure; each further one doubles it. Chosen by eye."""
SHORTEST_RETRY_SECONDS = 1.0
"""The least wait, so that a server that asks for a millisecond each time is not asked in a loop."""
LONGEST_RETRY = timedelta(hours=1)
"""The longest wait, whatever Discord asks: a wrong clock on either side must not hold a post for
days. One request an hour is far below the 10,000 refusals in ten minutes that lead to a ban."""
MOST_DOUBLINGS = 12
"""Keeps the growing wait within the range of `timedelta`; `LONGEST_RETRY` is reached before."""
CLOSED_THREAD_RETRY = timedelta(hours=12)
"""The wait for somebody to open a closed thread before an edit is tried again. Chosen by eye."""
BUG_ATTEMPTS = 3
"""After this many bugs of the bot in a row, the post fails. Chosen by eye."""
BUG_RETRY = LONGEST_RETRY / 4
"""The wait after a bug of the bot. Chosen by eye."""
UNKNOWN_REFUSAL_ATTEMPTS = 5
"""After this many unknown refusals in a row, the post fails. With UNKNOWN_REFUSAL_GROWTH these are
seven minutes; the channel's next posts wait meanwhile."""
UNKNOWN_REFUSAL_GROWTH = 4
"""Each wait after an unknown refusal is this many times the one before. Chosen by eye."""
UNREAD_ATTEMPTS = 12
"""After this many unreadable answers in a row, about two and a half hours, the post fails. An
outage of Discord ends by itself, so a garbled answer is retried without end. An answer that looks
sound and still cannot be read is more likely an error of the bot or of discord.py, which would hold
the channel until an update."""


class Reaction(Struct, frozen=True):
    """The reaction to a failure.

    Attributes:
        at: when to try again, with RETRY, RECONCILE and SEND.
        reason: a sentence for whoever can mend it.
        failure: the kind of failure that is tried again, if any is.
        looked_at: when the post was looked for and not found, with RECONCILE.
        logged: whether the reason is in the log already.
        obstacle: why the bot cannot post in the channel, with PAUSE_CHANNEL.
        repeated: the same if Discord refuses several posts in a row so, with FAIL_POST.
        detail: the error as a developer reads it, for the log.
    """

    action: Action
    reason: str
    at: datetime
    failure: FailureKind | None = None
    looked_at: datetime | None = None
    logged: bool = False
    obstacle: PostingObstacle | None = None
    repeated: PostingObstacle | None = None
    detail: str = ""

    @property
    def for_log(self) -> str:
        """The reason with the error behind it."""
        return self.reason if self.detail in self.reason else f"{self.reason} [{self.detail}]"


def react(error: MessengerError, attempts: int, now: datetime, jitter: float) -> Reaction:
    """Decide about an error of sending.

    Args:
        attempts: how often in a row this failure was met, this time included.
        jitter: from 0 to 1; spreads the retries of several channels.
    """
    action, reason = _judge(error, attempts)
    if action is Action.PAUSE_CHANNEL:
        found = obstacle(error.place, now, error.refusal)
        return Reaction(action, found.sentence, now + FIRST_RETRY, obstacle=found)
    failure = failure_kind(error) if action in {Action.RETRY, Action.RECONCILE} else None
    is_refused = action is Action.FAIL_POST and not error.unread
    return Reaction(
        action,
        reason,
        now + _delay(error, attempts, jitter),
        failure,
        logged=error.everywhere,
        repeated=obstacle_of_each(error.refusal) if is_refused else None,
        detail=" ".join(str(error).split()),
    )


def react_to_edit(
    error: MessengerError, post: Post, attempts: int, now: datetime, jitter: float
) -> Reaction:
    """Decide about an error of editing a post; the arguments are those of `react`.

    An edit differs from a new post: the message may be gone, or its thread closed, while the
    channel takes new posts. SENT means that the message is gone and needs no edit.
    """
    reaction = react(error, attempts, now, jitter)
    if reaction.action is Action.RECONCILE:
        return reaction
    if has_own_thread(post) and error.code in EDIT_IN_OWN_THREAD:
        return Reaction(*EDIT_IN_OWN_THREAD[error.code], now)
    if error.code in CLOSED_THREAD_CODES:
        return Reaction(Action.RETRY, reaction.reason, now + CLOSED_THREAD_RETRY)
    if reaction.action is Action.FAIL_POST:
        return replace(reaction, reason=REFUSED_EDITS.get(error.code or 0, reaction.reason))
    return reaction


def react_to_bug(bug: Exception, attempts: int, now: datetime) -> Reaction:
    """Decide about an error of the bot itself: after a few tries the post fails."""
    reason, detail = "The bot itself failed. The log of its host says why.", repr(bug)
    if attempts >= BUG_ATTEMPTS:
        return Reaction(Action.FAIL_POST, reason, now, detail=detail)
    return Reaction(Action.RECONCILE, reason, now + BUG_RETRY, FailureKind.BUG, detail=detail)


def has_own_thread(post: Post) -> bool:
    """Whether the post's message began a thread of its own, as in a forum."""
    return post.place_id != post.channel_id


def failure_kind(error: MessengerError) -> FailureKind:
    """The kind of failure, since tries are counted for each kind."""
    if error.unread:
        return FailureKind.UNREAD
    if is_unclear(error):
        return FailureKind.UNCLEAR
    return FailureKind.REFUSED if _is_unknown(error) else FailureKind.LIMITED


def tries_in_a_row(failure: FailureKind, before: FailureKind | None, tries: int) -> int:
    """Count failures of one kind in a row: one more than `tries`, or 1 if the kind changed."""
    return tries + 1 if failure is before else 1


def log_level(failure: FailureKind | None, before: FailureKind | None, *, logged: bool) -> int:
    """DEBUG for a failure that was met before or logged elsewhere, else WARNING."""
    same = failure is not None and failure is before
    return logging.DEBUG if same or logged else logging.WARNING


def is_unclear(error: MessengerError) -> bool:
    """Whether Discord may have done what was asked.

    This is so if no answer came, a server failed (whatever code it names), a proxy timed out, or
    the answer is a redirect.
    """
    status = error.status
    if status is None or status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    return not HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _is_unknown(error: MessengerError) -> bool:
    """Whether no rule here is about this refusal."""
    if error.retry_after is not None or error.code in {*BY_CODE, *NEVER_TAKEN}:
        return False
    return error.status not in SELF_EXPLANATORY_STATUSES and not _is_of_a_proxy(error)


def _is_of_a_proxy(error: MessengerError) -> bool:
    """Whether a 403 or 404 has no code, as from a proxy or after a ban; Discord's own have one."""
    return error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} and not error.code


def _judge(error: MessengerError, attempts: int) -> tuple[Action, str]:
    if error.unread and attempts >= UNREAD_ATTEMPTS:
        return Action.FAIL_POST, UNREADABLE_ANSWERS
    if is_unclear(error):
        silent = f"Discord did not answer: {in_words(error)}"
        return Action.RECONCILE, "Discord's answer cannot be read." if error.unread else silent
    if error.code in BY_CODE:
        return BY_CODE[error.code]
    if error.status == HTTPStatus.TOO_MANY_REQUESTS or error.retry_after is not None:
        return Action.RETRY, f"Discord asked to wait: {_asked_wait(error)}"
    if _is_unknown(error) and attempts < UNKNOWN_REFUSAL_ATTEMPTS:
        return Action.RETRY, f"Discord refused this message: {in_words(error)}"
    return _judge_by_status(error)


def _judge_by_status(error: MessengerError) -> tuple[Action, str]:
    if error.status == HTTPStatus.UNAUTHORIZED:
        return Action.STOP, NO_LONGER_ACCEPTED
    if _is_of_a_proxy(error):
        return Action.RETRY, f"Something in front of Discord refused: {in_words(error)}"
    if error.status == HTTPStatus.FORBIDDEN and error.code not in NEVER_TAKEN:
        return FORBIDDEN
    return Action.FAIL_POST, f"Discord refused this message: {in_words(error)}"


def _asked_wait(error: MessengerError) -> str:
    asked = error.retry_after
    if error.everywhere or asked is None or asked <= LONGEST_RETRY.total_seconds():
        return in_words(error)
    return f"{wait_in_words(asked)}. The bot asks again every hour."


def in_words(error: MessengerError) -> str:
    """An error as a moderator reads it: Discord's words with its code, never a line of HTTP."""
    if error.words:
        return f"“{error.words}” (code {error.code})." if error.code else f"{error.words}."
    text = " ".join(str(error).split())
    if error.status and text.startswith(str(error.status)):
        code = f", code {error.code}" if error.code else ""
        text = f"status {error.status}{code}"
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _delay(error: MessengerError, attempts: int, jitter: float) -> timedelta:
    if error.retry_after is not None:
        longest = LONGEST_RETRY.total_seconds()
        return timedelta(seconds=min(max(error.retry_after, SHORTEST_RETRY_SECONDS), longest))
    growth = UNKNOWN_REFUSAL_GROWTH if failure_kind(error) is FailureKind.REFUSED else 2
    grown: timedelta = FIRST_RETRY * growth ** min(attempts - 1, MOST_DOUBLINGS)
    return min(grown, LONGEST_RETRY) * (1 + jitter / 2)


YEAR_SECONDS = 366 * 24 * 3600.0
"""A longer wait comes from a garbled answer, and is not shown."""
MOST_HOURS = 47
"""Longer waits are given in days. Chosen by eye."""


def wait_in_words(seconds: float) -> str:
    """A wait of an hour or more, rounded: "24 hours"."""
    if seconds > YEAR_SECONDS:
        return "more than a year"
    hours = max(round(seconds / 3600), 1)
    if hours <= MOST_HOURS:
        return f"{hours} hour{'s'[: hours != 1]}"
    return f"{hours // 24} days"


SETTLING_TIME = timedelta(seconds=10)
"""How long Discord may take to show a forum post that it accepted just before the connection
broke. Chosen by eye."""

OUTCOME_UNKNOWN = "Its outcome is unknown."
POST_NOT_FOUND = "It does not stand there."


def retry_forum_post(post: Post, now: datetime) -> Reaction | None:
    """Decide about a post that was not found; None if it may be sent at once.

    A forum post has no nonce, so it is sent by a new claim. If the process ends meanwhile, the next
    one then knows that nobody has looked for the post since it was sent.
    """
    if not post.channel_kind.holds_posts:
        return None
    at = look_again_at(post, post.looked_at, now)
    # Looks do not end a row of answers that cannot be read: sending it met them.
    failure = FailureKind.UNREAD if post.failure is FailureKind.UNREAD else FailureKind.UNCLEAR
    if at is None:
        return Reaction(Action.SEND, POST_NOT_FOUND, now, failure)
    # A time in the future was recorded before the clock was set back; take the present instead.
    looked_at = min(post.looked_at or now, now)
    return Reaction(Action.RECONCILE, OUTCOME_UNKNOWN, at, failure, looked_at)


def look_again_at(post: Post, looked_at: datetime | None, now: datetime) -> datetime | None:
    """The time of the next look for a post that was not found; None if it may be sent now.

    A message that Discord stored but does not show yet has a nonce, so a repeat creates no second
    one. A forum post has no nonce, so it is looked for twice, some time apart.

    Args:
        post: its state is `sending`, and it was not found on Discord.
        looked_at: when it was last looked for, if ever.
    """
    if not post.channel_kind.holds_posts:
        return None
    if looked_at is None or now < looked_at:
        return now + SETTLING_TIME
    return None if now - looked_at >= SETTLING_TIME else looked_at + SETTLING_TIME
