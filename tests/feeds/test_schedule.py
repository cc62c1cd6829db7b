from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.schedule import next_check, seconds_until
from bot.model.feed import Pace
from tests.tables import each_row

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BLINK = timedelta(seconds=0.5)
DAY = timedelta(days=1)


class Given(TypedDict, total=False):
    interval: timedelta
    document_headers: Mapping[str, str]
    pace: Pace
    failures: int
    retry_after: float | None
    private: bool
    jitter: float


USUAL: Given = {
    "interval": HOUR,
    "document_headers": {},
    "pace": Pace(),
    "failures": 0,
    "retry_after": None,
    "private": False,
    "jitter": 0.0,
}


def wait(**given: Unpack[Given]) -> timedelta:
    return next_check(NOW, **(USUAL | given)) - NOW


def test_a_feed_is_asked_again_after_the_interval() -> None:
    assert wait() == HOUR


def test_jitter_adds_up_to_a_tenth() -> None:
    assert wait(jitter=1.0) == HOUR * 1.1


def test_a_public_host_is_never_asked_more_often_than_every_ten_minutes() -> None:
    assert wait(interval=MINUTE) == 10 * MINUTE


def test_a_private_host_is_asked_to_the_second() -> None:
    assert wait(interval=MINUTE, private=True, jitter=1.0) == MINUTE


@each_row(
    ("headers", "expected"),
    [
        ({"cache-control": "public, max-age=7200"}, 2 * HOUR),
        ({"cache-control": "MAX-AGE=7200", "age": "600"}, 110 * MINUTE),
        ({"cache-control": "s-maxage=7200"}, HOUR),
        ({"cache-control": "max-age=60"}, HOUR),
        ({"cache-control": "max-age=9999999999"}, DAY),
        ({"cache-control": "max-age=soon"}, HOUR),
        ({"expires": "Sun, 01 Mar 2026 15:00:00 GMT"}, 3 * HOUR),
        ({"expires": "Sun, 01 Mar 2026 15:00:00 GMT", "cache-control": "max-age=0"}, HOUR),
        ({"cache-control": "max-age=110000", "age": "100000"}, 10_000 * SECOND),
        ({"cache-control": "max-age=7200", "age": "9" * 5_000}, HOUR),
        ({"expires": "0"}, HOUR),
        ({"expires": "Mon, 01 Mar 2100 00:00:00 GMT"}, DAY),
    ],
)
def test_the_server_may_ask_for_a_longer_wait_within_a_day(
    headers: dict[str, str], expected: timedelta
) -> None:
    assert wait(document_headers=headers) == expected


def test_the_feed_may_ask_for_a_longer_wait_within_a_day() -> None:
    assert wait(pace=Pace(180)) == 3 * HOUR
    assert wait(pace=Pace(10_000)) == DAY


@each_row(
    ("pace", "expected"),
    [
        (Pace(skip_hours=(12,)), HOUR),
        (Pace(skip_hours=(13, 14)), 3 * HOUR),
        (Pace(skip_hours=tuple(range(13, 24))), 12 * HOUR),
        # NOW is a Sunday, the sixth day.
        (Pace(skip_days=(6,)), 12 * HOUR),
        (Pace(skip_days=(6,), skip_hours=(0, 1)), 14 * HOUR),
        (Pace(skip_days=(6, 0)), DAY),
        (Pace(skip_hours=tuple(range(24))), DAY),
        (Pace(skip_days=tuple(range(7))), DAY),
    ],
)
def test_hours_and_days_that_the_feed_skips_are_skipped_within_a_day(
    pace: Pace, expected: timedelta
) -> None:
    assert wait(pace=pace) == expected


def test_failures_double_the_wait_up_to_a_day() -> None:
    waits = [wait(failures=n) for n in (1, 2, 3, 4, 5, 6, 1000)]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]


def test_retry_after_is_honoured_up_to_a_day() -> None:
    assert wait(failures=1, retry_after=7200) == 2 * HOUR
    assert wait(failures=1, retry_after=10) == HOUR
    assert wait(failures=1, retry_after=float("inf")) == DAY


def test_an_interval_longer_than_a_day_is_kept() -> None:
    assert wait(interval=2 * DAY) == 2 * DAY


@pytest.mark.parametrize("interval", [SECOND, HOUR, DAY])
def test_failures_without_end_wait_a_day_whatever_the_interval(interval: timedelta) -> None:
    assert wait(interval=interval, private=True, failures=1000) == DAY


@pytest.mark.parametrize(
    "asked",
    [
        Given(),
        Given(pace=Pace(0)),
        Given(retry_after=0.0),
        Given(document_headers={"cache-control": "max-age=0"}),
        Given(document_headers={"cache-control": "max-age=5", "age": "60"}),
        Given(document_headers={"expires": "Sun, 01 Mar 2026 11:00:00 GMT"}),
    ],
)
def test_a_wait_of_nothing_leaves_the_shortest_interval_as_it_is(asked: Given) -> None:
    assert wait(**(Given(interval=BLINK, private=True) | asked)) == BLINK


def test_skipped_hours_end_within_the_limit_also_if_the_interval_is_longer_than_a_day() -> None:
    assert wait(interval=2 * DAY, pace=Pace(skip_hours=(12,))) == 2 * DAY


def test_skipped_hours_end_on_the_hour() -> None:
    at = next_check(
        NOW + timedelta(minutes=20, seconds=7, microseconds=3),
        **(USUAL | {"interval": 10 * MINUTE, "pace": Pace(skip_hours=(12,))}),
    )

    assert at == NOW + HOUR


@given(st.text(), st.text(), st.text())
def test_no_header_can_break_the_schedule(control: str, expires: str, age: str) -> None:
    headers = {"cache-control": f"max-age={control}", "expires": expires, "age": age}
    assert HOUR <= wait(document_headers=headers) <= DAY


@each_row(
    ("value", "expected"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("100000", 86400.0),
        ("99999999999999", 86400.0),
        ("9" * 5_000, 86400.0),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120.0),
        ("Sun, 01 Mar 2026 13:02:00 +0100", 120.0),
        ("Sun, 01 Mar 2026 12:02:00 -0000", 120.0),
        ("Sun, 01 Mar 2020 12:02:00 GMT", 0.0),
        ("-1", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, expected: float | None) -> None:
    assert seconds_until(value, NOW) == expected
