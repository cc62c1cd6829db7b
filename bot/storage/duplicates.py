"""Finds stored articles that may tell the same story as new ones, and records the duplicates.

The table `elsewhere` holds a story's links in other feeds, and its further ids in its own feed.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from sqlite3 import Row

from aiosqlite import Connection

from bot.articles.duplicates import SAME_STORY_WITHIN, SameStory, StoryCandidate
from bot.articles.news import Silence
from bot.articles.titles import search_words
from bot.model.article import Article
from bot.storage.rows import address, from_seconds, line, to_seconds

COLUMNS = f"""
    a.id, a.feed_id, {address("a.canonical_url")} AS canonical_url, {line("a.doi")} AS doi,
    {line("a.pmid")} AS pmid, {line("a.title")} AS title, {line("a.teaser")} AS teaser, a.dated,
    a.server_only
"""
MOST_BY_TITLE = 50
"""The articles that are compared with one new title, the newest first. A feed may publish hundreds
of titles that begin alike in a week. Chosen by eye."""
IDS_PER_BLOCK = 256
"""The ids that `_id_ranges` takes together when it looks for ranges. Chosen by eye."""
MOST_RANGES = 16
"""The largest number of id ranges. FTS5 looks up the words once more for each."""
DAY_SECONDS = 24 * 60 * 60
TITLE_WORDS = 3
"""Words of a new title that are looked for. Two must be in the other title: the third may be
spelled differently, or be the name of the source."""


async def candidates(
    connection: Connection, articles: Sequence[Article], now: datetime
) -> list[tuple[StoryCandidate, ...]]:
    """For each new article, find the stored articles that may tell the same story.

    Args:
        connection: inside the transaction that inserts the new articles.
        articles: the new articles.
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
    asked = [
        (place, _match(words), _window(article.date_or_first_seen(now)))
        for place, article in enumerate(articles)
        if len(words := search_words(article.title, TITLE_WORDS)) == TITLE_WORDS
    ]
    if not asked:
        return {}
    ranges = await _id_ranges(connection, {_whole_days(window) for _, _, window in asked})
    within = [
        {
            "place": place,
            "match": match,
            "since": window[0],
            "until": window[1],
            "first": first,
            "last": last,
        }
        for place, match, window in asked
        for first, last in ranges.get(_whole_days(window), ())
    ]
    rows = await connection.execute_fetchall(
        f"""
        SELECT place, {COLUMNS} FROM (
            SELECT q.value ->> 'place' AS place, k.id AS candidate, row_number() OVER (
                PARTITION BY q.value ->> 'place' ORDER BY k.id DESC) AS rank
            FROM json_each(:within) AS q CROSS JOIN article_index
                CROSS JOIN articles AS k ON k.id = article_index.rowid
            WHERE article_index MATCH q.value ->> 'match'
                AND article_index.rowid BETWEEN q.value ->> 'first' AND q.value ->> 'last'
                AND k.dated BETWEEN q.value ->> 'since' AND q.value ->> 'until'
        ) JOIN articles AS a ON a.id = candidate
        WHERE rank <= :most ORDER BY a.id
        """,  # noqa: S608 - a fragment of this module
        {"within": json.dumps(within), "most": MOST_BY_TITLE},
    )
    titled: dict[int, list[StoryCandidate]] = {}
    for row in rows:
        titled.setdefault(row["place"], []).append(_candidate(row))
    return titled


def _window(date: datetime) -> tuple[int, int]:
    """The seconds within which the same title is the same story."""
    return to_seconds(date - SAME_STORY_WITHIN), to_seconds(date + SAME_STORY_WITHIN)


def _whole_days(window: tuple[int, int]) -> tuple[int, int]:
    """The window, widened to whole days: so the articles of a document share a few windows.

    The range of ids is only a bound; dates are compared in seconds.
    """
    since, until = window
    return since - since % DAY_SECONDS, until - until % DAY_SECONDS + DAY_SECONDS


async def _id_ranges(
    connection: Connection, windows: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For each window that has articles, their ids as a few ranges.

    Articles get ids in the order in which they are found, so those of a few days are near each
    other. An article that a backfill found adds a range of its own, not all ids in between.

    One statement serves all windows: with one for each, a fifth of the time of keeping an article
    went into them (measured).
    """
    several = list(windows)
    rows = await connection.execute_fetchall(
        """
        SELECT w.key AS place, min(articles.id) AS first, max(articles.id) AS last
        FROM json_each(:windows) AS w CROSS JOIN articles
        WHERE dated BETWEEN w.value ->> 0 AND w.value ->> 1
        GROUP BY w.key, articles.id / :block ORDER BY 1, 2
        """,
        {"windows": json.dumps(several), "block": IDS_PER_BLOCK},
    )
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(several[row["place"]], []).append((row["first"], row["last"]))
    return {window: merged_ranges(ranges, MOST_RANGES) for window, ranges in found.items()}


def merged_ranges(ranges: Sequence[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """At most this many ordered ranges: those with the smallest gaps between them are joined."""
    between = sorted(
        (after[0] - before[1], at) for at, (before, after) in enumerate(pairwise(ranges), 1)
    )
    ends = sorted(at for _, at in between[len(between) - (most - 1) :] if most > 1)
    wide = [at for at in ends if ranges[at][0] - ranges[at - 1][1] > IDS_PER_BLOCK]
    starts, stops = [0, *wide], [*wide, len(ranges)]
    return [(ranges[a][0], ranges[b - 1][1]) for a, b in zip(starts, stops, strict=True) if b > a]


def _match(words: Sequence[str]) -> str:
    """An FTS5 expression for titles with any two of the three words.

    FTS5 looks up a word as often as the expression has it. Three pairs of words cost a third more.
    """
    one, other, third = (f'"{word}"' for word in words)
    return f"title : (({one} AND ({other} OR {third})) OR ({other} AND {third}))"


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
