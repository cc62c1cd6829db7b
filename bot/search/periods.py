"""Reads how members say since when: "last week", "3 months ago", "May 1, 2024", "March". Pure.

`filters` asks, and the commands with an option of that kind.
"""

import re
from datetime import datetime, timedelta

from bot.articles.date_words import MONTHS

SPOKEN_PERIOD = re.compile(
    r"(?:(?:the )?(?:last|past) (?:([0-9]{1,4}) )?|([0-9]{1,4}|an?|one) ?)"
    r"(d|w|m|y)(?:ays?|eeks?|onths?|ears?|k|ks|r|rs|o|os)(?: ago)?"
)
SPOKEN_SINCE = r"""
(?: (?<=since:) | (?<=since:\ ) ) (?:
    (?:the\ )?(?:last|past)\ (?:[0-9]+\ )?(?:day|week|month|year)s?
    | (?:[0-9]+|an?|one)\ (?:day|week|month|year)s?(?:\ ago)?
    | this\ (?:week|month|year)
    | [a-z]{3,9}\.?\ (?:[0-9]{1,2}[a-z]{0,2},?\ )?[0-9]{4}
    | [0-9]{1,2}[a-z]{0,2}\ [a-z]{3,9}\.?,?\ [0-9]{4}
) \b
"""
"""Several words as the value of `since:`; for expressions with `re.VERBOSE`."""
SPOKEN_DATE = re.compile(
    r"(?:(?P<day>[0-9]{1,2})[a-z]{0,2} )?(?P<month>[a-z]{3,9})\.?"
    r"(?: (?P<behind>[0-9]{1,2})[a-z]{0,2})?(?: (?P<year>[0-9]{4}))?"
)
"""A month with a year, a day, or neither; the day stands before it or behind it."""
DAYS_AGO = {"today": "1d", "yesterday": "2d"}
"""Whole days: who says "since yesterday" wants what came yesterday morning, too."""


def plain_since(text: str, now: datetime) -> str:
    """Rewrite a typed period in the forms of `filters.parse_since`: "last 3 months" is "3m".

    Args:
        now: tells which year "March" is of, and what "this year" is.
    """
    asked = " ".join(text.lower().replace(",", " ").split()).removeprefix("since ")
    if period := SPOKEN_PERIOD.fullmatch(asked):
        number = period[1] or period[2] or "1"
        return f"{number if number.isdigit() else 1}{period[3]}"
    if asked == "this week":
        return f"{now - timedelta(days=now.weekday()):%Y-%m-%d}"
    if asked in {"this month", "this year"}:
        return f"{now:%Y-%m}" if "month" in asked else f"{now:%Y}"
    if date := SPOKEN_DATE.fullmatch(asked):
        return _plain_date(date, now) or DAYS_AGO.get(asked, asked)
    return DAYS_AGO.get(asked, asked)


def _plain_date(date: re.Match[str], now: datetime) -> str:
    """The date in digits, without a year the last one of its name; "" for another word."""
    month = next((MONTHS[name] for name in MONTHS if name.startswith(date["month"])), None)
    day = int(date["day"] or date["behind"] or 1)
    if not month or (date["day"] and date["behind"]):
        return ""
    year = date["year"] or now.year - ((month, day) > (now.month, now.day))
    return f"{year}-{month:02}-{day:02}"
