"""Stores which posts are digests, and reads what the next digest of a channel would carry.

A digest is a post with a slot of the channel's schedule. In this module, a delivery *waits* if no
post carries it.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.delivery.slots import outlook
from bot.model.article import UpdateKind
from bot.model.delivery import CarriedArticle
from bot.model.schedule import (
    Digest,
    DigestLanguage,
    Hold,
    LastDigest,
    Receipt,
    Schedule,
    Scheduled,
)
from bot.model.subscription import Step
from bot.storage import channels
from bot.storage.carried_articles import OF_ARTICLE, SHOWN, carried_article
from bot.storage.rows import LINE_CHARACTERS_READ, from_seconds, to_seconds
from bot.storage.schedules import SCHEDULE_COLUMNS, SCHEDULES_FROM, found_schedule
from bot.storage.visibility import SEEN_IN

_WITHDRAWING = ", ".join(f"'{kind}'" for kind in UpdateKind if kind.withdraws)
RETRACTED_ARTICLES = f"""
    SELECT id FROM articles WHERE retracted = 1
    UNION SELECT a.id FROM registry_checks AS c
        CROSS JOIN articles AS a ON a.doi = c.doi AND a.doi <> ''
    WHERE c.notice IS NOT NULL AND c.notice IN ({_WITHDRAWING})
    UNION SELECT a.id FROM registry_checks AS c
        CROSS JOIN articles AS a ON a.pmid = substr(c.doi, 6) AND a.pmid <> ''
    WHERE c.notice IS NOT NULL AND c.notice IN ({_WITHDRAWING}) AND c.doi LIKE 'pmid:%'
"""  # noqa: S608 - names of this project
"""The ids of the articles that their feed or a registry states to be retracted."""


async def of_guild(connection: Connection, guild_id: int, now: datetime) -> list[Scheduled]:
    """All schedules of a server, with what comes next and what came last."""
    rows = await connection.execute_fetchall(
        f"SELECT {SCHEDULE_COLUMNS}, 0 AS has_open FROM {SCHEDULES_FROM} WHERE s.guild_id = ?",  # noqa: S608 - fragments of this module
        (guild_id,),
    )
    return [await scheduled(connection, found_schedule(row).schedule, now) for row in rows]


async def scheduled(connection: Connection, schedule: Schedule, now: datetime) -> Scheduled:
    """A schedule with what comes next and what came last."""
    view = outlook(schedule, now)
    return Scheduled(
        schedule,
        next_at=view.slot_at if schedule.served else None,
        is_due=view.due is not None,
        quiet_until=view.quiet.end if view.quiet and view.quiet.holds(now) else None,
        last=await last_digest(connection, schedule.channel_id),
        paused=await channels.paused(connection, schedule.channel_id),
    )


async def of_post(connection: Connection, post_id: int) -> Digest | None:
    """The slot and the form of a digest; None if the post is no digest."""
    rows = await connection.execute_fetchall("SELECT digest FROM posts WHERE id = ?", (post_id,))
    return next((read_digest(row["digest"]) for row in rows), None)


async def has_slot(connection: Connection, channel_id: int, slot: str) -> bool:
    """Whether a channel has a digest for this slot."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM posts WHERE channel_id = ? AND slot = ?", (channel_id, slot)
    )
    return bool(list(rows))


async def receipt(connection: Connection, guild_id: int, since: datetime | None) -> Receipt:
    """Count the sources of a server that were read and that fail, with the time of the last read.

    With a `since`, only sources that were read after it count as read.
    """
    rows = await connection.execute_fetchall(
        f"""
        SELECT count(CASE WHEN a.last_success_at > ifnull(:since, -1) THEN 1 END) AS sources,
            ifnull(sum(a.failures > 0), 0) AS failing, max(a.last_success_at) AS read_at
        FROM (SELECT id AS feed_id, * FROM feeds) AS a WHERE a.active AND {SEEN_IN}
        """,  # noqa: S608 - a fragment of storage.visibility
        {"guild": guild_id, "since": to_seconds(since)},
    )
    row = next(iter(rows))
    return Receipt(row["sources"], row["failing"], from_seconds(row["read_at"]))


async def last_digest(connection: Connection, channel_id: int) -> LastDigest | None:
    """The outcome of a channel's last digest; None if it had none."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT p.digest, p.slot, p.state, substr(p.error, 1, {LINE_CHARACTERS_READ}) AS error,
            p.created_at, (SELECT count(*) FROM deliveries WHERE post_id = p.id) AS articles
        FROM posts AS p WHERE p.channel_id = ? AND p.slot IS NOT NULL ORDER BY p.id DESC LIMIT 1
        """,  # noqa: S608 - a number
        (channel_id,),
    )
    return next((_last(row) for row in rows), None)


def write_digest(digest: Digest) -> str:
    """A digest as it is stored with its post."""
    receipt = digest.receipt
    facts = receipt and [receipt.sources, receipt.failing, to_seconds(receipt.read_at)]
    return json.dumps([digest.first.isoformat(), digest.last.isoformat(), digest.language, facts])


def read_digest(stored: str | None) -> Digest | None:
    """The digest that `write_digest` wrote; None if the post is none."""
    if stored is None:
        return None
    first, last, language, facts = json.loads(stored)
    receipt = Receipt(facts[0], facts[1], from_seconds(facts[2])) if facts else None
    return Digest(
        date.fromisoformat(first), date.fromisoformat(last), DigestLanguage(language), receipt
    )


def _last(row: Row) -> LastDigest | None:
    digest = read_digest(row["digest"])
    if digest is None:
        return None
    made_at = from_seconds(row["created_at"])
    return LastDigest(digest, row["articles"], row["state"], row["error"], made_at, row["slot"])


async def waiting_steps(connection: Connection, channel_id: int) -> frozenset[Step] | None:
    """The steps of a channel's waiting deliveries; None if no delivery waits."""
    rows = await connection.execute_fetchall(
        """
        SELECT DISTINCT steps FROM deliveries
        WHERE channel_id = ? AND post_id IS NULL AND state = 'pending'
        """,
        (channel_id,),
    )
    found = [frozenset(Step(step) for step in json.loads(row["steps"])) for row in rows]
    return frozenset[Step]().union(*found) if found else None


async def waiting_since(connection: Connection, channel_id: int) -> datetime | None:
    """When the first of a channel's waiting deliveries was planned; None if no delivery waits."""
    rows = await connection.execute_fetchall(
        """
        SELECT min(created_at) AS first FROM deliveries
        WHERE channel_id = ? AND post_id IS NULL AND state = 'pending'
        """,
        (channel_id,),
    )
    oldest: datetime | None = from_seconds(next(iter(rows))["first"])
    return oldest


async def put_waiting_on(connection: Connection, channel_id: int, post_id: int) -> int:
    """Put a channel's waiting deliveries on a post; returns their number."""
    cursor = await connection.execute(
        """
        UPDATE deliveries SET post_id = ?
        WHERE channel_id = ? AND post_id IS NULL AND state = 'pending'
        """,
        (post_id, channel_id),
    )
    return cursor.rowcount


async def shown_by_next(connection: Connection, channel_id: int) -> list[CarriedArticle]:
    """The articles that a channel's next digest would carry, oldest first."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT 0 AS is_reminder, {SHOWN} FROM deliveries AS d {OF_ARTICLE}
        WHERE d.channel_id = ? AND d.post_id IS NULL AND d.state = 'pending'
        ORDER BY a.dated, a.id
        """,  # noqa: S608 - fragments of this module
        (channel_id,),
    )
    return [carried_article(row) for row in rows]


async def hold(connection: Connection, channel_id: int, held: Hold) -> None:
    """Record why a channel's deliveries wait, unless a reason is recorded."""
    await connection.execute(
        """
        UPDATE deliveries SET held = ?
        WHERE channel_id = ? AND post_id IS NULL AND state = 'pending' AND held IS NULL
        """,
        (held, channel_id),
    )


async def retracted_since(
    connection: Connection, channel_id: int, since: datetime, limit: int
) -> list[int]:
    """The sent deliveries of a channel whose articles were retracted later, the newest first.

    Leaves out those planned before `since`, and those whose retraction a digest has told.
    """
    rows = await connection.execute_fetchall(
        f"""
        SELECT d.id FROM ({RETRACTED_ARTICLES}) AS r
            CROSS JOIN deliveries AS d ON d.article_id = r.id AND d.channel_id = ?
            JOIN articles AS a ON a.id = r.id AND a.hidden = 0
        WHERE d.state = 'sent' AND d.retraction_told_by IS NULL AND d.created_at > ?
        ORDER BY d.id DESC LIMIT ?
        """,  # noqa: S608 - a fragment of this module
        (channel_id, to_seconds(since), limit),
    )
    return [row["id"] for row in rows]


async def record_reported_retractions(
    connection: Connection, delivery_ids: Sequence[int], post_id: int
) -> None:
    """Record that a digest reports the retraction of these deliveries' articles."""
    await connection.executemany(
        "UPDATE deliveries SET retraction_told_by = ? WHERE id = ?",
        [(post_id, delivery_id) for delivery_id in delivery_ids],
    )


async def mark_own_retractions_shown(connection: Connection, post_id: int) -> None:
    """Record that a post shows its articles' retractions, so that no digest reports them."""
    await connection.execute(
        f"""
        UPDATE deliveries SET retraction_told_by = 0
        WHERE post_id = ? AND article_id IN ({RETRACTED_ARTICLES})
        """,  # noqa: S608 - a fragment of this module
        (post_id,),
    )


async def reminders(connection: Connection, delivery_ids: Sequence[int]) -> list[CarriedArticle]:
    """The articles of these deliveries, for the part of a digest that reports retractions."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT 1 AS is_reminder, {SHOWN}
        FROM json_each(?) AS wanted CROSS JOIN deliveries AS d ON d.id = wanted.value {OF_ARTICLE}
        ORDER BY a.dated, a.id
        """,  # noqa: S608 - fragments of storage.deliveries
        (json.dumps(list(delivery_ids)),),
    )
    return [carried_article(row) for row in rows]


async def mark_retractions_shown(connection: Connection, channel_id: int) -> None:
    """Record that a channel's posts show all retractions, so that no digest reports them."""
    await connection.execute(
        f"""
        UPDATE deliveries SET retraction_told_by = 0
        WHERE channel_id = ? AND retraction_told_by IS NULL
            AND article_id IN ({RETRACTED_ARTICLES})
        """,  # noqa: S608 - a fragment of this module
        (channel_id,),
    )
