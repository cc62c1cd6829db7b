"""Computes when digests are due, and when quiet hours hold, in a server's local time. Pure.

Called by the service of schedules. A slot is named by its local date. `zoneinfo` knows when clocks
change. If a change skips a time, the time is read by the clock before the change. If a time comes
twice, the first one counts. Quiet hours that begin or end at such a time take the longer reading:
nothing is posted while a clock in that place shows a quiet hour.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec import Struct
from msgspec.structs import replace

from bot.model.schedule import QuietHours, Schedule

LOOKED_AT_LEAST = timedelta(days=1)
"""A schedule is recalculated at least this often, so that new rules of a time zone apply soon."""
LONGEST_PERIOD_DAYS = 32
"""The most days between two slots of a schedule, except in a zone that skipped a day."""
MOST_BETWEEN_ZONES = timedelta(days=2)
"""The clocks of two zones may be 26 hours apart."""
NO_ZONES = ("Factory", "localtime")
"""Names in the time zone database that stand for the setting of a machine, not for a zone."""
ZONES_OF_NAMES = {
    **dict.fromkeys(("est", "edt", "eastern time"), ("America/New_York",)),
    **dict.fromkeys(("cst", "cdt", "central time"), ("America/Chicago",)),
    **dict.fromkeys(("mst", "mdt", "mountain time"), ("America/Denver",)),
    **dict.fromkeys(("pst", "pdt", "pacific time"), ("America/Los_Angeles",)),
    **dict.fromkeys(("akst", "akdt"), ("America/Anchorage",)),
    "hst": ("Pacific/Honolulu",),
    **dict.fromkeys(("uk", "england", "united kingdom", "bst"), ("Europe/London",)),
    **dict.fromkeys(("germany", "deutschland", "mez", "mesz"), ("Europe/Berlin",)),
    **dict.fromkeys(("spain", "espana"), ("Europe/Madrid",)),
    **dict.fromkeys(("mexico", "ciudad de mexico"), ("America/Mexico_City",)),
    "aest": ("Australia/Sydney",),
    "austria": ("Europe/Vienna",),
    "belgium": ("Europe/Brussels",),
    "chile": ("America/Santiago",),
    "china": ("Asia/Shanghai",),
    "colombia": ("America/Bogota",),
    "france": ("Europe/Paris",),
    "india": ("Asia/Kolkata",),
    "ireland": ("Europe/Dublin",),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "italy": ("Europe/Rome",),
    "jst": ("Asia/Tokyo",),
    "kenya": ("Africa/Nairobi",),
    "netherlands": ("Europe/Amsterdam",),
    "new zealand": ("Pacific/Auckland",),
    "nigeria": ("Africa/Lagos",),
    "pakistan": ("Asia/Karachi",),
    "peru": ("America/Lima",),
    "philippines": ("Asia/Manila",),
    "south africa": ("Africa/Johannesburg",),
    "sweden": ("Europe/Stockholm",),
    "switzerland": ("Europe/Zurich",),
    "brasil": ("America/Sao_Paulo", "America/Manaus", "America/Fortaleza"),
    "brazil": ("America/Sao_Paulo", "America/Manaus", "America/Fortaleza"),
    "canada": ("America/Toronto", "America/Vancouver", "America/Edmonton", "America/Halifax"),
    "usa": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
}
"""The time zones of places, by the names and short forms that people type for them. The zone "EST"
of the database itself knows no summer time."""


class Quiet(Struct, frozen=True):
    """The quiet hours that hold now, or the next ones."""

    begin: datetime
    end: datetime

    def holds(self, now: datetime) -> bool:
        """Whether this moment is in them."""
        return self.begin <= now < self.end


class Outlook(Struct, frozen=True):
    """The state of a schedule at a moment.

    Attributes:
        due: the slot that has begun and was not served; None if there is none.
        slot_at: when the due slot began, or else the next one begins; None without slots.
        quiet: the quiet hours that hold, or the next ones; None without.
        look_at: when to ask again.
    """

    due: date | None
    slot_at: datetime | None
    quiet: Quiet | None
    look_at: datetime


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The names of the zones of places, and UTC, sorted.

    Others, such as "EST", know no summer time, or have another name for the same place.
    """
    places = (name for name in available_timezones() if "/" in name)
    return tuple(sorted(["UTC", *(name for name in places if not name.startswith("Etc/"))]))


@lru_cache(maxsize=1)
def other_zone_names() -> tuple[str, ...]:
    """The names of all other zones, such as "GMT" and "EST", sorted."""
    return tuple(sorted(available_timezones() - {*zone_names(), *NO_ZONES}))


def zone_of(name: str) -> tzinfo:
    """The zone of this name; UTC if this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def outlook(schedule: Schedule, now: datetime) -> Outlook:
    """Return the state of a settled schedule."""
    zone = zone_of(schedule.zone)
    due = due_slot(schedule, now)
    slot_at = instant(due, schedule.at, zone) if due else next_slot_at(schedule, now)
    quiet = quiet_hours(schedule.quiet, zone, now)
    times = [now + LOOKED_AT_LEAST]
    if quiet:
        times.append(quiet.end if quiet.holds(now) else quiet.begin)
    if slot_at and slot_at > now:
        times.append(slot_at)
    return Outlook(due, slot_at, quiet, min(times))


def settled(schedule: Schedule, now: datetime) -> Schedule:
    """Return the schedule with the slot that counts as served last.

    A schedule without such a slot counts the slot that began last, so its first digest comes in the
    next one. So does a schedule whose slot lies too far in the future: a wrong clock recorded it.
    The coming slot may have been served by a digest that was posted early. If the server changed
    its zone since, this slot may be up to MOST_BETWEEN_ZONES later.
    """
    coming, served = coming_slot(schedule, now), schedule.served
    if served and coming and served <= coming + MOST_BETWEEN_ZONES:
        return schedule
    return replace(schedule, served=begun_slot(schedule, now))


def due_slot(schedule: Schedule, now: datetime) -> date | None:
    """The latest slot that has begun; None if it or a later one was served.

    After days of downtime, one slot is due.
    """
    begun, served = begun_slot(schedule, now), schedule.served
    return begun if begun and served and begun > served else None


def begun_slot(schedule: Schedule, now: datetime) -> date | None:
    """The latest slot that has begun, served or not; None without slots."""
    zone = zone_of(schedule.zone)
    for day in _days(now.astimezone(zone).date(), -1):
        if schedule.is_slot(day) and instant(day, schedule.at, zone) <= now:
            return day
    return None


def coming_slot(schedule: Schedule, now: datetime) -> date | None:
    """The first slot that has not begun, served or not; None without slots."""
    zone = zone_of(schedule.zone)
    for day in _days(now.astimezone(zone).date(), 1):
        if schedule.is_slot(day) and instant(day, schedule.at, zone) > now:
            return day
    return None


def next_slot_at(schedule: Schedule, now: datetime) -> datetime | None:
    """The beginning of the first slot that is neither served nor begun; None without slots."""
    zone, served = zone_of(schedule.zone), schedule.served
    for day in _days(now.astimezone(zone).date(), 1, twice=True):
        begins = instant(day, schedule.at, zone)
        if schedule.is_slot(day) and begins > now and (served is None or day > served):
            return begins
    return None


def instant(day: date, at: time, zone: tzinfo, fold: int = 0) -> datetime:
    """The moment of a wall time on a day.

    With a fold of 1, a skipped time is read by the clock after the change, and of a time that comes
    twice the second instance counts.
    """
    return datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC)


def last_day(slot: date, schedule: Schedule) -> date:
    """The last day that the digest of a slot covers: that of the moment before the slot."""
    zone = zone_of(schedule.zone)
    before = instant(slot, schedule.at, zone) - timedelta(microseconds=1)
    return before.astimezone(zone).date()


def quiet_hours(quiet: QuietHours | None, zone: tzinfo, now: datetime) -> Quiet | None:
    """The quiet hours that hold now, or else the next ones; None if there are none."""
    if quiet is None or quiet.begin == quiet.end:
        return None
    today = now.astimezone(zone).date()
    crosses = timedelta(days=1) if quiet.end < quiet.begin else timedelta(0)
    for days in (-1, 0, 1):
        day = today + timedelta(days=days)
        begins, ends = (
            [instant(each, at, zone, fold) for fold in (0, 1)]
            for each, at in ((day, quiet.begin), (day + crosses, quiet.end))
        )
        hours = Quiet(min(begins), max(ends))
        if now < hours.end:
            return hours
    return None


def _days(first: date, step: int, *, twice: bool = False) -> Iterator[date]:
    """The days before or after this one, as far as the next slot can be."""
    for number in range(-1, LONGEST_PERIOD_DAYS * (2 if twice else 1)):
        yield first + timedelta(days=step * number)
