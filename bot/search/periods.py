"""Reads how members say since when: "last week", "3 months ago", "May 2024". Pure.

`filters` asks, and the commands with an option of that kind.
"""

import re

from bot.articles.date_words import MONTHS

SPOKEN_PERIOD = re.compile(
    r"(?:(?:the )?(?:last|past) (?:([0-9]{1,4}) )?|([0-9]{1,4}|an?|one) ?)"
    r"(d|w|m|y)(?:ays?|eeks?|onths?|ears?|k|ks|r|rs|o|os)(?: ago)?"
)
SPOKEN_SINCE = r"""
(?: (?<=since:) | (?<=since:\ ) ) (?:
    (?:the\ )?(?:last|past)\ (?:[0-9]+\ )?(?:day|week|month|year)s?
    | (?:[0-9]+|an?|one)\ (?:day|week|month|year)s?(?:\ ago)?
    | [a-z]{3,9}\.?\ [0-9]{4}
) \b
"""
"""Several words as the value of `since:`; for expressions with `re.VERBOSE`."""
SPOKEN_MONTH = re.compile(r"([a-z]{3,9})\.? ([0-9]{4})")
SHORT_MONTH = 3
"""The letters of a month's short form."""
DAYS_AGO = {"today": "1d", "yesterday": "2d"}
"""Whole days: who says "since yesterday" wants what came yesterday morning, too."""


def plain_since(text: str) -> str:
    """Rewrite a typed period in the forms of `filters.parse_since`: "last 3 months" is "3m"."""
    asked = " ".join(text.lower().split()).removeprefix("since ")
    if period := SPOKEN_PERIOD.fullmatch(asked):
        number = period[1] or period[2] or "1"
        return f"{number if number.isdigit() else 1}{period[3]}"
    if month := SPOKEN_MONTH.fullmatch(asked):
        number = MONTHS.get(month[1]) or MONTHS.get(month[1][:SHORT_MONTH])
        return f"{month[2]}-{number:02}" if number else asked
    return DAYS_AGO.get(asked, asked)
