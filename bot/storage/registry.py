"""Selects the papers to ask a registry about, and stores its statements. Called by its pipeline.

A paper is known by its DOI, so that all articles about it share one question and one answer.
PubMed's statements are beside those of Crossref, under `rows.PUBMED_KEY` and the paper's id there.
"""

from datetime import datetime, timedelta

from aiosqlite import Connection
from msgspec import Struct

from bot.model.article import RegistryNotice
from bot.storage.rows import CORRECTED_FOR, PUBMED_KEY, line, read_notice, to_seconds

ROUND_DAYS = 30
"""The whole index is asked about within this many days, a part of it each day."""
ASKED_EVERY = timedelta(days=1)
"""How often a paper on a recent card is asked about."""

_ON_CARDS = """
    SELECT DISTINCT a.doi FROM posts AS p
        JOIN deliveries AS d ON d.post_id = p.id JOIN articles AS a ON a.id = d.article_id
    WHERE p.state = 'sent' AND p.sent_at > :watched AND d.state = 'sent' AND a.doi <> ''
"""
# Articles that the operator hid are among them: their cards stand on Discord.
# A time in the future was recorded while the clock was wrong.
_IS_DUE = "(r.asked_at IS NULL OR r.asked_at <= :yesterday OR r.asked_at > :now)"


class DuePaper(Struct, frozen=True):
    """A paper to ask about, and the statement that stands."""

    doi: str
    notice: RegistryNotice | None = None


async def due_papers(connection: Connection, now: datetime, limit: int) -> list[DuePaper]:
    """The papers to ask about now: those on cards first, then today's part of the index."""
    times = {
        "now": to_seconds(now),
        "yesterday": to_seconds(now - ASKED_EVERY),
        "watched": to_seconds(now - CORRECTED_FOR),
    }
    on_cards = await connection.execute_fetchall(
        f"""
        SELECT {line("c.doi")} AS doi, r.notice, r.dated
        FROM ({_ON_CARDS}) AS c LEFT JOIN registry_checks AS r ON r.doi = c.doi
        WHERE {_IS_DUE} ORDER BY r.asked_at, c.doi LIMIT :limit
        """,  # noqa: S608 - fragments of this module
        {**times, "limit": limit},
    )
    others = await connection.execute_fetchall(
        f"""
        WITH on_cards AS ({_ON_CARDS})
        SELECT {line("a.doi")} AS doi, r.notice, r.dated
        FROM articles AS a LEFT JOIN registry_checks AS r ON r.doi = a.doi
        WHERE a.doi <> '' AND a.hidden = 0 AND a.doi NOT IN (SELECT doi FROM on_cards)
            AND {_IS_DUE}
        GROUP BY a.doi ORDER BY r.asked_at, max(a.dated) DESC
        LIMIT min(:limit, max(0,
            (SELECT (count(DISTINCT doi) + {ROUND_DAYS - 1}) / {ROUND_DAYS} FROM articles
                WHERE doi <> '' AND hidden = 0)
            - (SELECT count(*) FROM registry_checks WHERE asked_at > :yesterday
                AND asked_at <= :now AND doi NOT IN (SELECT doi FROM on_cards))))
        """,  # noqa: S608 - fragments of this module
        {**times, "limit": limit - len(list(on_cards))},
    )
    return [
        DuePaper(row["doi"], read_notice(row["notice"], row["dated"]))
        for row in (*on_cards, *others)
    ]


async def record_answer(
    connection: Connection, paper: DuePaper, notice: RegistryNotice | None, now: datetime
) -> bool:
    """Record an answer; returns whether the statement changed.

    A new statement is a revision of all articles about the paper.
    """
    await connection.execute(
        """
        INSERT INTO registry_checks (doi, asked_at, notice, dated) VALUES (?, ?, ?, ?)
        ON CONFLICT (doi) DO UPDATE SET asked_at = excluded.asked_at, error = NULL,
            notice = excluded.notice, dated = excluded.dated
        """,
        (
            paper.doi,
            to_seconds(now),
            notice.kind if notice else None,
            notice.dated if notice else "",
        ),
    )
    if notice == paper.notice:
        return False
    await connection.execute(
        "UPDATE articles SET revision = revision + 1 WHERE doi = ? AND doi <> ''", (paper.doi,)
    )
    return True


async def record_failure(
    connection: Connection, paper: DuePaper, error: str, now: datetime
) -> None:
    """Record that a question got no usable answer; the known statement stays."""
    await connection.execute(
        """
        INSERT INTO registry_checks (doi, asked_at, error) VALUES (?, ?, ?)
        ON CONFLICT (doi) DO UPDATE SET asked_at = excluded.asked_at, error = excluded.error
        """,
        (paper.doi, to_seconds(now), error),
    )


async def record_pubmed_notice(connection: Connection, pmid: str, notice: RegistryNotice) -> bool:
    """Record a statement of PubMed; returns whether it is new, which revises the articles.

    A graver statement that is known stays, and so does one that PubMed does not repeat.
    """
    key = f"{PUBMED_KEY}{pmid}"
    rows = await connection.execute_fetchall(
        "SELECT notice, dated FROM registry_checks WHERE doi = ?", (key,)
    )
    known = next((read_notice(row["notice"], row["dated"]) for row in rows), None)
    if known and known.gravity <= notice.gravity:
        return False
    await connection.execute(
        # Nobody is asked about this key, so it counts as asked long ago.
        "INSERT INTO registry_checks (doi, asked_at, notice) VALUES (?, 0, ?) "
        "ON CONFLICT (doi) DO UPDATE SET notice = excluded.notice",
        (key, notice.kind),
    )
    await connection.execute(
        "UPDATE articles SET revision = revision + 1 WHERE pmid = ? AND pmid <> ''", (pmid,)
    )
    return True
