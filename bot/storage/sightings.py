"""Finds the articles that a feed shows again, and records whether a story was news there.

The first sighting of an article is in `articles`, further ones are in `elsewhere`. Called by
`pipelines.ingest`.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.articles.changed_keys import TitledArticle
from bot.articles.news import Record, Silence
from bot.model.article import Article, KeptArticle, Source
from bot.model.feed import Audience, FeedKind
from bot.storage.rows import (
    KEPT_COLUMNS,
    KEPT_FROM,
    address,
    from_seconds,
    kept_article,
    line,
    to_seconds,
)


async def articles_by_key(
    connection: Connection, feed_id: int, keys: Iterable[str]
) -> dict[str, KeptArticle]:
    """The feed's articles with these keys."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT {KEPT_COLUMNS} FROM {KEPT_FROM}
        WHERE a.feed_id = ? AND a.key IN (SELECT value FROM json_each(?))
        """,  # noqa: S608 - fragments of storage.articles
        (feed_id, json.dumps(list(keys))),
    )
    return {row["key"]: kept_article(row) for row in rows}


async def articles_by_title(
    connection: Connection, feed_id: int, titles: Iterable[str]
) -> list[TitledArticle]:
    """The feed's articles with these titles."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT a.id, {address("a.key")} AS key, {line("a.title")} AS title,
            {line("a.teaser")} AS teaser, a.published_at
        FROM json_each(?) AS asked CROSS JOIN articles AS a
        WHERE a.feed_id = ? AND a.title = asked.value
        """,  # noqa: S608 - fragments of storage.rows
        (json.dumps(sorted(set(titles))), feed_id),
    )
    return list(map(_titled, rows))


async def latest_articles(connection: Connection, feed_id: int, most: int) -> list[TitledArticle]:
    """The feed's articles that were found last, the newest first."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT a.id, {address("a.key")} AS key, {line("a.title")} AS title,
            {line("a.teaser")} AS teaser, a.published_at
        FROM articles AS a WHERE a.id IN (
            SELECT id FROM articles WHERE feed_id = ? ORDER BY id DESC LIMIT ?
        ) ORDER BY a.id DESC
        """,  # noqa: S608 - fragments of storage.rows
        (feed_id, most),
    )
    return list(map(_titled, rows))


def _titled(row: Row) -> TitledArticle:
    return TitledArticle(
        row["id"], row["key"], row["title"], row["teaser"], from_seconds(row["published_at"])
    )


async def rekey(connection: Connection, article_id: int, article: Article) -> None:
    """Give a kept article the key and the address that its feed gives it now."""
    await connection.execute(
        "UPDATE articles SET key = ?, url = ?, canonical_url = ? WHERE id = ?",
        (article.key, article.url, article.canonical_url, article_id),
    )


async def readdress(connection: Connection, article_id: int, article: Article) -> None:
    """Store the newest addresses of the article and its image, and a date that it lacked.

    This is not a revision.
    """
    await connection.execute(
        "UPDATE articles SET url = ?, image_url = coalesce(?, image_url) WHERE id = ?",
        (article.url, article.image.url if article.image else None, article_id),
    )
    if article.published_at:
        await set_missing_date(connection, article_id, article.published_at)


async def set_missing_date(connection: Connection, article_id: int, published_at: datetime) -> None:
    """Date an article that has no date."""
    dated = to_seconds(published_at)
    cursor = await connection.execute(
        "UPDATE articles SET published_at = ?, dated = ? WHERE id = ? AND published_at IS NULL",
        (dated, dated, article_id),
    )
    if cursor.rowcount:
        await connection.execute(
            "UPDATE article_topics SET dated = ? WHERE article_id = ?", (dated, article_id)
        )


async def records_by_key(
    connection: Connection, feed_id: int, keys: Iterable[str]
) -> dict[str, Record]:
    """The records of a feed's keys; unknown keys are left out."""
    rows = await connection.execute_fetchall(
        """
        SELECT key, id, silent, first_seen_at, published_at FROM articles
        WHERE feed_id = :feed AND key IN (SELECT value FROM json_each(:keys))
        UNION ALL
        SELECT e.key, e.article_id, e.silent, e.seen_at, a.published_at
        FROM elsewhere AS e JOIN articles AS a ON a.id = e.article_id
        WHERE e.feed_id = :feed AND e.key IN (SELECT value FROM json_each(:keys))
        """,
        {"feed": feed_id, "keys": json.dumps(list(keys))},
    )
    return {row["key"]: _record(*row[1:]) for row in rows}


async def records_by_story(
    connection: Connection, feed_id: int, article_ids: Iterable[int]
) -> dict[int, Record]:
    """A feed's record of each of these articles, if possible one with a decision."""
    rows = await connection.execute_fetchall(
        """
        SELECT id, silent, first_seen_at, published_at FROM articles
        WHERE feed_id = :feed AND id IN (SELECT value FROM json_each(:ids))
        UNION ALL
        SELECT e.article_id, e.silent, e.seen_at, a.published_at
        FROM elsewhere AS e JOIN articles AS a ON a.id = e.article_id
        WHERE e.feed_id = :feed AND e.article_id IN (SELECT value FROM json_each(:ids))
        """,
        {"feed": feed_id, "ids": json.dumps(list(article_ids))},
    )
    records = sorted((_record(*row) for row in rows), key=lambda record: record.decided)
    return {record.article_id: record for record in records}


async def decide(
    connection: Connection, feed_id: int, article_id: int, silent: Silence | None
) -> None:
    """Record whether a story was news in a feed, for all keys under which the feed shows it."""
    for table, column in (("articles", "id"), ("elsewhere", "article_id")):
        await connection.execute(
            f"UPDATE {table} SET silent = ? WHERE {column} = ? AND feed_id = ?",  # noqa: S608 - names of this function
            (silent, article_id, feed_id),
        )


async def told_by(connection: Connection, article_id: int) -> list[Source]:
    """The sources that showed an article as news, or for which no decision is recorded.

    Leaves out feeds that are read for some servers alone: other servers did not see them.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT f.name, f.homepage, f.kind, f.audience FROM feeds AS f JOIN (
            SELECT feed_id, silent FROM articles WHERE id = :id
            UNION ALL SELECT feed_id, silent FROM elsewhere WHERE article_id = :id
        ) AS shown ON f.id = shown.feed_id
        WHERE f.server_only = 0 AND (shown.silent IS NULL OR shown.silent = :unrecorded)
        """,
        {"id": article_id, "unrecorded": Silence.UNRECORDED},
    )
    return [_source(row) for row in rows]


async def shown_by(connection: Connection, article_id: int) -> list[Source]:
    """All sources that showed an article."""
    rows = await connection.execute_fetchall(
        """
        SELECT name, homepage, kind, audience FROM feeds WHERE id IN (
            SELECT feed_id FROM articles WHERE id = :id
            UNION SELECT feed_id FROM elsewhere WHERE article_id = :id)
        """,
        {"id": article_id},
    )
    return [_source(row) for row in rows]


def _source(row: Row) -> Source:
    return Source(row["name"], row["homepage"], FeedKind(row["kind"]), Audience(row["audience"]))


def _record(article_id: int, silent: str | None, found_at: int, published_at: int | None) -> Record:
    reason = None if silent is None else Silence(silent)
    return Record(article_id, reason, from_seconds(found_at), from_seconds(published_at))
