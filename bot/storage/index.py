"""Queries of the full-text index: matching articles, the vocabulary, and lists of latest articles.

Used by `search`. No query returns an article that the operator hid. FTS5 expressions come from
`search.retrieval`, which quotes each word; all other values are bound. Filters are subqueries of
ids: a join would read the whole row of each match.
"""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from sqlite3 import Row

from aiosqlite import Connection
from msgspec.structs import replace

from bot.model.query import UNFILTERED, Filters
from bot.storage.rows import HIDDEN, line, rows_of, text, to_seconds

MOST_LISTED = 3_000
"""The largest total of a list; see `latest`."""
TERMS_AT_ONCE = 1_000
"""Stems that are read between two looks at other tasks. Chosen by eye."""
REMOVALS = "removals"
"""The name in `meta` of the number of articles that were hidden, shown again or purged."""
"""Stems read at once: more would hold the event loop for milliseconds."""
MATCHING = "SELECT rowid FROM article_index WHERE article_index MATCH ?"
OTHER_SERVERS = """
    SELECT id FROM articles
    WHERE server_only = 1 AND feed_id IN (SELECT value FROM json_each(?))
"""
"""The articles of feeds that other servers chose. An index has these alone, so the cost follows
their number, and there is none without such feeds."""
OF_KINDS = """
    SELECT article_id FROM article_evidence WHERE kind IN (SELECT value FROM json_each(?))
"""
"""The articles that report such kinds of study."""
LONGEST_STEM_READ = 64
"""FTS5 keeps terms of up to 32,768 bytes, and cuts longer ones within a character. No word is as
long as 64 characters. Chosen by eye."""
PASSAGES_READ = 500
"""The occurrences of a stem that are compared to find those nearest to the beginning of a field.
Chosen by eye."""


async def best(
    connection: Connection,
    expression: str,
    filters: Filters,
    weights: Sequence[float],
    limit: int,
    *,
    within: str = "",
    narrower: str = "",
) -> list[int]:
    """Ids of the articles that match best by BM25. SQLite scores every match.

    Args:
        expression: an FTS5 expression.
        weights: the BM25 weights of title, topics, teaser and text.
        within: a second expression that must match too. It is not scored: BM25 counts all matches
            of each phrase, which is slow for common words.
        narrower: an expression that matches fewer articles. If it matches enough, it is taken in
            place of the other.
    """
    order = f"bm25(article_index, {', '.join(str(float(weight)) for weight in weights)})"
    return await _matching(
        connection, expression, filters, order, limit, within=within, narrower=narrower
    )


async def newest(
    connection: Connection, expression: str, filters: Filters, limit: int
) -> list[int]:
    """Ids of the last added articles that match. Reads only `limit` matches."""
    return await _matching(connection, expression, filters, "rowid DESC", limit)


async def _matching(
    connection: Connection,
    expression: str,
    filters: Filters,
    order: str,
    limit: int,
    *,
    within: str = "",
    narrower: str = "",
) -> list[int]:
    narrowed, values = _narrowed(filters, "+rowid")
    if within:
        narrowed += f" AND +rowid IN ({MATCHING})"
        values.append(within)
    fitting = f"AND +rowid NOT IN ({HIDDEN}) {narrowed}"
    chosen, choice = "?", list[object]([expression])
    if narrower:
        enough = f"SELECT count(*) = ? FROM ({MATCHING} {fitting} LIMIT ?)"  # noqa: S608 - as below
        chosen = f"(CASE WHEN ({enough}) THEN ? ELSE ? END)"
        choice = [limit, narrower, *values, limit, narrower, expression]
    rows = await connection.execute_fetchall(
        f"""
        SELECT rowid FROM article_index WHERE article_index MATCH {chosen} {fitting}
        ORDER BY {order} LIMIT ?
        """,  # noqa: S608 - fragments of this module
        (*choice, *values, limit),
    )
    return [row[0] for row in rows]


async def texts(connection: Connection, ids: Sequence[int]) -> Iterable[Row]:
    """Rows for ranking: id, dated, title, topic_words, teaser, text."""
    return await rows_of(
        connection,
        f"""
        SELECT id, dated, {line("title")} AS title, {line("topic_words")} AS topic_words,
            {line("teaser")} AS teaser, {text("text")} AS text
        FROM articles WHERE id IN (SELECT value FROM json_each(?)) AND hidden = 0
        """,  # noqa: S608 - fragments of storage.rows
        ids,
    )


async def sources(connection: Connection, hidden: Iterable[int] = ()) -> list[str]:
    """Names of all feeds that are listed or have articles, without hidden feeds."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT {line("name")} AS name FROM feeds AS f
        WHERE (listed = 1 OR EXISTS (SELECT 1 FROM articles WHERE feed_id = f.id))
            AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY id
        """,  # noqa: S608 - a fragment of storage.rows
        (json.dumps(list(hidden)),),
    )
    return [row["name"] for row in rows]


async def titles(
    connection: Connection, expression: str, limit: int, filters: Filters = UNFILTERED
) -> list[tuple[str, str]]:
    """Titles and teasers of the last added articles that match."""
    narrowed, values = _narrowed(filters, "+rowid")
    rows = await connection.execute_fetchall(
        f"""
        SELECT {line("title")} AS title, {text("teaser")} AS teaser FROM articles
        WHERE id IN ({MATCHING} AND +rowid NOT IN ({HIDDEN}) {narrowed}
            ORDER BY rowid DESC LIMIT ?)
        """,  # noqa: S608 - fragments of this module and of storage.rows
        (expression, *values, limit),
    )
    return [(row["title"], row["teaser"]) for row in rows]


async def newest_titles(
    connection: Connection, limit: int, filters: Filters = UNFILTERED
) -> list[tuple[str, str]]:
    """Titles and teasers of the last added articles."""
    narrowed, values = _narrowed(filters, "id")
    rows = await connection.execute_fetchall(
        f"""
        SELECT {line("title")} AS title, {text("teaser")} AS teaser FROM articles
        WHERE hidden = 0 {narrowed} ORDER BY id DESC LIMIT ?
        """,  # noqa: S608 - fragments of this module and of storage.rows
        (*values, limit),
    )
    return [(row["title"], row["teaser"]) for row in rows]


async def latest(
    connection: Connection, filters: Filters, *, limit: int, offset: int, without: str = ""
) -> tuple[list[int], int]:
    """Ids of a page of the articles by date, newest first, and the number of all of them.

    At most MOST_LISTED are counted: at a million articles, counting all took 39 ms (measured).
    Articles that match the expression `without` are left out.
    """
    key, listed, values = _listed(filters)
    listed += f" AND {key} NOT IN ({HIDDEN})"
    if without:
        listed += f" AND {key} NOT IN ({MATCHING})"
        values.append(without)
    rows = await connection.execute_fetchall(
        f"SELECT {key} {listed} ORDER BY dated DESC, {key} DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    counted = f"SELECT count(*) FROM (SELECT 1 {listed} LIMIT {MOST_LISTED})"  # noqa: S608 - as above
    return [row[0] for row in rows], await _one(connection, counted, *values)


def _listed(filters: Filters) -> tuple[str, str, list[object]]:
    """The id column, the FROM and WHERE clauses, and their values.

    A list of one topic reads `article_topics`, whose index has the order by date.
    """
    conditions, values = _of_articles(filters)
    if filters.topic is None:
        return "id", f"FROM articles WHERE {conditions}", values
    narrowed, values = _narrowed(replace(filters, topic=None), "article_id")
    return (
        "article_id",
        f"FROM article_topics WHERE topic = ? {narrowed}",
        [filters.topic, *values],
    )


def _narrowed(filters: Filters, column: str) -> tuple[str, list[object]]:
    """Filters as conditions on ids. Pass `+rowid` for FTS5, or it runs once for each id."""
    sets: list[str] = []
    values: list[object] = []
    if filters.topic is not None:
        sets.append("SELECT article_id FROM article_topics WHERE topic = ?")
        values.append(filters.topic)
    if filters.evidence is not None:
        sets.append(OF_KINDS)
        values.append(json.dumps(sorted(filters.evidence)))
    if filters.source is not None or filters.since is not None:
        conditions, more = _of_articles(Filters(source=filters.source, since=filters.since))
        sets.append(f"SELECT id FROM articles WHERE {conditions}")  # noqa: S608 - fragments below
        values += more
    narrowed = " ".join(f"AND {column} IN ({ids})" for ids in sets)
    if filters.evidence_left_out:
        narrowed += f" AND {column} NOT IN ({OF_KINDS})"
        values.append(json.dumps(sorted(filters.evidence_left_out)))
    if filters.hidden:
        narrowed += f" AND {column} NOT IN ({OTHER_SERVERS})"
        values.append(json.dumps(sorted(filters.hidden)))
    return narrowed, values


def _of_articles(filters: Filters) -> tuple[str, list[object]]:
    """Conditions on the table of articles for source and date."""
    conditions, values = ["true"], list[object]()
    if filters.source is not None:
        conditions.append("feed_id IN (SELECT id FROM feeds WHERE name = ? COLLATE NOCASE)")
        values.append(filters.source)
    if filters.since is not None:
        conditions.append("dated >= ?")
        values.append(to_seconds(filters.since))
    if filters.evidence is not None:
        conditions.append(f"id IN ({OF_KINDS})")
        values.append(json.dumps(sorted(filters.evidence)))
    if filters.evidence_left_out:
        conditions.append(f"id NOT IN ({OF_KINDS})")
        values.append(json.dumps(sorted(filters.evidence_left_out)))
    if filters.hidden:
        conditions.append(f"id NOT IN ({OTHER_SERVERS})")
        values.append(json.dumps(sorted(filters.hidden)))
    return " AND ".join(conditions), values


async def visible(
    connection: Connection, ids: Iterable[int], hidden: frozenset[int]
) -> frozenset[int]:
    """These articles without those of hidden feeds."""
    asked = frozenset(ids)
    if not hidden or not asked:
        return asked
    rows = await connection.execute_fetchall(
        f"SELECT value FROM json_each(?) WHERE value NOT IN ({OTHER_SERVERS})",  # noqa: S608 - a fragment of this module
        (json.dumps(sorted(asked)), json.dumps(sorted(hidden))),
    )
    return frozenset(row[0] for row in rows)


async def fitting(connection: Connection, filters: Filters) -> list[int]:
    """Ids of all articles that fit the filters."""
    narrowed, values = _narrowed(filters, "id")
    # One row for all: fetching 100,000 rows would take ten times as long.
    rows = await connection.execute_fetchall(
        f"SELECT json_group_array(id) FROM articles WHERE true {narrowed}",  # noqa: S608 - a fragment of this module
        values,
    )
    return next((json.loads(row[0]) for row in rows), [])


async def edition(connection: Connection) -> tuple[int, int, int]:
    """Numbers that change when an article is added, first revised, or taken out.

    While they stay the same, the vocabulary hardly changes.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT (SELECT coalesce(max(id), 0) FROM articles),
            (SELECT count(*) FROM articles WHERE revision > 1),
            (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE name = ?)
        """,
        (REMOVALS,),
    )
    newest, revised, removals = next(iter(rows))
    return newest, revised, removals


async def hidden_texts(connection: Connection) -> AsyncIterator[str]:
    """The indexed text of each hidden article."""
    async with connection.execute(
        f"""
        SELECT {line("title")} || char(10) || {line("topic_words")} || char(10)
            || {line("teaser")} || char(10) || {text("text")} AS indexed
        FROM articles WHERE hidden = 1
        """,  # noqa: S608 - fragments of storage.rows
    ) as cursor:
        async for row in cursor:
            yield row["indexed"]


async def size(connection: Connection) -> int:
    """Count the articles."""
    return await _one(connection, "SELECT count(*) FROM articles")


async def terms(connection: Connection) -> AsyncIterator[list[Row]]:
    """All stems in order, in chunks: term, doc (number of articles), cnt (occurrences).

    A term that is too long for a word is returned as "", so that it counts without being read.
    """
    async with connection.execute(
        "SELECT iif(length(term) > ?, '', term) AS term, doc, cnt FROM article_terms",
        (LONGEST_STEM_READ,),
    ) as cursor:
        while rows := list(await cursor.fetchmany(TERMS_AT_ONCE)):
            yield rows


async def counts(connection: Connection, stems: Iterable[str]) -> dict[str, int]:
    """Count the articles that have each of these stems; stems in no article are left out."""
    rows = await connection.execute_fetchall(
        """
        SELECT term, doc FROM json_each(?) AS asked CROSS JOIN article_terms
        WHERE term = asked.value
        """,
        (json.dumps(list(stems)),),
    )
    return {row["term"]: row["doc"] for row in rows}


async def passages(connection: Connection, stem: str, limit: int) -> list[str]:
    """Fields of some articles that hold this stem, to read a word with the stem from them."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT CASE w.col WHEN 'title' THEN {line("a.title")}
            WHEN 'topic_words' THEN {line("a.topic_words")}
            WHEN 'teaser' THEN {line("a.teaser")} ELSE {text("a.text")} END AS passage
        FROM (SELECT doc, col FROM
            -- Those near the beginning stand in the part that is read.
            (SELECT doc, col, offset FROM article_words WHERE term = ? LIMIT {PASSAGES_READ})
            ORDER BY offset LIMIT ?
        ) AS w JOIN articles AS a ON a.id = w.doc AND a.hidden = 0
        """,  # noqa: S608 - fragments of storage.rows
        (stem, limit),
    )
    return [row["passage"] for row in rows]


async def _one(connection: Connection, statement: str, *values: object) -> int:
    rows = list(await connection.execute_fetchall(statement, values))
    return int(rows[0][0])
