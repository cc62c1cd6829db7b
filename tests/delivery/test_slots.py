"""When digests are due: each slot once, whatever the clocks do."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.delivery.slots import (
    begun_slot,
    coming_slot,
    instant,
    next_slot_at,
    outlook,
    quiet_hours,
    settled,
    zone_names,
    zone_of,
)
from bot.model.schedule import QuietHours, Rhythm, Schedule
from tests.tables import each_row

EXAMPLES = settings().max_examples
ZONES = (
    "UTC",
    "America/New_York",
    "America/Santiago",
    "Europe/Madrid",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Cairo",
    "Pacific/Apia",
    "Asia/Tehran",
)
BEGIN, END = datetime(2011, 6, 1, tzinfo=UTC), datetime(2013, 6, 1, tzinfo=UTC)
"""Samoa left out a day in these two years, and all but UTC changed their clocks."""
SKIPPED_IN_SAMOA = date(2011, 12, 30)
SCHEDULES = st.builds(
    Schedule,
    guild_id=st.just(1),
    channel_id=st.just(10),
    rhythm=st.sampled_from([each for each in Rhythm if each is not Rhythm.AT_ONCE]),
    day=st.integers(1, 6) | st.sampled_from([28, 29, 30, 31]),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
).map(lambda s: s if s.rhythm is not Rhythm.WEEKLY else replace(s, day=s.day % 7))


def slots_between(schedule: Schedule, begin: datetime, end: datetime) -> list[date]:
    """All slots that begin in this time, counted without the code that is tried."""
    zone, days = ZoneInfo(schedule.zone), (end - begin).days + 6
    first = (begin - timedelta(days=2)).date()  # A zone may be a day ahead of UTC, or behind.
    found = [first + timedelta(days=number) for number in range(days)]
    return [
        day
        for day in found
        if schedule.is_slot(day) and begin < instant(day, schedule.at, zone) <= end
    ]


def serve(schedule: Schedule, ticks: list[datetime]) -> list[tuple[date, datetime]]:
    """Look at these moments, and serve what is due."""
    served = []
    schedule = settled(schedule, ticks[0])
    for now in ticks[1:]:
        view = outlook(settled(schedule, now), now)
        if view.due:
            served.append((view.due, now))
            schedule = replace(schedule, served=view.due)
    return served


@given(SCHEDULES)
@settings(max_examples=EXAMPLES // 10)
def test_looked_at_often_each_slot_of_two_years_is_served_once_and_in_time(
    schedule: Schedule,
) -> None:
    ticks = [BEGIN + timedelta(hours=7 * number) for number in range(24 * 365 * 2 // 7)]

    served = serve(schedule, ticks)

    days = [day for day, _ in served]
    expected = slots_between(schedule, ticks[0], ticks[-1])
    left_out = {SKIPPED_IN_SAMOA} if schedule.zone == "Pacific/Apia" else set()
    assert len(days) == len(set(days))
    assert days == sorted(days)
    assert set(expected) - left_out <= set(days) <= set(expected)
    assert all(
        timedelta(0)
        <= now - instant(day, schedule.at, ZoneInfo(schedule.zone))
        < timedelta(hours=7)
        for day, now in served
    )


@given(SCHEDULES, st.lists(st.integers(1, 60 * 24 * 40), min_size=2, max_size=40))
@settings(max_examples=EXAMPLES * 3 // 5)
def test_after_any_downtime_one_slot_is_due_and_none_twice(
    schedule: Schedule, waits: list[int]
) -> None:
    ticks = [BEGIN]
    for minutes in waits:
        ticks.append(ticks[-1] + timedelta(minutes=minutes))

    served = serve(schedule, ticks)

    days = [day for day, _ in served]
    assert days == sorted(set(days))
    for before, now in itertools.pairwise(ticks):
        between = slots_between(schedule, before, now)
        assert [day for day, at in served if at == now] == between[-1:]


@given(SCHEDULES, st.integers(0, 2 * 365 * 24 * 60))
@settings(max_examples=EXAMPLES * 3 // 5)
def test_the_next_slot_is_the_first_that_follows_and_is_not_served(
    schedule: Schedule, minutes: int
) -> None:
    now = BEGIN + timedelta(minutes=minutes)
    schedule = settled(schedule, now)
    zone = ZoneInfo(schedule.zone)

    coming, begun = coming_slot(schedule, now), begun_slot(schedule, now)
    assert coming
    assert begun
    assert instant(begun, schedule.at, zone) <= now < instant(coming, schedule.at, zone)
    assert next_slot_at(schedule, now) == instant(coming, schedule.at, zone)
    early = replace(schedule, served=coming)
    assert outlook(early, now).due is None
    following = next_slot_at(early, now)
    assert following
    assert following > now
    assert outlook(early, following).due not in {None, coming}


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(0, 2 * 365 * 24 * 60),
)
def test_quiet_hours_hold_as_the_clock_on_the_wall_says(
    zone: str, begin: time, end: time, minutes: int
) -> None:
    now = BEGIN + timedelta(minutes=minutes)
    wall = now.astimezone(ZoneInfo(zone))
    quiet = quiet_hours(QuietHours(begin, end), ZoneInfo(zone), now)

    if begin == end:
        assert quiet is None
        return
    assert quiet
    assert quiet.end > now
    if QuietHours(begin, end).holds(wall.time()):
        assert quiet.holds(now)
    near_a_change = any(
        (now + timedelta(hours=h)).astimezone(ZoneInfo(zone)).utcoffset() != wall.utcoffset()
        for h in (-26, 26)
    )
    if not near_a_change:
        assert quiet.holds(now) == QuietHours(begin, end).holds(wall.time())


CHANGES = (
    ("Europe/Berlin", "2026-03-28T12:00+00:00"),  # 02:00 is 03:00
    ("Europe/Berlin", "2026-10-24T12:00+00:00"),  # 03:00 is 02:00
    ("America/New_York", "2026-03-07T12:00+00:00"),
    ("America/New_York", "2026-10-31T12:00+00:00"),
    ("Australia/Lord_Howe", "2026-10-03T00:00+00:00"),  # 02:00 is 02:30
    ("Australia/Lord_Howe", "2026-04-04T00:00+00:00"),  # 02:00 is 01:30
    ("America/Santiago", "2026-09-05T12:00+00:00"),  # 00:00 is 01:00
    ("America/Santiago", "2026-04-04T12:00+00:00"),  # 00:00 is 23:00
)
"""Clock changes, each with a moment half a day ahead of it."""


@each_row(("zone", "begin"), CHANGES)
@each_row("ends", ["02:15", "03:00", "06:00"])
@each_row("begins", ["22:00", "23:30", "00:00", "00:30", "01:45", "02:30"])
def test_nothing_comes_while_the_clock_says_that_it_is_quiet_through_a_clock_change(
    zone: str, begin: str, begins: str, ends: str
) -> None:
    hours = QuietHours(time.fromisoformat(begins), time.fromisoformat(ends))
    place, first = ZoneInfo(zone), datetime.fromisoformat(begin)
    longer = timedelta(0)

    # All that is tried begins, ends and changes on a quarter of an hour.
    for minutes in range(0, 24 * 60, 15):
        now = first + timedelta(minutes=minutes)
        quiet = quiet_hours(hours, place, now)
        said = hours.holds(now.astimezone(place).time())
        assert quiet
        if quiet.holds(now):
            longer += timedelta(minutes=0 if said else 15)
        else:
            assert not said

    assert longer <= timedelta(hours=2)


@each_row(("zone", "begin"), CHANGES)
@each_row("at", ["00:00", "00:30", "01:45", "02:15", "03:00", "23:30"])
def test_each_local_day_around_a_clock_change_has_its_slot(zone: str, begin: str, at: str) -> None:
    first = datetime.fromisoformat(begin) - timedelta(days=2)
    daily = Schedule(1, 10, Rhythm.DAILY, at=time.fromisoformat(at), zone=zone)

    served = serve(daily, [first + timedelta(minutes=15 * n) for n in range(4 * 24 * 5)])

    days = [day for day, _ in served]
    assert days == [days[0] + timedelta(days=n) for n in range(5)]


@pytest.mark.parametrize(
    ("zone", "at", "day", "begins"),
    [
        # 02:30 is left out on this day, and counts by the clock before the change.
        ("Europe/Madrid", time(2, 30), date(2026, 3, 29), "2026-03-29T01:30+00:00"),
        # 02:30 comes twice, and the first one counts.
        ("Europe/Madrid", time(2, 30), date(2026, 10, 25), "2026-10-25T00:30+00:00"),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), "2026-10-03T15:45+00:00"),
    ],
)
def test_a_wall_time_that_is_left_out_or_comes_twice_is_one_moment(
    zone: str, at: time, day: date, begins: str
) -> None:
    assert instant(day, at, ZoneInfo(zone)) == datetime.fromisoformat(begins)


def test_a_slot_whose_time_is_left_out_may_begin_on_the_next_day() -> None:
    # There, the clock goes from 23:00 to midnight on this day.
    zone, skipped = "America/Scoresbysund", date(2026, 3, 28)
    schedule = Schedule(
        1, 10, Rhythm.DAILY, at=time(23, 30), zone=zone, served=skipped - timedelta(days=1)
    )
    begins = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    before, now = outlook(schedule, begins - timedelta(minutes=20)), outlook(schedule, begins)

    assert (before.due, before.slot_at) == (None, begins)
    assert (now.due, now.slot_at) == (skipped, begins)


def test_quiet_hours_last_through_a_day_that_is_left_out() -> None:
    """After the evening of the 29th came the night to the 31st."""
    hours = QuietHours(time(22), time(7))
    begin, end = datetime(2011, 12, 30, 8, tzinfo=UTC), datetime(2011, 12, 30, 17, tzinfo=UTC)

    quiet = quiet_hours(hours, ZoneInfo("Pacific/Apia"), datetime(2011, 12, 30, 11, tzinfo=UTC))

    assert quiet
    assert (quiet.begin, quiet.end) == (begin, end)


NINE = datetime(2026, 1, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "quiet", "look_at"),
    [
        (12, None, NINE.replace(hour=12)),
        (12, (10, 11), NINE.replace(hour=10)),
        (12, (8, 11), NINE.replace(hour=11)),
        (10, (8, 11), NINE.replace(hour=10)),
        (9, None, NINE + timedelta(days=1)),
        (9, (8, 11), NINE.replace(hour=11)),
        (9, (7, 8), NINE.replace(day=11, hour=7)),
    ],
)
def test_it_is_looked_again_when_something_begins_or_ends_and_within_a_day(
    at: int, quiet: tuple[int, int] | None, look_at: datetime
) -> None:
    hours = QuietHours(time(quiet[0]), time(quiet[1])) if quiet else None
    schedule = Schedule(
        1, 10, Rhythm.DAILY, at=time(at), served=date(2026, 1, 9), quiet=hours, zone="UTC"
    )

    assert outlook(schedule, NINE).look_at == look_at


def test_without_slots_it_is_looked_again_within_a_day() -> None:
    view = outlook(Schedule(1, 10, Rhythm.AT_ONCE), NINE)

    assert (view.due, view.slot_at, view.look_at) == (None, None, NINE + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "year", "slots"),
    [
        (28, 2026, [28] * 12),
        (29, 2026, [29, 28, *[29] * 10]),
        (29, 2028, [29] * 12),
        (30, 2026, [30, 28, *[30] * 10]),
        (30, 2028, [30, 29, *[30] * 10]),
        (31, 2026, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]),
        (31, 2028, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]),
    ],
)
def test_a_month_without_the_day_has_its_digest_on_its_last_day(
    day: int, year: int, slots: list[int]
) -> None:
    schedule = Schedule(1, 10, Rhythm.MONTHLY, day=day, at=time(0))
    begin = datetime(year, 1, 1, tzinfo=UTC) - timedelta(hours=1)

    served = serve(schedule, [begin + timedelta(hours=6 * n) for n in range(366 * 4)])

    assert [each for each, _ in served if each.year == year] == [
        date(year, month, number) for month, number in enumerate(slots, 1)
    ]


def test_a_clock_that_was_ahead_is_forgotten_and_the_next_slot_is_served() -> None:
    schedule = Schedule(1, 10, Rhythm.DAILY, served=date(2030, 1, 1))
    now = datetime(2026, 1, 10, 12, tzinfo=UTC)

    schedule = settled(schedule, now)

    assert schedule.served == date(2026, 1, 10)
    assert outlook(schedule, now + timedelta(days=1)).due == date(2026, 1, 11)


@pytest.mark.parametrize("hours", [-26, -13, -1, 0, 1, 13, 26])
def test_a_server_that_moves_to_another_zone_gets_no_day_twice(hours: int) -> None:
    ends = {True: "Pacific/Kiritimati", False: "Etc/GMT+12"}
    before, after = ends[hours < 0], ends[hours >= 0]
    days = []
    schedule = Schedule(1, 10, Rhythm.DAILY, zone=before)
    now = datetime(2026, 6, 1, 12, tzinfo=UTC) + timedelta(hours=hours)
    schedule = settled(schedule, now)
    for tick in range(24 * 8):
        if tick == 24 * 4:
            schedule = replace(schedule, zone=after)
        schedule = settled(schedule, now)
        if due := outlook(schedule, now).due:
            days.append(due)
            schedule = replace(schedule, served=due)
        now += timedelta(hours=1)

    assert days == sorted(set(days))
    assert 6 <= len(days) <= 9


@pytest.mark.parametrize(
    "name", ["", "..", "../etc/passwd", "Mars/Base", "Europe", "a\0b", "x" * 999]
)
def test_a_zone_that_this_machine_does_not_know_counts_as_utc(name: str) -> None:
    assert zone_of(name).utcoffset(BEGIN.replace(tzinfo=None)) == timedelta(0)
    assert name not in zone_names()


def test_zones_are_offered_that_know_summer_time() -> None:
    assert {"UTC", "Europe/Madrid", "America/New_York"} <= set(zone_names())
    assert not {"EST", "Etc/GMT+5", "EST5EDT"} & set(zone_names())
