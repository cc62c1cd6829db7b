"""Finds what was not announced because the database was restored, and opens it for announcing."""

from datetime import datetime

from aiosqlite import Connection
from msgspec import Struct

from bot.articles.news import Silence
from bot.storage import meta
from bot.storage.renewal import GAP_DELIVERY, GAP_TOLD, RESTORED_AT
from bot.storage.rows import from_seconds, line, to_seconds

# The values stand in the text, and CROSS JOIN orders the tables, so that SQLite takes the indexes.
_UNANNOUNCED = f"""
    (SELECT id AS article_id, feed_id FROM articles WHERE silent = '{Silence.RESTORED}'
    UNION SELECT article_id, feed_id FROM elsewhere WHERE silent = '{Silence.RESTORED}'
    UNION SELECT d.article_id, a.feed_id FROM deliveries AS d CROSS JOIN articles AS a
        ON a.id = d.article_id WHERE d.state = 'failed' AND d.reason = :reason) AS u
    CROSS JOIN articles AS a ON a.id = u.article_id AND a.hidden = 0
"""  # noqa: S608 - a constant
_VALUES = {"reason": GAP_DELIVERY}


class Unannounced(Struct, frozen=True):
    """An article that a feed showed and that was kept silently after a restore."""

    article_id: int
    feed_id: int
    title: str
    url: str
    dated: datetime


class Count(Struct, frozen=True):
    """A number of articles, and the date of the oldest."""

    number: int
    oldest: datetime | None


async def restored_at(connection: Connection) -> datetime | None:
    """When the database was restored last; None if it never was."""
    value = await meta.get(connection, RESTORED_AT)
    return from_seconds(int(value)) if value else None


async def count(connection: Connection) -> Count:
    """Count the articles."""
    rows = await connection.execute_fetchall(
        f"SELECT count(DISTINCT a.id) AS number, min(a.dated) AS oldest FROM {_UNANNOUNCED}",  # noqa: S608 - a fragment of this module
        _VALUES,
    )
    return next(Count(row["number"], from_seconds(row["oldest"])) for row in rows)


async def unread_feeds(connection: Connection) -> int:
    """Count the feeds that no poll has read since the restore, without those that fail."""
    rows = await connection.execute_fetchall(
        """
        SELECT count(*) FROM feeds WHERE active = 1 AND restored_at IS NOT NULL
            AND ifnull(last_success_at, 0) < restored_at AND failures = 0 AND gone_at IS NULL
        """
    )
    return next(int(row[0]) for row in rows)


async def since(connection: Connection, moment: datetime) -> list[Unannounced]:
    """The articles that are dated after a moment, oldest first."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT u.article_id, u.feed_id, {line("a.title")} AS title, a.url, a.dated
        FROM {_UNANNOUNCED} WHERE a.dated >= :since ORDER BY a.dated, a.id
        """,  # noqa: S608 - fragments of storage
        {**_VALUES, "since": to_seconds(moment)},
    )
    return [
        Unannounced(
            row["article_id"],
            row["feed_id"],
            row["title"],
            row["url"],
            from_seconds(row["dated"]),
        )
        for row in rows
    ]


async def reopen(connection: Connection, article_id: int) -> int:
    """Make the deliveries that a restore dropped pending again; returns their number.

    Deliveries to channels without subscriptions stay as they are.
    """
    cursor = await connection.execute(
        """
        UPDATE deliveries SET state = 'pending', reason = NULL
        WHERE article_id = ? AND state = 'failed' AND reason = ? AND post_id IS NULL
            AND channel_id IN (SELECT channel_id FROM channels)
        """,
        (article_id, GAP_DELIVERY),
    )
    return cursor.rowcount


async def count_pending(connection: Connection, article_id: int) -> int:
    """Count the channels that an article still goes to."""
    rows = await connection.execute_fetchall(
        "SELECT count(*) FROM deliveries WHERE article_id = ? AND state = 'pending'", (article_id,)
    )
    return next(int(row[0]) for row in rows)


async def is_silent(connection: Connection, found: Unannounced) -> bool:
    """Whether an article is still silent because of a restore."""
    rows = await connection.execute_fetchall(
        """
        SELECT 1 FROM articles WHERE id = :id AND feed_id = :feed AND silent = :restored
        UNION ALL SELECT 1 FROM elsewhere
            WHERE article_id = :id AND feed_id = :feed AND silent = :restored
        """,
        {"id": found.article_id, "feed": found.feed_id, "restored": Silence.RESTORED},
    )
    return bool(list(rows))


async def drop(connection: Connection, article_id: int) -> None:
    """Give other reasons to the deliveries that cannot be made any more, so that none is left."""
    await connection.execute(
        "UPDATE deliveries SET reason = ? WHERE article_id = ? AND reason = ?",
        ("Its channel has no subscription any more.", article_id, GAP_DELIVERY),
    )


async def told(connection: Connection) -> int:
    """Return the number of articles that the operator was told of."""
    return int(await meta.get(connection, GAP_TOLD) or 0)


async def set_told(connection: Connection, number: int) -> None:
    """Record how many articles the operator was told of."""
    await meta.put(connection, GAP_TOLD, str(number))
