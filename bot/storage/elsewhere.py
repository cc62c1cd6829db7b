"""Where else a kept story stands: other feeds' links to it, and new ids in its own feed."""

from datetime import datetime

from aiosqlite import Connection

from bot.articles.duplicates import SameStory
from bot.articles.news import Silence
from bot.model.article import Article
from bot.storage.times import to_seconds


async def add(
    connection: Connection,
    feed_id: int,
    article: Article,
    same: SameStory,
    now: datetime,
    *,
    silent: Silence | None,
) -> bool:
    """Remember that a feed carries a story; False where that was known, under whatever key."""
    cursor = await connection.execute(
        """
        INSERT INTO elsewhere (feed_id, key, article_id, url, why, seen_at, silent)
        SELECT :feed, :key, :article, :url, :why, :now, :silent
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
            "silent": silent,
        },
    )
    return cursor.rowcount > 0
