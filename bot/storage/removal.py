"""Hides an article, or deletes the articles of a feed. Called by `catalogue.removal`.

Both end the deliveries that were not sent. Cards that were posted stay on Discord.
"""

import json
from collections.abc import Sequence

from aiosqlite import Connection

from bot.storage import articles, meta
from bot.storage.index import REMOVALS


async def by_link(connection: Connection, canonical_url: str, url: str) -> list[tuple[int, str]]:
    """Ids and titles of the articles with this link, whichever feed gave it."""
    rows = await connection.execute_fetchall(
        """
        SELECT id, title FROM articles WHERE canonical_url = :canonical OR url = :url
            OR id IN (SELECT article_id FROM elsewhere WHERE url IN (:canonical, :url))
        ORDER BY id
        """,
        {"canonical": canonical_url, "url": url},
    )
    return [(row["id"], row["title"]) for row in rows]


async def by_id(connection: Connection, article_id: int) -> list[tuple[int, str]]:
    """Id and title of an article, hidden or not; empty if there is none."""
    rows = await connection.execute_fetchall(
        "SELECT id, title FROM articles WHERE id = ?", (article_id,)
    )
    return [(row["id"], row["title"]) for row in rows]


async def set_hidden(connection: Connection, article_id: int, *, hidden: bool) -> bool:
    """Hide an article, or show it again; False if it was hidden or shown before.

    A hidden article has no vector: it is not compared with others.
    """
    cursor = await connection.execute(
        "UPDATE articles SET hidden = ?1 WHERE id = ?2 AND hidden <> ?1", (hidden, article_id)
    )
    await _count_removal(connection, cursor.rowcount)
    if hidden:
        await connection.execute("DELETE FROM article_vectors WHERE article_id = ?", (article_id,))
    return cursor.rowcount > 0


async def withdraw(connection: Connection, article_ids: Sequence[int], reason: str) -> None:
    """Fail the pending deliveries of articles, and the open posts that carry nothing else.

    A post that is being sent now is still recorded as sent.
    """
    values = {"ids": json.dumps(article_ids), "reason": reason}
    await connection.execute(
        """
        UPDATE posts SET state = 'failed', error = :reason
        WHERE state IN ('ready', 'sending') AND id IN (SELECT post_id FROM deliveries
            WHERE article_id IN (SELECT value FROM json_each(:ids)) AND state = 'pending')
        AND NOT EXISTS (SELECT 1 FROM deliveries WHERE post_id = posts.id AND state = 'pending'
            AND article_id NOT IN (SELECT value FROM json_each(:ids)))
        """,
        values,
    )
    await connection.execute(
        """
        UPDATE deliveries SET state = 'failed', reason = :reason
        WHERE article_id IN (SELECT value FROM json_each(:ids)) AND state = 'pending'
        """,
        values,
    )


async def purge_some(
    connection: Connection, feed_id: int, limit: int, reason: str
) -> tuple[int, int]:
    """Delete some articles of a feed; articles that another feed has, too, become that feed's.

    Returns how many were deleted, and how many changed to another feed.
    """
    moved = await _hand_over(connection, feed_id, await _some(connection, feed_id, limit))
    ids = await _some(connection, feed_id, limit)
    if ids:
        await withdraw(connection, ids, reason)
        await articles.delete(connection, ids)
        await _count_removal(connection, len(ids))
    return len(ids), moved


async def _count_removal(connection: Connection, number: int) -> None:
    """Let readers of the vocabulary know that articles went or came back."""
    if number > 0:
        before = int(await meta.get(connection, REMOVALS) or 0)
        await meta.put(connection, REMOVALS, str(before + number))


async def _some(connection: Connection, feed_id: int, limit: int) -> list[int]:
    rows = await connection.execute_fetchall(
        "SELECT id FROM articles WHERE feed_id = ? LIMIT ?", (feed_id, limit)
    )
    return [row["id"] for row in rows]


async def _hand_over(connection: Connection, feed_id: int, ids: Sequence[int]) -> int:
    """Give articles to the first other feed that showed the story, with its key and its link."""
    values = {"feed": feed_id, "ids": json.dumps(ids)}
    cursor = await connection.execute(
        """
        UPDATE OR IGNORE articles AS a
        SET feed_id = e.feed_id, key = e.key, url = e.url, silent = e.silent
        FROM (SELECT article_id, feed_id, key, url, silent, row_number() OVER
                (PARTITION BY article_id ORDER BY seen_at, feed_id, key) AS place
            FROM elsewhere WHERE feed_id <> :feed
                AND article_id IN (SELECT value FROM json_each(:ids))) AS e
        WHERE e.article_id = a.id AND e.place = 1
        """,
        values,
    )
    # The next poll of the other feed reads its words, though its document has not changed.
    await connection.execute(
        """
        UPDATE feeds SET etag = NULL, last_modified = NULL, content_hash = NULL
        WHERE id IN (SELECT feed_id FROM articles
            WHERE feed_id <> :feed AND id IN (SELECT value FROM json_each(:ids)))
        """,
        values,
    )
    # The entry of the feed that has the article now is the article itself.
    await connection.execute(
        """
        DELETE FROM elsewhere WHERE article_id IN (SELECT value FROM json_each(:ids))
            AND (feed_id, key) = (SELECT feed_id, key FROM articles WHERE id = article_id)
        """,
        values,
    )
    return cursor.rowcount


async def forget_feed(connection: Connection, feed_id: int) -> None:
    """Delete all other data of a feed; if it is added again, it is a new feed."""
    for table in ("elsewhere", "gaps", "backfills", "left_out"):
        await connection.execute(
            f"DELETE FROM {table} WHERE feed_id = ?",  # noqa: S608 - names of this function
            (feed_id,),
        )
    await connection.execute(
        """
        UPDATE feeds SET etag = NULL, last_modified = NULL, content_hash = NULL,
            first_polled_at = NULL, last_success_at = NULL, next_check_at = NULL
        WHERE id = ?
        """,
        (feed_id,),
    )
