from datetime import UTC, datetime, timedelta

import pytest

from bot.search.filters import parse_since
from tests.factories import NOON
from tests.tables import each_row


@each_row(
    ("text", "meant"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-05", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-17", datetime(2024, 5, 17, tzinfo=UTC)),
        ("30d", NOON - timedelta(days=30)),
        (" 30D ", NOON - timedelta(days=30)),
        ("2w", NOON - timedelta(days=14)),
        ("12m", NOON - timedelta(days=365.25)),
        ("2y", NOON - timedelta(days=730.5)),
        ("last week", NOON - timedelta(days=7)),
        ("Yesterday", NOON - timedelta(days=2)),
        ("3 months", NOON - timedelta(days=3 * 365.25 / 12)),
        ("last 3 months", NOON - timedelta(days=3 * 365.25 / 12)),
        ("a week ago", NOON - timedelta(days=7)),
        ("May 2024", datetime(2024, 5, 1, tzinfo=UTC)),
        ("sept. 2024", datetime(2024, 9, 1, tzinfo=UTC)),
        ("May 17, 2024", datetime(2024, 5, 17, tzinfo=UTC)),
        ("since January 1, 2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ("17 May 2024", datetime(2024, 5, 17, tzinfo=UTC)),
        ("May 3rd 2024", datetime(2024, 5, 3, tzinfo=UTC)),
        ("this year", datetime(NOON.year, 1, 1, tzinfo=UTC)),
        ("This month", datetime(NOON.year, NOON.month, 1, tzinfo=UTC)),
    ],
)
def test_since_takes_a_date_or_a_period(text: str, meant: datetime) -> None:
    assert parse_since(text, NOON) == meant


@each_row(
    "text",
    [
        *("", "0000", "2024-13", "2024-02-30", "2024-5-", "30", "99999y", "d", "٣d٣", "٣d", "٢٠٢٤"),
        *("soon", "surgery 2024", "last", "0 days", "mayor", "3 may 4 2024", "may 32, 2024"),
        *("9999-99", "99999999999y", "0d", "000y", "-1d", "2024-13-45", "10000-01"),
    ],
)
def test_since_takes_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match="30d"):
        parse_since(text, NOON)


@each_row(
    ("text", "now", "meant"),
    [
        ("march", datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        ("March", datetime(2026, 2, 28, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)),
        ("mar 3", datetime(2026, 3, 2, tzinfo=UTC), datetime(2025, 3, 3, tzinfo=UTC)),
        ("2 mar", datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)),
        ("this week", datetime(2026, 3, 4, 9, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-05", datetime(2026, 3, 4, 9, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)),
    ],
)
def test_a_date_without_a_year_is_the_last_one_of_its_name(
    text: str, now: datetime, meant: datetime
) -> None:
    assert parse_since(text, now) == meant


@pytest.mark.parametrize("text", ["2027", "9999", "May 2027", "2026-03-06"])
def test_nothing_is_asked_since_a_day_to_come(text: str) -> None:
    with pytest.raises(ValueError, match="has not come yet"):
        parse_since(text, datetime(2026, 3, 4, 9, tzinfo=UTC))


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(ValueError, match="x…") as caught:
        parse_since("x" * 100_000, NOON)

    assert len(str(caught.value)) < 200
