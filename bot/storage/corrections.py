"""Finds sent posts that show an outdated revision, and records the edits that must wait.

Used by `pipelines.correct` alone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from sqlite3 import Row

from aiosqlite import Connection
from msgspec import Struct

from bot.model.delivery import CarriedArticle, FailureKind, Post
from bot.storage import deliveries, posts
from bot.storage.rows import due_at, due_condition, to_seconds

LONGEST_CORRECTION_WAIT = timedelta(days=1)
"""Longer than any wait of a correction."""


class Correction(Struct, frozen=True):
    """A post that is to be edited now.

    Attributes:
        attempts: how often in a row this edit failed with `failure`.
        failure: the kind of the last failure, if it is counted.
    """

    post: Post
    attempts: int
    failure: FailureKind | None = None


# Revisions only grow, so a sum that differs from the stored one means that a newer revision exists
# than the one whose edit failed.
_REVISIONS = """
    (SELECT sum(revision) FROM articles WHERE id IN
        (SELECT article_id FROM deliveries WHERE post_id = p.id))
"""
# Two join orders: from the few revised articles (CROSS JOIN fixes the order), or from one channel.
_BY_ARTICLE = """
    articles AS a CROSS JOIN deliveries AS d ON d.article_id = a.id
        JOIN posts AS p ON p.id = d.post_id
"""
_BY_CHANNEL = """
    posts AS p JOIN deliveries AS d ON d.post_id = p.id JOIN articles AS a ON a.id = d.article_id
"""
_DUE_EDITS = f"""
    LEFT JOIN channels AS c ON c.channel_id = p.channel_id
    LEFT JOIN corrections AS w ON w.post_id = p.id
    WHERE d.state = 'sent' AND a.revision > 1 AND d.revision < a.revision
        AND p.state = 'sent' AND p.message_id IS NOT NULL AND p.sent_at > :since
        AND (c.cause IS NULL OR c.cause = 'moderator')
        AND p.guild_id NOT IN (SELECT guild_id FROM departures)
        AND (w.post_id IS NULL OR {due_condition("w.next_try_at")} OR w.revisions <> {_REVISIONS})
"""  # noqa: S608 - a fragment of this module
# Posts wait in channels that refuse them, and in the servers that the bot left. A moderator's pause
# holds news, not corrections.


async def channels_with_due(connection: Connection, since: datetime, now: datetime) -> list[int]:
    """Channels that have a post to edit now. Only posts sent after `since` count."""
    rows = await connection.execute_fetchall(
        f"SELECT DISTINCT p.channel_id FROM {_BY_ARTICLE} {_DUE_EDITS} ORDER BY p.channel_id",  # noqa: S608 - a fragment of this module
        _at(since, now),
    )
    return [row["channel_id"] for row in rows]


async def first_due(
    connection: Connection, database_id: str, channel_id: int, since: datetime, now: datetime
) -> Correction | None:
    """The channel's next post to edit, if any: the oldest; those whose edit failed come last."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT p.*, iif(w.revisions = {_REVISIONS}, w.attempts, 0) AS failed, w.trouble AS met
        FROM {_BY_CHANNEL} {_DUE_EDITS} AND p.channel_id = :channel ORDER BY failed, p.id LIMIT 1
        """,  # noqa: S608 - fragments of this module
        {"channel": channel_id, **_at(since, now)},
    )
    return next((_correction(row, database_id) for row in rows), None)


async def stands(connection: Connection, post: Post) -> bool:
    """Whether the edited message still belongs to the post, which may have been sent again."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM posts WHERE id = ? AND generation = ? AND state = 'sent'",
        (post.id, post.generation),
    )
    return bool(list(rows))


async def settle(connection: Connection, post_id: int, shown: Sequence[CarriedArticle]) -> None:
    """Record that a post needs no edit for these revisions: it shows them, or never will."""
    await deliveries.sent(connection, [(post_id, shown)])
    await connection.execute("DELETE FROM corrections WHERE post_id = ?", (post_id,))


async def put_off(
    connection: Connection,
    post_id: int,
    tried: Sequence[CarriedArticle],
    at: datetime,
    failure: FailureKind | None,
    *,
    reason: str | None = None,
) -> None:
    """Delay the edit of a post after a failure; a newer revision is still tried at once.

    Args:
        tried: the articles as the edit would have shown them.
        failure: the kind of failure, if it is counted.
        reason: a sentence for moderators, if Discord does not take the edit as it is.
    """
    await connection.execute(
        """
        INSERT INTO corrections AS w (post_id, revisions, attempts, next_try_at, trouble, reason)
        VALUES (?, ?, 1, ?, ?, ?)
        ON CONFLICT (post_id) DO UPDATE SET revisions = excluded.revisions,
            attempts = 1 + w.attempts
                * (w.revisions = excluded.revisions AND w.trouble IS excluded.trouble),
            next_try_at = excluded.next_try_at, trouble = excluded.trouble,
            reason = excluded.reason
        """,
        (
            post_id,
            sum(item.article.revision for item in tried if not item.is_reminder),
            to_seconds(at),
            failure,
            reason,
        ),
    )


async def put_off_rest(
    connection: Connection,
    channel_id: int,
    at: datetime,
    *,
    since: datetime,
    now: datetime,
) -> None:
    """Delay the channel's other due edits too, without counting a failure for them."""
    await connection.execute(
        f"""
        INSERT INTO corrections AS w (post_id, revisions, attempts, next_try_at)
        SELECT DISTINCT p.id, {_REVISIONS}, 0, :at
        FROM {_BY_CHANNEL} {_DUE_EDITS} AND p.channel_id = :channel
        ON CONFLICT (post_id) DO UPDATE SET revisions = excluded.revisions,
            attempts = iif(w.revisions = excluded.revisions, w.attempts, 0),
            next_try_at = excluded.next_try_at
        """,  # noqa: S608 - fragments of this module
        {"channel": channel_id, "at": to_seconds(at), **_at(since, now)},
    )


def _correction(row: Row, database_id: str) -> Correction:
    failure = FailureKind(row["met"]) if row["met"] else None
    return Correction(posts.kept_post(row, database_id), row["failed"], failure)


def _at(since: datetime, now: datetime) -> dict[str, int]:
    return {"since": to_seconds(since), **due_at(now, LONGEST_CORRECTION_WAIT)}
