"""How often a feed wishes to be asked (RSS 2.0). Pure; called by `parse`.

feedparser leaves `skipHours` and `skipDays` out, so they are found in the bytes.
"""

import re

from bot.model.feed import Pace

LOOKED_AT = 100_000
"""Bytes; both stand in the channel's head, ahead of its items."""
SKIP_HOURS = re.compile(rb"<skipHours\s*>((?:[^&<]|<(?!/?skip))++)</skipHours", re.IGNORECASE)
SKIP_DAYS = re.compile(rb"<skipDays\s*>((?:[^&<]|<(?!/?skip))++)</skipDays", re.IGNORECASE)
HOUR = re.compile(rb"<hour\s*>\s*(\d{1,2})\s*<", re.IGNORECASE)
DAY = re.compile(rb"<day\s*>\s*([a-z]{3})[a-z]*\s*<", re.IGNORECASE)
DAYS = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
HOURS = 24


def pace_of(body: bytes, ttl_minutes: int | None) -> Pace:
    """The pace of an RSS document; whatever is none of its words is left out."""
    head = body[:LOOKED_AT]
    hours = {int(hour) % HOURS for hour in _each(HOUR, SKIP_HOURS, head) if int(hour) <= HOURS}
    names = {day.lower() for day in _each(DAY, SKIP_DAYS, head)}
    days = (number for number, name in enumerate(DAYS) if name in names)
    return Pace(ttl_minutes, tuple(sorted(hours)), tuple(days))


def _each(one: re.Pattern[bytes], several: re.Pattern[bytes], head: bytes) -> list[bytes]:
    found = several.search(head)
    return one.findall(found[1]) if found else []
