"""The options of `/news schedule` and of the time zone: reading what was typed, and completing it.

Pure; called by the cogs of schedules and server settings.
"""

import re
from datetime import datetime, time, timedelta

from discord.app_commands import Choice
from msgspec import Struct
from msgspec.structs import replace

from bot.delivery.slots import ZONES_OF_NAMES, other_zone_names, zone_names, zone_of
from bot.errors import RequestError
from bot.model.schedule import QuietHours, Rhythm, Schedule
from bot.search.words import fold
from bot.ui import schedule_texts as texts
from bot.ui.commands import CHOICE_CHARACTERS, MOST_CHOICES, Choices
from bot.ui.markup import clip

NO_QUIET = ("off", "none", "no", "-")
MOST_POSTS_A_DAY = 50
"""The largest daily limit. Chosen by eye."""
USUAL_QUIET_HOURS = ("22:00-07:00", "21:00-08:00", "23:00-06:00", "20:00-09:00")
DAYS_OF_MONTH = range(1, 32)
"""In a month without the chosen day, the digest comes on the last one."""
LAST_DAY = "last"
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2}))? ?(a\.?m\.?|p\.?m\.?|h)?", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:from |between )?(.{1,10}?) ?"
    r"(?:[-–—]|(?<![a-z])(?:to|till?|until|and)(?![a-z])) ?(.{1,10})",
    re.IGNORECASE,
)
_NOON = 12
"""The hour with which the halves "am" and "pm" begin, instead of 0."""
_NAMED_TIMES = {"noon": time(12), "midnight": time(0)}
_MIDNIGHT_AT_THE_END = ("24", "24:00", "24.00", "24h")
_LAST = re.compile(r"last(?: day)?")
_ORDINAL = re.compile(r"([0-9]{1,2})(?:[snrt][tdh]|\.)?")


class ScheduleRequest(Struct, frozen=True):
    """The options of `/news schedule` as they were typed; None leaves a part as it is.

    Attributes:
        quiet: "" ends the quiet hours.
        daily_limit: 0 ends the limit.
    """

    rhythm: Rhythm | None = None
    day: str | None = None
    at: str | None = None
    quiet: str | None = None
    says_empty: bool | None = None
    daily_limit: int | None = None

    @property
    def names_nothing(self) -> bool:
        """Whether the schedule is only to be shown."""
        return self == ScheduleRequest()

    def changed(self, before: Schedule) -> Schedule:
        """The schedule as it is asked for.

        Raises:
            RequestError: parts of it do not go together, or cannot be read.
        """
        rhythm = self.rhythm or before.rhythm
        after = replace(before, rhythm=rhythm, day=self._day(before, rhythm))
        if self.at is not None:
            after = replace(after, at=_read_time(self.at))
        if self.quiet is not None:
            after = replace(after, quiet=read_quiet(self.quiet))
        if self.says_empty is not None:
            after = replace(after, says_empty=self.says_empty)
        after = replace(after, daily_limit=self._limit(before, rhythm))
        return _consistent(after, self)

    def _day(self, before: Schedule, rhythm: Rhythm) -> int:
        if self.day is not None:
            return read_day(self.day, rhythm)
        if rhythm is before.rhythm:
            return before.day
        return DAYS_OF_MONTH[0] if rhythm is Rhythm.MONTHLY else 0

    def _limit(self, before: Schedule, rhythm: Rhythm) -> int:
        if rhythm is Rhythm.AT_ONCE:
            return before.daily_limit if self.daily_limit is None else self.daily_limit
        if self.daily_limit:
            raise RequestError(texts.LIMIT_NEEDS_AT_ONCE)
        return 0


def _consistent(schedule: Schedule, asked: ScheduleRequest) -> Schedule:
    """The schedule, if its parts go together.

    Raises:
        RequestError: they do not.
    """
    if asked.says_empty and not schedule.gathers:
        raise RequestError(texts.EMPTY_NEEDS_DIGEST)
    if asked.at is not None and not schedule.has_slots:
        raise RequestError(texts.AT_NEEDS_DIGEST)
    if schedule.has_slots and schedule.quiet and schedule.quiet.holds(schedule.at):
        raise RequestError(
            texts.SLOT_IS_QUIET.format(
                at=schedule.at.isoformat("minutes"), quiet=quiet_text(schedule.quiet)
            )
        )
    return schedule if schedule.gathers else replace(schedule, says_empty=False)


def _read_time(typed: str) -> time:
    """A time of day: 9, 09:00, 9.30, 9 am, 21h.

    Raises:
        RequestError: it is none.
    """
    if named := _NAMED_TIMES.get(typed.strip().lower()):
        return named
    match = _TIME.fullmatch(typed.strip())
    half = (match[3] or "").lower().replace(".", "") if match else ""
    if match and (not half.endswith("m") or 1 <= int(match[1]) <= _NOON):
        hour = int(match[1])
        if half.endswith("m"):
            hour = hour % _NOON + (_NOON if half == "pm" else 0)
        try:
            return time(hour, int(match[2] or 0))
        except ValueError:
            pass
    raise RequestError(texts.NO_TIME)


def read_quiet(typed: str) -> QuietHours | None:
    """Quiet hours: 22:00-07:00, 22 to 7, 22:00-24:00; None for off.

    Raises:
        RequestError: they are none.
    """
    if typed.strip().lower() in {"", *NO_QUIET}:
        return None
    match = _BETWEEN.fullmatch(typed.strip())
    if match is None:
        raise RequestError(texts.NO_QUIET_HOURS)
    end = "midnight" if match[2].strip() in _MIDNIGHT_AT_THE_END else match[2]
    try:
        quiet = QuietHours(_read_time(match[1]), _read_time(end))
    except RequestError as exc:
        raise RequestError(texts.NO_QUIET_HOURS) from exc
    if quiet.begin == quiet.end:
        raise RequestError(texts.NO_QUIET_HOURS)
    return quiet


def read_day(typed: str, rhythm: Rhythm) -> int:
    """The weekday of a weekly digest, the day of a monthly one.

    Raises:
        RequestError: it is none, or the rhythm has none.
    """
    asked = typed.strip().lower()
    if rhythm is Rhythm.WEEKLY:
        days = texts.WEEKDAYS.items()
        asked = asked.removesuffix(".")
        found = [
            number
            for number, name in days
            if asked and (name.lower().startswith(asked) or asked == f"{name.lower()}s")
        ]
        if len(found) == 1:
            return found[0]
        raise RequestError(texts.NO_WEEKDAY)
    if rhythm is Rhythm.MONTHLY:
        found_day = _ORDINAL.fullmatch(asked)
        if _LAST.fullmatch(asked):
            return DAYS_OF_MONTH[-1]
        if found_day and int(found_day[1]) in DAYS_OF_MONTH:
            return int(found_day[1])
        raise RequestError(texts.NO_DAY_OF_MONTH)
    raise RequestError(texts.DAY_NEEDS_RHYTHM)


def quiet_text(quiet: QuietHours) -> str:
    """Quiet hours in a sentence: 22:00-07:00."""
    return f"{quiet.begin.isoformat('minutes')}-{quiet.end.isoformat('minutes')}"


def day_choices(typed: str, rhythm: Rhythm) -> Choices:
    """The days that go with a rhythm and begin with the typed text."""
    names = list(texts.WEEKDAYS.values())
    if rhythm is Rhythm.MONTHLY:
        names = [LAST_DAY, *map(str, DAYS_OF_MONTH)]
    asked = typed.strip().lower()
    fitting = [name for name in names if name.lower().startswith(asked)]
    return [Choice(name=name, value=name) for name in fitting][:MOST_CHOICES]


def time_choices(typed: str) -> Choices:
    """The typed time, or all full hours."""
    try:
        found = [_read_time(typed)]
    except RequestError:
        found = [time(hour) for hour in range(24)]
    written = [each.isoformat("minutes") for each in found]
    return [Choice(name=each, value=each) for each in written]


def quiet_choices(typed: str) -> Choices:
    """The typed hours, or some that are usual."""
    try:
        quiet = read_quiet(typed) if typed.strip() else None
    except RequestError:
        quiet = None
    names = [quiet_text(quiet)] if quiet else [*USUAL_QUIET_HOURS, NO_QUIET[0]]
    return [Choice(name=name, value=name) for name in names]


_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")


def zone_choices(typed: str, now: datetime) -> Choices:
    """The time zones whose names hold the typed text, with their time; best matches first."""
    asked, places = _plain(typed), zone_names()
    meant = [
        *ZONES_OF_NAMES.get(asked, ()),
        *(
            zone
            for name, each in ZONES_OF_NAMES.items()
            if asked and name.startswith(asked)
            for zone in each
        ),
        *_zones_ahead_by(asked, now),
    ]
    found = [name for name in (*places, *other_zone_names()) if asked in _plain(name)]

    def rank(name: str) -> tuple[bool, bool, bool, str]:
        begins = _plain(name.rpartition("/")[2]).startswith(asked)
        return _plain(name) != asked, name not in places, not begins, name

    found.sort(key=rank)
    names = list(dict.fromkeys([*meant, *([] if _OFFSET.fullmatch(asked) else found)]))
    return [Choice(name=_zone_label(name, now), value=name) for name in names[:MOST_CHOICES]]


def _zones_ahead_by(asked: str, now: datetime) -> list[str]:
    """The zones of ZONES_OF_NAMES whose clocks differ now from UTC by what was typed: "GMT+2"."""
    offset = _OFFSET.fullmatch(asked)
    if not offset:
        return []
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    ahead = -ahead if offset[1] == "-" else ahead
    zones = sorted({zone for each in ZONES_OF_NAMES.values() for zone in each})
    return [zone for zone in zones if now.astimezone(zone_of(zone)).utcoffset() == ahead]


def _zone_label(name: str, now: datetime) -> str:
    return clip(f"{name} · {now.astimezone(zone_of(name)):%H:%M}", CHOICE_CHARACTERS)


def chosen_zone(typed: str) -> str:
    """The time zone that was chosen or typed: its name, or a city or country that only one has.

    Names that people use of a place, such as "EST", stand before those of the database.

    Raises:
        RequestError: there is none, or there are several.
    """
    asked, names = _plain(typed), (*zone_names(), *other_zone_names())
    named = list(ZONES_OF_NAMES.get(asked, ())) or [name for name in names if _plain(name) == asked]
    found = named or [name for name in zone_names() if asked in _plain(name).split("/")[1:]]
    if not found:
        raise RequestError(texts.NO_ZONE)
    if len(found) > 1:
        raise RequestError(texts.several_zones(found))
    return found[0]


def _plain(typed: str) -> str:
    return " ".join(fold(typed.replace("_", " ")).split())
