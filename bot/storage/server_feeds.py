"""The feeds that servers chose for themselves."""

import json
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.model.feed import Feed, ListedFeed, TrackedFeed
from bot.storage import feeds
from bot.storage.rows import to_seconds


async def audience(connection: Connection, feed_id: int) -> frozenset[int] | None:
    """The servers that see the new articles of a feed; None means all servers."""
    rows = await connection.execute_fetchall(
        """
        SELECT c.guild_id FROM feeds AS f LEFT JOIN server_feeds AS c ON c.feed_id = f.id
        WHERE f.id = ? AND f.server_only = 1
        """,
        (feed_id,),
    )
    servers = [row["guild_id"] for row in rows]
    return frozenset(each for each in servers if each is not None) if servers else None


async def of_guild(connection: Connection, guild_id: int) -> list[ListedFeed]:
    """The feeds that a server chose, with their articles, in the order in which it chose them."""
    return await _chosen(connection, "WHERE f.id = c.feed_id AND c.guild_id = ?", guild_id)


async def everywhere(connection: Connection) -> list[ListedFeed]:
    """All feeds that any server chose."""
    return await _chosen(connection, "WHERE f.id = c.feed_id GROUP BY f.id")


async def server_only(connection: Connection) -> list[TrackedFeed]:
    """All feeds that are, or were, read for servers alone."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM feeds WHERE server_only = 1 ORDER BY id"
    )
    return feeds.tracked(rows)


async def choose(connection: Connection, guild_id: int, feed: Feed, now: datetime) -> None:
    """Have a feed read for a server.

    A feed that was not read until now is new: its next poll announces nothing. A feed of all
    servers stays one.
    """
    await connection.execute(
        """
        INSERT INTO feeds (url, name, homepage, kind, audience, topics, phrases, listings, active,
            listed, server_only)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 1)
        ON CONFLICT (url) DO UPDATE SET active = 1, server_only = 1, first_polled_at = NULL,
            gone_at = NULL, failing_since = NULL, failures = 0, error = NULL, told_at = NULL,
            next_check_at = NULL
            WHERE feeds.active = 0
        """,
        feeds.columns(feed)[:-1],
    )
    await connection.execute(
        """
        INSERT INTO server_feeds (guild_id, feed_id, chosen_at)
        SELECT ?, id, ? FROM feeds WHERE url = ? AND server_only = 1
        ON CONFLICT DO NOTHING
        """,
        (guild_id, to_seconds(now), feed.url),
    )


async def end(connection: Connection, guild_id: int, feed_id: int, reason: str) -> bool:
    """End a server's choice, and drop what waits of it; False if the server had not chosen it."""
    cursor = await connection.execute(
        "DELETE FROM server_feeds WHERE guild_id = ? AND feed_id = ?", (guild_id, feed_id)
    )
    await connection.execute(
        """
        UPDATE deliveries SET state = 'failed', reason = ?
        WHERE guild_id = ? AND state = 'pending' AND post_id IS NULL AND article_id IN
            (SELECT id FROM articles WHERE feed_id = ? AND server_only = 1)
        """,
        (reason, guild_id, feed_id),
    )
    await stop_unchosen(connection)
    return cursor.rowcount > 0


async def end_all_of(connection: Connection, guild_id: int) -> None:
    """End all choices of a server that the bot left."""
    await connection.execute("DELETE FROM server_feeds WHERE guild_id = ?", (guild_id,))
    await stop_unchosen(connection)


async def end_everywhere(connection: Connection, url: str) -> bool:
    """End all choices of a feed; False if no server had chosen it."""
    cursor = await connection.execute(
        "DELETE FROM server_feeds WHERE feed_id = (SELECT id FROM feeds WHERE url = ?)", (url,)
    )
    await stop_unchosen(connection)
    return cursor.rowcount > 0


async def show_to_all(connection: Connection, urls: Sequence[str]) -> None:
    """Show feeds that the operator switched on, with all their articles, to all servers."""
    rows = await connection.execute_fetchall(
        """
        UPDATE feeds SET server_only = 0
        WHERE server_only = 1 AND url IN (SELECT value FROM json_each(?)) RETURNING id
        """,
        (json.dumps(urls),),
    )
    for row in list(rows):
        await connection.execute("DELETE FROM server_feeds WHERE feed_id = ?", (row["id"],))
        await connection.execute(
            "UPDATE articles SET server_only = 0 WHERE server_only = 1 AND feed_id = ?",
            (row["id"],),
        )


async def stop_unchosen(connection: Connection) -> None:
    """Stop polling feeds that were read for servers alone and that no server chooses any more."""
    await connection.execute(
        """
        UPDATE feeds SET active = 0 WHERE active = 1 AND server_only = 1
            AND NOT EXISTS (SELECT 1 FROM server_feeds AS c WHERE c.feed_id = feeds.id)
        """
    )


async def _chosen(connection: Connection, which: str, *values: int) -> list[ListedFeed]:
    rows: list[Row] = list(
        await connection.execute_fetchall(
            f"""
            SELECT f.*, {feeds.ARTICLES}, (SELECT count(*) FROM server_feeds AS o
                WHERE o.feed_id = f.id) AS servers
            FROM feeds AS f, server_feeds AS c {which} ORDER BY c.chosen_at, f.id
            """,  # noqa: S608 - fragments of storage
            values,
        )
    )
    return feeds.listed_rows(rows)
