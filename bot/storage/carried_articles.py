"""Reads the articles that posts carry, for the message, its pages and its corrections."""

import json
from collections.abc import Iterable, Sequence
from sqlite3 import Row

from aiosqlite import Connection

from bot.model.delivery import CarriedArticle
from bot.model.form import CareMode
from bot.storage.rows import KEPT_COLUMNS, KEPT_FROM, kept_article
from bot.storage.visibility import CARE_OF_DELIVERY
from bot.storage.wishes import read_matches

SHOWN = f"""
    d.topics AS matched, d.role_ids, d.reasons, {CARE_OF_DELIVERY} AS care, {KEPT_COLUMNS}
"""
_OF_ANY = f"JOIN {KEPT_FROM} AND a.id = d.article_id"
OF_ARTICLE = f"{_OF_ANY} AND a.hidden = 0"

# What stands on Discord is shown and corrected further, though the operator hid the article since.
_STANDS = "(a.hidden = 0 OR d.state = 'sent')"
_REMINDER_STANDS = """
    (a.hidden = 0 OR (SELECT state FROM posts WHERE id = wanted.value) = 'sent')
"""

# CROSS JOIN keeps SQLite from starting with the articles.
_CARRIED = f"""
    SELECT d.post_id, 0 AS is_reminder, {SHOWN}
    FROM json_each(:posts) AS wanted CROSS JOIN deliveries AS d ON d.post_id = wanted.value
        {_OF_ANY}
"""  # noqa: S608 - fragments of storage.articles

_REMINDERS = f"""
    SELECT d.retraction_told_by AS post_id, 1 AS is_reminder, {SHOWN}
    FROM json_each(:posts) AS wanted
        CROSS JOIN deliveries AS d ON d.retraction_told_by = wanted.value
        {_OF_ANY} AND d.post_id IS NOT wanted.value AND {_REMINDER_STANDS}
"""  # noqa: S608 - fragments of storage.articles


async def of_posts(
    connection: Connection, post_ids: Sequence[int]
) -> dict[int, list[CarriedArticle]]:
    """The articles of each of these posts, oldest first; hidden ones only if they stand there.

    In a digest, earlier articles follow that were retracted since they were sent.
    """
    carried: dict[int, list[CarriedArticle]] = {post_id: [] for post_id in post_ids}
    for part in (f"{_CARRIED} WHERE {_STANDS}", _REMINDERS):
        rows = await connection.execute_fetchall(
            f"{part} ORDER BY a.dated, a.id", {"posts": json.dumps(post_ids)}
        )
        for row in rows:
            carried[row["post_id"]].append(carried_article(row))
    return carried


async def count(connection: Connection, post_id: int, guild_id: int | None) -> int:
    """Count the articles of a post as `part` reads them; 0 if this server has no such post."""
    rows = list(
        await connection.execute_fetchall(
            """
            SELECT count(*) FROM posts AS p JOIN deliveries AS d ON d.post_id = p.id
                JOIN articles AS a ON a.id = d.article_id AND a.hidden = 0
            WHERE p.id = ? AND p.guild_id = ?
            """,
            (post_id, guild_id),
        )
    )
    return int(rows[0][0])


async def post_of_message(
    connection: Connection, guild_id: int, channel_ids: Iterable[int], message_id: int
) -> int | None:
    """The id of the post that this message shows; None if it shows no post of this server.

    Args:
        channel_ids: the message's channel, or its thread and the thread's channel.
    """
    rows = list(
        await connection.execute_fetchall(
            """
            SELECT id FROM posts
            WHERE channel_id IN (SELECT value FROM json_each(?)) AND state = 'sent'
                AND message_id = ? AND guild_id = ?
            """,
            (json.dumps(list(channel_ids)), message_id, guild_id),
        )
    )
    return rows[0]["id"] if rows else None


# As `ui.digests` orders them: by the first topic, else by the first words that were followed, then
# the newest first.
_PLACE = "(SELECT key FROM json_each(:topics) WHERE value = json_extract(d.topics, '$[0]'))"
_DIGEST_ORDER = f"""
    ifnull({_PLACE}, json_array_length(:topics) + (d.reasons = '[]')),
    CASE WHEN {_PLACE} IS NULL THEN json_extract(d.reasons, '$[0][0]') END,
    a.dated DESC, a.id DESC
"""


async def part(
    connection: Connection, post_id: int, skipped: int, limit: int, topics: Sequence[str] = ()
) -> list[CarriedArticle]:
    """Some of the articles that a post carries, without hidden ones.

    Args:
        skipped: how many to leave out first.
        topics: all topics in their order, for the order of a digest; empty for that of a summary.
    """
    rows = await connection.execute_fetchall(
        f"""
        {_CARRIED} WHERE a.hidden = 0 ORDER BY {_DIGEST_ORDER if topics else "a.dated, a.id"}
        LIMIT :limit OFFSET :skipped
        """,
        {
            "posts": json.dumps([post_id]),
            "limit": limit,
            "skipped": skipped,
            "topics": json.dumps(topics),
        },
    )
    return [carried_article(row) for row in rows]


def carried_article(row: Row) -> CarriedArticle:
    """Convert a row of `SHOWN` columns."""
    return CarriedArticle(
        article=kept_article(row),
        topics=tuple(json.loads(row["matched"])),
        role_ids=tuple(json.loads(row["role_ids"])),
        care=CareMode(row["care"]),
        is_reminder=bool(row["is_reminder"]),
        reasons=read_matches(row["reasons"]),
    )
