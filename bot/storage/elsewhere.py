"""Where else a kept story stands: other feeds' links to it, and new ids in its own feed."""

import json
from collections.abc import Iterable
from datetime import datetime

from aiosqlite import Connection

from bot.articles.duplicates import SameStory
from bot.model.article import Article
from bot.storage.times import to_seconds


async def known_keys(connection: Connection, feed_id: int, keys: Iterable[str]) -> set[str]:
    """Those of a feed's keys that are known to tell a story kept already."""
    rows = await connection.execute_fetchall(
        """
        SELECT key FROM elsewhere
        WHERE feed_id = ? AND key IN (SELECT value FROM json_each(?))
        """,
        (feed_id, json.dumps(list(keys))),
    )
    return {row["key"] for row in rows}


async def add(
    connection: Connection, feed_id: int, article: Article, same: SameStory, now: datetime
) -> bool:
    """Remember that a feed carries a story; False where that was known, under whatever key."""
    cursor = await connection.execute(
        """
        INSERT INTO elsewhere (feed_id, key, article_id, url, why, seen_at)
        SELECT :feed, :key, :article, :url, :why, :now
        WHERE NOT EXISTS
            (SELECT 1 FROM elsewhere WHERE article_id = :article AND feed_id = :feed)
        """,
        {
            "feed": feed_id,
            "key": article.key,
            "article": same.article_id,
            "url": article.url,
            "why": same.why,
            "now": to_seconds(now),
        },
    )
    return cursor.rowcount > 0
