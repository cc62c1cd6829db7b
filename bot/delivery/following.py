"""What becomes of a step that follows a card. Pure; called by `pipelines.follow`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.failures import Action, Reaction, again, react, react_to_bug, trouble_of
from bot.errors import MessengerError
from bot.model.delivery import OpenStep, Setback, StepState
from bot.model.subscription import Step

PUBLISHED_PER_HOUR = 10
"""Per channel. Discord tells nobody its limit; about that many were seen to pass."""
HOUR = timedelta(hours=1)
WORTH_TAKING = timedelta(hours=24)
"""After that, followers have the news from elsewhere, and a thread would stand far up."""

_FAILED = {
    Step.PUBLISH: "This card was not published.",
    Step.DISCUSS: "No thread was opened under this card.",
}
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
_ADVICE = {50001: _NO_PERMISSION, 50013: _NO_PERMISSION, 50024: _WRONG_KIND}
"""By Discord's codes; the sentences of `failures` are about posting."""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """How taking a step ended.

    Attributes:
        reason: a sentence for whoever can mend it; None where it is done.
        next_try_at: while it is open.
        trouble: what is tried again.
        logged: whether the reason stands in the log already.
    """

    state: StepState
    reason: str | None = None
    next_try_at: datetime | None = None
    trouble: Setback | None = None
    logged: bool = False


DONE = StepOutcome(StepState.DONE)


def is_late(step: OpenStep, now: datetime) -> bool:
    """Whether a step is not worth taking any more."""
    return now - step.sent_at >= WORTH_TAKING


def given_up(step: OpenStep) -> StepOutcome:
    """The end of a step that could not be taken in time."""
    return _failed(step.step, _LATE[step.step])


def after_refusal(
    step: OpenStep, error: MessengerError, now: datetime, jitter: float
) -> StepOutcome:
    """What Discord's refusal makes of a step; its channel is not paused for it.

    Args:
        step: which was tried once more than it says.
        error: what the messenger raised.
        now: the present.
        jitter: 0 to 1, spreads the retries.
    """
    attempts = again(trouble_of(error), step.trouble, step.attempts)
    reaction = react(error, attempts, now, jitter)
    match reaction.action:
        case Action.SENT:
            # Discord has it already, or the card is gone.
            return DONE
        case Action.PAUSE_CHANNEL | Action.END_CHANNEL | Action.FAIL_POST:
            advice = _ADVICE.get(error.code, {}).get(step.step, reaction.reason)
            return _failed(step.step, advice)
        case Action.RETRY | Action.RECONCILE | Action.SEND | Action.STOP:
            # Where the token is revoked, the announcing pipeline ends the program.
            return _open(reaction)


def after_bug(step: OpenStep, bug: Exception, now: datetime) -> StepOutcome:
    """What an error of our own makes of a step."""
    reaction = react_to_bug(bug, again(Setback.BUG, step.trouble, step.attempts), now)
    if reaction.action is Action.FAIL_POST:
        return _failed(step.step, reaction.reason)
    return _open(reaction)


def _open(reaction: Reaction) -> StepOutcome:
    return StepOutcome(
        StepState.OPEN, reaction.reason, reaction.at, reaction.trouble, logged=reaction.logged
    )


def _failed(step: Step, advice: str) -> StepOutcome:
    return StepOutcome(StepState.FAILED, f"{_FAILED[step]} {advice}")
