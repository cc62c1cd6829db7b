"""Articles of servers' own feeds that tell the story of an article of another feed.

Such an article stays apart from those of other feeds, so that no server sees what another one
chose. When a feed of all servers brings the story, the article becomes everybody's.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from aiosqlite import Connection

from bot.articles.duplicates import SameStoryReason
from bot.storage import articles, evidence
from bot.storage.articles import UnstoredArticle


async def channels_with(connection: Connection, article_ids: Collection[int]) -> frozenset[int]:
    """The channels that have a delivery of one of these articles."""
    marks = ", ".join("?" * len(article_ids))
    rows = await connection.execute_fetchall(
        f"SELECT DISTINCT channel_id FROM deliveries WHERE article_id IN ({marks})",  # noqa: S608 - only question marks are put in
        tuple(article_ids),
    )
    return frozenset(row["channel_id"] for row in rows)


async def make_public(
    connection: Connection,
    duplicates: Sequence[int],
    feed_id: int,
    found: UnstoredArticle,
    now: datetime,
) -> int:
    """Give the story of some servers' own articles to a feed of all servers; returns its id.

    The first article gets the words of the new feed and keeps its id and its deliveries. So its
    cards are not posted again, and their buttons still work. The others are merged into it.

    Args:
        duplicates: the servers' articles.
        feed_id: the feed of all servers.
        found: its article.
        now: when it was found.
    """
    kept, *others = duplicates
    await _keep_as_elsewhere(connection, kept, kept)
    article = found.article
    await connection.execute(
        """
        UPDATE articles SET feed_id = ?, key = ?, url = ?, canonical_url = ?, title = ?,
            topic_words = ?, teaser = ?, text = ?, author = ?, image_url = ?, image_alt = ?,
            published_at = ?, first_seen_at = ?, dated = ?, retracted = ?, concern = ?, doi = ?,
            pmid = ?, silent = ?, server_only = 0, hidden = 0
        WHERE id = ?
        """,
        (feed_id, *articles.article_values(article, found.topic_words, now), found.silent, kept),
    )
    await articles.set_topics(connection, kept, article.topics)
    await evidence.put_all(connection, [(kept, article)])
    for duplicate in others:
        await _absorb(connection, kept, duplicate)
    return kept


async def _absorb(connection: Connection, kept: int, duplicate: int) -> None:
    """Merge two articles, unless a channel has a delivery of both."""
    if await channels_with(connection, [kept]) & await channels_with(connection, [duplicate]):
        return
    await connection.execute(
        """
        UPDATE deliveries SET article_id = :kept,
            revision = min(revision, (SELECT revision FROM articles WHERE id = :kept))
        WHERE article_id = :duplicate
        """,
        {"kept": kept, "duplicate": duplicate},
    )
    await connection.execute(
        "UPDATE elsewhere SET article_id = ? WHERE article_id = ?", (kept, duplicate)
    )
    await _keep_as_elsewhere(connection, duplicate, kept)
    await articles.delete(connection, [duplicate])


async def _keep_as_elsewhere(connection: Connection, article_id: int, kept: int) -> None:
    """Record that an article's feed carries the story of `kept`, so that it is recognized there."""
    await connection.execute(
        """
        INSERT INTO elsewhere (feed_id, key, article_id, url, why, seen_at, silent)
        SELECT feed_id, key, :kept, url, :why, first_seen_at, silent FROM articles WHERE id = :id
        ON CONFLICT DO NOTHING
        """,
        {"id": article_id, "kept": kept, "why": SameStoryReason.TITLE},
    )
