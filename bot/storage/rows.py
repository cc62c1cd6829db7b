"""Fragments of SQL that several modules select, and the values that their rows become.

Times are stored as whole seconds since 1970, in UTC. The fragments cut each text to a limit. The
limits of `articles.clean` are lower, so no text of today is cut. But an older or restored database
may hold longer texts, and a long text would block the event loop. Rows on damaged pages are left
out.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from sqlite3 import Row
from typing import overload

from aiosqlite import Connection

from bot.model.article import (
    Article,
    Duplicate,
    Evidence,
    EvidenceKind,
    EvidenceSource,
    Image,
    KeptArticle,
    Registry,
    RegistryNotice,
    Source,
    TopicMatch,
    UpdateKind,
)
from bot.model.feed import Audience, FeedKind
from bot.model.form import MessagePart
from bot.storage.errors import is_damage

LINE_CHARACTERS_READ = 500
"""The limit of a title, a teaser, a name, a reason or a sentence."""
ADDRESS_CHARACTERS_READ = 2_050
"""The limit of a URL or a key. It is above `articles.links.LONGEST_LINK`, so a URL that is too long
is still too long after the cut, and is refused."""
TEXT_CHARACTERS_READ = 4_000
"""The limit of an article's text: its beginning says what it is about."""
HIDDEN = "SELECT id FROM articles WHERE hidden = 1"
"""The ids of the articles that the operator hid; an index has exactly these. As a subquery, it
costs large lists less than reading the column of each of their rows."""
CORRECTED_FOR = timedelta(days=30)
"""Older cards are not edited, and papers on them alone are not watched. Chosen by eye."""
ON_RECENT_CARD = """
    EXISTS (SELECT 1 FROM deliveries AS d JOIN posts AS p ON p.id = d.post_id
        WHERE d.article_id = a.id AND d.state = 'sent'
            AND p.state = 'sent' AND p.sent_at > :watched)
"""
"""A condition on articles `a`: a card that was sent after `:watched` shows it."""
LONGEST_RETRY_WAIT = timedelta(hours=2)
"""Longer than any wait that is set, but for corrections. A longer one comes from a clock that was
ahead: it is due."""
on_damage: ContextVar[Callable[[], None]] = ContextVar("on_damage")
"""`rows_of` calls it when it finds damage. `database` sets it for each task."""


@overload
def to_seconds(moment: datetime) -> int: ...
@overload
def to_seconds(moment: None) -> None: ...
def to_seconds(moment: datetime | None) -> int | None:
    """Convert an aware datetime to seconds since 1970."""
    return None if moment is None else int(moment.timestamp())


@overload
def from_seconds(seconds: int) -> datetime: ...
@overload
def from_seconds(seconds: None) -> None: ...
def from_seconds(seconds: int | None) -> datetime | None:
    """Convert seconds since 1970 to an aware datetime."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def due_condition(column: str) -> str:
    """SQL for a column of the time of the next try; its parameters are those of `due_at`."""
    return f"({column} <= :now OR {column} > :too_late)"


def due_at(now: datetime, longest_wait: timedelta = LONGEST_RETRY_WAIT) -> dict[str, int]:
    """The parameters of `due_condition`."""
    return {"now": to_seconds(now), "too_late": to_seconds(now + longest_wait)}


def line(column: str) -> str:
    """SQL for a column of plain text, cut to its limit."""
    return f"substr({column}, 1, {LINE_CHARACTERS_READ})"


def address(column: str) -> str:
    """SQL for a column of URLs or keys, cut to its limit."""
    return f"substr({column}, 1, {ADDRESS_CHARACTERS_READ})"


def text(column: str) -> str:
    """SQL for a column of articles' texts, cut to its limit."""
    return f"substr({column}, 1, {TEXT_CHARACTERS_READ})"


async def rows_of(
    connection: Connection, sql: str, ids: Sequence[int], *before: object
) -> list[Row]:
    """The rows with these ids; leaves out rows on damaged pages.

    After an error the ids are halved again and again, until the unreadable ones are separated.

    Args:
        sql: a query whose last parameter is the ids as a JSON list.
        before: the values of the parameters before the last one.

    Raises:
        sqlite3.DatabaseError: none of them can be read.
    """
    try:
        return list(await connection.execute_fetchall(sql, (*before, json.dumps(list(ids)))))
    except sqlite3.DatabaseError as exc:
        if not is_damage(exc):
            raise
        on_damage.get()()
        if len(ids) <= 1:
            raise
        damage = exc
    half = len(ids) // 2
    rows, readable = list[Row](), False
    for part in (ids[:half], ids[half:]):
        try:
            rows += await rows_of(connection, sql, part, *before)
        except sqlite3.DatabaseError as exc:
            if not is_damage(exc):
                raise
        else:
            readable = True
    if not readable:
        raise damage
    return rows


MOST_TOPICS = 50
"""Topics of one article that are read. Chosen by eye."""
EVIDENCE_CHARACTERS_READ = 2_000
"""Characters of quotes and numbers that are read. The rules store fewer."""
PUBMED_KEY = "pmid:"
"""Begins the key of a statement of PubMed in `registry_checks`. A DOI begins with "10."."""
EVIDENCE_COLUMN = f"""
    (SELECT json_array(s.kind, s.phase, s.size, substr(s.why, 1, {EVIDENCE_CHARACTERS_READ}),
        s.source, substr(s.trials, 1, {EVIDENCE_CHARACTERS_READ}))
        FROM article_evidence AS s WHERE s.article_id = a.id
    ) AS evidence
"""  # noqa: S608 - numbers of this module
KEPT_COLUMNS = f"""
    a.id, {address("a.key")} AS key, {address("a.url")} AS url,
    {address("a.canonical_url")} AS canonical_url, {line("a.title")} AS title,
    {line("a.teaser")} AS teaser, {line("a.author")} AS author,
    {address("a.image_url")} AS image_url, {line("a.image_alt")} AS image_alt,
    a.published_at, a.first_seen_at, a.revision, a.retracted, a.concern,
    {line("a.doi")} AS doi, {line("a.pmid")} AS pmid,
    {line("f.name")} AS source_name, {address("f.homepage")} AS source_homepage,
    f.kind AS source_kind, f.audience AS source_audience,
    (SELECT json_group_array(json_array(t.topic, t.why)) FROM
        (SELECT topic, {line("why")} AS why FROM article_topics WHERE article_id = a.id
            ORDER BY position LIMIT {MOST_TOPICS}) AS t
    ) AS topics,
    (SELECT json_group_array(json_array(e.name, e.url)) FROM
        (SELECT {line("o.name")} AS name, {address("e.url")} AS url
            -- A feed that some servers chose for themselves is not named to others.
            FROM elsewhere AS e JOIN feeds AS o ON o.id = e.feed_id AND o.server_only = 0
            WHERE e.article_id = a.id AND e.feed_id <> a.feed_id
            ORDER BY e.seen_at, e.feed_id LIMIT 10) AS e
    ) AS duplicates,
    (SELECT json_group_array(r.part) FROM refused_parts AS r WHERE r.article_id = a.id) AS refused,
    (SELECT json_array(c.notice, c.dated) FROM registry_checks AS c
        WHERE a.doi <> '' AND c.doi = a.doi AND c.notice IS NOT NULL) AS notice,
    (SELECT c.notice FROM registry_checks AS c
        WHERE a.pmid <> '' AND c.doi = '{PUBMED_KEY}' || a.pmid) AS pubmed_notice,
    {EVIDENCE_COLUMN}
"""  # noqa: S608 - fragments of this module
KEPT_FROM = "articles AS a JOIN feeds AS f ON f.id = a.feed_id"


async def load_articles(connection: Connection, ids: Sequence[int]) -> dict[int, KeptArticle]:
    """Load articles by id; leaves out hidden ones, and those on damaged pages."""
    rows = await rows_of(
        connection,
        f"""
        SELECT {KEPT_COLUMNS} FROM {KEPT_FROM}
        WHERE a.id IN (SELECT value FROM json_each(?)) AND a.hidden = 0
        """,  # noqa: S608 - fragments of this module
        ids,
    )
    return {row["id"]: kept_article(row) for row in rows}


def kept_article(row: Row) -> KeptArticle:
    """Convert a row of KEPT_COLUMNS to an article without its `text`."""
    image = Image(row["image_url"], row["image_alt"] or "") if row["image_url"] else None
    studied, trials = evidence_from(json.loads(row["evidence"]) if row["evidence"] else None)
    return KeptArticle(
        id=row["id"],
        article=Article(
            key=row["key"],
            url=row["url"],
            canonical_url=row["canonical_url"],
            title=row["title"],
            teaser=row["teaser"],
            author=row["author"],
            image=image,
            published_at=from_seconds(row["published_at"]),
            topics=tuple(TopicMatch(slug, why) for slug, why in json.loads(row["topics"])),
            retracted=bool(row["retracted"]),
            concern=bool(row["concern"]),
            doi=row["doi"],
            pmid=row["pmid"],
            evidence=studied,
            trials=trials,
        ),
        source=Source(
            name=row["source_name"],
            homepage=row["source_homepage"],
            kind=FeedKind(row["source_kind"]),
            audience=Audience(row["source_audience"]),
        ),
        first_seen_at=from_seconds(row["first_seen_at"]),
        revision=row["revision"],
        duplicates=tuple(Duplicate(name, url) for name, url in json.loads(row["duplicates"])),
        refused=read_parts(row["refused"]),
        notice=_gravest_notice(row),
    )


def _gravest_notice(row: Row) -> RegistryNotice | None:
    """The statement about a paper; of two that are as grave, Crossref's, which has a date."""
    crossref = read_notice(*json.loads(row["notice"])) if row["notice"] else None
    pubmed = read_notice(row["pubmed_notice"], None, Registry.PUBMED)
    found = [each for each in (crossref, pubmed) if each]
    return min(found, key=lambda each: each.gravity, default=None)


def evidence_from(stored: Sequence[object] | None) -> tuple[Evidence | None, tuple[str, ...]]:
    """The evidence of an article, and its trials, as EVIDENCE_COLUMN has them."""
    if stored is None:
        return None, ()
    kind, phase, size, why, source, trials = stored
    named = tuple(str(trials).split())
    if kind not in set(EvidenceKind) or source not in set(EvidenceSource):
        return None, named
    evidence = Evidence(
        EvidenceKind(str(kind)),
        str(phase),
        size if isinstance(size, int) else None,
        tuple(str(why).splitlines()),
        EvidenceSource(str(source)),
    )
    return evidence, named


def read_parts(text: str) -> frozenset[MessagePart]:
    """The parts in a JSON array."""
    return frozenset(MessagePart(value) for value in json.loads(text) if value in set(MessagePart))


def read_notice(
    kind: str | None, dated: str | None, source: Registry = Registry.CROSSREF
) -> RegistryNotice | None:
    """A stored statement; None if there is none."""
    if kind not in set(UpdateKind):
        return None
    return RegistryNotice(UpdateKind(str(kind)), dated or "", source)
