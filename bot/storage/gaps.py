"""Gaps in what was read of feeds, and what their last documents held that is not kept."""

import json
from collections.abc import Collection
from datetime import datetime

from aiosqlite import Connection

from bot.model.gap import Gap
from bot.storage.rows import from_seconds, to_seconds


async def put(connection: Connection, gap: Gap) -> None:
    """Record that articles may be missing, or how much of the gap was read since."""
    await connection.execute(
        """
        INSERT INTO gaps (feed_id, found_at, since, until, next_url) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (feed_id, found_at) DO UPDATE
            SET until = excluded.until, next_url = excluded.next_url
        """,
        (gap.feed_id, *map(to_seconds, (gap.found_at, gap.since, gap.until)), gap.next_url),
    )


async def found_since(connection: Connection, moment: datetime) -> list[Gap]:
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


async def delete(connection: Connection, gap: Gap) -> None:
    """Forget a gap that was filled."""
    await connection.execute(
        "DELETE FROM gaps WHERE feed_id = ? AND found_at = ?",
        (gap.feed_id, to_seconds(gap.found_at)),
    )


async def close(
    connection: Connection, feed_id: int, found_before: datetime, read_back_to: datetime | None
) -> None:
    """Forget the gaps of a feed whose past was read again, back to a date; None is all of it."""
    await connection.execute(
        "DELETE FROM gaps WHERE feed_id = ? AND found_at <= ? AND since >= ?",
        (feed_id, to_seconds(found_before), to_seconds(read_back_to) if read_back_to else 0),
    )


async def left_out(connection: Connection, feed_id: int) -> frozenset[str]:
    """The keys of what the feed's last document held and its phrases leave out."""
    rows = await connection.execute_fetchall(
        "SELECT keys FROM left_out WHERE feed_id = ?", (feed_id,)
    )
    return frozenset(key for row in rows for key in json.loads(row["keys"]))


async def set_left_out(connection: Connection, feed_id: int, keys: Collection[str]) -> None:
    """Keep those of the present document."""
    await connection.execute(
        """
        INSERT INTO left_out (feed_id, keys) VALUES (?, ?)
        ON CONFLICT (feed_id) DO UPDATE SET keys = excluded.keys
        """,
        (feed_id, json.dumps(sorted(keys))),
    )
