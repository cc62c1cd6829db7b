"""What is done when Discord does not take a post."""

import logging
from datetime import timedelta

import pytest

from bot.delivery.failures import (
    LONGEST_RETRY,
    UNREAD_ATTEMPTS,
    Action,
    again,
    log_level,
    react,
    react_to_bug,
)
from bot.delivery.keys import post_key
from bot.errors import MessengerError
from bot.model.delivery import Setback
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
        (400, 50006, Action.FAIL_POST),
        (413, 0, Action.FAIL_POST),
        (403, 50005, Action.FAIL_POST),
        (301, 0, Action.RECONCILE),
        (307, 0, Action.RECONCILE),
        (408, 0, Action.RECONCILE),
        (500, 10003, Action.RECONCILE),
        (503, 50035, Action.RECONCILE),
        (400, 0, Action.RETRY),
        (400, 777777, Action.RETRY),
        (404, 10011, Action.RETRY),
        (405, 0, Action.RETRY),
        (409, 0, Action.RETRY),
        (422, 777777, Action.RETRY),
        (451, 0, Action.RETRY),
        (400, 40004, Action.RETRY),
        (400, 40006, Action.RETRY),
        (400, 130000, Action.RETRY),
        (400, 20026, Action.PAUSE_CHANNEL),
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


@pytest.mark.parametrize(("status", "code"), [(400, 0), (400, 777777), (404, 10011), (418, 0)])
def test_a_refusal_that_nobody_knows_is_met_a_few_times_ever_later(status: int, code: int) -> None:
    met = [react(refusal(status, code), tries, NOON, 0) for tries in range(1, 6)]

    assert [each.action for each in met] == [*[Action.RETRY] * 4, Action.FAIL_POST]
    waits = [(each.at - NOON).total_seconds() for each in met[:4]]
    assert waits == [5, 20, 80, 320]


def test_an_answer_that_the_bot_fails_to_read_holds_its_channel_for_hours_and_no_longer() -> None:
    error = MessengerError("its answer cannot be read", unread=True)
    met = [react(error, tries, NOON, 0) for tries in range(1, UNREAD_ATTEMPTS + 1)]

    assert [each.action for each in met[:-1]] == [Action.RECONCILE] * (UNREAD_ATTEMPTS - 1)
    assert met[-1].action is Action.FAIL_POST
    waited = sum((each.at - NOON for each in met[:-1]), timedelta())
    assert timedelta(hours=2) < waited < timedelta(hours=6)


def test_an_answer_that_is_garbled_is_met_without_end() -> None:
    assert react(refusal(None), 10_000, NOON, 0).action is Action.RECONCILE


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(0.001, 1), (1, 1), (3599, 3599), (86400, 3600), (1e300, 3600)],
)
def test_a_limit_is_waited_for_at_least_a_second_and_at_most_an_hour(
    asked: float, seconds: float
) -> None:
    assert react(refusal(429, 0, asked), 9, NOON, 0).at == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (3601, "1 hour."),
        (86400, "24 hours."),
        (2 * 86400, "2 days."),
        (1e300, "more than a year."),
    ],
)
def test_a_limit_that_takes_longer_than_an_hour_says_so(asked: float, words: str) -> None:
    reason = react(refusal(429, 0, asked), 1, NOON, 0).reason

    assert reason == f"Discord asked to wait: {words} The bot asks again every hour."


def test_only_the_same_trouble_is_counted() -> None:
    assert again(Setback.LIMITED, None, 0) == 1
    assert again(Setback.LIMITED, Setback.LIMITED, 3) == 4
    assert again(Setback.REFUSED, Setback.LIMITED, 3) == 1


@pytest.mark.parametrize(
    ("before", "logged", "level"),
    [
        (None, False, logging.WARNING),
        (Setback.LIMITED, False, logging.DEBUG),
        (Setback.UNCLEAR, False, logging.WARNING),
        (None, True, logging.DEBUG),
    ],
)
def test_what_is_met_once_more_is_no_news(
    before: Setback | None, level: int, *, logged: bool
) -> None:
    assert log_level(Setback.LIMITED, before, logged=logged) == level


def test_a_bug_is_tried_again_and_then_lets_the_next_post_pass() -> None:
    actions = [react_to_bug(ValueError("x"), attempt, NOON).action for attempt in (1, 2, 3)]

    assert actions == [Action.RECONCILE, Action.RECONCILE, Action.FAIL_POST]


def test_a_key_fits_a_nonce_and_differs_by_database_post_and_generation() -> None:
    keys = {post_key("a", 1, 0), post_key("b", 1, 0), post_key("a", 2, 0), post_key("a", 1, 1)}

    assert len(keys) == 4
    assert all(len(key) <= 25 for key in keys)
