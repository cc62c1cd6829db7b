"""Whether an article that a feed shows is news: each row of the table, by itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.articles.news import PAST_ONLY, FeedPart, Record, Sighting, Silence, silences
from bot.model.feed import FeedHealth, TrackedFeed
from tests.factories import NOON, article, feed
from tests.tables import each_row

DAY = timedelta(days=1)
FIRST_POLL = Sighting(FeedPart.FIRST_PAGE, None, NOON)
POLL = Sighting(FeedPart.FIRST_PAGE, NOON, NOON)
PAST = Sighting(FeedPart.PAST, NOON, NOON)
EARLY_PAST = Sighting(FeedPart.PAST, None, NOON)


def reason(
    sighting: Sighting,
    *,
    before: Silence | None = Silence.UNDATED,
    on_record: bool = False,
    **fields: Any,
) -> Silence | None:
    """The reason to keep an article silent that stands alone; None if it is news."""
    records = {"1": Record(1, before, NOON, NOON)} if on_record else {}
    return silences([article("1", **fields)], sighting, records)["1"]


@pytest.mark.parametrize("published_at", [None, NOON - 7 * DAY, NOON, NOON + 99 * DAY])
def test_what_the_first_page_shows_after_the_first_poll_is_news(
    published_at: Any,
) -> None:
    assert reason(POLL, published_at=published_at) is None


@pytest.mark.parametrize("days", [8, 9_999])
def test_what_is_dated_well_before_the_first_poll_is_old_when_the_first_page_shows_it(
    days: int,
) -> None:
    dated = NOON - days * DAY
    assert reason(POLL, published_at=dated) is Silence.OLD
    past = {"1": Record(1, Silence.OLDER, NOON, dated)}
    assert silences([article("1", published_at=dated)], POLL, past) == {"1": Silence.OLD}


@pytest.mark.parametrize("sighting", [FIRST_POLL, EARLY_PAST])
@pytest.mark.parametrize("on_record", [False, True])
def test_what_is_seen_by_the_first_poll_or_before_is_none(
    sighting: Sighting, *, on_record: bool
) -> None:
    assert reason(sighting, on_record=on_record) is Silence.FIRST_POLL


@pytest.mark.parametrize(
    ("published_at", "expected"),
    [(None, Silence.UNDATED), (NOON, Silence.OLDER), (NOON + DAY, None)],
)
def test_in_the_past_the_date_decides(published_at: Any, expected: Silence | None) -> None:
    assert reason(PAST, published_at=published_at) is expected


@pytest.mark.parametrize("before", sorted(PAST_ONLY))
def test_what_was_found_in_the_past_alone_is_news_where_the_first_page_shows_it_as_new(
    before: Silence,
) -> None:
    assert reason(POLL, before=before, on_record=True) is None
    assert reason(PAST, before=before, on_record=True) is before
    again = reason(POLL, before=before, on_record=True, published_at=NOON + 3 * DAY)
    assert again is Silence.RESURFACED


def test_below_what_was_decided_it_moved_up() -> None:
    found = [article(key) for key in ("above", "decided", "below")]
    past = Record(1, Silence.UNDATED, NOON)
    records = {"above": past, "decided": Record(2, None, NOON), "below": past}
    assert silences(found, POLL, records) == {
        "above": None,
        "decided": Silence.KNOWN,
        "below": Silence.RESURFACED,
    }


def test_what_went_from_the_first_page_into_the_past_while_that_was_read_is_news() -> None:
    found = [article("decided"), article("below")]
    late = Record(1, Silence.UNDATED, NOON + timedelta(seconds=1))
    records = {"decided": Record(2, None, NOON), "below": late}
    assert silences(found, POLL, records)["below"] is None


def test_a_first_poll_settles_what_was_found_in_the_past() -> None:
    assert reason(FIRST_POLL, before=Silence.OLDER, on_record=True) is Silence.FIRST_POLL


def test_with_announcing_off_news_has_that_reason_and_the_rest_its_own() -> None:
    found = [article("new"), article("old")]
    records = {"old": Record(1, Silence.FIRST_POLL, NOON)}
    off = silences(found, POLL, records, announce=False)
    assert off == {"new": Silence.OFF, "old": Silence.KNOWN}


BEFORE, DURING, AFTER = (NOON + timedelta(hours=hours) for hours in (-1, 0, 1))
MIDNIGHT = NOON.replace(hour=0)
RESTORED = replace(POLL, first_polled_at=NOON - timedelta(days=90), restored_at=NOON)
FIRST_AFTER = replace(RESTORED, polled_since=False)
BACKFILL_AFTER = replace(RESTORED, place=FeedPart.PAST)


LATER = replace(RESTORED, asked_at=NOON + timedelta(days=2))


@each_row(
    ("sighting", "dated", "reason"),
    [
        (FIRST_AFTER, BEFORE, Silence.RESTORED),
        (FIRST_AFTER, DURING, Silence.RESTORED),
        (FIRST_AFTER, AFTER, None),
        (FIRST_AFTER, None, Silence.RESTORED),
        (FIRST_AFTER, MIDNIGHT, Silence.RESTORED),
        (RESTORED, BEFORE, Silence.RESTORED),
        (RESTORED, AFTER, None),
        (RESTORED, None, None),
        (RESTORED, MIDNIGHT, None),
        (RESTORED, MIDNIGHT - timedelta(days=1), Silence.RESTORED),
        (LATER, BEFORE, None),
        (LATER, NOON - timedelta(days=20), None),
        (LATER, NOON - timedelta(days=100), Silence.OLD),
        (replace(LATER, polled_since=False), BEFORE, Silence.RESTORED),
        (replace(LATER, place=FeedPart.PAST), BEFORE, Silence.RESTORED),
        (BACKFILL_AFTER, BEFORE, Silence.RESTORED),
        (BACKFILL_AFTER, MIDNIGHT, Silence.RESTORED),
        (BACKFILL_AFTER, AFTER, None),
        (BACKFILL_AFTER, None, Silence.UNDATED),
        (BACKFILL_AFTER, NOON - timedelta(days=100), Silence.OLDER),
        (FIRST_AFTER, NOON - timedelta(days=100), Silence.OLD),
        (replace(FIRST_AFTER, first_polled_at=None), AFTER, Silence.FIRST_POLL),
    ],
)
def test_after_a_restore_the_gap_is_silent(
    sighting: Sighting, dated: datetime | None, reason: Silence | None
) -> None:
    found = [article("x", published_at=dated)]

    assert silences(found, sighting, {}) == {"x": reason}


def test_after_a_restore_an_article_below_known_ones_is_of_the_gap() -> None:
    """An article of the gap comes to the first page if others are removed."""
    found = [article(key, published_at=BEFORE) for key in ("above", "known", "below")]
    records = {"known": Record(1, None, NOON - timedelta(days=80), BEFORE)}

    reasons = silences(found, LATER, records)

    assert reasons == {"above": None, "known": Silence.KNOWN, "below": Silence.RESTORED}


def test_after_a_restore_an_article_of_the_past_that_moves_up_is_of_the_gap() -> None:
    record = Record(1, Silence.OLDER, NOON - timedelta(days=80), BEFORE)
    found = [article("x", published_at=BEFORE)]

    assert silences(found, FIRST_AFTER, {"x": record}) == {"x": Silence.RESTORED}


def test_what_was_decided_before_a_restore_stays_known() -> None:
    record = Record(1, None, NOON - timedelta(days=80), BEFORE)

    reasons = silences([article("x", published_at=BEFORE)], FIRST_AFTER, {"x": record})

    assert reasons == {"x": Silence.KNOWN}


def polled(first: datetime | None, last: datetime | None = None) -> TrackedFeed:
    """A feed that was restored at noon."""
    health = FeedHealth(first_polled_at=first, last_success_at=last)
    return TrackedFeed(1, feed(), health=health, restored_at=NOON)


def test_a_first_poll_between_reading_and_storing_does_not_count() -> None:
    assert FIRST_POLL.kept_with(polled(NOON)).first_polled_at is None


def test_a_feed_that_was_switched_off_and_on_since_counts_as_never_polled() -> None:
    assert POLL.kept_with(polled(None)).first_polled_at is None
    assert POLL.kept_with(polled(NOON + DAY)).first_polled_at == NOON + DAY


def test_a_poll_after_the_restore_counts_if_it_came_before_the_articles_are_stored() -> None:
    asked = Sighting.of(polled(NOON, BEFORE), FeedPart.FIRST_PAGE, NOON)
    assert not asked.beside_polls(polled(NOON, BEFORE)).polled_since
    assert asked.beside_polls(polled(NOON, DURING)).polled_since
    assert replace(asked, polled_since=True).beside_polls(polled(NOON, BEFORE)).polled_since
