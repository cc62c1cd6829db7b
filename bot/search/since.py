"""The day that "since 2024" or "since 6m" means; for operators and the command line. Pure."""

import re
from datetime import UTC, datetime, timedelta

PERIOD = re.compile(r"(?!0+[dwmy])([0-9]{1,5})([dwmy])")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
LONGEST_TOLD = 40
"""Characters of what was typed that the error repeats."""
FORMS = "2024, 2024-05, 2024-05-01, 30d, 6m or 2y"


def parse_since(text: str, now: datetime) -> datetime:
    """The moment that `2024`, `2024-05`, `2024-05-01`, `30d`, `6m` or `2y` begins with, in UTC.

    Raises:
        ValueError: for any other text.
    """
    asked = text.strip().lower()
    try:
        if period := PERIOD.fullmatch(asked):
            return now - timedelta(days=int(period[1]) * DAYS[period[2]])
        if date := DATE.fullmatch(asked):
            year, month, day = (int(part or 1) for part in date.groups())
            return datetime(year, month, day, tzinfo=UTC)
    except (ValueError, OverflowError):
        pass  # no such day in the calendar
    typed = text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"
    raise ValueError(f"write {FORMS}, not {typed}.")
