from datetime import timedelta

import pytest

from bot.feeds.health import WEB_PAGE_INSTEAD, FeedTrouble, after_failure, after_success, trouble
from bot.model.feed import FeedHealth, Move, TrackedFeed
from tests.factories import NOON, feed

LATER = NOON + timedelta(hours=1)


def test_the_first_success_is_the_first_poll() -> None:
    assert after_success(FeedHealth(), NOON) == FeedHealth(NOON, NOON, 0, None)


def test_a_success_forgets_failures_and_keeps_the_first_poll() -> None:
    health = FeedHealth(NOON, NOON, 3, "The server cannot be reached.")
    assert after_success(health, LATER) == FeedHealth(NOON, LATER, 0, None)


def test_a_failure_is_counted_with_its_reason() -> None:
    health = after_failure(FeedHealth(NOON, NOON, 1, "old", NOON), "new", LATER)
    assert health == FeedHealth(NOON, NOON, 2, "new", failing_since=NOON)


def test_failing_begins_with_the_first_failure_and_ends_with_a_success() -> None:
    failed = after_failure(FeedHealth(), "no", NOON)
    assert failed.failing_since == NOON
    assert after_success(failed, LATER).failing_since is None


def test_what_is_gone_for_good_stays_so_until_it_is_read() -> None:
    gone = after_failure(after_failure(FeedHealth(), "no", NOON, gone=True), "no", LATER)
    assert gone.gone_at == NOON
    assert after_success(gone, LATER).gone_at is None


def test_a_failed_first_poll_does_not_make_what_comes_next_news() -> None:
    assert after_failure(FeedHealth(), "x" * 1000, NOON).first_polled_at is None


DAY = timedelta(days=1)


def told(health: FeedHealth, move: Move | None = None) -> FeedTrouble | None:
    return trouble(TrackedFeed(1, feed("News"), health=health, move=move), NOON)


def test_a_long_reason_is_cut() -> None:
    assert after_failure(FeedHealth(), "x" * 1000, NOON).error == "x" * 500


@pytest.mark.parametrize(
    ("failures", "since", "lasts"),
    [(2, DAY, True), (2, DAY - timedelta(seconds=1), False), (1, 9 * DAY, False)],
)
def test_a_failure_is_told_if_it_lasts_a_day_and_was_met_twice(
    failures: int, since: timedelta, *, lasts: bool
) -> None:
    health = FeedHealth(NOON, NOON, failures, "No answer.", NOON - since)
    found = told(health)
    assert bool(found) is lasts
    if found:
        assert found.since == NOON - since
        assert found.sentence.startswith("News could not be read since 2026-02-28 12:00 UTC. No")


def test_a_web_page_in_place_of_a_known_feed_is_told_at_once() -> None:
    assert told(FeedHealth(NOON, NOON, 1, WEB_PAGE_INSTEAD, NOON))
    assert not told(FeedHealth(None, None, 1, WEB_PAGE_INSTEAD, NOON))


def test_gone_for_good_goes_before_everything_else() -> None:
    move = Move("https://new.example/", NOON - 9 * DAY)
    found = told(FeedHealth(NOON, NOON, 5, "No.", NOON - 3 * DAY, gone_at=NOON - DAY), move)
    assert found
    assert found.since == NOON - DAY
    assert f"feeds remove {feed('News').url}" in found.sentence


def test_a_move_is_told_once_it_is_believed() -> None:
    found = told(FeedHealth(NOON, NOON), Move("https://new.example/", NOON - 8 * DAY))
    assert found
    assert (found.since, "https://new.example/" in found.sentence) == (NOON - DAY, True)
    assert told(FeedHealth(NOON, NOON), Move("https://new.example/", NOON - DAY)) is None


def test_a_feed_that_is_well_has_no_trouble() -> None:
    assert told(FeedHealth(NOON, NOON)) is None
