"""Mends references to lost rows in a repaired database. Called by `copying`.

After a repair, no article may be posted twice, and no key of a post may be used twice.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from bot.storage.rows import to_seconds

Reference = tuple[str, str, str, str]
"""A foreign key: the table and its column, then the table and the column that it refers to."""

READ_FROM_FEEDS = frozenset({"articles", "deliveries", "elsewhere", "feeds"})
"""Tables whose loss may make an announced article look new when a feed shows it."""
LOST_FEED = "https://lost.invalid/feed/"
LOST_POST = "The record of its post was lost in a repair; it may have been posted."
LOST_DELIVERY = "The record of this delivery was lost in a repair; it may have been posted."
LOST_OUTCOME = "Its outcome was lost in a repair; it may have been posted."

CHOICES = frozenset(
    {
        *("subscriptions", "channels", "wishes", "mutes", "schedules", "content_care", "servers"),
        *("feed_choices", "feed_decisions", "feed_proposals", "server_feeds"),
    }
)
"""Tables of what people chose, which no feed brings back."""
NEEDED = CHOICES | {"articles"}
"""Tables after whose loss the operator must do something. The bot makes new rows in the others."""

SILENT_NEXT_POLL = (
    "The next poll of each feed announces nothing: the lost records may be of articles that it "
    "shows."
)
READ_AGAIN = (
    "Articles were lost. Run `progress-bot backfill --again` to read the past of the feeds anew."
)
CHOOSE_AGAIN = (
    "Choices of people may be lost: {tables}. Restore a backup, or have them made again on Discord."
)
NEW_ID = "The record of used post numbers was lost, so the database has a new id."
NOT_SENT_AGAIN = (
    "Posts whose record was lost are not sent again; `progress-bot deliveries --failed` lists them."
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


class Note(Struct, frozen=True):
    """A sentence for the operator, and whether it says what to do."""

    sentence: str
    to_do: bool = False


def mend(connection: sqlite3.Connection, loss: Loss, now: datetime) -> tuple[Counter[str], bool]:
    """Make the rows of the new database consistent.

    Args:
        connection: inside a transaction, with foreign keys off.
        loss: the data that could not be read.

    Returns:
        The number of rows of each table that were dropped, since they refer to lost ones; and
        whether the database has a new id.
    """
    keeps_id = _keep_sequences(connection, loss)
    if not keeps_id:
        _renew_id(connection)
    _bring_back_feeds(connection, loss.indexed.get("feeds", ()))
    _bring_back_channels(connection)
    _bring_back_deliveries(connection, loss.indexed.get("deliveries", ()), now)
    dropped = _settle_lost_posts(connection) + _drop_dangling(connection)
    if loss.tables & READ_FROM_FEEDS:
        # The next poll counts as the first one: it stores the lost articles and announces nothing.
        connection.execute(
            "UPDATE feeds SET first_polled_at = NULL, etag = NULL, last_modified = NULL, "
            "content_hash = NULL"
        )
    return dropped, not keeps_id


def notes(connection: sqlite3.Connection, lost: frozenset[str], *, new_id: bool) -> Iterator[Note]:
    """Say what a repair means for the operator.

    Args:
        connection: to the mended database.
        lost: the tables that lost rows, or may have.
        new_id: whether the database has a new id.
    """
    if new_id:
        yield Note(NEW_ID)
    if lost & READ_FROM_FEEDS:
        yield Note(SILENT_NEXT_POLL)
    if "articles" in lost:
        yield Note(READ_AGAIN, to_do=True)
    if chosen := sorted(lost & CHOICES):
        yield Note(CHOOSE_AGAIN.format(tables=", ".join(chosen)), to_do=True)
    failed = "SELECT 1 FROM deliveries WHERE state = 'failed' AND reason IN (?, ?, ?)"
    if connection.execute(failed, (LOST_POST, LOST_DELIVERY, LOST_OUTCOME)).fetchone():
        yield Note(NOT_SENT_AGAIN)


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
        SELECT ?1, ifnull((SELECT guild_id FROM channels WHERE channel_id = ?2), 0), ?2,
            '[]', '[]', 'failed', ?3, ?4
        WHERE ?1 IN (SELECT id FROM articles)
        ON CONFLICT (article_id, channel_id) DO NOTHING
        """,
        [
            (row["article_id"], row["channel_id"], LOST_DELIVERY, to_seconds(now))
            for row in indexed
            if row.keys() >= {"article_id", "channel_id"}
        ],
    )


def _settle_lost_posts(connection: sqlite3.Connection) -> Counter[str]:
    """Fail pending deliveries whose post is lost, and open posts whose deliveries are lost.

    Returns:
        How many deliveries were deleted, since their article is lost.
    """
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
    deleted = connection.execute(
        "DELETE FROM deliveries WHERE article_id NOT IN (SELECT id FROM articles)"
    ).rowcount
    connection.execute(
        """
        UPDATE posts SET state = 'failed', error = ?
        WHERE state IN ('ready', 'sending') AND id NOT IN
            (SELECT post_id FROM deliveries WHERE post_id IS NOT NULL)
        """,
        (LOST_OUTCOME,),
    )
    return Counter(deliveries=deleted)


def _drop_dangling(connection: sqlite3.Connection) -> Counter[str]:
    """Delete all other rows that refer to lost ones; returns how many of each table."""
    deleted = Counter[str]()
    while connection.execute("PRAGMA foreign_key_check").fetchone():
        for table, column, parent, key in _references(connection):
            deleted[table] += connection.execute(
                f'DELETE FROM "{table}" WHERE "{column}" IS NOT NULL '  # noqa: S608 - of the schema
                f'AND "{column}" NOT IN (SELECT "{key}" FROM "{parent}")'
            ).rowcount
    return deleted


def _references(connection: sqlite3.Connection) -> Iterator[Reference]:
    """All foreign keys: table, column, referenced table and column."""
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
    ).fetchall():
        for row in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
            yield table, row[3], row[2], row[4]
