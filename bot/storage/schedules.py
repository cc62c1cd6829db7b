"""Stores the schedules of channels, and finds those that are due."""

import json
from datetime import date, datetime, time
from sqlite3 import Row

from aiosqlite import Connection
from msgspec import Struct

from bot.delivery.slots import LOOKED_AT_LEAST, Outlook
from bot.model.schedule import UTC_NAME, DigestLanguage, QuietHours, Rhythm, Schedule
from bot.model.subscription import PauseCause
from bot.storage.rows import due_at, due_condition, to_seconds
from bot.storage.servers import server_time

SCHEDULES_FROM = """
    schedules AS s LEFT JOIN servers AS v ON v.guild_id = s.guild_id
        JOIN channels AS c ON c.channel_id = s.channel_id
"""
SCHEDULE_COLUMNS = "s.*, v.timezone, v.language, c.cause"
_IN_QUIET = "ifnull(s.quiet_at <= :now AND :now < s.quiet_until, 0)"
_HAS_OPEN = """
    EXISTS (SELECT 1 FROM posts AS p
        WHERE p.channel_id = s.channel_id AND p.state IN ('ready', 'sending'))
"""
MAY_BE_POSTED_NOW = f"""
    (s.channel_id IS NULL OR (s.rhythm = 'at once' AND s.is_full = 0 AND NOT {_IN_QUIET}))
"""
"""A condition on a left-joined `schedules AS s`: new deliveries need not wait at `:now`."""
OUTSIDE_QUIET_HOURS = f"""
    (p.asked = 1 OR p.generation > 0 OR NOT EXISTS (SELECT 1 FROM schedules AS s
        WHERE s.channel_id = p.channel_id AND {_IN_QUIET}))
"""  # noqa: S608 - a fragment of this module
"""A condition on `posts AS p`: quiet hours do not hold the post at `:now`."""


class FoundSchedule(Struct, frozen=True):
    """A schedule with the state of its channel.

    Attributes:
        cause: why its channel is paused; None if it is not.
        has_open: whether an earlier post of the channel is still to be sent.
        is_full: whether the limit of the day is reached.
    """

    schedule: Schedule
    cause: PauseCause | None
    has_open: bool
    is_full: bool


async def put(
    connection: Connection, schedule: Schedule, view: Outlook, counted_from: datetime | None
) -> None:
    """Insert or replace a channel's schedule.

    Args:
        schedule: all of it.
        view: its state now.
        counted_from: when its last slot began; None keeps the count of the daily limit.
    """
    await connection.execute(
        """
        INSERT INTO schedules (channel_id, guild_id, rhythm, day, at, quiet_from, quiet_to,
            says_empty, daily_limit, served, look_at, counted_from)
        VALUES (:channel, :guild, :rhythm, :day, :at, :quiet_from, :quiet_to, :says_empty,
            :daily_limit, :served, 0, ifnull(:counted_from, 0))
        ON CONFLICT (channel_id) DO UPDATE SET rhythm = excluded.rhythm, day = excluded.day,
            at = excluded.at, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
            says_empty = excluded.says_empty, daily_limit = excluded.daily_limit, is_full = 0,
            counted_from = ifnull(:counted_from, counted_from)
        """,
        {
            "channel": schedule.channel_id,
            "guild": schedule.guild_id,
            "rhythm": schedule.rhythm,
            "day": schedule.day,
            "at": _written(schedule.at),
            "quiet_from": schedule.quiet and _written(schedule.quiet.begin),
            "quiet_to": schedule.quiet and _written(schedule.quiet.end),
            "says_empty": schedule.says_empty,
            "daily_limit": schedule.daily_limit,
            "served": None,
            "counted_from": to_seconds(counted_from),
        },
    )
    await keep(connection, schedule, view)


async def keep(connection: Connection, schedule: Schedule, view: Outlook) -> None:
    """Record which slot was served last, and what comes next."""
    await connection.execute(
        """
        UPDATE schedules SET served = ?, slot_at = ?, quiet_at = ?, quiet_until = ?, look_at = ?
        WHERE channel_id = ?
        """,
        (
            schedule.served.isoformat() if schedule.served else None,
            to_seconds(view.slot_at),
            to_seconds(view.quiet.begin) if view.quiet else None,
            to_seconds(view.quiet.end) if view.quiet else None,
            to_seconds(view.look_at),
            schedule.channel_id,
        ),
    )


async def begin_period(connection: Connection, channel_id: int, at: datetime) -> None:
    """Restart the count for the daily limit."""
    await connection.execute(
        "UPDATE schedules SET counted_from = ?, is_full = 0 WHERE channel_id = ?",
        (to_seconds(at), channel_id),
    )


async def delete(connection: Connection, channel_id: int) -> None:
    """Delete a channel's schedule: it gets its news at once."""
    await connection.execute("DELETE FROM schedules WHERE channel_id = ?", (channel_id,))


async def find(connection: Connection, guild_id: int, channel_id: int) -> FoundSchedule | None:
    """The schedule of a server's channel; None if it has none."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT {SCHEDULE_COLUMNS}, {_HAS_OPEN} AS has_open FROM {SCHEDULES_FROM}
        WHERE s.guild_id = ? AND s.channel_id = ?
        """,  # noqa: S608 - fragments of this module
        (guild_id, channel_id),
    )
    return next((found_schedule(row) for row in rows), None)


async def default_schedule(connection: Connection, guild_id: int, channel_id: int) -> Schedule:
    """The default schedule of a channel, with the time zone and language of its server."""
    chosen = await server_time(connection, guild_id)
    return Schedule(
        guild_id,
        channel_id,
        zone=chosen.zone or UTC_NAME,
        language=chosen.language or DigestLanguage.ENGLISH,
    )


_DUE_SCHEDULES = f"""
    FROM {SCHEDULES_FROM}
    WHERE {due_condition("s.look_at")} OR (s.slot_at <= :now AND c.cause IS NOT 'refused'
        AND NOT {_IN_QUIET} AND NOT {_HAS_OPEN})
"""
# A slot that cannot be served yet stays due. It is found again once nothing is in its way.


async def any_due(connection: Connection, now: datetime) -> bool:
    """Whether `due` would find a schedule."""
    rows = await connection.execute_fetchall(f"SELECT 1 {_DUE_SCHEDULES} LIMIT 1", _at(now))
    return bool(list(rows))


async def due(connection: Connection, now: datetime, limit: int) -> list[FoundSchedule]:
    """Some of the schedules whose slot has begun, or that must be recalculated."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT {SCHEDULE_COLUMNS}, {_HAS_OPEN} AS has_open {_DUE_SCHEDULES}
        ORDER BY s.channel_id LIMIT :limit
        """,
        {**_at(now), "limit": limit},
    )
    return [found_schedule(row) for row in rows]


async def look_again(connection: Connection, guild_id: int) -> None:
    """Make all schedules of a server due for calculation, since its time zone changed."""
    await connection.execute("UPDATE schedules SET look_at = 0 WHERE guild_id = ?", (guild_id,))


async def begin_anew(connection: Connection) -> None:
    """Start all schedules with their next slot, since nobody knows which slots were served."""
    await connection.execute("UPDATE schedules SET served = NULL, look_at = 0")


async def posts_left_today(connection: Connection, channel_ids: list[int]) -> dict[int, int]:
    """Return how many posts each of these channels may still get today, if it has a daily limit."""
    rows = await connection.execute_fetchall(
        """
        SELECT s.channel_id, s.daily_limit - (SELECT count(*) FROM posts AS p
            WHERE p.channel_id = s.channel_id AND p.slot IS NULL AND p.state <> 'failed'
                AND p.created_at >= s.counted_from) AS room
        FROM json_each(?) AS wanted CROSS JOIN schedules AS s ON s.channel_id = wanted.value
        WHERE s.rhythm = 'at once' AND s.daily_limit > 0
        """,
        (json.dumps(channel_ids),),
    )
    return {row["channel_id"]: max(0, row["room"]) for row in rows}


async def record_full(connection: Connection, channel_id: int) -> None:
    """Record that the daily limit of a channel is reached; later articles wait for its slot."""
    await connection.execute("UPDATE schedules SET is_full = 1 WHERE channel_id = ?", (channel_id,))


async def hold_if_full(connection: Connection, channel_id: int) -> None:
    """If the daily limit is reached, record that it holds the deliveries that are on no post."""
    await connection.execute(
        """
        UPDATE deliveries SET held = 'limit'
        WHERE channel_id = ? AND post_id IS NULL AND state = 'pending' AND held IS NULL
            AND EXISTS (SELECT 1 FROM schedules AS s
                WHERE s.channel_id = deliveries.channel_id AND s.is_full = 1)
        """,
        (channel_id,),
    )


def found_schedule(row: Row) -> FoundSchedule:
    """Convert a row of `SCHEDULE_COLUMNS`."""
    quiet = None
    if row["quiet_from"] and row["quiet_to"]:
        begin, end = time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_to"])
        quiet = QuietHours(begin, end)
    schedule = Schedule(
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        rhythm=Rhythm(row["rhythm"]),
        day=row["day"],
        at=time.fromisoformat(row["at"]),
        quiet=quiet,
        says_empty=bool(row["says_empty"]),
        daily_limit=row["daily_limit"],
        served=date.fromisoformat(row["served"]) if row["served"] else None,
        zone=row["timezone"] or UTC_NAME,
        language=DigestLanguage(row["language"] or DigestLanguage.ENGLISH),
    )
    cause = PauseCause(row["cause"]) if row["cause"] else None
    return FoundSchedule(schedule, cause, bool(row["has_open"]), bool(row["is_full"]))


def _written(at: time) -> str:
    return at.isoformat("minutes")


def _at(now: datetime) -> dict[str, int]:
    return due_at(now, LOOKED_AT_LEAST)
