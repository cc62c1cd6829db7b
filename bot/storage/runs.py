"""Stores the runs of the bot: when each connected and was last alive, and if it was stopped."""

from aiosqlite import Connection

from bot.model.run import Run
from bot.storage.rows import from_seconds, to_seconds

KEPT_RUNS = 100
"""Enough for `session_limit`: with 1,000 IDENTIFYs a day, its wait stops growing after 42 short
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
