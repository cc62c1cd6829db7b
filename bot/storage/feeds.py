"""Feeds in the database: the catalogue's rows, their validators, schedule and health."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from sqlite3 import Row

from aiosqlite import Connection

from bot.model.feed import Audience, Feed, FeedHealth, FeedKind, TrackedFeed, Validators
from bot.storage.times import from_seconds, to_seconds


async def sync_catalogue(connection: Connection, feeds: Sequence[Feed]) -> None:
    """Make the catalogue's feeds the active ones; what is known of each is kept by its URL."""
    await connection.execute("UPDATE feeds SET active = 0 WHERE active = 1")
    await connection.executemany(
        """
        INSERT INTO feeds (url, name, homepage, kind, audience, topics) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET
            name = excluded.name, homepage = excluded.homepage, kind = excluded.kind,
            audience = excluded.audience, topics = excluded.topics, active = 1
        """,
        [(f.url, f.name, f.homepage, f.kind, f.audience, json.dumps(f.topics)) for f in feeds],
    )


async def active(connection: Connection) -> list[TrackedFeed]:
    """All feeds of the catalogue, in the order in which they were first named."""
    return _tracked(
        await connection.execute_fetchall("SELECT * FROM feeds WHERE active = 1 ORDER BY id")
    )


async def due(connection: Connection, now: datetime, longest: timedelta) -> list[TrackedFeed]:
    """The active feeds whose next check has come, the longest overdue first.

    One that would wait for more than the `longest` was given its time by a clock that ran ahead.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT * FROM feeds
        WHERE active = 1 AND (coalesce(next_check_at, 0) <= ? OR next_check_at > ?)
        ORDER BY coalesce(next_check_at, 0), id
        """,
        (to_seconds(now), to_seconds(now + longest)),
    )
    return _tracked(rows)


async def next_due(connection: Connection) -> datetime | None:
    """When the next active feed falls due; None where there is no active feed."""
    rows = list(
        await connection.execute_fetchall(
            "SELECT min(coalesce(next_check_at, 0)) FROM feeds WHERE active = 1"
        )
    )
    seconds: int | None = rows[0][0]
    return from_seconds(seconds)


async def save(connection: Connection, tracked: TrackedFeed) -> None:
    """Write validators, content hash, schedule and health of one feed."""
    await connection.execute(
        """
        UPDATE feeds SET etag = ?, last_modified = ?, content_hash = ?, next_check_at = ?,
            first_polled_at = ?, last_success_at = ?, failures = ?, error = ?
        WHERE id = ?
        """,
        (
            tracked.validators.etag,
            tracked.validators.last_modified,
            tracked.content_hash,
            to_seconds(tracked.next_check_at),
            to_seconds(tracked.health.first_polled_at),
            to_seconds(tracked.health.last_success_at),
            tracked.health.failures,
            tracked.health.error,
            tracked.id,
        ),
    )


async def first_polled_at(connection: Connection, feed_id: int) -> datetime | None:
    """When the feed was first read with success, as of this transaction."""
    rows = list(
        await connection.execute_fetchall(
            "SELECT first_polled_at FROM feeds WHERE id = ?", (feed_id,)
        )
    )
    seconds: int | None = rows[0][0]
    return from_seconds(seconds)


def _tracked(rows: Iterable[Row]) -> list[TrackedFeed]:
    return [
        TrackedFeed(
            id=row["id"],
            feed=Feed(
                name=row["name"],
                url=row["url"],
                homepage=row["homepage"],
                kind=FeedKind(row["kind"]),
                audience=Audience(row["audience"]),
                topics=tuple(json.loads(row["topics"])),
            ),
            validators=Validators(row["etag"], row["last_modified"]),
            content_hash=row["content_hash"],
            next_check_at=from_seconds(row["next_check_at"]),
            health=FeedHealth(
                first_polled_at=from_seconds(row["first_polled_at"]),
                last_success_at=from_seconds(row["last_success_at"]),
                failures=row["failures"],
                error=row["error"],
            ),
        )
        for row in rows
    ]
