"""The end of a step that follows a card: done, tried again, or given up with a sentence."""

from datetime import timedelta

import pytest

from bot.delivery.failures import BUG_ATTEMPTS, UNKNOWN_REFUSAL_ATTEMPTS
from bot.delivery.step_outcomes import (
    STEP_EXPIRES_AFTER,
    StepOutcome,
    after_bug,
    after_refusal,
    given_up,
    is_late,
)
from bot.model.delivery import FailureKind, OpenStep, Post, PostKind, StepState
from bot.model.subscription import Step
from bot.ui.delivery_pages import STEP_REASON_CHARACTERS
from tests.factories import NOON
from tests.fakes import refusal

PUBLISH, DISCUSS = Step.PUBLISH, Step.DISCUSS


def _open(step: Step = PUBLISH, attempts: int = 0, failure: FailureKind | None = None) -> OpenStep:
    post = Post(1, 1, 10, PostKind.CARD, "key", NOON, message_id=99)
    return OpenStep(post, step, attempts, NOON, failure)


def _refused(code: int, step: Step, status: int = 403) -> StepOutcome:
    return after_refusal(_open(step), refusal(status, code), NOON, 0)


def test_a_step_is_worth_taking_for_a_day() -> None:
    assert not is_late(_open(), NOON + STEP_EXPIRES_AFTER - timedelta(seconds=1))
    assert is_late(_open(), NOON + STEP_EXPIRES_AFTER)
    assert timedelta(hours=24) == STEP_EXPIRES_AFTER


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (PUBLISH, "It was not possible within a day. Publish"),
        (DISCUSS, "It was not possible within a day. Open"),
    ],
)
def test_a_late_step_is_given_up_with_advice(step: Step, sentence: str) -> None:
    ended = given_up(_open(step))

    assert ended.state is StepState.FAILED
    assert str(ended.reason).startswith(sentence)


@pytest.mark.parametrize(
    ("step", "code", "advice"),
    [
        (PUBLISH, 50013, "Give the bot View Channel and Send Messages in this channel."),
        (PUBLISH, 50001, "Give the bot View Channel and Send Messages in this channel."),
        (DISCUSS, 50013, "Give the bot View Channel and Create Public Threads in this channel."),
        (DISCUSS, 50001, "Give the bot View Channel and Create Public Threads in this channel."),
        (PUBLISH, 50024, "Only an announcement channel publishes."),
        (DISCUSS, 50024, "Threads begin in text and announcement channels alone."),
        (PUBLISH, 10003, "The channel was deleted."),
        (PUBLISH, 200000, "A rule of this server's AutoMod keeps it out. Publish it by hand."),
        (DISCUSS, 200001, "A rule of this server's AutoMod keeps its title out. Open one by hand."),
    ],
)
def test_a_refusal_fails_the_step_with_advice_for_it(step: Step, code: int, advice: str) -> None:
    ended = _refused(code, step)

    assert ended.state is StepState.FAILED
    assert ended.reason == advice
    assert len(advice) <= STEP_REASON_CHARACTERS
    assert (ended.next_try_at, ended.failure) == (None, None)


@pytest.mark.parametrize(("step", "code"), [(PUBLISH, 40033), (DISCUSS, 160004), (PUBLISH, 10008)])
def test_what_discord_has_already_is_done(step: Step, code: int) -> None:
    assert _refused(code, step, 400) == StepOutcome(StepState.DONE, None, None, None, logged=False)


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (None, 0, FailureKind.UNCLEAR),
        (400, 20028, FailureKind.LIMITED),
        (400, 777777, FailureKind.REFUSED),
    ],
)
def test_what_passes_by_itself_is_tried_again(
    status: int | None, code: int, failure: FailureKind
) -> None:
    outcome = after_refusal(_open(), refusal(status, code), NOON, 0)

    assert (outcome.state, outcome.failure) == (StepState.OPEN, failure)
    assert outcome.next_try_at == NOON + timedelta(seconds=5)
    assert outcome.reason


def test_tries_are_counted_while_the_trouble_is_the_same() -> None:
    last = UNKNOWN_REFUSAL_ATTEMPTS - 1
    unknown = refusal(400, 777777)

    same = after_refusal(_open(attempts=last, failure=FailureKind.REFUSED), unknown, NOON, 0)
    other = after_refusal(_open(attempts=last, failure=FailureKind.LIMITED), unknown, NOON, 0)

    assert (same.state, other.state) == (StepState.FAILED, StepState.OPEN)


def test_retries_are_spread() -> None:
    outcome = after_refusal(_open(), refusal(None), NOON, 1)

    assert outcome.next_try_at == NOON + timedelta(seconds=7.5)


def test_a_revoked_token_leaves_the_step_open() -> None:
    assert after_refusal(_open(), refusal(401), NOON, 0).state is StepState.OPEN


def test_a_bug_is_met_a_few_times() -> None:
    bug = ValueError("x")
    met = [after_bug(_open(PUBLISH, n, FailureKind.BUG), bug, NOON) for n in range(BUG_ATTEMPTS)]

    assert [each.state for each in met] == [*[StepState.OPEN] * 2, StepState.FAILED]
    assert [each.failure for each in met] == [FailureKind.BUG, FailureKind.BUG, None]
    assert met[0].next_try_at == NOON + timedelta(minutes=15)
    assert met[-1].reason == "The bot itself failed. The log of its host says why."
    assert after_bug(_open(PUBLISH, 9, FailureKind.LIMITED), bug, NOON).state is StepState.OPEN
