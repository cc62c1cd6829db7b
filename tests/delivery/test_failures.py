"""What is done when Discord does not take a post."""

from datetime import timedelta

import pytest

from bot.delivery.failures import LONGEST_RETRY, Action, react, react_to_bug
from bot.delivery.keys import post_key
from tests.factories import NOON
from tests.fakes import refusal


@pytest.mark.parametrize(
    ("status", "code", "action"),
    [
        (None, 0, Action.RECONCILE),
        (500, 0, Action.RECONCILE),
        (503, 0, Action.RECONCILE),
        (429, 0, Action.RETRY),
        (401, 0, Action.STOP),
        (403, 50001, Action.PAUSE_CHANNEL),
        (403, 50013, Action.PAUSE_CHANNEL),
        (403, 0, Action.RETRY),
        (404, 0, Action.RETRY),
        (403, 340002, Action.PAUSE_CHANNEL),
        (404, 10003, Action.END_CHANNEL),
        (404, 10004, Action.PAUSE_CHANNEL),
        (404, 10008, Action.SENT),
        (400, 40058, Action.PAUSE_CHANNEL),
        (400, 40066, Action.PAUSE_CHANNEL),
        (400, 40067, Action.PAUSE_CHANNEL),
        (400, 50083, Action.PAUSE_CHANNEL),
        (400, 160005, Action.PAUSE_CHANNEL),
        (400, 160006, Action.PAUSE_CHANNEL),
        (400, 160007, Action.PAUSE_CHANNEL),
        (400, 160004, Action.SENT),
        (400, 40033, Action.SENT),
        (400, 40005, Action.FAIL_POST),
        (400, 200001, Action.FAIL_POST),
        (403, 20016, Action.RETRY),
        (400, 20028, Action.RETRY),
        (400, 20029, Action.RETRY),
        (429, 20028, Action.RETRY),
        (400, 50035, Action.FAIL_POST),
        (400, 200000, Action.FAIL_POST),
        (400, 240000, Action.FAIL_POST),
    ],
)
def test_each_refusal_has_its_reaction(status: int | None, code: int, action: Action) -> None:
    assert react(refusal(status, code), 1, NOON, 0).action is action


def test_slow_mode_waits_as_long_as_discord_says() -> None:
    reaction = react(refusal(403, 20016, retry_after=42), 1, NOON, 0)

    assert (reaction.action, reaction.at) == (Action.RETRY, NOON + timedelta(seconds=42))


def test_waiting_doubles_and_stays_bounded() -> None:
    waits = [react(refusal(None), attempt, NOON, 0).at - NOON for attempt in range(1, 30)]

    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert max(waits) == LONGEST_RETRY


def test_a_bug_is_tried_again_and_then_lets_the_next_post_pass() -> None:
    actions = [react_to_bug(ValueError("x"), attempt, NOON).action for attempt in (1, 2, 3)]

    assert actions == [Action.RECONCILE, Action.RECONCILE, Action.FAIL_POST]


def test_a_key_fits_a_nonce_and_differs_by_database_post_and_generation() -> None:
    keys = {post_key("a", 1, 0), post_key("b", 1, 0), post_key("a", 2, 0), post_key("a", 1, 1)}

    assert len(keys) == 4
    assert all(len(key) <= 25 for key in keys)
