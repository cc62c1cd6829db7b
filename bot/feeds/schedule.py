"""Decides when a feed is asked again. Pure; called by the poll pipeline, and by `fetch`."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.model.feed import Pace

DAY = timedelta(days=1)
NO_WAIT = timedelta()
SHORTEST_INTERVAL = timedelta(minutes=10)
"""No public host is asked more often. Chosen by eye."""
JITTER_SHARE = 0.1
"""The share of its interval by which a feed may be asked later, so that feeds spread. Chosen by
eye."""
MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def next_check(
    now: datetime,
    *,
    interval: timedelta,
    document_headers: Mapping[str, str],
    pace: Pace,
    failures: int,
    retry_after: float | None,
    private: bool,
    jitter: float,
) -> datetime:
    """The time of the next request: the longest wait that anyone asked for, within a day.

    If that time is in an hour or on a day that the feed skips, the request waits until these are
    over, within the same limit.

    Args:
        interval: POLL_INTERVAL.
        document_headers: of the answer, names in lower case; empty after a failure.
        pace: what the feed itself wishes.
        failures: failed polls in a row; each doubles the wait.
        retry_after: seconds that the server asked to wait.
        private: whether the host is in ALLOWED_PRIVATE_HOSTS, where short intervals are kept to
            the second.
        jitter: 0 to 1, spreads the feeds; adds up to a tenth.
    """
    shortest = interval if private else max(interval, SHORTEST_INTERVAL)
    longest = longest_wait(interval)
    # 2^20 seconds are more than a day: past that nothing changes.
    backed_off = min(shortest, longest) * (1 << min(max(failures - 1, 0), 20))
    wait = max(
        backed_off,
        _freshness(document_headers, now),
        _within_a_day(60 * pace.ttl_minutes) if pace.ttl_minutes else NO_WAIT,
        _within_a_day(retry_after) if retry_after else NO_WAIT,
    )
    spread = 0 if private else JITTER_SHARE * jitter
    at = now + min(min(wait, longest) * (1 + spread), longest)
    return _past_skipped(at, pace, now + longest)


def _past_skipped(at: datetime, pace: Pace, latest: datetime) -> datetime:
    """The time itself, or the end of the hours and days that the feed skips, all in UTC."""
    while at < latest and (at.hour in pace.skip_hours or at.weekday() in pace.skip_days):
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return min(at, latest)


def _within_a_day(seconds: float) -> timedelta:
    return timedelta(seconds=min(seconds, DAY.total_seconds()))


def longest_wait(interval: timedelta) -> timedelta:
    """The longest wait of any feed: a day, or `interval` if it is longer."""
    return max(DAY, interval)


def seconds_until(value: str | None, now: datetime) -> float | None:
    """The seconds from `now` that `Retry-After` asks for; None if it cannot be read.

    The header holds seconds, or an HTTP date.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), DAY.total_seconds())
    then = _http_date(text)
    return max((then - now).total_seconds(), 0.0) if then else None


def _freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """The time for which the answer stays fresh; negative if it is stale.

    `max-age` takes precedence over `Expires` (RFC 9111).
    """
    max_age = MAX_AGE.search(headers.get("cache-control", ""))
    if max_age:
        return timedelta(seconds=int(max_age[1])) - _age(headers)
    expires = _http_date(headers.get("expires", ""))
    return expires - now if expires else NO_WAIT


def _age(headers: Mapping[str, str]) -> timedelta:
    """The time that an answer was kept by a cache."""
    age = headers.get("age", "").strip()
    return timedelta(seconds=int(age[:10]) if age.isascii() and age.isdigit() else 0)


def clock_ahead(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How far this machine's clock is ahead of the server's; None if the answer states no time.

    Args:
        headers: of an answer that came at `now`, names in lower case.
    """
    stated = _http_date(headers.get("date", ""))
    return now - stated - _age(headers) if stated else None


def served_at(
    headers: Mapping[str, str], dates: Iterable[datetime | None], now: datetime
) -> datetime | None:
    """The time of an answer by the server's clock, but not before the newest article in it.

    Args:
        headers: of the answer, names in lower case.
        dates: of the articles in it.
    """
    stated = _http_date(headers.get("date", ""))
    past = [date for date in dates if date and date <= now]
    return max([stated, *past]) if stated else None


def _http_date(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
