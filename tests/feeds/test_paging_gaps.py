from datetime import datetime, timedelta

import pytest

from bot.feeds.paging import ListedItem, has_gap, has_room, is_past_gap
from tests.factories import NOON
from tests.tables import each_row

DAY = timedelta(days=1)


def items(text: str) -> list[ListedItem]:
    """Known (k) and unknown (u) items with days from the poll before; "-" has no date."""
    return [ListedItem(each[0] == "k", _date(each[1:])) for each in text.split()]


def _date(days: str) -> datetime | None:
    return None if days == "-" else NOON + int(days) * DAY


@each_row(
    ("document", "gap"),
    [
        ("u3 u2 u1", True),
        ("u- u- u-", True),
        ("u1", True),
        ("u3 u2 k0", False),
        ("k0 u1 u2 u3", False),  # oldest first
        ("k-9 u3 u2 u1", True),  # pinned
        ("k-9 k-8 u3 u2 u1", True),
        ("k-9 k-8 k-7 u3 u2 u1", False),
        ("k-9 u3 u2", False),
        ("k- u3 u2 u1", False),
        ("k2 u3 u2 u1", False),
        ("k-9 u3 u2 k1", False),
        ("k-9 u1 u2 u3", False),
        ("k0 k-1", False),
        ("u-8 u-9", False),
        ("u-7 u-9", True),
        ("u-8 u-", True),
        ("", False),
    ],
)
def test_a_gap_is_where_no_known_item_stands_below_recent_ones(document: str, *, gap: bool) -> None:
    assert has_gap(items(document), NOON) is gap


@pytest.mark.parametrize(
    ("count", "hours", "was_empty", "room"),
    [
        (1, 1, False, True),
        (2, 1, False, True),
        (3, 1, False, False),
        (1, 24, False, False),
        (1, 1, True, True),
        (9, 240, True, True),
        (10, 1, True, False),
    ],
)
def test_a_document_has_room_if_it_was_empty_or_has_hardly_an_item(
    count: int, hours: int, *, was_empty: bool, room: bool
) -> None:
    assert has_room(count, timedelta(hours=hours), was_empty=was_empty) is room


@pytest.mark.parametrize(
    ("days", "past"), [([-8, -9], True), ([-8, -7], False), ([-8, None], False), ([], False)]
)
def test_a_page_is_past_a_gap_if_all_of_it_is_older_than_the_poll_before(
    days: list[int | None], *, past: bool
) -> None:
    dates = [None if each is None else NOON + each * DAY for each in days]
    assert is_past_gap(dates, NOON) is past
