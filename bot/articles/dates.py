"""Reads a date as a feed or a web page writes it, and returns it in UTC. Pure.

Called by everything that reads documents. A date with two possible readings is not read: an article
without a date counts as just found, which harms less than a wrong date.

dateparser is not used: it reads 03/04/2026 as March 4, "Nov 2026" as a day of November, and "12"
as a day of December; it takes 2 s for its first date and 1.3 ms for others (measured, 1.5.0).
feedparser's own dates are not used: it reads 2026/01/13 as November 1, and named zones as UTC.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from bot.articles.date_words import (
    FILLING_WORDS,
    HALVES,
    MONTHS,
    ORDINALS,
    REGIONS,
    WEEKDAYS,
    ZONES,
)
from bot.model.article import Article

LONGEST_DATE = 100
"""Characters; the longest form that JavaScript writes has 63."""
EARLIEST = datetime(1970, 1, 3, tzinfo=UTC)
"""An earlier date is misread, or is the beginning of Unix time, which means "no date"."""
MOST_AHEAD = timedelta(days=1)
"""A local time without its zone can be up to 14 hours ahead of UTC."""
LARGEST_OFFSET = timedelta(hours=14)
"""The largest one in use: Kiribati is 14 hours ahead of UTC."""
TWO_DIGIT_YEAR_PIVOT = 50
"""RFC 2822: a year of two digits below 50 is in the 2000s; any other is in the 1900s."""

RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) "
    r"(?:GMT|UTC|([+-](?:0\d|1[0-4])\d\d))"
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):\d\d)")
COMPACT = re.compile(
    r"(?<![\d.,])(\d{4})(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?)?(?!\d)(?=\s*(?:[z+-]|$))"
)
EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]")
DASHES = str.maketrans("−–—", "---")
REMARK = re.compile(r"\[[^\[\]]*\]|\((?![a-z]{1,5}\))[^\d()]*\)")
ORDINAL = re.compile(rf"(?<=\d)(?:{ORDINALS})\b")
TIME = re.compile(
    r"(?<![\d.,])(?:(?<!\d\d:)|(?<=\d{4}:))"
    rf"(?P<before>{'|'.join(HALVES)})?\s?"
    r"(?:(?P<hour>\d\d?)\s?[:h]\s?(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?![\d:])"
    r"|(?P<hour2>\d\d?)(?:\.(?P<minute2>\d\d))?(?=\s?(?:[ap]\.?m\b|uhr\b|h\b)))"
    r"\s?(?P<after>[ap]\.?m\b\.?|uhr\b|h\b)?"
)
OFFSET = (
    r"(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?(?![\d:.])"
    r"(?:\s?\([a-z]+\)|\s(?:utc|gmt)\b)?"
)
ZONE = re.compile(rf"\s*(?:(?:gmt|utc|z)?\s?{OFFSET}|\(?(?P<name>[a-z]+)\b\)?)")
ZONE_AT_END = re.compile(rf"\s{OFFSET}\s*$")
WORD_LETTERS = re.compile(r"[^\W\d_]+")
DATE_SEPARATOR = r"[\s.,/'-]+"
YEAR_FIRST = re.compile(r"(?P<y>\d{4})(?:\s?([-/.:])\s?)(?P<m>\d\d?)\s?\2\s?(?P<d>\d\d?)\.?")
YEAR_LAST = re.compile(r"(\d\d?)\s?([-/.])\s?(\d\d?)\s?\2\s?(\d{4}|\d\d)")
DATE_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<d>\d\d?){DATE_SEPARATOR}#(?P<m>\d+){DATE_SEPARATOR}(?P<y>\d{{4}}|\d\d)",
        rf"#(?P<m>\d+){DATE_SEPARATOR}(?P<d>\d\d?){DATE_SEPARATOR}(?P<y>\d{{4}}|\d\d)",
        rf"(?P<y>\d{{4}}){DATE_SEPARATOR}#(?P<m>\d+){DATE_SEPARATOR}(?P<d>\d\d?)",
    )
)


def read_date(text: str) -> datetime | None:
    """Read a date; None if the text has no date, or more than one possible reading.

    A day without a time means midnight UTC. A time without a zone means UTC.
    """
    if len(text) > LONGEST_DATE:
        return None
    try:
        found = _standard(text) or _read(_normalized(text))
    except (ValueError, OverflowError):
        return None
    return found if found and found >= EARLIEST else None


def dated_credibly(article: Article, now: datetime) -> Article:
    """Remove the article's date if it lies more than a day after `now`."""
    ahead = article.published_at is not None and article.published_at > now + MOST_AHEAD
    return replace(article, published_at=None) if ahead else article


def _standard(text: str) -> datetime | None:
    """Read the two most common forms, five times faster than `_read`; None for any other."""
    iso = text if RFC_3339.fullmatch(text) else ""
    if not iso and (found := RFC_822.fullmatch(text)):
        day, name, year, time, zone = found.groups()
        month = MONTHS.get(name.lower(), 0)
        iso = f"{year}-{month:02}-{day:0>2}T{time}{zone or 'Z'}"
    try:
        return datetime.fromisoformat(iso).astimezone(UTC).replace(microsecond=0)
    except ValueError:
        return None


def _normalized(text: str) -> str:
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.translate(DASHES))
        marked = "".join(c for c in apart if unicodedata.category(c) != "Mn")
        text = EAST_ASIAN.sub(r"\1-\2-\3", unicodedata.normalize("NFC", marked))
    text = ORDINAL.sub("", REMARK.sub(" ", text.casefold()))
    return COMPACT.sub(_parted, " ".join(text.split()), count=1)


def _parted(compact: re.Match[str]) -> str:
    year, month, day, hour, minute, second = compact.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}:{second or '00'}" if hour else "")


def _read(text: str) -> datetime | None:
    """Read a date with an optional time; numbers out of range raise ValueError or OverflowError."""
    time = TIME.search(text)
    if not time:
        day = _day(text)
        return _instant(day, timedelta(), UTC) if day else None
    before, after = text[: time.start()], text[time.end() :]
    zone, after = _zone(after)
    if zone is None:
        return None
    day = _day(f"{before.rstrip(':')} {after}")
    return _instant(day, _time_of_day(time), zone) if day else None


def _instant(day: date, since_midnight: timedelta, zone: tzinfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - gets its zone below
    return (midnight + since_midnight).replace(tzinfo=zone).astimezone(UTC)


def _time_of_day(time: re.Match[str]) -> timedelta:
    hour = int(time["hour"] or time["hour2"])
    minute, second = int(time["minute"] or time["minute2"] or 0), int(time["second"] or 0)
    half = HALVES.get(time["before"] or "") or (time["after"] or "")[:1]
    if half in {"a", "p"}:
        if half == "a" and hour > 12:  # noqa: PLR2004 - hours of a clock
            raise ValueError(hour)
        hour = hour % 12 + 12 * (half == "p") if hour <= 12 else hour  # noqa: PLR2004 - the same
    # ISO 8601 ends a day with 24:00, and a leap second has the number 60.
    whole = timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    if minute > 59 or second > 60 or whole > timedelta(days=1):  # noqa: PLR2004 - the same
        raise ValueError(time[0])
    return whole


def _zone(after: str) -> tuple[tzinfo | None, str]:
    """Split the text after a time into its zone and the rest.

    The zone is UTC if there is none, and None if it cannot be read.
    """
    found = ZONE.match(after)
    if found and found["sign"]:
        return _offset(found), after[found.end() :]
    name = str(found["name"]) if found else ""
    if found and name in ZONES:
        return fixed(timedelta(hours=ZONES[name])), after[found.end() :]
    if found and name in REGIONS:
        return _region(REGIONS[name]), after[found.end() :]
    at_end = ZONE_AT_END.search(after)
    return (_offset(at_end), after[: at_end.start()]) if at_end else (UTC, after)


def _offset(found: re.Match[str]) -> tzinfo | None:
    minutes = int(found["minutes"] or 0)
    size = timedelta(hours=int(found["hours"]), minutes=minutes)
    if size > LARGEST_OFFSET or minutes > 59:  # noqa: PLR2004 - minutes of an hour
        return None
    return fixed(-size if found["sign"] == "-" else size)


def _region(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # Windows has no zones of its own
        return None


def _day(text: str) -> date | None:
    """The day that a text means; None if it can mean none, or several."""
    words = WORD_LETTERS.findall(text)
    months = [word for word in words if word in MONTHS]
    if len(months) > 1 and words[0] in WEEKDAYS:  # "mar, 3 mar 2026": Tuesday, then March
        text, words = text.replace(words[0], " ", 1), words[1:]
        months = [word for word in words if word in MONTHS]
    if len(months) > 1 or any(w not in months and not _fills(w) for w in words):
        return None
    numbers = WORD_LETTERS.sub(lambda w: f" #{MONTHS[w[0]]} " if w[0] in months else " ", text)
    numbers = " ".join(numbers.replace(",", " ").split()).strip(" -./|•·:")
    days = set(_named(numbers) if months else _numeric(numbers))
    if len(days) > 1:
        weekdays = {WEEKDAYS[word] for word in words if word in WEEKDAYS}
        days = {day for day in days if day.weekday() in weekdays}
    return days.pop() if len(days) == 1 else None


def _fills(word: str) -> bool:
    return word in WEEKDAYS or word in FILLING_WORDS


def _named(text: str) -> Iterator[date]:
    """The days that a text with a named month can mean."""
    for form in DATE_FORMS:
        if found := form.fullmatch(text):
            yield from _valid(found.groupdict())


def _numeric(text: str) -> Iterator[date]:
    """The days that three numbers can mean. With dots, the day comes first in every language."""
    if found := YEAR_FIRST.fullmatch(text):
        yield from _valid(found.groupdict())
    elif found := YEAR_LAST.fullmatch(text):
        first, between, second, last = found.groups()
        yield from _valid({"y": last, "m": second, "d": first})
        if between != ".":
            yield from _valid({"y": last, "m": first, "d": second})
        if between != "." and len(first) == len(last) == 2:  # noqa: PLR2004 - digits of a year
            yield from _valid({"y": first, "m": second, "d": last})


def _valid(parts: Mapping[str, str]) -> Iterator[date]:
    year = int(parts["y"])
    if len(parts["y"]) == 2:  # noqa: PLR2004 - digits of a year
        year += 2000 if year < TWO_DIGIT_YEAR_PIVOT else 1900
    try:
        yield date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return
