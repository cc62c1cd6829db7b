"""Inserts planned deliveries, puts them on posts, and records their outcomes."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection
from msgspec import Struct

from bot.model.delivery import CarriedArticle, Delivery, DeliveryState, PlannedDelivery
from bot.model.subscription import Step
from bot.storage.rows import from_seconds, to_seconds
from bot.storage.schedules import MAY_BE_POSTED_NOW
from bot.storage.wishes import write_matches


async def add(
    connection: Connection, article_id: int, planned: Sequence[PlannedDelivery], now: datetime
) -> int:
    """Insert pending deliveries of an article and return the number of new ones.

    A channel that has a delivery of the article already, in any state, gets no second one.
    """
    cursor = await connection.executemany(
        """
        INSERT INTO deliveries
            (article_id, guild_id, channel_id, topics, role_ids, steps, created_at, reasons, held)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT CASE
            WHEN s.rhythm <> 'at once' THEN 'digest'
            WHEN s.is_full THEN 'limit'
            WHEN s.quiet_at <= ?7 AND ?7 < s.quiet_until THEN 'quiet'
            END FROM schedules AS s WHERE s.channel_id = ?3))
        ON CONFLICT (article_id, channel_id) DO NOTHING
        """,
        [
            (
                article_id,
                plan.guild_id,
                plan.channel_id,
                json.dumps(plan.topics),
                json.dumps(plan.role_ids),
                json.dumps(sorted(plan.steps)),
                to_seconds(now),
                write_matches(plan.reasons),
            )
            for plan in planned
        ],
    )
    return cursor.rowcount


_UNBUNDLED = f"""
    deliveries AS d LEFT JOIN channels AS c USING (channel_id)
        LEFT JOIN schedules AS s ON s.channel_id = d.channel_id
    WHERE d.post_id IS NULL AND d.state = 'pending' AND c.paused_at IS NULL AND {MAY_BE_POSTED_NOW}
        AND NOT EXISTS (SELECT 1 FROM posts AS p
            WHERE p.channel_id = d.channel_id AND p.state IN ('ready', 'sending'))
"""  # noqa: S608 - a fragment of storage.schedules
# While a channel has an open post, its new deliveries wait. They are bundled as one burst later.


async def any_unbundled(connection: Connection, now: datetime | None = None) -> bool:
    """Whether there is a pending delivery that a post could carry now."""
    rows = await connection.execute_fetchall(
        f"SELECT 1 FROM {_UNBUNDLED} LIMIT 1",  # noqa: S608 - a fragment of this module
        {"now": to_seconds(now)},
    )
    return bool(list(rows))


async def unbundled(
    connection: Connection,
    after_channel: int = 0,
    limit: int | None = None,
    *,
    now: datetime | None = None,
) -> list[Delivery]:
    """Pending deliveries that a post could carry now, by channel, oldest article first.

    Leaves out channels that are paused or still have an open post, and those whose schedule holds
    their news.

    Args:
        after_channel: the channel after which to begin, in the order of their ids.
        limit: about how many; None for all. A channel's deliveries are not divided, unless those of
            the first channel alone are more.
        now: the present; None for outside of all quiet hours.
    """
    rows = list(
        await connection.execute_fetchall(
            f"""
            SELECT d.*, (SELECT dated FROM articles WHERE id = d.article_id) AS dated
            FROM {_UNBUNDLED} AND d.channel_id > :after
            ORDER BY d.channel_id, dated, d.article_id LIMIT :limit
            """,  # noqa: S608 - a fragment of this module
            {
                "after": after_channel,
                "limit": -1 if limit is None else limit + 1,
                "now": to_seconds(now),
            },
        )
    )
    if limit is not None and len(rows) > limit:
        last = rows[-1]["channel_id"]
        whole = [row for row in rows if row["channel_id"] != last]
        rows = whole or rows[:limit]
    return [_delivery(row) for row in rows]


async def put_on(connection: Connection, posts: Iterable[tuple[int, Sequence[Delivery]]]) -> None:
    """Assign deliveries to posts, given by their ids, with the roles that they mention there."""
    await connection.executemany(
        "UPDATE deliveries SET post_id = ?, role_ids = ? WHERE id = ?",
        [
            (post_id, json.dumps(delivery.role_ids), delivery.id)
            for post_id, carried in posts
            for delivery in carried
        ],
    )


async def lose_role(connection: Connection, guild_id: int, role_id: int) -> None:
    """Remove a deleted role from all deliveries of a server, so that no message mentions it."""
    await connection.execute(
        """
        UPDATE deliveries SET role_ids =
            (SELECT json_group_array(value) FROM json_each(role_ids) WHERE value <> :role)
        WHERE guild_id = :guild
            AND EXISTS (SELECT 1 FROM json_each(role_ids) WHERE value = :role)
        """,
        {"guild": guild_id, "role": role_id},
    )


async def follow_kind(connection: Connection, channel_id: int, *, publishes: bool) -> None:
    """Set whether a channel's deliveries without a post are published once they are sent."""
    await connection.execute(
        """
        UPDATE deliveries SET steps = (SELECT json_group_array(value) FROM (
            SELECT value FROM json_each(steps) WHERE value <> :publish
            UNION SELECT :publish WHERE :publishes))
        WHERE channel_id = :channel AND post_id IS NULL AND state = 'pending'
        """,
        {"channel": channel_id, "publish": Step.PUBLISH, "publishes": publishes},
    )


async def move_waiting(
    connection: Connection, channel_id: int, to_channel: int, steps: frozenset[Step]
) -> int:
    """Move the articles that wait for a channel to another channel; returns their number.

    The articles of a refused post get a new post, since Discord did not store the old one. Posts of
    unknown outcome stay, and so do articles that the other channel has already.
    """
    # The schema sets `post_id` of their deliveries to NULL.
    await connection.execute(
        "DELETE FROM posts WHERE channel_id = ? AND state = 'ready'", (channel_id,)
    )
    cursor = await connection.execute(
        """
        UPDATE OR IGNORE deliveries SET channel_id = ?, steps = ?
        WHERE channel_id = ? AND post_id IS NULL AND state = 'pending'
        """,
        (to_channel, json.dumps(sorted(steps)), channel_id),
    )
    return cursor.rowcount


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
    """Set the state of all deliveries of a post."""
    await connection.execute(
        "UPDATE deliveries SET state = ?, reason = ? WHERE post_id = ?", (state, reason, post_id)
    )


async def drop_pending(connection: Connection, channel_id: int, reason: str) -> int:
    """Fail all pending deliveries of a channel, also those on posts; returns their number."""
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
        created_at=from_seconds(row["created_at"]),
        steps=frozenset(Step(step) for step in json.loads(row["steps"])),
    )


class Recent(Struct, frozen=True):
    """The cards and mentions of the present burst that a channel already got.

    Attributes:
        role_ids: the roles that its messages mention.
    """

    cards: int = 0
    role_ids: frozenset[int] = frozenset()


async def clamp_future_sent_times(
    connection: Connection, channel_ids: Sequence[int], now: datetime
) -> None:
    """Set times of sending that lie in the future to `now`: the clock was set back.

    Their true time is unknown. This way they count for the present burst, and not for later ones.
    """
    await connection.execute(
        """
        UPDATE posts SET sent_at = :now
        WHERE channel_id IN (SELECT value FROM json_each(:channels))
            AND state = 'sent' AND sent_at > :now
        """,
        {"channels": json.dumps(channel_ids), "now": to_seconds(now)},
    )


async def clamp_future_subscriptions(
    connection: Connection, subscription_ids: Sequence[int], now: datetime
) -> None:
    """Change the time of subscriptions that were "made" in the future to `now`.

    The clock was set back. An article that is planned now is newer than they are, and the times
    must say so.
    """
    await connection.execute(
        """
        UPDATE subscriptions SET created_at = :now
        WHERE id IN (SELECT value FROM json_each(:ids)) AND created_at > :now
        """,
        {"ids": json.dumps(subscription_ids), "now": to_seconds(now)},
    )


async def recent(
    connection: Connection, channel_ids: Sequence[int], since: datetime
) -> dict[int, Recent]:
    """The cards and mentions that each channel got after `since`, or is about to get."""
    given = {"channels": json.dumps(channel_ids), "since": to_seconds(since)}
    # Two parts, so that each uses its own index.
    rows = await connection.execute_fetchall(
        """
        WITH burst AS (
            SELECT p.id, p.channel_id, p.kind FROM json_each(:channels) AS wanted
                CROSS JOIN posts AS p ON p.channel_id = wanted.value
            WHERE p.state = 'sent' AND p.sent_at > :since
            UNION ALL
            SELECT p.id, p.channel_id, p.kind FROM json_each(:channels) AS wanted
                CROSS JOIN posts AS p ON p.channel_id = wanted.value
            WHERE p.state IN ('ready', 'sending')
        )
        SELECT channel_id, sum(kind = 'card') AS cards,
            (SELECT json_group_array(DISTINCT role.value) FROM burst AS b
                CROSS JOIN deliveries AS d ON d.post_id = b.id
                CROSS JOIN json_each(d.role_ids) AS role
                WHERE b.channel_id = burst.channel_id) AS roles
        FROM burst GROUP BY channel_id
        """,
        given,
    )
    return {
        row["channel_id"]: Recent(row["cards"], frozenset(json.loads(row["roles"]))) for row in rows
    }
