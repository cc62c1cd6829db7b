"""Finds stored articles that may tell the same story as new ones, and records the duplicates.

The table `elsewhere` holds a story's links in other feeds, and its further ids in its own feed.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.articles.duplicates import SameStory, StoryCandidate
from bot.articles.news import Silence
from bot.model.article import Article
from bot.storage import similar_titles
from bot.storage.rows import address, from_seconds, line, to_seconds

COLUMNS = f"""
    a.id, a.feed_id, {address("a.canonical_url")} AS canonical_url, {line("a.doi")} AS doi,
    {line("a.pmid")} AS pmid, {line("a.title")} AS title, {line("a.teaser")} AS teaser, a.dated,
    a.server_only
"""


async def candidates(
    connection: Connection, articles: Sequence[Article], now: datetime
) -> list[tuple[StoryCandidate, ...]]:
    """For each new article, find the stored articles that may tell the same story.

    Args:
        connection: inside the transaction that inserts the new articles.
        now: used in place of a missing date.
    """
    named = await _by_name(connection, articles)
    titled = await _by_title(connection, articles, now)
    return [
        tuple(
            dict.fromkeys(
                found
                for name in (article.canonical_url, f"doi:{article.doi}", f"pmid:{article.pmid}")
                for found in named.get(name, ())
            )
        )
        + tuple(titled.get(place, ()))
        for place, article in enumerate(articles)
    ]


async def _by_name(
    connection: Connection, articles: Sequence[Article]
) -> dict[str, list[StoryCandidate]]:
    rows = await connection.execute_fetchall(
        f"""
        SELECT {COLUMNS} FROM articles AS a
        WHERE a.canonical_url IN (SELECT value FROM json_each(:urls))
        UNION SELECT {COLUMNS} FROM articles AS a
        WHERE a.doi <> '' AND a.doi IN (SELECT value FROM json_each(:dois))
        UNION SELECT {COLUMNS} FROM articles AS a
        WHERE a.pmid <> '' AND a.pmid IN (SELECT value FROM json_each(:pmids))
        ORDER BY 1
        """,  # noqa: S608 - a fragment of this module
        {
            "urls": json.dumps([article.canonical_url for article in articles]),
            "dois": json.dumps([article.doi for article in articles if article.doi]),
            "pmids": json.dumps([article.pmid for article in articles if article.pmid]),
        },
    )
    named: dict[str, list[StoryCandidate]] = {}
    for row in rows:
        found = _candidate(row)
        for name in (found.canonical_url, f"doi:{found.doi}", f"pmid:{found.pmid}"):
            named.setdefault(name, []).append(found)
    return named


async def _by_title(
    connection: Connection, articles: Sequence[Article], now: datetime
) -> dict[int, list[StoryCandidate]]:
    found = await similar_titles.find(connection, articles, now)
    rows = await connection.execute_fetchall(
        f"""
        SELECT q.value ->> 0 AS place, {COLUMNS}
        FROM json_each(:found) AS q CROSS JOIN articles AS a ON a.id = q.value ->> 1
        ORDER BY a.id
        """,  # noqa: S608 - a fragment of this module
        {"found": json.dumps(found)},
    )
    titled: dict[int, list[StoryCandidate]] = {}
    for row in rows:
        titled.setdefault(row["place"], []).append(_candidate(row))
    return titled


def _candidate(row: Row) -> StoryCandidate:
    dated = from_seconds(row["dated"])
    assert dated is not None  # noqa: S101 - the column is never null
    return StoryCandidate(
        row["id"],
        row["feed_id"],
        row["canonical_url"],
        row["doi"],
        row["pmid"],
        row["title"],
        row["teaser"],
        dated,
        bool(row["server_only"]),
    )


async def add(
    connection: Connection,
    feed_id: int,
    article: Article,
    same: SameStory,
    now: datetime,
    *,
    silent: Silence | None,
) -> bool:
    """Record that a feed carries a story; False if that was recorded before under any key."""
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
