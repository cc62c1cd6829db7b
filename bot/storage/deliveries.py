"""Deliveries in the database: planned with the article, bundled into posts, settled with them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.model.delivery import CarriedArticle, Delivery, DeliveryState, PlannedDelivery
from bot.storage import articles
from bot.storage.times import from_seconds, to_seconds


async def add(
    connection: Connection, article_id: int, planned: Sequence[PlannedDelivery], now: datetime
) -> int:
    """Write pending deliveries of an article and return how many were new.

    An article that a channel has or had already is not delivered there again.
    """
    cursor = await connection.executemany(
        """
        INSERT INTO deliveries (article_id, guild_id, channel_id, topics, role_ids, created_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (article_id, channel_id) DO NOTHING
        """,
        [
            (
                article_id,
                plan.guild_id,
                plan.channel_id,
                json.dumps(plan.topics),
                json.dumps(plan.role_ids),
                to_seconds(now),
            )
            for plan in planned
        ],
    )
    return cursor.rowcount


async def any_unbundled(connection: Connection) -> bool:
    """Whether there is a pending delivery that no post carries yet."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM deliveries WHERE post_id IS NULL AND state = 'pending' LIMIT 1"
    )
    return bool(list(rows))


async def unbundled(connection: Connection) -> list[Delivery]:
    """Pending deliveries that no post carries yet, channel by channel, oldest article first."""
    rows = await connection.execute_fetchall(
        """
        SELECT d.*, a.dated FROM deliveries AS d JOIN articles AS a ON a.id = d.article_id
        WHERE d.post_id IS NULL AND d.state = 'pending'
        ORDER BY d.channel_id, a.dated, a.id
        """
    )
    return [_delivery(row) for row in rows]


async def put_on(connection: Connection, posts: Iterable[tuple[int, Sequence[Delivery]]]) -> None:
    """Put deliveries on posts, which are named by their ids."""
    await connection.executemany(
        "UPDATE deliveries SET post_id = ? WHERE id = ?",
        [(post_id, delivery.id) for post_id, carried in posts for delivery in carried],
    )


async def carried_by(
    connection: Connection, post_ids: Sequence[int]
) -> dict[int, list[CarriedArticle]]:
    """The articles that each of these posts carries, oldest first."""
    # CROSS JOIN keeps SQLite from starting with the articles.
    rows = await connection.execute_fetchall(
        f"""
        SELECT d.post_id, d.topics AS matched, d.role_ids, {articles.KEPT_COLUMNS}
        FROM json_each(?) AS wanted CROSS JOIN deliveries AS d ON d.post_id = wanted.value
            JOIN {articles.KEPT_FROM} AND a.id = d.article_id
        ORDER BY a.dated, a.id
        """,  # noqa: S608 - fragments of storage.articles
        (json.dumps(post_ids),),
    )
    carried: dict[int, list[CarriedArticle]] = {post_id: [] for post_id in post_ids}
    for row in rows:
        carried[row["post_id"]].append(
            CarriedArticle(
                article=articles.kept_article(row),
                topics=tuple(json.loads(row["matched"])),
                role_ids=tuple(json.loads(row["role_ids"])),
            )
        )
    return carried


async def sent(
    connection: Connection, posts: Iterable[tuple[int, Sequence[CarriedArticle]]]
) -> None:
    """Record that posts were sent, and the revisions of the articles that they show."""
    await connection.executemany(
        """
        UPDATE deliveries SET state = 'sent', reason = NULL, revision = ?
        WHERE post_id = ? AND article_id = ?
        """,
        [
            (item.article.revision, post_id, item.article.id)
            for post_id, carried in posts
            for item in carried
        ],
    )


async def settle(
    connection: Connection, post_id: int, state: DeliveryState, reason: str | None = None
) -> None:
    """Give all deliveries of a post its outcome."""
    await connection.execute(
        "UPDATE deliveries SET state = ?, reason = ? WHERE post_id = ?", (state, reason, post_id)
    )


async def drop_pending(connection: Connection, channel_id: int, reason: str) -> int:
    """Fail what is pending for a channel, whether or not a post carries it; returns how many."""
    cursor = await connection.execute(
        """
        UPDATE deliveries SET state = 'failed', reason = ?
        WHERE channel_id = ? AND state = 'pending'
        """,
        (reason, channel_id),
    )
    return cursor.rowcount


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        article_id=row["article_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        topics=tuple(json.loads(row["topics"])),
        role_ids=tuple(json.loads(row["role_ids"])),
        dated=from_seconds(row["dated"]),
        state=DeliveryState(row["state"]),
        reason=row["reason"],
    )
