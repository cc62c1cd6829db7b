"""Stores how much of a feed's past was read, and what may be missing.

The tables hold the progress of each backfill, so that it can be stopped and continued; the gaps
that polls found; and the keys of the entries that the feed's phrases left out of its last document.
"""

import json
from collections.abc import Collection
from datetime import datetime

from aiosqlite import Connection

from bot.model.feed import Gap, Past, PastState
from bot.storage.rows import from_seconds, to_seconds


async def backfills_of(connection: Connection, feed_id: int) -> dict[str, Past]:
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


async def save_backfill(connection: Connection, past: Past, now: datetime) -> None:
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


async def put_gap(connection: Connection, gap: Gap) -> None:
    """Record that articles may be missing, or how much of the gap was read since."""
    await connection.execute(
        """
        INSERT INTO gaps (feed_id, found_at, since, until, next_url) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (feed_id, found_at) DO UPDATE
            SET until = excluded.until, next_url = excluded.next_url
        """,
        (gap.feed_id, *map(to_seconds, (gap.found_at, gap.since, gap.until)), gap.next_url),
    )


async def gaps_since(connection: Connection, moment: datetime) -> list[Gap]:
    """The gaps of all listed feeds that were found since a moment, the newest first."""
    rows = await connection.execute_fetchall(
        """
        SELECT g.feed_id, g.found_at, g.since, g.until, g.next_url
        FROM gaps AS g JOIN feeds AS f ON f.id = g.feed_id
        WHERE f.listed = 1 AND g.found_at >= ? ORDER BY g.found_at DESC, g.feed_id
        """,
        (to_seconds(moment),),
    )
    return [
        Gap(
            row["feed_id"],
            from_seconds(row["found_at"]),
            from_seconds(row["since"]),
            from_seconds(row["until"]),
            row["next_url"],
        )
        for row in rows
    ]


async def delete_gap(connection: Connection, gap: Gap) -> None:
    """Forget a gap that was filled."""
    await connection.execute(
        "DELETE FROM gaps WHERE feed_id = ? AND found_at = ?",
        (gap.feed_id, to_seconds(gap.found_at)),
    )


async def close_gaps(
    connection: Connection, feed_id: int, found_before: datetime, read_back_to: datetime | None
) -> None:
    """Forget a feed's gaps after its past was read back to a date; None means all of it."""
    await connection.execute(
        "DELETE FROM gaps WHERE feed_id = ? AND found_at <= ? AND since >= ?",
        (feed_id, to_seconds(found_before), to_seconds(read_back_to) if read_back_to else 0),
    )


async def left_out(connection: Connection, feed_id: int) -> frozenset[str]:
    """The keys of the entries that the feed's phrases left out of its last document."""
    rows = await connection.execute_fetchall(
        "SELECT keys FROM left_out WHERE feed_id = ?", (feed_id,)
    )
    return frozenset(key for row in rows for key in json.loads(row["keys"]))


async def set_left_out(connection: Connection, feed_id: int, keys: Collection[str]) -> None:
    """Replace these keys by those of the present document."""
    await connection.execute(
        """
        INSERT INTO left_out (feed_id, keys) VALUES (?, ?)
        ON CONFLICT (feed_id) DO UPDATE SET keys = excluded.keys
        """,
        (feed_id, json.dumps(sorted(keys))),
    )
