"""Why the bot cannot post in a channel, as it is concluded from its state and a refusal."""

from datetime import timedelta

import pytest

from bot.delivery.failures import react, react_to_edit
from bot.delivery.obstacles import CLOCK_SLACK, obstacle, obstacles
from bot.delivery.refusals import BY_CODE, NO_ACCESS, Action
from bot.delivery.step_outcomes import after_refusal
from bot.errors import MessengerError
from bot.model.delivery import OpenStep, Post, PostKind, StepState
from bot.model.obstacle import ObstacleKind, PlaceState, Refusal
from bot.model.subscription import Step
from tests.factories import NOON
from tests.tables import each_row

SOON = NOON + timedelta(minutes=1)
TIMED_OUT = PlaceState(timed_out_until=SOON, role="progress")


def refused(code: int, words: str = "", place: PlaceState | None = None) -> MessengerError:
    error = MessengerError(f"403 Forbidden: {words}", status=403, code=code, words=words)
    error.place = place
    return error


def test_nothing_stands_in_the_way_of_a_bot_that_has_all_it_needs() -> None:
    past = PlaceState(timed_out_until=NOON)

    assert obstacles(PlaceState(), NOON) == obstacles(past, NOON) == []


def test_each_obstacle_is_told_with_what_mends_it() -> None:
    state = PlaceState(
        visible=True,
        lacking=("Send Messages", "Embed Links"),
        timed_out_until=SOON,
        role="progress",
        joined=False,
        tagless=True,
        closed=True,
    )

    found = {each.kind: each.sentence for each in obstacles(state, NOON)}

    assert "until 2026-" in found[ObstacleKind.TIMED_OUT]
    assert "role above progress" in found[ObstacleKind.TIMED_OUT]
    assert "Mention the bot" in found[ObstacleKind.MEMBERSHIP]
    assert "Give the bot Send Messages and Embed Links there." in found[ObstacleKind.PERMISSIONS]
    assert "tag" in found[ObstacleKind.TAG]
    assert "Reopen" in found[ObstacleKind.CLOSED]


@pytest.mark.parametrize("code", [50001, 50013])
def test_a_refusal_of_a_bot_that_is_timed_out_lasts_as_long_as_the_time_out(code: int) -> None:
    reaction = react(refused(code, "Missing Permissions", TIMED_OUT), 1, NOON, 0)

    assert reaction.action is Action.PAUSE_CHANNEL
    assert reaction.obstacle
    assert (reaction.obstacle.kind, reaction.obstacle.until) == (ObstacleKind.TIMED_OUT, SOON)
    assert reaction.obstacle.refusal is None


def test_a_time_out_that_ended_by_a_fast_clock_is_tried_again_soon() -> None:
    found = obstacle(TIMED_OUT, SOON + timedelta(seconds=5), Refusal(50013))

    assert found.kind is ObstacleKind.TIMED_OUT
    assert found.until == SOON + timedelta(seconds=5) + CLOCK_SLACK


def test_a_step_after_a_card_waits_for_the_end_of_a_time_out() -> None:
    post = Post(1, 1, 10, PostKind.CARD, "key", NOON)
    step = OpenStep(post, Step.PUBLISH, 0, NOON)

    outcome = after_refusal(step, refused(50013, place=TIMED_OUT), NOON, 0)

    assert (outcome.state, outcome.next_try_at) == (StepState.OPEN, SOON)


@each_row(
    ("code", "place", "kind"),
    [
        (50001, PlaceState(joined=False), ObstacleKind.MEMBERSHIP),
        (50001, PlaceState(visible=False), ObstacleKind.HIDDEN),
        (50013, PlaceState(lacking=("Send Messages",)), ObstacleKind.PERMISSIONS),
        (40067, PlaceState(tagless=True), ObstacleKind.TAG),
        (160005, PlaceState(closed=True), ObstacleKind.CLOSED),
        # It does not explain the refusal.
        (160006, PlaceState(lacking=("Send Messages",)), ObstacleKind.REFUSED),
        (50013, PlaceState(closed=True), ObstacleKind.REFUSED),
        (50013, PlaceState(), ObstacleKind.REFUSED),
        (50013, None, ObstacleKind.REFUSED),
    ],
)
def test_a_refusal_is_explained_by_what_the_bot_sees(
    code: int, place: PlaceState | None, kind: ObstacleKind
) -> None:
    found = obstacle(place, NOON, Refusal(code, "Words"))

    assert found.kind is kind
    assert found.refusal == (Refusal(code, "Words") if kind is ObstacleKind.REFUSED else None)


def test_a_permission_is_not_asked_for_that_the_bot_has() -> None:
    unknown = obstacle(None, NOON, Refusal(50013, "Missing Permissions"))
    complete = obstacle(PlaceState(), NOON, Refusal(50013, "Missing Permissions"))

    assert unknown.sentence == NO_ACCESS
    assert "“Missing Permissions” (code 50013)" in complete.sentence


@pytest.mark.parametrize(
    ("code", "words"),
    [(30033, "1,000 members"), (50095, "another country"), (340015, "limited what the bot")],
)
def test_a_code_of_the_table_has_a_true_sentence(code: int, words: str) -> None:
    reaction = react(refused(code), 1, NOON, 0)

    assert reaction.action is Action.PAUSE_CHANNEL
    assert words in reaction.reason
    assert reaction.reason == BY_CODE[code][1]


def test_a_code_that_no_table_knows_is_told_in_discords_own_words() -> None:
    reaction = react(refused(987654, "The moon is full", PlaceState()), 1, NOON, 0)
    silent = react(refused(987654), 1, NOON, 0)

    assert reaction.action is silent.action is Action.PAUSE_CHANNEL
    assert "“The moon is full” (code 987654)" in reaction.reason
    assert "permission" not in reaction.reason
    assert "code 987654" in silent.reason


def test_edits_that_come_too_often_wait() -> None:
    error = MessengerError("slow", status=429, code=20022, retry_after=30)

    post = Post(1, 1, 10, PostKind.CARD, "key", NOON, message_id=5)

    for reaction in (react(error, 1, NOON, 0), react_to_edit(error, post, 9, NOON, 0)):
        assert (reaction.action, reaction.at) == (Action.RETRY, NOON + timedelta(seconds=30))
