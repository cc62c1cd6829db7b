"""Mends references to lost rows in a repaired database. Called by `copying`.

After a repair, no article may be posted twice, and no key of a post may be used twice.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from bot.storage.rows import to_seconds

Values = tuple[object, ...]

READ_FROM_FEEDS = frozenset({"articles", "deliveries", "elsewhere", "feeds"})
"""Tables whose loss may make an announced article look new when a feed shows it."""
LOST_FEED = "https://lost.invalid/feed/"
LOST_POST = "The record of its post was lost in a repair; it may have been posted."
LOST_DELIVERY = "The record of this delivery was lost in a repair; it may have been posted."
LOST_OUTCOME = "Its outcome was lost in a repair; it may have been posted."

SILENT_NEXT_POLL = (
    "Articles may have been lost, so the next poll of each feed announces nothing. Run "
    "`progress-bot backfill --again` to read the past of the feeds anew."
)
NEW_ID = (
    "The record of used post numbers was lost, so the database has a new id. Posts that were on "
    "their way are not sent again; `progress-bot deliveries --failed` lists them."
)


class Loss(Struct, frozen=True):
    """The data that could not be read.

    Attributes:
        tables: the tables that lost rows, or may have.
        sequences: the highest id that each table has ever used; None if that was unreadable.
        indexed: for each table, the values that indexes still have of its rows, by column.
    """

    tables: frozenset[str]
    sequences: Mapping[str, int] | None
    indexed: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)


def mend(connection: sqlite3.Connection, loss: Loss, now: datetime) -> list[str]:
    """Make the rows of the new database consistent; returns sentences for the operator.

    Args:
        connection: inside a transaction, with foreign keys off.
        loss: the data that could not be read.
        now: the present.
    """
    notes = []
    if not _keep_sequences(connection, loss):
        _renew_id(connection)
        notes.append(NEW_ID)
    _bring_back_feeds(connection, loss.indexed.get("feeds", ()))
    _bring_back_channels(connection)
    _bring_back_deliveries(connection, loss.indexed.get("deliveries", ()), now)
    _settle_lost_posts(connection)
    _drop_dangling(connection)
    if loss.tables & READ_FROM_FEEDS:
        # The next poll counts as the first one: it stores the lost articles and announces nothing.
        connection.execute(
            "UPDATE feeds SET first_polled_at = NULL, etag = NULL, last_modified = NULL, "
            "content_hash = NULL"
        )
        notes.append(SILENT_NEXT_POLL)
    return notes


def _keep_sequences(connection: sqlite3.Connection, loss: Loss) -> bool:
    """Keep ids from being used twice; returns False if the used ids are unknown."""
    certain = True
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    ).fetchall()
    for (table,) in tables:
        recorded = (loss.sequences or {}).get(table)
        highest = connection.execute(f'SELECT max(id) FROM "{table}"').fetchone()[0] or 0  # noqa: S608 - of the schema
        used = highest or table in loss.tables
        certain &= loss.sequences is not None and (recorded is not None or not used)
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        if number := max(highest, recorded or 0):
            connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, number))
    rows = connection.execute("SELECT value FROM meta WHERE name = 'database_id'").fetchall()
    return certain and bool(rows)


def _renew_id(connection: sqlite3.Connection) -> None:
    """Give the database a new id, which changes all keys; fail posts that were being sent."""
    connection.execute(
        "INSERT INTO meta VALUES ('database_id', lower(hex(randomblob(16)))) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
    connection.execute(
        "UPDATE deliveries SET state = 'failed', reason = ? WHERE state = 'pending' "
        "AND post_id IN (SELECT id FROM posts WHERE state = 'sending')",
        (LOST_OUTCOME,),
    )
    connection.execute(
        "UPDATE posts SET state = 'failed', error = ? WHERE state = 'sending'", (LOST_OUTCOME,)
    )
    connection.execute("UPDATE notices SET state = 'told' WHERE state = 'sending'")


def _bring_back_feeds(
    connection: sqlite3.Connection, indexed: Sequence[Mapping[str, object]]
) -> None:
    """Insert lost feeds that articles refer to; the catalogue adds details at the next start."""
    urls = {row["id"]: row["url"] for row in indexed if "url" in row}
    missing = connection.execute(
        "SELECT feed_id FROM articles WHERE feed_id NOT IN (SELECT id FROM feeds) GROUP BY feed_id"
    ).fetchall()
    for (feed_id,) in missing:
        connection.execute(
            """
            INSERT INTO feeds (id, url, name, homepage, kind, audience, active, listed)
            VALUES (?1, ?2, 'A source of the past', ?2, 'news', 'patients', 0, 0)
            """,
            (feed_id, urls.get(feed_id, f"{LOST_FEED}{feed_id}")),
        )


def _bring_back_channels(connection: sqlite3.Connection) -> None:
    """Insert lost channels that subscriptions refer to."""
    connection.execute(
        """
        INSERT INTO channels (channel_id, guild_id, kind)
        SELECT s.channel_id, s.guild_id, ifnull((SELECT channel_kind FROM posts AS p
            WHERE p.channel_id = s.channel_id ORDER BY id DESC LIMIT 1), 'text')
        FROM subscriptions AS s WHERE s.channel_id NOT IN (SELECT channel_id FROM channels)
        GROUP BY s.channel_id
        """
    )


def _bring_back_deliveries(
    connection: sqlite3.Connection, indexed: Sequence[Mapping[str, object]], now: datetime
) -> None:
    """Insert lost deliveries as failed, so that a duplicate of the article is not posted there."""
    connection.executemany(
        """
        INSERT INTO deliveries
            (article_id, guild_id, channel_id, topics, role_ids, state, reason, created_at)
        VALUES (?1, ifnull((SELECT guild_id FROM channels WHERE channel_id = ?2), 0), ?2,
            '[]', '[]', 'failed', ?3, ?4)
        ON CONFLICT (article_id, channel_id) DO NOTHING
        """,
        [
            (row["article_id"], row["channel_id"], LOST_DELIVERY, to_seconds(now))
            for row in indexed
            if row.keys() >= {"article_id", "channel_id"}
        ],
    )


def _settle_lost_posts(connection: sqlite3.Connection) -> None:
    """Fail pending deliveries whose post is lost, and open posts whose deliveries are lost."""
    connection.execute(
        """
        UPDATE deliveries SET state = 'failed', reason = ?
        WHERE state = 'pending' AND post_id NOT IN (SELECT id FROM posts)
        """,
        (LOST_POST,),
    )
    connection.execute(
        "UPDATE deliveries SET post_id = NULL WHERE post_id NOT IN (SELECT id FROM posts)"
    )
    connection.execute("DELETE FROM deliveries WHERE article_id NOT IN (SELECT id FROM articles)")
    connection.execute(
        """
        UPDATE posts SET state = 'failed', error = ?
        WHERE state IN ('ready', 'sending') AND id NOT IN
            (SELECT post_id FROM deliveries WHERE post_id IS NOT NULL)
        """,
        (LOST_OUTCOME,),
    )


def _drop_dangling(connection: sqlite3.Connection) -> None:
    """Delete all other rows that refer to lost ones."""
    while connection.execute("PRAGMA foreign_key_check").fetchone():
        for table, column, parent, key in _references(connection):
            connection.execute(
                f'DELETE FROM "{table}" WHERE "{column}" IS NOT NULL '  # noqa: S608 - of the schema
                f'AND "{column}" NOT IN (SELECT "{key}" FROM "{parent}")'
            )


def _references(connection: sqlite3.Connection) -> Iterator[Values]:
    """All foreign keys: table, column, referenced table and column."""
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
    ).fetchall():
        for row in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
            yield table, row[3], row[2], row[4]
