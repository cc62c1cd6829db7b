from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.feeds.health import address_of, after_answer, after_gone, has_moved
from bot.model.document import Document
from bot.model.feed import FeedHealth, Move, TrackedFeed
from tests.factories import NOON, feed

DAY = timedelta(days=1)
NEW, OTHER = "https://new.example/feed", "https://other.example/feed"
FEED = feed()


def tracked(
    to: str | None = NEW,
    *,
    held: timedelta = 7 * DAY,
    failures: int = 0,
    failing: timedelta | None = None,
) -> TrackedFeed:
    """A feed whose last success came so long after its move was first seen."""
    health = FeedHealth(
        NOON, NOON, failures, failing_since=None if failing is None else NOON - failing
    )
    return TrackedFeed(1, FEED, move=Move(to, NOON - held) if to else None, health=health)


def answer(moved_to: str | None) -> Document:
    return Document(moved_to or FEED.url, 200, moved_to=moved_to)


@pytest.mark.parametrize(
    ("held", "believed"), [(7 * DAY, True), (7 * DAY - timedelta(seconds=1), False)]
)
def test_a_move_is_believed_once_an_answer_came_by_it_for_a_week(
    held: timedelta, *, believed: bool
) -> None:
    assert has_moved(tracked(held=held)) is believed
    assert address_of(tracked(held=held)) == (NEW if believed else FEED.url)


def test_without_an_answer_or_a_move_nothing_has_moved() -> None:
    unheard = replace(tracked(), health=FeedHealth())
    assert not has_moved(unheard)
    assert not has_moved(tracked(None))
    assert address_of(tracked(None)) == FEED.url


def test_both_addresses_are_asked_in_turn_while_a_moved_feed_fails() -> None:
    asked = [address_of(tracked(failures=failures)) for failures in range(4)]
    assert asked == [NEW, FEED.url, NEW, FEED.url]


def test_a_redirect_that_is_new_or_leads_elsewhere_begins_a_move() -> None:
    assert after_answer(tracked(None), answer(NEW), NOON) == Move(NEW, NOON)
    early = tracked(held=DAY)
    assert after_answer(early, answer(OTHER), NOON) == Move(OTHER, NOON)


def test_a_redirect_that_holds_keeps_its_beginning_and_one_that_ends_is_forgotten() -> None:
    early = tracked(held=DAY)
    assert after_answer(early, answer(NEW), NOON) == early.move
    assert after_answer(early, answer(None), NOON) is None


@pytest.mark.parametrize(("failing", "kept"), [(DAY, False), (DAY - timedelta(seconds=1), True)])
def test_a_day_without_an_answer_begins_a_move_anew(failing: timedelta, *, kept: bool) -> None:
    early = tracked(held=3 * DAY, failures=1, failing=failing)
    expected = early.move if kept else Move(NEW, NOON)
    assert after_answer(early, answer(NEW), NOON) == expected


def test_the_new_address_keeps_the_move_whatever_it_answers() -> None:
    moved = tracked()
    assert after_answer(moved, answer(None), NOON) == moved.move
    assert after_answer(moved, answer(OTHER), NOON) == moved.move


def test_the_old_address_still_has_to_lead_there() -> None:
    failing = tracked(failures=1, failing=9 * DAY)
    assert after_answer(failing, answer(NEW), NOON) == failing.move
    assert after_answer(failing, answer(None), NOON) is None


def test_a_feed_is_gone_if_the_only_address_it_has_says_so() -> None:
    assert after_gone(tracked(None)) == (True, None)
    early = tracked(held=DAY)
    assert after_gone(early) == (True, early.move)


def test_a_moved_feed_is_not_gone_because_one_of_its_addresses_is() -> None:
    moved = tracked()
    assert after_gone(moved) == (False, None)
    at_the_old = tracked(failures=1)
    assert after_gone(at_the_old) == (False, at_the_old.move)
