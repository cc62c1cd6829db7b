"""Finds stored articles of the same days whose titles share words with those of new ones.

Called by `duplicates`, which compares the titles closely. A poll brings a few new titles, and the
full-text index is asked for each. A first poll or a backfill brings many of the same days: then it
is cheaper to read all titles of these days once.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import nlargest
from itertools import pairwise

from aiosqlite import Connection
from msgspec import Struct

from bot.articles.duplicates import SAME_STORY_WITHIN
from bot.articles.titles import search_words, title_stems
from bot.model.article import Article
from bot.storage.rows import line, to_seconds

MOST_COMPARED_PER_TITLE = 50
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
SHARED_WORDS = 2
"""Of the TITLE_WORDS, how many must be in the other title."""
MOST_READ_PER_TITLE = 15
"""At most this many stored titles are read for each new one; beyond that, the index is asked. A
question to the index takes as long as reading 20 titles (measured)."""
MOST_READ = 1_500
"""Stored titles that are read for one document, however many new titles it has. Chosen by eye."""
MIN_TITLES_FOR_READING = 10
"""With fewer new titles, the index is always asked. Chosen by eye."""
READ_AT_ONCE = 200
"""Titles that are split into words before other tasks run; some 2 ms (measured)."""

WITHIN = """
    FROM json_each(:windows) AS w CROSS JOIN articles
    WHERE dated BETWEEN w.value ->> 0 AND w.value ->> 1
"""
Window = tuple[int, int]
"""The first and the last second."""


class TitleQuestion(Struct, frozen=True):
    """A new title.

    Attributes:
        place: of the article among the new ones.
        window: the dates of articles that may tell the same story.
    """

    place: int
    words: tuple[str, ...]
    window: Window


async def find(
    connection: Connection, articles: Sequence[Article], now: datetime
) -> list[tuple[int, int]]:
    """The place of a new article and the id of a stored one, for each pair of similar titles.

    Args:
        connection: inside the transaction that inserts the new articles.
        now: used in place of a missing date.
    """
    asked = [
        TitleQuestion(place, words, _window(article.date_or_first_seen(now)))
        for place, article in enumerate(articles)
        if len(words := search_words(article.title, TITLE_WORDS)) == TITLE_WORDS
    ]
    if not asked:
        return []
    if len(asked) >= MIN_TITLES_FOR_READING:
        windows = json.dumps(_joined(one.window for one in asked))
        most = min(MOST_READ_PER_TITLE * len(asked), MOST_READ)
        if not await _is_more_than(connection, windows, most):
            return await _by_reading(connection, windows, asked)
    return await _by_index(connection, asked)


async def _is_more_than(connection: Connection, windows: str, most: int) -> bool:
    """Whether more articles than `most` have these dates."""
    rows = await connection.execute_fetchall(
        f"SELECT 1 {WITHIN} LIMIT 1 OFFSET :most",
        {"windows": windows, "most": most},
    )
    return any(True for _ in rows)


def _joined(windows: Iterable[Window]) -> list[Window]:
    """The windows in order, those that overlap as one."""
    joined: list[Window] = []
    for since, until in sorted(windows):
        if joined and since <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(until, joined[-1][1])
        else:
            joined.append((since, until))
    return joined


async def _by_reading(
    connection: Connection, windows: str, asked: Sequence[TitleQuestion]
) -> list[tuple[int, int]]:
    """Read all titles of these days, and find the pairs."""
    rows = await connection.execute_fetchall(
        f"SELECT articles.id, dated, {line('title')} AS title {WITHIN}",
        {"windows": windows},
    )
    looked_for = [(one, title_stems(" ".join(one.words))) for one in asked]
    wanted = frozenset[str]().union(*(stems for _, stems in looked_for))
    having = defaultdict[str, list[tuple[int, int]]](list)
    for number, (article_id, dated, title) in enumerate(rows, 1):
        for stem in wanted & title_stems(title):
            having[stem].append((article_id, dated))
        if number % READ_AT_ONCE == 0:
            await asyncio.sleep(0)
    pairs: list[tuple[int, int]] = []
    for one, stems in looked_for:
        shared = Counter(
            article_id
            for stem in stems
            for article_id, dated in having.get(stem, ())
            if one.window[0] <= dated <= one.window[1]
        )
        alike = (article_id for article_id, count in shared.items() if count >= SHARED_WORDS)
        pairs += [
            (one.place, article_id) for article_id in nlargest(MOST_COMPARED_PER_TITLE, alike)
        ]
    return pairs


async def _by_index(
    connection: Connection, asked: Sequence[TitleQuestion]
) -> list[tuple[int, int]]:
    """Ask the full-text index for each title."""
    ranges = await _id_ranges(connection, {_whole_days(one.window) for one in asked})
    within = [
        {
            "place": one.place,
            "match": _match(one.words),
            "since": one.window[0],
            "until": one.window[1],
            "first": first,
            "last": last,
        }
        for one in asked
        for first, last in ranges.get(_whole_days(one.window), ())
    ]
    rows = await connection.execute_fetchall(
        """
        SELECT place, candidate FROM (
            SELECT q.value ->> 'place' AS place, k.id AS candidate, row_number() OVER (
                PARTITION BY q.value ->> 'place' ORDER BY k.id DESC) AS rank
            FROM json_each(:within) AS q CROSS JOIN article_index
                CROSS JOIN articles AS k ON k.id = article_index.rowid
            WHERE article_index MATCH q.value ->> 'match'
                AND article_index.rowid BETWEEN q.value ->> 'first' AND q.value ->> 'last'
                AND k.dated BETWEEN q.value ->> 'since' AND q.value ->> 'until'
        ) WHERE rank <= :most
        """,
        {"within": json.dumps(within), "most": MOST_COMPARED_PER_TITLE},
    )
    return [(row["place"], row["candidate"]) for row in rows]


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
