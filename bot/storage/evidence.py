"""The kind of study that each article reports, and the trials that it names.

`storage.articles` writes it with an article, and `storage.rows` reads it for cards.
`pipelines.evidence` labels the articles that were stored before the present rules, and asks PubMed.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from aiosqlite import Connection
from msgspec import Struct

from bot.model.article import Article, Evidence, EvidenceSource
from bot.model.feed import FeedKind
from bot.storage import meta
from bot.storage.rows import (
    CORRECTED_FOR,
    EVIDENCE_COLUMN,
    ON_RECENT_CARD,
    address,
    evidence_from,
    line,
    text,
    to_seconds,
)

PUBMED_WAITS = {
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "quarter": timedelta(days=90),
}
LABELED_UP_TO = "evidence"
"""A name in `meta`: the edition of the rules, and the last article that they have read."""


class Unlabeled(Struct, frozen=True):
    """An article that the present rules have not read.

    Attributes:
        abstract: its text; its teaser if that is its web page, which is longer than an abstract.
        trials: the numbers that are stored. Some of them stood in links, which are not stored.
    """

    id: int
    url: str
    title: str
    teaser: str
    abstract: str
    kind: FeedKind
    doi: str
    trials: tuple[str, ...]


async def put_all(connection: Connection, several: Iterable[tuple[int, Article]]) -> None:
    """Store what the rules say of articles, by their ids. PubMed's statement stays."""
    rows = [_row(article_id, article.evidence, article.trials) for article_id, article in several]
    # Most articles have nothing to store. A row may be there from before a revision.
    empty = [(row[0],) for row in rows if not row[1] and not row[-1]]
    await connection.executemany(
        "DELETE FROM article_evidence WHERE article_id = ? AND source = 'rules'", empty
    )
    await connection.executemany(
        """
        INSERT INTO article_evidence (article_id, kind, phase, size, why, source, trials)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (article_id) DO UPDATE SET trials = excluded.trials,
            kind = iif(source = 'PubMed', kind, excluded.kind),
            phase = iif(source = 'PubMed', phase, excluded.phase),
            size = iif(source = 'PubMed', size, excluded.size),
            why = iif(source = 'PubMed', why, excluded.why)
        """,
        [row for row in rows if row[1] or row[-1]],
    )


async def unlabeled(connection: Connection, after: int, limit: int) -> list[Unlabeled]:
    """The next articles with a higher id."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT a.id, {address("a.url")} AS url, {line("a.title")} AS title,
            {line("a.teaser")} AS teaser, f.kind AS kind, {line("a.doi")} AS doi, e.trials,
            CASE WHEN EXISTS (SELECT 1 FROM article_pages AS p
                WHERE p.article_id = a.id AND p.state = 'done')
            THEN {line("a.teaser")} ELSE {text("a.text")} END AS abstract
        FROM articles AS a JOIN feeds AS f ON f.id = a.feed_id
            LEFT JOIN article_evidence AS e ON e.article_id = a.id
        WHERE a.id > ? ORDER BY a.id LIMIT ?
        """,  # noqa: S608 - fragments of storage.rows
        (after, limit),
    )
    return [
        Unlabeled(
            row["id"],
            row["url"],
            row["title"],
            row["teaser"],
            row["abstract"],
            FeedKind(row["kind"]),
            row["doi"],
            tuple((row["trials"] or "").split()),
        )
        for row in rows
    ]


async def labeled_up_to(connection: Connection, edition: str) -> int:
    """The last article that the rules of this edition have read."""
    stored = await meta.get(connection, LABELED_UP_TO) or ""
    known, _, last = stored.partition(":")
    return int(last) if known == edition and last.isdecimal() else 0


async def set_labeled(connection: Connection, edition: str, article_id: int) -> None:
    """Record that the rules of this edition have read all articles up to this one."""
    await meta.put(connection, LABELED_UP_TO, f"{edition}:{article_id}")


def _row(
    article_id: int, evidence: Evidence | None, trials: Sequence[str]
) -> tuple[int, str, str, int | None, str, str, str]:
    source = evidence.source if evidence else EvidenceSource.RULES
    return (
        article_id,
        evidence.kind if evidence else "",
        evidence.phase if evidence else "",
        evidence.size if evidence else None,
        "\n".join(evidence.why) if evidence else "",
        source,
        " ".join(trials),
    )


async def due_at_pubmed(connection: Connection, now: datetime, limit: int) -> list[str]:
    """The ids of PubMed to ask about now, the newest articles first.

    Types are added over months: an article is asked about again a week, a month and three months
    after the last time, unless its record is complete. One that the operator hid is asked about as
    long as its cards are corrected.
    """
    rows = await connection.execute_fetchall(
        f"""
        SELECT {line("a.pmid")} AS pmid FROM articles AS a
        LEFT JOIN pubmed_checks AS c ON c.pmid = a.pmid
        WHERE a.pmid <> '' AND (a.hidden = 0 OR {ON_RECENT_CARD})
            AND (c.pmid IS NULL OR c.asked_at > :now
            OR NOT c.complete AND c.asked_at <= CASE c.asks
                WHEN 1 THEN :week WHEN 2 THEN :month WHEN 3 THEN :quarter ELSE -1 END)
        GROUP BY a.pmid ORDER BY max(a.dated) DESC LIMIT :limit
        """,  # noqa: S608 - fragments of storage
        {
            "now": to_seconds(now),
            "watched": to_seconds(now - CORRECTED_FOR),
            **{name: to_seconds(now - wait) for name, wait in PUBMED_WAITS.items()},
            "limit": limit,
        },
    )
    return [row["pmid"] for row in rows]


async def record_pubmed(
    connection: Connection,
    pmid: str,
    types: Sequence[str],
    now: datetime,
    *,
    complete: bool,
) -> None:
    """Record an answer of PubMed."""
    await connection.execute(
        """
        INSERT INTO pubmed_checks (pmid, asked_at, complete, types) VALUES (?, ?, ?, ?)
        ON CONFLICT (pmid) DO UPDATE SET asked_at = excluded.asked_at, asks = asks + 1,
            complete = excluded.complete, types = excluded.types
        """,
        (pmid, to_seconds(now), complete, "\n".join(types)),
    )


async def of_pmid(connection: Connection, pmid: str) -> list[tuple[int, Evidence | None]]:
    """The articles with this id of PubMed, and the kind of study that is known of each."""
    rows = await connection.execute_fetchall(
        f"SELECT a.id, {EVIDENCE_COLUMN} FROM articles AS a WHERE a.pmid = ? AND a.pmid <> ''",  # noqa: S608 - a fragment of this module
        (pmid,),
    )
    return [
        (row["id"], evidence_from(json.loads(row["evidence"]) if row["evidence"] else None)[0])
        for row in rows
    ]


async def put_evidence_of_pubmed(
    connection: Connection, article_id: int, evidence: Evidence | None, *, revises: bool
) -> None:
    """Store what PubMed says of an article; a change of its card is a revision."""
    _, *values, _ = _row(article_id, evidence, ())
    values[-1] = EvidenceSource.PUBMED
    await connection.execute(
        """
        INSERT INTO article_evidence (article_id, kind, phase, size, why, source)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (article_id) DO UPDATE SET kind = excluded.kind, phase = excluded.phase,
            size = excluded.size, why = excluded.why, source = excluded.source
        """,
        (article_id, *values),
    )
    if revises:
        await connection.execute(
            "UPDATE articles SET revision = revision + 1 WHERE id = ?", (article_id,)
        )
