"""Stores feeds as the catalogue lists them, with their validators, schedule and health."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from sqlite3 import Row

from aiosqlite import Connection
from msgspec import to_builtins

from bot.model.feed import (
    Audience,
    Feed,
    FeedHealth,
    FeedKind,
    ListedFeed,
    Listing,
    Move,
    Pace,
    TrackedFeed,
    Validators,
)
from bot.storage.rows import HIDDEN, LINE_CHARACTERS_READ, from_seconds, to_seconds


async def sync_catalogue(
    connection: Connection, feeds: Sequence[Feed], *, read_since: datetime | None = None
) -> None:
    """List exactly these feeds, and poll the enabled ones. Known URLs keep their state.

    If a feed is switched on again or its phrases change, its next poll counts as the first one and
    announces nothing. New phrases also reset the validators: unchanged items are read again.

    Args:
        feeds: the whole catalogue.
        read_since: a feed that was read since then and is switched on again was off for a moment
            only, so its next poll announces what appeared meanwhile.
    """
    known_since = to_seconds(read_since)
    await connection.execute(
        """
        UPDATE feeds SET listed = 0, active = (server_only AND active)
        WHERE listed = 1 AND url NOT IN (SELECT value FROM json_each(?))
        """,
        (json.dumps([feed.url for feed in feeds]),),
    )
    await connection.executemany(
        """
        INSERT INTO feeds (url, name, homepage, kind, audience, topics, phrases, listings, active)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET
            first_polled_at = iif(
                feeds.phrases <> excluded.phrases OR (feeds.active < excluded.active
                    AND NOT ifnull(feeds.last_success_at >= ?, 0)),
                NULL, feeds.first_polled_at),
            etag = iif(feeds.phrases <> excluded.phrases, NULL, feeds.etag),
            last_modified = iif(feeds.phrases <> excluded.phrases, NULL, feeds.last_modified),
            content_hash = iif(feeds.phrases <> excluded.phrases, NULL, feeds.content_hash),
            name = excluded.name, homepage = excluded.homepage, kind = excluded.kind,
            audience = excluded.audience, topics = excluded.topics, phrases = excluded.phrases,
            listings = excluded.listings, listed = 1,
            -- A feed that the operator has off may be read for servers that chose it.
            active = max(excluded.active, feeds.server_only AND feeds.active)
        """,
        [(*columns(feed), known_since) for feed in feeds],
    )


async def rename(connection: Connection, before: str, url: str) -> None:
    """Give a feed another address. It is asked there at once, and goes on as the same feed."""
    await connection.execute(
        """
        UPDATE OR IGNORE backfills SET start = :url
        WHERE start = :before AND feed_id = (SELECT id FROM feeds WHERE url = :before)
        """,
        {"url": url, "before": before},
    )
    await connection.execute(
        "UPDATE feeds SET url = ?, moved_to = NULL, moved_since = NULL WHERE url = ?", (url, before)
    )
    await revive(connection, url)


async def active(connection: Connection) -> list[TrackedFeed]:
    """All feeds that are polled, in the order in which they were added."""
    return tracked(
        await connection.execute_fetchall("SELECT * FROM feeds WHERE active = 1 ORDER BY id")
    )


async def known(connection: Connection) -> list[TrackedFeed]:
    """All feeds that were ever listed; those that are listed now come first."""
    return tracked(
        await connection.execute_fetchall("SELECT * FROM feeds ORDER BY listed DESC, id")
    )


async def switched_on(connection: Connection, feed_id: int) -> TrackedFeed | None:
    """A feed as it is now; None if it is no longer polled: the operator may have removed it."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM feeds WHERE id = ? AND active", (feed_id,)
    )
    return next(iter(tracked(rows)), None)


async def count_articles(connection: Connection, feed_id: int) -> int:
    """Count the articles of a feed, hidden ones included."""
    rows = await connection.execute_fetchall(
        "SELECT count(*) FROM articles WHERE feed_id = ?", (feed_id,)
    )
    return next(int(row[0]) for row in rows)


async def listed(connection: Connection) -> list[TrackedFeed]:
    """All feeds of the catalogue and the operator, including those that are switched off."""
    return tracked(
        await connection.execute_fetchall("SELECT * FROM feeds WHERE listed = 1 ORDER BY id")
    )


async def listed_with_articles(connection: Connection) -> list[ListedFeed]:
    """All listed feeds with the number and date of their articles; active feeds come first."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT f.*, {ARTICLES}, (SELECT count(*) FROM server_feeds AS c
            WHERE c.feed_id = f.id) AS servers
        FROM feeds AS f WHERE listed = 1 ORDER BY active AND NOT server_only DESC, id
        """  # noqa: S608 - a fragment of this module
    )
    return listed_rows(list(rows))


ARTICLES = f"""
    (SELECT count(*) FROM articles WHERE feed_id = f.id AND id NOT IN ({HIDDEN})) AS articles,
    -- Looked for by date only where there is something to find.
    CASE WHEN EXISTS (SELECT 1 FROM articles WHERE feed_id = f.id AND id NOT IN ({HIDDEN})) THEN
        (SELECT dated FROM articles WHERE feed_id = f.id AND id NOT IN ({HIDDEN})
            ORDER BY dated DESC LIMIT 1)
    END AS newest
"""  # noqa: S608 - a fragment of storage.rows
"""Columns of feeds `f`: the number and date of their articles, without those that are hidden."""


def listed_rows(rows: Sequence[Row]) -> list[ListedFeed]:
    """Feeds from rows with ARTICLES and the number of `servers` that chose them."""
    return [
        ListedFeed(each, row["articles"], from_seconds(row["newest"]), servers=row["servers"])
        for each, row in zip(tracked(rows), rows, strict=True)
    ]


async def due(connection: Connection, now: datetime, longest: timedelta) -> list[TrackedFeed]:
    """The active feeds that are due, the longest overdue first.

    A feed that would wait longer than `longest` is due, too: the clock was set back.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT * FROM feeds
        WHERE active = 1 AND gone_at IS NULL
            AND (coalesce(next_check_at, 0) <= ? OR next_check_at > ?)
        ORDER BY coalesce(next_check_at, 0), id
        """,
        (to_seconds(now), to_seconds(now + longest)),
    )
    return tracked(rows)


async def next_due(connection: Connection) -> datetime | None:
    """The time at which the next active feed is due; None if there is no active feed."""
    rows = list(
        await connection.execute_fetchall(
            "SELECT min(coalesce(next_check_at, 0)) FROM feeds WHERE active = 1 AND gone_at IS NULL"
        )
    )
    seconds: int | None = rows[0][0]
    return from_seconds(seconds)


async def save(connection: Connection, *several: TrackedFeed) -> None:
    """Update validators, content hash, schedule, move and health of feeds; removed ones stay."""
    await connection.executemany(
        """
        UPDATE feeds SET etag = ?, last_modified = ?, content_hash = ?, next_check_at = ?, pace = ?,
            moved_to = ?, moved_since = ?, first_polled_at = ?, last_success_at = ?, failures = ?,
            failing_since = ?, error = ?, gone_at = ?, newest_missed = ?
        WHERE id = ? AND active = 1
        """,
        [_known(each) for each in several],
    )


async def set_told(connection: Connection, feed_id: int, told_at: datetime | None) -> None:
    """Record when the operator was told of a problem; None if the problem is over."""
    await connection.execute(
        "UPDATE feeds SET told_at = ? WHERE id = ?", (to_seconds(told_at), feed_id)
    )


async def revive(connection: Connection, url: str) -> None:
    """Forget the failures of a feed, even that it is gone for good, and make it due now."""
    await connection.execute(
        """
        UPDATE feeds SET gone_at = NULL, failing_since = NULL, failures = 0, error = NULL,
            told_at = NULL, next_check_at = NULL
        WHERE url = ?
        """,
        (url,),
    )


async def one(connection: Connection, feed_id: int) -> TrackedFeed | None:
    """A feed; None if there is no such feed."""
    rows = await connection.execute_fetchall("SELECT * FROM feeds WHERE id = ?", (feed_id,))
    return next(iter(tracked(rows)), None)


def columns(feed: Feed) -> tuple[str | bool, ...]:
    """The values of the columns that the catalogue sets; the last one is `active`."""
    return (
        feed.url,
        feed.name,
        feed.homepage,
        feed.kind,
        feed.audience,
        json.dumps(feed.topics),
        json.dumps(feed.phrases),
        json.dumps([to_builtins(listing) for listing in feed.listings]),
        feed.enabled,
    )


def _known(known: TrackedFeed) -> tuple[str | int | None, ...]:
    """The values of the columns that polling updates, then the id."""
    return (
        known.validators.etag,
        known.validators.last_modified,
        known.content_hash,
        to_seconds(known.next_check_at),
        json.dumps(to_builtins(known.pace)),
        known.move.to if known.move else None,
        to_seconds(known.move.since) if known.move else None,
        to_seconds(known.health.first_polled_at),
        to_seconds(known.health.last_success_at),
        known.health.failures,
        to_seconds(known.health.failing_since),
        known.health.error,
        to_seconds(known.health.gone_at),
        known.health.newest_missed,
        known.id,
    )


def tracked(rows: Iterable[Row]) -> list[TrackedFeed]:
    """Feeds from whole rows."""
    return [
        TrackedFeed(
            id=row["id"],
            feed=_feed(row),
            validators=Validators(row["etag"], row["last_modified"]),
            content_hash=row["content_hash"],
            next_check_at=from_seconds(row["next_check_at"]),
            pace=_pace(row["pace"]),
            move=_move(row["moved_to"], row["moved_since"]),
            health=FeedHealth(
                first_polled_at=from_seconds(row["first_polled_at"]),
                last_success_at=from_seconds(row["last_success_at"]),
                failures=row["failures"],
                failing_since=from_seconds(row["failing_since"]),
                error=row["error"] and row["error"][:LINE_CHARACTERS_READ],
                told_at=from_seconds(row["told_at"]),
                gone_at=from_seconds(row["gone_at"]),
                newest_missed=bool(row["newest_missed"]),
            ),
            server_only=bool(row["server_only"]),
            restored_at=from_seconds(row["restored_at"]),
        )
        for row in rows
    ]


def _feed(row: Row) -> Feed:
    return Feed(
        name=row["name"][:LINE_CHARACTERS_READ],
        url=row["url"],
        homepage=row["homepage"],
        kind=FeedKind(row["kind"]),
        audience=Audience(row["audience"]),
        topics=tuple(json.loads(row["topics"])),
        enabled=bool(row["active"]),
        phrases=tuple(json.loads(row["phrases"])),
        listings=tuple(_listing(**fields) for fields in json.loads(row["listings"])),
    )


def _listing(*, topics: Sequence[str], **fields: str) -> Listing:
    return Listing(**fields, topics=tuple(topics))


def _pace(text: str) -> Pace:
    fields = json.loads(text)
    return Pace(
        fields.get("ttl_minutes"),
        tuple(fields.get("skip_hours", ())),
        tuple(fields.get("skip_days", ())),
    )


def _move(to: str | None, since: int | None) -> Move | None:
    at = from_seconds(since)
    return Move(to, at) if to and at else None
