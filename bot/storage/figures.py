"""Reads the figures of `/healthz` and `/metrics`: counts and times, nothing about one server."""

from datetime import datetime

from aiosqlite import Connection
from msgspec import Struct, field

from bot.storage.rows import due_at, from_seconds, is_due
from bot.storage.schedules import ASKED_OR_LOUD

_DUE = is_due("p.next_try_at")


class Figures(Struct, frozen=True):
    """Figures on the state of the bot, from its database.

    Attributes:
        last_poll_at: when a feed was read last; None if none ever was.
        oldest_due_at: since when the first open post of a channel is due; None if none is.
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
                GROUP BY p.channel_id HAVING p.id = min(p.id) AND {_DUE} AND {ASKED_OR_LOUD})
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
