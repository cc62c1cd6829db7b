"""Decides what follows after a try to publish a card, or to open a thread under it. Pure.

The follow pipeline takes these steps once the card is sent. A step that fails never pauses the
channel: the card itself was posted.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from bot.delivery.failures import (
    Reaction,
    failure_kind,
    react,
    react_to_bug,
    tries_in_a_row,
)
from bot.delivery.refusals import Action
from bot.errors import MessengerError
from bot.model.delivery import FailureKind, OpenStep, StepState
from bot.model.subscription import Step

STEP_EXPIRES_AFTER = timedelta(hours=24)
"""Later, followers know the news from elsewhere, and the card is far up. Chosen by eye."""

_NO_PERMISSION = {
    Step.PUBLISH: "Give the bot View Channel and Send Messages in this channel.",
    Step.DISCUSS: "Give the bot View Channel and Create Public Threads in this channel.",
}
_WRONG_KIND = {
    Step.PUBLISH: "Only an announcement channel publishes.",
    Step.DISCUSS: "Threads begin in text and announcement channels alone.",
}
_LATE = {
    Step.PUBLISH: "It was not possible within a day. Publish it by hand.",
    Step.DISCUSS: "It was not possible within a day. Open one by hand.",
}
_KEPT_OUT = {
    Step.PUBLISH: "A rule of this server's AutoMod keeps it out. Publish it by hand.",
    Step.DISCUSS: "A rule of this server's AutoMod keeps its title out. Open one by hand.",
}
_ADVICE = {
    50001: _NO_PERMISSION,
    50013: _NO_PERMISSION,
    50024: _WRONG_KIND,
    200000: _KEPT_OUT,
    200001: _KEPT_OUT,
}
"""Advice by Discord's codes; the reasons in `refusals` are about posting. It fits on a page of the
log behind "Not published", as it is."""


class StepOutcome(Struct, frozen=True):
    """The outcome of a try to take a step.

    Attributes:
        reason: a sentence for whoever can mend it; None if the step is done.
        next_try_at: the time of the next try, while the step is open.
        failure: the kind of failure that is tried again.
        logged: whether the reason is in the log already.
    """

    state: StepState
    reason: str | None = None
    next_try_at: datetime | None = None
    failure: FailureKind | None = None
    logged: bool = False


STEP_DONE = StepOutcome(StepState.DONE)


def is_late(step: OpenStep, now: datetime) -> bool:
    """Whether a step is too old to be taken."""
    return now - step.sent_at >= STEP_EXPIRES_AFTER


def given_up(step: OpenStep) -> StepOutcome:
    """The outcome of a step that could not be taken in time."""
    return _failed(_LATE[step.step])


def after_refusal(
    step: OpenStep, error: MessengerError, now: datetime, jitter: float
) -> StepOutcome:
    """The outcome after an error of Discord. The channel is never paused for a step.

    Args:
        step: the step as it was before this try.
        jitter: from 0 to 1; spreads the retries of several channels.
    """
    attempts = tries_in_a_row(failure_kind(error), step.failure, step.attempts)
    reaction = react(error, attempts, now, jitter)
    if reaction.obstacle and reaction.obstacle.until:
        return StepOutcome(StepState.OPEN, reaction.reason, reaction.obstacle.until)
    match reaction.action:
        case Action.SENT:
            # Discord has it already, or the card is gone.
            return STEP_DONE
        case Action.PAUSE_CHANNEL | Action.END_CHANNEL | Action.FAIL_POST:
            advice = _ADVICE.get(error.code, {}).get(step.step, reaction.reason)
            return _failed(advice)
        case Action.RETRY | Action.RECONCILE | Action.SEND | Action.STOP:
            # If the token was revoked, the announcing pipeline ends the program.
            return _open(reaction)


def after_bug(step: OpenStep, bug: Exception, now: datetime) -> StepOutcome:
    """The outcome after an error of the bot itself."""
    reaction = react_to_bug(bug, tries_in_a_row(FailureKind.BUG, step.failure, step.attempts), now)
    if reaction.action is Action.FAIL_POST:
        return _failed(reaction.reason)
    return _open(reaction)


def _open(reaction: Reaction) -> StepOutcome:
    return StepOutcome(
        StepState.OPEN, reaction.reason, reaction.at, reaction.failure, logged=reaction.logged
    )


def _failed(advice: str) -> StepOutcome:
    return StepOutcome(StepState.FAILED, advice)
