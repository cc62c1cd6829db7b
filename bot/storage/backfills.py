"""Records how far each backfill has read, so that it can be stopped and continued."""

from datetime import datetime

from aiosqlite import Connection

from bot.model.feed import Past, PastState
from bot.storage.rows import to_seconds


async def of_feed(connection: Connection, feed_id: int) -> dict[str, Past]:
    """The started backfills of a feed, by the address of their first page."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM backfills WHERE feed_id = ?", (feed_id,)
    )
    return {
        row["start"]: Past(
            row["feed_id"],
            row["start"],
            row["next_url"],
            PastState(row["state"]),
            row["pages"],
            row["found"],
            row["added"],
            row["error"],
            row["failures"],
        )
        for row in rows
    }


async def save(connection: Connection, past: Past, now: datetime) -> None:
    """Insert or update the progress of a backfill."""
    await connection.execute(
        """
        INSERT INTO backfills
            (feed_id, start, state, next_url, pages, found, added, updated_at, error,
            failures)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (feed_id, start) DO UPDATE SET
            state = excluded.state, next_url = excluded.next_url, pages = excluded.pages,
            found = excluded.found, added = excluded.added, updated_at = excluded.updated_at,
            error = excluded.error, failures = excluded.failures
        """,
        (
            past.feed_id,
            past.start,
            past.state,
            past.next_url,
            past.pages,
            past.found,
            past.added,
            to_seconds(now),
            past.error,
            past.failures,
        ),
    )
