"""Subscriptions and the channels that have them."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.model.feed import FeedKind
from bot.model.subscription import ChannelState, Subscription
from bot.storage.times import from_seconds, to_seconds


async def upsert(  # noqa: PLR0917 - the columns of one row
    connection: Connection,
    guild_id: int,
    channel_id: int,
    topic: str,
    kinds: frozenset[FeedKind],
    role_id: int | None,
    now: datetime,
) -> Subscription:
    """Write the channel's wish for this topic, replacing its earlier kinds and role."""
    await connection.execute(
        "INSERT INTO channels (channel_id, guild_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (channel_id, guild_id),
    )
    rows = await connection.execute_fetchall(
        """
        INSERT INTO subscriptions (guild_id, channel_id, topic, kinds, role_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (channel_id, topic) DO UPDATE
            SET kinds = excluded.kinds, role_id = excluded.role_id
        RETURNING *
        """,
        (guild_id, channel_id, topic, ",".join(sorted(kinds)), role_id, to_seconds(now)),
    )
    return _subscription(next(iter(rows)))


async def of_guild(connection: Connection, guild_id: int) -> list[Subscription]:
    """All subscriptions of a server, channel by channel."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM subscriptions WHERE guild_id = ? ORDER BY channel_id, id", (guild_id,)
    )
    return [_subscription(row) for row in rows]


async def everywhere(connection: Connection) -> list[Subscription]:
    """All subscriptions of all servers."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM subscriptions ORDER BY guild_id, channel_id, id"
    )
    return [_subscription(row) for row in rows]


async def delete(
    connection: Connection, guild_id: int, subscription_id: int
) -> Subscription | None:
    """End one subscription of this server and return it; None where the server has no such one.

    A channel goes with its last subscription.
    """
    rows = list(
        await connection.execute_fetchall(
            "DELETE FROM subscriptions WHERE id = ? AND guild_id = ? RETURNING *",
            (subscription_id, guild_id),
        )
    )
    if not rows:
        return None
    await connection.execute(
        """
        DELETE FROM channels WHERE channel_id = ? AND NOT EXISTS
            (SELECT 1 FROM subscriptions AS s WHERE s.channel_id = channels.channel_id)
        """,
        (rows[0]["channel_id"],),
    )
    return _subscription(rows[0])


async def has_channel(connection: Connection, channel_id: int) -> bool:
    """Whether the channel has any subscription."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM channels WHERE channel_id = ?", (channel_id,)
    )
    return bool(list(rows))


async def matching(connection: Connection, topics: Iterable[str]) -> list[Subscription]:
    """The subscriptions to any of these topics, in channels that are not paused."""
    slugs = list(topics)
    marks = ", ".join("?" * len(slugs))
    rows = await connection.execute_fetchall(
        f"""
        SELECT s.* FROM subscriptions AS s JOIN channels AS c USING (channel_id)
        WHERE s.topic IN ({marks}) AND c.paused_at IS NULL
        ORDER BY s.id
        """,  # noqa: S608 - only question marks are put in
        slugs,
    )
    return [_subscription(row) for row in rows]


async def channels_of_guild(connection: Connection, guild_id: int) -> list[ChannelState]:
    """The state of each channel of a server that has subscriptions."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM channels WHERE guild_id = ? ORDER BY channel_id", (guild_id,)
    )
    return [
        ChannelState(
            row["channel_id"], row["guild_id"], from_seconds(row["paused_at"]), row["reason"]
        )
        for row in rows
    ]


async def pause(
    connection: Connection,
    guild_id: int,
    channel_id: int,
    *,
    reason: str,
    now: datetime,
    resume_at: datetime | None = None,
) -> bool:
    """Announce nothing in the channel; False where it has no subscription.

    Args:
        connection: inside a transaction.
        guild_id: the server that the channel must belong to.
        channel_id: the channel.
        reason: why, as a sentence.
        now: since when.
        resume_at: when to try again; None waits for a moderator.
    """
    cursor = await connection.execute(
        """
        UPDATE channels SET paused_at = ?, reason = ?, resume_at = ?
        WHERE guild_id = ? AND channel_id = ?
        """,
        (to_seconds(now), reason, to_seconds(resume_at), guild_id, channel_id),
    )
    return cursor.rowcount > 0


async def resume_due(connection: Connection, now: datetime) -> int:
    """Resume the channels whose time to try again has come; returns how many."""
    cursor = await connection.execute(
        """
        UPDATE channels SET paused_at = NULL, reason = NULL, resume_at = NULL
        WHERE paused_at IS NOT NULL AND resume_at <= ?
        """,
        (to_seconds(now),),
    )
    return cursor.rowcount


async def resume(connection: Connection, guild_id: int, channel_id: int) -> bool:
    """Announce in the channel again; False where it has no subscription."""
    cursor = await connection.execute(
        """
        UPDATE channels SET paused_at = NULL, reason = NULL, resume_at = NULL
        WHERE guild_id = ? AND channel_id = ?
        """,
        (guild_id, channel_id),
    )
    return cursor.rowcount > 0


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        topic=row["topic"],
        kinds=frozenset(FeedKind(kind) for kind in row["kinds"].split(",") if kind),
        role_id=row["role_id"],
        created_at=from_seconds(row["created_at"]),
    )
