"""The queue of articles whose web pages are to be read, and the fields that these pages add."""

from collections.abc import Iterable
from datetime import datetime

from aiosqlite import Connection

from bot.model.article import ArticlePage, ArticlePageState, WantedArticlePage
from bot.storage import articles
from bot.storage.rows import address, from_seconds, to_seconds
from bot.storage.sightings import set_missing_date


async def want(connection: Connection, article_ids: Iterable[int]) -> None:
    """Queue the pages of these articles, unless they were queued before."""
    await connection.executemany(
        "INSERT INTO article_pages (article_id) VALUES (?) ON CONFLICT DO NOTHING",
        [(article_id,) for article_id in article_ids],
    )


async def due(connection: Connection, now: datetime, limit: int) -> list[WantedArticlePage]:
    """List the pages to be read now, those of the newest articles first."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT p.article_id, p.attempts, {address("a.url")} AS url
        FROM article_pages AS p JOIN articles AS a ON a.id = p.article_id
        WHERE p.state = 'open' AND p.next_try_at <= ?
        ORDER BY a.dated DESC, a.id DESC LIMIT ?
        """,  # noqa: S608 - a fragment of storage.rows
        (to_seconds(now), limit),
    )
    return [WantedArticlePage(row["article_id"], row["url"], row["attempts"]) for row in rows]


async def settle(
    connection: Connection,
    article_id: int,
    state: ArticlePageState,
    now: datetime,
    *,
    error: str | None = None,
    next_try_at: datetime | None = None,
) -> None:
    """Record the outcome of reading a page, or the time of the next try."""
    await connection.execute(
        """
        UPDATE article_pages SET state = ?, attempts = attempts + 1, fetched_at = ?, error = ?,
            next_try_at = coalesce(?, next_try_at)
        WHERE article_id = ?
        """,
        (state, to_seconds(now), error, to_seconds(next_try_at), article_id),
    )


async def enrich(connection: Connection, article_id: int, page: ArticlePage) -> bool:
    """Add fields from an article's web page; returns whether its cards must be edited.

    The longer text is kept. Author, date and image are added only if the feed gave none. A new
    image is a revision; the other fields are not.
    """
    changed = await _add_image(connection, article_id, page)
    await connection.execute(
        """
        UPDATE articles SET text = iif(length(:text) > length(text), :text, text),
            author = iif(author = '', :author, author)
        WHERE id = :id
        """,
        {"id": article_id, "text": page.text, "author": page.author},
    )
    await articles.read_signs(connection, [article_id])
    if page.canonical_url:
        await connection.execute(
            """
            UPDATE articles SET canonical_url = :url
            WHERE id = :id AND NOT EXISTS (SELECT 1 FROM articles WHERE canonical_url = :url)
            """,
            {"id": article_id, "url": page.canonical_url},
        )
    if page.published_at:
        await _date(connection, article_id, page.published_at)
    return changed


async def _add_image(connection: Connection, article_id: int, page: ArticlePage) -> bool:
    if page.image is None:
        return False
    cursor = await connection.execute(
        """
        UPDATE articles SET image_url = ?, image_alt = ?, revision = revision + 1
        WHERE id = ? AND image_url IS NULL
        """,
        (page.image.url, page.image.alt, article_id),
    )
    return cursor.rowcount > 0


async def _date(connection: Connection, article_id: int, published_at: datetime) -> None:
    """Set a missing date; ignores a date later than the time at which the article was found."""
    rows = await connection.execute_fetchall(
        """
        SELECT first_seen_at FROM articles WHERE id = ? AND published_at IS NULL
        """,
        (article_id,),
    )
    for row in rows:
        found_at = from_seconds(row["first_seen_at"])
        if found_at and published_at <= found_at:
            await set_missing_date(connection, article_id, published_at)
