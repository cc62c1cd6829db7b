"""Prepares a restored database for its next run, so that nothing is posted a second time.

    new id, former ones kept ─► numbers that were never used ─► open posts are looked for first
    ─► deliveries without a post are failed ─► feeds: the gap is kept silently (`articles.news`)

The time between the copy and the restore is the gap: what the bot posted then is not in the copy.
Called by `pipelines.restore`, inside a transaction.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from aiosqlite import Connection
from msgspec import Struct

from bot.articles.news import Silence
from bot.storage import identity, meta, schedules, stored_queries
from bot.storage.rows import from_seconds, line, to_seconds

UNUSED_IDS_PER_SECOND = 100
"""New ids begin with the present time in hundredths of a second. Discord takes 50 messages a
second, so no run has used as many, and buttons on old messages never name something else."""
LEAST_LEAP = 1_000_000
"""Ids that are left out at least, if the clock is wrong. Chosen by eye."""
RESTORED_AT = "restored_at"
"""A name in `meta`: the time of the last restore, in seconds since 1970."""
GAP_TOLD = "gap_told"
"""A name in `meta`: the number of articles of the gap that was reported to the operator."""
GAP_DELIVERY = "The database was restored from a copy. It may have been posted before that."
"""The reason of deliveries that no post carried when the copy was made."""


class Renewal(Struct, frozen=True):
    """The outcome for posts that were open when the copy was made.

    Attributes:
        looked_for: posts that are looked for on Discord, and sent if they are not there.
        dropped: deliveries that are not posted.
    """

    looked_for: int
    dropped: int


async def renew(
    connection: Connection, now: datetime, *, known: Sequence[str] = (), sends: int = 0
) -> Renewal:
    """Prepare a restored database for its next run.

    Args:
        known: ids of databases that were in this place before.
        sends: the count of the stamp that was in this place.
    """
    mark = await identity.read_mark(connection)
    await identity.renew(connection, tuple(known), max(mark.sends, sends) + 1)
    await _leave_ids_out(connection, now)
    await meta.put(connection, RESTORED_AT, str(to_seconds(now)))
    await meta.put(connection, GAP_TOLD, "0")
    looked_for = await _look_for_open_posts(connection, now)
    dropped = await connection.execute(
        """
        UPDATE deliveries SET state = 'failed', reason = ?
        WHERE state = 'pending' AND post_id IS NULL
        """,
        (GAP_DELIVERY,),
    )
    await connection.execute("UPDATE notices SET state = 'told' WHERE state = 'sending'")
    # A copy that was made beside a running bot holds its run, and does not know how it ended.
    await connection.execute("UPDATE runs SET stopped = 1 WHERE id = (SELECT max(id) FROM runs)")
    await schedules.begin_anew(connection)
    # Queries of members expire soon, and members may have deleted theirs since the copy.
    await stored_queries.forget_all(connection)
    await _keep_gap_silent(connection, now)
    return Renewal(looked_for, dropped.rowcount)


async def _leave_ids_out(connection: Connection, now: datetime) -> None:
    """Continue with ids that no run has used, since buttons on messages of the gap carry those."""
    first = to_seconds(now) * UNUSED_IDS_PER_SECOND
    tables = await connection.execute_fetchall(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    )
    for (table,) in list(tables):
        rows = await connection.execute_fetchall(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)
        )
        used = next((int(row["seq"]) for row in rows), 0)
        await connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        await connection.execute(
            "INSERT INTO sqlite_sequence VALUES (?, ?)", (table, max(first, used + LEAST_LEAP))
        )
    rows = await connection.execute_fetchall("SELECT ifnull(max(id), 0) AS used FROM articles")
    used = next(int(row["used"]) for row in rows)
    purged = int(await meta.get(connection, meta.HIGHEST_PURGED_ID) or 0)
    highest = max(first, max(used, purged) + LEAST_LEAP)
    await meta.put(connection, meta.HIGHEST_PURGED_ID, str(highest))


async def _look_for_open_posts(connection: Connection, now: datetime) -> int:
    cursor = await connection.execute(
        """
        UPDATE posts SET state = 'sending', looked_at = NULL, next_try_at = ?
        WHERE state IN ('ready', 'sending')
        """,
        (to_seconds(now),),
    )
    return cursor.rowcount


async def _keep_gap_silent(connection: Connection, now: datetime) -> None:
    """Record the gap for the next poll of each feed, and make all feeds due now."""
    await connection.execute(
        """
        UPDATE feeds SET restored_at = :now, next_check_at = NULL,
            -- Before the restore, whatever the clock said.
            last_success_at = min(last_success_at, :now - 1)
        """,
        {"now": to_seconds(now)},
    )
    # After the copy was made, a page that had failed may have been read and announced.
    await connection.execute("UPDATE gaps SET next_url = NULL")


async def correct_clock(connection: Connection, now: datetime) -> None:
    """Move restores that lie in the future to the present: the clock was wrong then.

    Otherwise everything would be kept silent until that time.
    """
    await connection.execute(
        """
        UPDATE feeds SET restored_at = :now, last_success_at = min(last_success_at, :now - 1)
        WHERE restored_at > :now
        """,
        {"now": to_seconds(now)},
    )


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
    """An article that was stored after a restore and not announced."""

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


async def silent_among(connection: Connection, article_ids: Sequence[int]) -> set[int]:
    """The articles among these that a feed showed in the gap and no feed showed as news."""
    rows = await connection.execute_fetchall(
        """
        WITH shown AS (
            SELECT id, silent FROM articles WHERE id IN (SELECT value FROM json_each(:ids))
            UNION ALL SELECT article_id, silent FROM elsewhere
                WHERE article_id IN (SELECT value FROM json_each(:ids))
        )
        SELECT id FROM shown GROUP BY id
        HAVING count(*) = count(silent) AND sum(silent = :restored) > 0
        """,
        {"ids": json.dumps(list(article_ids)), "restored": Silence.RESTORED},
    )
    return {int(row["id"]) for row in rows}


async def drop(connection: Connection, article_id: int) -> None:
    """Give the remaining dropped deliveries another reason, since they cannot be made any more."""
    await connection.execute(
        "UPDATE deliveries SET reason = ? WHERE article_id = ? AND reason = ?",
        ("Its channel has no subscription any more.", article_id, GAP_DELIVERY),
    )


async def told(connection: Connection) -> int:
    """Return the number of articles that was reported to the operator."""
    return int(await meta.get(connection, GAP_TOLD) or 0)


async def set_told(connection: Connection, number: int) -> None:
    """Record the number of articles that was reported to the operator."""
    await meta.put(connection, GAP_TOLD, str(number))
