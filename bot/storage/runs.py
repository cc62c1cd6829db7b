"""Stores runs of the bot: when each connected and was last alive, and how it ended."""

from datetime import datetime, timedelta

from aiosqlite import Connection
from msgspec import Struct

from bot.storage.rows import from_seconds, to_seconds


class Run(Struct, frozen=True):
    """One process of the bot, from its start to its end.

    Attributes:
        connected_at: when it sent its first IDENTIFY; None before that.
        seen_at: when it was last known to be alive.
        identifies: how many IDENTIFYs it sent.
        stopped: whether it ended on purpose: a signal stopped it, or a setting or the token was
            wrong; False after a crash or `kill -9`.
        id: its id in the database; None until it is stored.
    """

    started_at: datetime
    seen_at: datetime
    connected_at: datetime | None = None
    identifies: int = 0
    stopped: bool = False
    id: int | None = None

    @property
    def connected_for(self) -> timedelta:
        """The time between its first IDENTIFY and the last sign of life; zero without IDENTIFY."""
        if self.connected_at is None:
            return timedelta()
        return self.seen_at - self.connected_at


KEPT_RUNS = 100
"""Enough for `SessionStartLimit`: with 1,000 IDENTIFYs a day, its wait stops growing after 42 short
runs."""


async def recent(connection: Connection) -> list[Run]:
    """The runs that are kept, oldest first."""
    rows = await connection.execute_fetchall("SELECT * FROM runs ORDER BY id")
    return [
        Run(
            started_at=from_seconds(row["started_at"]),
            seen_at=from_seconds(row["seen_at"]),
            connected_at=from_seconds(row["connected_at"]),
            identifies=row["identifies"],
            stopped=bool(row["stopped"]),
            id=row["id"],
        )
        for row in rows
    ]


async def save(connection: Connection, run: Run) -> int:
    """Insert or update a run, delete the oldest ones, and return the run's id."""
    cursor = await connection.execute(
        """
        INSERT INTO runs (id, started_at, seen_at, connected_at, identifies, stopped)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at,
            connected_at = excluded.connected_at, identifies = excluded.identifies,
            stopped = excluded.stopped
        RETURNING id
        """,
        (
            run.id,
            to_seconds(run.started_at),
            to_seconds(run.seen_at),
            to_seconds(run.connected_at),
            run.identifies,
            run.stopped,
        ),
    )
    (run_id,) = await cursor.fetchone() or (0,)
    await connection.execute("DELETE FROM runs WHERE id <= ?", (run_id - KEPT_RUNS,))
    return int(run_id)
