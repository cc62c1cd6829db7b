"""Figures on the state of the bot, from its database. Called by `pipelines.vitals`."""

from datetime import datetime

from aiosqlite import Connection
from msgspec import Struct, field

from bot.storage.rows import due_at, due_condition, from_seconds
from bot.storage.schedules import OUTSIDE_QUIET_HOURS

_DUE = due_condition("p.next_try_at")


class Figures(Struct, frozen=True):
    """Figures on the state of the bot, from its database.

    Attributes:
        last_poll_at: when a feed was last read; None before the first time.
        oldest_due_at: when the longest overdue post became due; None if no post is due.
    """

    last_poll_at: datetime | None
    oldest_due_at: datetime | None


class Counts(Struct, frozen=True):
    """Numbers of rows, by state."""

    articles: int
    subscriptions: int
    feeds: dict[str, int] = field(default_factory=dict)
    deliveries: dict[str, int] = field(default_factory=dict)


async def read_figures(connection: Connection, now: datetime) -> Figures:
    """The figures as they are now."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT (SELECT max(last_success_at) FROM feeds) AS last_poll, (
            SELECT min(next_try_at) FROM (
                SELECT p.next_try_at, p.id FROM posts AS p LEFT JOIN channels AS c
                    USING (channel_id)
                WHERE p.state IN ('ready', 'sending') AND c.paused_at IS NULL
                GROUP BY p.channel_id HAVING p.id = min(p.id) AND {_DUE} AND {OUTSIDE_QUIET_HOURS})
        ) AS oldest_due
        """,  # noqa: S608 - fragments of storage
        due_at(now),
    )
    row = next(iter(rows))
    return Figures(from_seconds(row["last_poll"]), from_seconds(row["oldest_due"]))


async def read_counts(connection: Connection) -> Counts:
    """The counts as they are now."""
    rows = await connection.execute_fetchall(
        """
        SELECT (SELECT count(*) FROM articles) AS articles,
            (SELECT count(*) FROM subscriptions) AS subscriptions,
            (SELECT count(*) FROM feeds WHERE active AND failures = 0) AS well,
            (SELECT count(*) FROM feeds WHERE active AND failures > 0) AS failing
        """
    )
    row = next(iter(rows))
    states = await connection.execute_fetchall(
        "SELECT state, count(*) AS number FROM deliveries GROUP BY state"
    )
    return Counts(
        row["articles"],
        row["subscriptions"],
        {"well": row["well"], "failing": row["failing"]},
        {each["state"]: each["number"] for each in states},
    )
