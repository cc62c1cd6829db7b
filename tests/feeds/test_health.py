from datetime import timedelta

from bot.feeds.health import after_failure, after_success
from bot.model.feed import FeedHealth
from tests.factories import NOON

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
