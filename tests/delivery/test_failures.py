"""Reactions to a post that Discord does not take."""

import logging
from datetime import timedelta

import pytest

from bot.delivery.failures import (
    CLOSED_THREAD_RETRY,
    LONGEST_RETRY,
    UNKNOWN_REFUSAL_ATTEMPTS,
    UNREAD_ATTEMPTS,
    failure_kind,
    log_level,
    react,
    react_to_bug,
    react_to_edit,
    tries_in_a_row,
    wait_in_words,
)
from bot.delivery.refusals import Action
from bot.errors import MessengerError
from bot.model.delivery import FailureKind, Post, PostKind
from bot.model.subscription import ChannelKind
from tests.factories import NOON
from tests.fakes import refusal
from tests.tables import each_row


@each_row(
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
        (403, 40333, Action.RETRY),
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
    assert {each.reason for each in met[:-1]} == {"Discord's answer cannot be read."}
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
    assert tries_in_a_row(FailureKind.LIMITED, None, 0) == 1
    assert tries_in_a_row(FailureKind.LIMITED, FailureKind.LIMITED, 3) == 4
    assert tries_in_a_row(FailureKind.REFUSED, FailureKind.LIMITED, 3) == 1


@pytest.mark.parametrize(
    ("before", "logged", "level"),
    [
        (None, False, logging.WARNING),
        (FailureKind.LIMITED, False, logging.DEBUG),
        (FailureKind.UNCLEAR, False, logging.WARNING),
        (None, True, logging.DEBUG),
    ],
)
def test_what_is_met_once_more_is_no_news(
    before: FailureKind | None, level: int, *, logged: bool
) -> None:
    assert log_level(FailureKind.LIMITED, before, logged=logged) == level


def test_a_bug_is_tried_again_and_then_lets_the_next_post_pass() -> None:
    actions = [react_to_bug(ValueError("x"), attempt, NOON).action for attempt in (1, 2, 3)]

    assert actions == [Action.RECONCILE, Action.RECONCILE, Action.FAIL_POST]


def _sent(kind: ChannelKind) -> Post:
    """A post that was sent to a channel of this kind."""
    return Post(1, 1, 10, PostKind.CARD, "key", NOON, channel_kind=kind, message_id=99)


@each_row(
    ("kind", "status", "code", "action"),
    [
        (ChannelKind.TEXT, 404, 10008, Action.SENT),
        (ChannelKind.FORUM, 404, 10008, Action.SENT),
        (ChannelKind.TEXT, 404, 10003, Action.END_CHANNEL),
        (ChannelKind.THREAD, 404, 10003, Action.END_CHANNEL),
        (ChannelKind.FORUM, 404, 10003, Action.SENT),
        (ChannelKind.MEDIA, 404, 10003, Action.SENT),
        (ChannelKind.TEXT, 403, 50001, Action.PAUSE_CHANNEL),
        (ChannelKind.TEXT, 403, 50005, Action.FAIL_POST),
        (ChannelKind.TEXT, 400, 50035, Action.FAIL_POST),
        (ChannelKind.TEXT, 429, 0, Action.RETRY),
        (ChannelKind.TEXT, None, 0, Action.RECONCILE),
        (ChannelKind.TEXT, 401, 0, Action.STOP),
        (ChannelKind.FORUM, 400, 50083, Action.FAIL_POST),
        (ChannelKind.FORUM, 403, 160005, Action.FAIL_POST),
        (ChannelKind.FORUM, 403, 50013, Action.PAUSE_CHANNEL),
        (ChannelKind.FORUM, 500, 10003, Action.RECONCILE),
        (ChannelKind.FORUM, 503, 50083, Action.RECONCILE),
        (ChannelKind.THREAD, 502, 160005, Action.RECONCILE),
    ],
)
def test_what_an_error_of_editing_leads_to(
    kind: ChannelKind, status: int | None, code: int, action: Action
) -> None:
    reaction = react_to_edit(refusal(status, code), _sent(kind), 1, NOON, 0.5)

    assert reaction.action is action


@pytest.mark.parametrize("code", [50083, 160005])
def test_a_closed_thread_is_tried_again_half_a_day_later(code: int) -> None:
    reaction = react_to_edit(refusal(400, code), _sent(ChannelKind.THREAD), 1, NOON, 0.5)

    assert (reaction.action, reaction.at) == (Action.RETRY, NOON + CLOSED_THREAD_RETRY)


@each_row(
    ("code", "words"),
    [
        (10004, "Invite it again."),
        (50001, "Give it View Channel,"),
        (50013, "Give it View Channel,"),
        (50083, "Reopen it,"),
        (160005, "Reopen it,"),
        (160006, "Close some of them."),
        (160007, "Close some of them."),
        (40058, "This is a forum,"),
        (40066, "This forum requires a tag"),
        (40067, "This forum requires a tag"),
        (50008, "cannot post in this kind of channel."),
        (50024, "cannot post in this kind of channel."),
        (20001, "Its host must look for the reason"),
        (20026, "Its host must look for the reason"),
        (40002, "Its host must look for the reason"),
    ],
)
def test_a_channel_that_is_paused_says_what_mends_it(code: int, words: str) -> None:
    reaction = react(refusal(400, code), 1, NOON, 0)

    assert reaction.action is Action.PAUSE_CHANNEL
    assert words in reaction.reason
    assert reaction.failure is None


@pytest.mark.parametrize("code", [20016, 20022, 20028, 20029, 30046, 40062])
def test_limits_that_have_a_code_are_waited_for(code: int) -> None:
    reaction = react(refusal(400, code), 1, NOON, 0)

    assert (reaction.action, reaction.failure) == (Action.RETRY, FailureKind.LIMITED)
    assert reaction.reason == "Discord asked to wait."


@pytest.mark.parametrize("code", [40004, 40006, 130000])
def test_what_discord_switched_off_is_waited_for(code: int) -> None:
    reaction = react(refusal(400, code), 1, NOON, 0)

    assert reaction.action is Action.RETRY
    assert reaction.reason == "Discord has switched this off for a while."


@each_row(
    ("error", "failure"),
    [
        (refusal(None), FailureKind.UNCLEAR),
        (refusal(408), FailureKind.UNCLEAR),
        (refusal(399), FailureKind.UNCLEAR),
        (refusal(400), FailureKind.REFUSED),
        (refusal(499), FailureKind.REFUSED),
        (refusal(500), FailureKind.UNCLEAR),
        (refusal(400, 0, 3), FailureKind.LIMITED),
        (refusal(400, 50005), FailureKind.LIMITED),
        (refusal(401), FailureKind.LIMITED),
        (refusal(413), FailureKind.LIMITED),
        (refusal(429), FailureKind.LIMITED),
        (refusal(403, 99), FailureKind.LIMITED),
        (refusal(404), FailureKind.LIMITED),
        (refusal(404, 99), FailureKind.REFUSED),
        (MessengerError("garbled", unread=True), FailureKind.UNREAD),
    ],
)
def test_each_error_is_counted_with_its_kind(error: MessengerError, failure: FailureKind) -> None:
    assert failure_kind(error) is failure


@pytest.mark.parametrize("code", [40005, 50005, 50006, 50035, 50045, 50046, 50109])
def test_a_forbidden_message_is_not_taken_for_a_lost_permission(code: int) -> None:
    assert react(refusal(403, code), 1, NOON, 0).action is Action.FAIL_POST


def test_a_wait_is_asked_for_also_without_a_code_or_a_429() -> None:
    reaction = react(refusal(400, 777777, 9), 1, NOON, 0)

    assert (reaction.action, reaction.at) == (Action.RETRY, NOON + timedelta(seconds=9))
    assert reaction.reason == "Discord asked to wait: refused."


def test_a_limit_of_an_hour_is_told_as_discord_tells_it() -> None:
    assert react(refusal(429, 0, 3600), 1, NOON, 0).reason == "Discord asked to wait: refused."


def test_a_limit_of_the_whole_bot_was_logged_and_keeps_its_sentence() -> None:
    error = MessengerError("all of it", status=429, retry_after=86400, everywhere=True)

    reaction = react(error, 1, NOON, 0)

    assert reaction.logged
    assert reaction.reason == "Discord asked to wait: all of it."


def test_retries_of_several_channels_are_spread() -> None:
    waits = [react(refusal(None), 1, NOON, jitter).at - NOON for jitter in (0, 0.5, 1)]

    assert [wait.total_seconds() for wait in waits] == [5, 6.25, 7.5]
    assert react(refusal(429, 0, 9), 1, NOON, 1).at == NOON + timedelta(seconds=9)


def test_an_error_of_the_bot_is_tried_again_after_a_quarter_of_an_hour() -> None:
    reaction = react_to_bug(ValueError("x"), 1, NOON)

    assert (reaction.at, reaction.failure) == (NOON + timedelta(minutes=15), FailureKind.BUG)
    assert reaction.reason == "The bot itself failed. The log of its host says why."
    assert "ValueError('x')" in reaction.for_log


@each_row(
    ("seconds", "words"),
    [
        (1, "1 hour"),
        (3600 * 1.4, "1 hour"),
        (3600 * 1.6, "2 hours"),
        (3600 * 47, "47 hours"),
        (3600 * 48, "2 days"),
        (3600 * 71, "2 days"),
        (366 * 86400, "366 days"),
        (366 * 86400 + 1, "more than a year"),
    ],
)
def test_a_long_wait_is_told_in_hours_then_in_days(seconds: float, words: str) -> None:
    assert wait_in_words(seconds) == words


@pytest.mark.parametrize(
    ("message", "code", "words", "told"),
    [
        (
            "400 Bad Request (error code: 987654): No moon",
            987654,
            "No moon",
            "“No moon” (code 987654).",
        ),
        ("400 Bad Request (error code: 987654): ", 987654, "", "status 400, code 987654."),
        ("400 Bad Request (error code: 0): <html>\nA proxy</html>", 0, "", "status 400."),
        (
            "its answer cannot be read: KeyError: 'id'",
            0,
            "its answer cannot be read",
            "its answer cannot be read.",
        ),
        ("It may have been stored (no answer)", 0, "", "It may have been stored (no answer)."),
    ],
)
def test_an_error_is_one_sentence_for_moderators_and_whole_in_the_log(
    message: str, code: int, words: str, told: str
) -> None:
    error = MessengerError(message, status=400, code=code, words=words)

    reaction = react(error, UNKNOWN_REFUSAL_ATTEMPTS, NOON, 0)

    assert reaction.reason == f"Discord refused this message: {told}"
    assert " ".join(message.split()) in reaction.for_log
