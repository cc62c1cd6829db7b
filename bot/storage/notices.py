"""Notices tell a server that a channel refuses posts, or that its kind changed. Each is sent once.

    open ─► sending (in a channel) ─► told
         └► put off: no channel could show it, so it is shown to the next moderator

`subscriptions.pausing` writes one when it pauses a channel. `pipelines.heal` sends them.
`subscriptions.server_changes` hands those that were put off to a moderator.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.delivery.keys import notice_key
from bot.model.subscription import Notice, NoticeKind, PauseCause, SubscriptionName
from bot.storage.rows import due_at, due_condition, from_seconds, line, to_seconds


async def write(
    connection: Connection, guild_id: int, channel_id: int, reason: str, now: datetime
) -> None:
    """Write a notice that says why nothing is posted in a channel.

    A notice with the same reason stays as it is, unless something was posted there since.
    """
    await connection.execute(
        """
        INSERT INTO notices AS n (guild_id, channel_id, reason, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (channel_id) DO UPDATE
            SET reason = excluded.reason, created_at = excluded.created_at, state = 'open',
                told_in = NULL, next_try_at = 0, about = 'refused'
            WHERE n.reason <> excluded.reason OR EXISTS (SELECT 1 FROM posts AS p
                WHERE p.channel_id = n.channel_id AND p.state = 'sent' AND p.sent_at > n.created_at)
        """,
        (guild_id, channel_id, reason, to_seconds(now)),
    )


async def write_of_kind(
    connection: Connection, guild_id: int, channel_id: int, reason: str, now: datetime
) -> None:
    """Write a notice that explains the effects of a channel's new kind.

    A notice of a refusal that nobody was told of yet is kept instead.
    """
    await connection.execute(
        """
        INSERT INTO notices AS n (guild_id, channel_id, reason, created_at, about)
        VALUES (?, ?, ?, ?, 'kind')
        ON CONFLICT (channel_id) DO UPDATE
            SET reason = excluded.reason, created_at = excluded.created_at, state = 'open',
                told_in = NULL, next_try_at = 0, about = 'kind'
            WHERE n.about = 'kind' OR n.state = 'told'
        """,
        (guild_id, channel_id, reason, to_seconds(now)),
    )


async def drop(connection: Connection, channel_id: int) -> None:
    """Delete the notice of a channel."""
    await connection.execute("DELETE FROM notices WHERE channel_id = ?", (channel_id,))


async def drop_untold(connection: Connection, channel_ids: Iterable[int]) -> None:
    """Delete the notices of these channels that nobody was told of."""
    await connection.executemany(
        "DELETE FROM notices WHERE channel_id = ? AND state = 'open' AND about = 'refused'",
        [(channel_id,) for channel_id in channel_ids],
    )


# Left out: notices of a refusal if the channel is not paused because of one now.
_UNTOLD = f"""
    SELECT n.id, n.guild_id, n.channel_id, n.told_in, n.created_at, n.about,
        {line("n.reason")} AS reason,
        (SELECT json_group_array(json_array(topic, words)) FROM (SELECT s.topic, s.words
        FROM subscriptions AS s WHERE s.channel_id = n.channel_id ORDER BY s.id)) AS waiting
    FROM notices AS n JOIN channels AS c USING (channel_id)
    WHERE n.state <> 'told' AND (n.about <> 'refused' OR c.cause = :refused)
"""  # noqa: S608 - a fragment of storage.rows


async def due(connection: Connection, database_id: str, now: datetime) -> list[Notice]:
    """Notices to send now, by server, including those that were being sent when the bot stopped."""
    rows = await connection.execute_fetchall(
        f"""
        {_UNTOLD} AND {due_condition("n.next_try_at")}
        ORDER BY n.guild_id, n.id
        """,
        {"refused": PauseCause.REFUSED, **due_at(now)},
    )
    return [_notice(row, database_id) for row in rows]


async def put_off_in(
    connection: Connection, database_id: str, guild_id: int, limit: int, hidden: Iterable[int] = ()
) -> list[Notice]:
    """Notices of a server that were put off, oldest first, without those of hidden channels."""
    rows = await connection.execute_fetchall(
        f"""
        {_UNTOLD} AND n.guild_id = :guild AND n.state = 'open' AND n.next_try_at > 0
            AND n.channel_id NOT IN (SELECT value FROM json_each(:hidden))
        ORDER BY n.id LIMIT :limit
        """,  # noqa: S608 - a fragment of this module
        {
            "refused": PauseCause.REFUSED,
            "guild": guild_id,
            "limit": limit,
            "hidden": json.dumps(list(hidden)),
        },
    )
    return [_notice(row, database_id) for row in rows]


async def claim(connection: Connection, notices: Iterable[Notice], place_id: int) -> list[Notice]:
    """Mark notices as being sent in a channel; returns those that still had to be sent."""
    return await _change(connection, notices, "state = 'sending', told_in = ?", place_id)


async def mark_told(connection: Connection, notices: Iterable[Notice]) -> None:
    """Mark notices as told."""
    await _change(connection, notices, "state = 'told'")


async def put_off(connection: Connection, notices: Iterable[Notice], until: datetime) -> None:
    """Put off notices that no channel could show."""
    await _change(connection, notices, _PUT_OFF, to_seconds(until))


async def hand_over(connection: Connection, notices: Iterable[Notice]) -> list[Notice]:
    """Mark open notices as told, and return them, before they are shown to a moderator."""
    return await _change(connection, notices, "state = 'told'", found="= 'open'")


async def reopen(connection: Connection, notices: Iterable[Notice], until: datetime) -> None:
    """Put off notices that were handed over but could not be shown."""
    await _change(connection, notices, _PUT_OFF, to_seconds(until), found="= 'told'")


_PUT_OFF = "state = 'open', told_in = NULL, next_try_at = ?"


async def _change(
    connection: Connection,
    notices: Iterable[Notice],
    change: str,
    *values: int | None,
    found: str = "<> 'told'",
) -> list[Notice]:
    """Update and return the notices in state `found` that were not deleted or rewritten since."""
    changed = []
    for each in notices:
        cursor = await connection.execute(
            f"UPDATE notices SET {change} WHERE id = ? AND created_at = ? AND state {found}",  # noqa: S608 - fragments of this module
            (*values, each.id, to_seconds(each.created_at)),
        )
        if cursor.rowcount:
            changed.append(each)
    return changed


def _notice(row: Row, database_id: str) -> Notice:
    return Notice(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        waiting=tuple(SubscriptionName(*each) for each in json.loads(row["waiting"])),
        reason=row["reason"],
        key=notice_key(database_id, row["id"], row["created_at"]),
        created_at=from_seconds(row["created_at"]),
        place_id=row["told_in"],
        about=NoticeKind(row["about"]),
    )
