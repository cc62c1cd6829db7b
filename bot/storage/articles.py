"""Inserts and revises articles. `storage.rows` reads them for cards.

Triggers keep the full-text index up to date; `storage.index` queries it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from aiosqlite import Connection
from msgspec import Struct
from msgspec.structs import replace

from bot.articles.news import Silence
from bot.articles.signs import signs_as_words
from bot.model.article import Article, KeptArticle, TopicMatch
from bot.storage import evidence, meta
from bot.storage.database import give_way
from bot.storage.rows import TEXT_CHARACTERS_READ, line, text, to_seconds

SIGNS_BEGIN = "\n"
"""Stands in `topic_words` between the names of topics and the signs as words."""
INSERTED_AT_ONCE = 10
"""A writer lets readers answer after this many rows, which take about 5 ms (measured)."""


async def announced_by(connection: Connection, article_id: int, since: datetime) -> int | None:
    """The feed of an article that was news and first seen after `since`; None if it was not."""
    rows = await connection.execute_fetchall(
        "SELECT feed_id FROM articles WHERE id = ? AND silent IS NULL AND first_seen_at > ?",
        (article_id, to_seconds(since)),
    )
    return next((row["feed_id"] for row in rows), None)


async def with_text(connection: Connection, kept: KeptArticle) -> Article:
    """A kept article together with its text, which `rows.load_articles` leaves out."""
    rows = await connection.execute_fetchall(
        f"SELECT {text('text')} AS text FROM articles WHERE id = ?",  # noqa: S608 - a fragment of storage.rows
        (kept.id,),
    )
    return replace(kept.article, text=next((row["text"] for row in rows), ""))


async def find_by_address(
    connection: Connection, canonical: Iterable[str], urls: Iterable[str]
) -> int | None:
    """The id of an article that has one of these addresses; None if there is none.

    Args:
        canonical: canonical URLs.
        urls: the same addresses as given. Only `url` follows a revised link; `canonical_url` keeps
            the first one.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT id FROM articles WHERE canonical_url IN (SELECT value FROM json_each(?))
        UNION ALL
        SELECT id FROM articles WHERE url IN (SELECT value FROM json_each(?))
        LIMIT 1
        """,
        (json.dumps(list(canonical)), json.dumps(list(urls))),
    )
    return next((row["id"] for row in rows), None)


async def linked(
    connection: Connection, urls: Iterable[str], dois: Iterable[str], pmids: Iterable[str]
) -> list[int]:
    """Ids of the shown articles with one of these canonical URLs, DOIs or PubMed ids, newest first.

    The links of a story in other feeds count, too.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT id FROM articles WHERE hidden = 0 AND id IN (
            SELECT id FROM articles WHERE canonical_url IN (SELECT value FROM json_each(?1))
            UNION SELECT article_id FROM elsewhere WHERE url IN (SELECT value FROM json_each(?1))
            UNION SELECT id FROM articles
            WHERE doi <> '' AND doi IN (SELECT value FROM json_each(?2))
            UNION SELECT id FROM articles
            WHERE pmid <> '' AND pmid IN (SELECT value FROM json_each(?3))
        ) ORDER BY dated DESC, id DESC
        """,
        tuple(json.dumps(list(names)) for names in (urls, dois, pmids)),
    )
    return [row["id"] for row in rows]


class UnstoredArticle(Struct, frozen=True):
    """An article that a feed brought, and that is not stored yet.

    Attributes:
        topic_words: the names of its topics, for the index.
        silent: the reason why it is not announced; None if it is news.
    """

    article: Article
    topic_words: str
    silent: Silence | None = None


async def insert(
    connection: Connection, feed_id: int, article: Article, topic_words: str, now: datetime
) -> int:
    """Insert one article that is news and return its id; see `insert_all`."""
    found = [UnstoredArticle(article, topic_words)]
    (article_id,) = await insert_all(connection, feed_id, found, now)
    return article_id


async def insert_all(
    connection: Connection,
    feed_id: int,
    found: Sequence[UnstoredArticle],
    now: datetime,
) -> list[int]:
    """Insert new articles and return their ids.

    Args:
        feed_id: the feed that carries them.
        now: the time at which they were found.
    """
    # The ids are computed here, so that `executemany` inserts many rows. No other writer can take
    # them: the transaction holds the write lock.
    first = await _highest_id(connection) + 1
    placed = [(article_id, each.article) for article_id, each in enumerate(found, first)]
    rows = [
        (key, feed_id, *article_values(article, each.topic_words, now), each.silent, feed_id)
        for (key, article), each in zip(placed, found, strict=True)
    ]
    for start in range(0, len(rows), INSERTED_AT_ONCE):
        if start:
            await give_way()
        await connection.executemany(
            """
            INSERT INTO articles (id, feed_id, key, url, canonical_url, title, topic_words, teaser,
                text, author, image_url, image_alt, published_at, first_seen_at, dated, retracted,
                concern, doi, pmid, silent, server_only)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                (SELECT server_only FROM feeds WHERE id = ?))
            """,
            rows[start : start + INSERTED_AT_ONCE],
        )
    await _insert_topics(
        connection,
        [
            (key, to_seconds(article.date_or_first_seen(now)), article.topics)
            for key, article in placed
        ],
    )
    await evidence.put_all(connection, placed)
    return [key for key, _ in placed]


def article_values(article: Article, topic_words: str, now: datetime) -> tuple[object, ...]:
    """The values of the columns from `key` to `pmid`, in their order, of an article found now."""
    return (
        article.key,
        article.url,
        article.canonical_url,
        article.title,
        words_beside(topic_words, article.title, article.teaser, article.text),
        article.teaser,
        article.text,
        article.author,
        article.image.url if article.image else None,
        article.image.alt if article.image else None,
        to_seconds(article.published_at),
        to_seconds(now),
        to_seconds(article.date_or_first_seen(now)),
        article.retracted,
        article.concern,
        article.doi,
        article.pmid,
    )


def words_beside(topic_words: str, title: str, teaser: str, text: str) -> str:
    """The words that the index adds to the texts of an article: its topics, then its signs.

    The index knows no signs: of "HER2-" it has "her2".
    """
    signs = signs_as_words(title, teaser, text[:TEXT_CHARACTERS_READ])
    topics, _, _ = topic_words.partition(SIGNS_BEGIN)
    return f"{topics}{SIGNS_BEGIN}{signs}" if signs else topics


async def _highest_id(connection: Connection) -> int:
    """The highest id that was ever used: buttons of posted cards hold those of purged articles."""
    rows = await connection.execute_fetchall(
        """
        SELECT max(ifnull((SELECT max(id) FROM articles), 0),
            ifnull((SELECT CAST(value AS INTEGER) FROM meta WHERE name = ?), 0))
        """,
        (meta.HIGHEST_PURGED_ID,),
    )
    return next(int(row[0]) for row in rows)


async def delete(connection: Connection, ids: Sequence[int]) -> None:
    """Delete articles; no later one gets their ids, which buttons on old cards carry."""
    before = int(await meta.get(connection, meta.HIGHEST_PURGED_ID) or 0)
    await meta.put(connection, meta.HIGHEST_PURGED_ID, str(max(before, *ids)))
    await connection.execute(
        "DELETE FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )


async def mark_retracted(connection: Connection, article_id: int) -> bool:
    """Mark an article as retracted, which is a revision; False if it was marked before."""
    cursor = await connection.execute(
        """
        UPDATE articles SET retracted = 1, concern = 0, revision = revision + 1
        WHERE id = ? AND retracted = 0
        """,
        (article_id,),
    )
    return cursor.rowcount > 0


async def revise(
    connection: Connection, article_id: int, article: Article, topic_words: str
) -> None:
    """Store a changed article as the next revision; its identity and dates stay."""
    await connection.execute(
        """
        UPDATE articles SET url = :url, title = :title, topic_words = :topic_words,
            teaser = :teaser, author = iif(:author = '', author, :author),
            -- What the article's own page gave stays where it is more.
            text = iif(length(text) > length(:text) AND EXISTS (SELECT 1 FROM article_pages AS p
                WHERE p.article_id = articles.id AND p.state = 'done'), text, :text),
            image_url = coalesce(:image_url, image_url),
            image_alt = iif(:image_url IS NULL, image_alt, :image_alt),
            retracted = :retracted, concern = :concern, revision = revision + 1
        WHERE id = :id
        """,
        {
            "id": article_id,
            "url": article.url,
            "title": article.title,
            "topic_words": words_beside(topic_words, article.title, article.teaser, article.text),
            "teaser": article.teaser,
            "author": article.author,
            "text": article.text,
            "image_url": article.image.url if article.image else None,
            "image_alt": article.image.alt if article.image else None,
            "retracted": article.retracted,
            "concern": article.concern,
        },
    )
    await set_topics(connection, article_id, article.topics)
    await evidence.put_all(connection, [(article_id, article)])


async def read_signs(connection: Connection, ids: Sequence[int]) -> None:
    """Read the signs in stored articles anew, for the index."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT id, topic_words, {line("title")} AS title, {line("teaser")} AS teaser,
            {text("text")} AS text
        FROM articles WHERE id IN (SELECT value FROM json_each(?))
        """,  # noqa: S608 - fragments of storage.rows
        (json.dumps(list(ids)),),
    )
    anew = (
        (words_beside(row["topic_words"], row["title"], row["teaser"], row["text"]), row)
        for row in rows
    )
    await connection.executemany(
        "UPDATE articles SET topic_words = ? WHERE id = ?",
        [(words, row["id"]) for words, row in anew if words != row["topic_words"]],
    )


async def set_dois(connection: Connection, dois: Mapping[int, str]) -> None:
    """Store other DOIs of articles, by their ids."""
    await connection.executemany(
        "UPDATE articles SET doi = ? WHERE id = ?", [(doi, key) for key, doi in dois.items()]
    )


async def set_topics(connection: Connection, article_id: int, topics: Sequence[TopicMatch]) -> None:
    """Replace the topics of an article."""
    rows = list(
        await connection.execute_fetchall("SELECT dated FROM articles WHERE id = ?", (article_id,))
    )
    await connection.execute("DELETE FROM article_topics WHERE article_id = ?", (article_id,))
    await _insert_topics(connection, [(article_id, rows[0]["dated"], topics)])


async def _insert_topics(
    connection: Connection, several: Iterable[tuple[int, int, Sequence[TopicMatch]]]
) -> None:
    """Insert the topics of several articles, each given by its id, date and topics."""
    await connection.executemany(
        """
        INSERT INTO article_topics (topic, dated, article_id, why, position)
        VALUES (?, ?, ?, ?, ?)
        """,
        [
            (match.slug, dated, article_id, match.why, position)
            for article_id, dated, topics in several
            for position, match in enumerate(topics)
        ],
    )
