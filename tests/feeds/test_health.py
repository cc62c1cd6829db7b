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
    health = after_failure(FeedHealth(NOON, NOON, 1, "old"), "new")
    assert health == FeedHealth(NOON, NOON, 2, "new")


def test_a_failed_first_poll_does_not_make_what_comes_next_news() -> None:
    assert after_failure(FeedHealth(), "x" * 1000).first_polled_at is None
