"""Stores how subscriptions change when Discord's channels and roles change or are deleted.

`/news subscriptions` lists those that ended by themselves. Called by
`subscriptions.server_changes`.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from aiosqlite import Connection
from msgspec import Struct

from bot.model.subscription import ChannelKind, Ending, Step, Subscription
from bot.storage.rows import from_seconds, to_seconds
from bot.storage.subscriptions import PUBLISHES_AGAIN, read_subscription

WORDS_BEGIN = "\n"
"""Stands between topic and words of an ended subscription, which share a column. Neither holds it:
stored words have no white space but single spaces."""


async def add_endings(connection: Connection, endings: Iterable[Ending]) -> None:
    """Insert subscriptions that ended by themselves."""
    await connection.executemany(
        """
        INSERT INTO endings (guild_id, channel_id, channel_name, topic, reason, ended_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
            (
                each.guild_id,
                each.channel_id,
                each.channel_name,
                _written_name(each),
                each.reason,
                to_seconds(each.ended_at),
            )
            for each in endings
        ],
    )


async def endings_of(connection: Connection, guild_id: int, since: datetime) -> list[Ending]:
    """The subscriptions of a server that ended after `since`, newest first."""
    rows = await connection.execute_fetchall(
        """
        SELECT * FROM endings WHERE guild_id = ? AND ended_at > ? ORDER BY ended_at DESC, id DESC
        """,
        (guild_id, to_seconds(since)),
    )
    return [
        Ending(
            guild_id=row["guild_id"],
            channel_id=row["channel_id"],
            channel_name=row["channel_name"],
            topic=topic,
            reason=row["reason"],
            ended_at=from_seconds(row["ended_at"]),
            words=words,
        )
        for row in rows
        for topic, _, words in [row["topic"].partition(WORDS_BEGIN)]
    ]


def _written_name(ending: Ending) -> str:
    return WORDS_BEGIN.join(filter(None, (ending.topic, ending.words)))


async def forget_endings(connection: Connection, moment: datetime) -> None:
    """Delete the records of subscriptions that ended at `moment` or earlier."""
    await connection.execute("DELETE FROM endings WHERE ended_at <= ?", (to_seconds(moment),))


async def delete_channel(connection: Connection, channel_id: int) -> list[Subscription]:
    """Delete a channel with all its subscriptions, and return these."""
    rows = await connection.execute_fetchall(
        "DELETE FROM subscriptions WHERE channel_id = ? RETURNING *", (channel_id,)
    )
    ended = [read_subscription(row) for row in rows]
    await connection.execute("DELETE FROM channels WHERE channel_id = ?", (channel_id,))
    return ended


async def mentioned_roles(connection: Connection) -> dict[int, set[int]]:
    """The roles that subscriptions mention, by server."""
    rows = await connection.execute_fetchall(
        "SELECT DISTINCT guild_id, role_id FROM subscriptions WHERE role_id IS NOT NULL"
    )
    roles: dict[int, set[int]] = {}
    for row in rows:
        roles.setdefault(row["guild_id"], set()).add(row["role_id"])
    return roles


async def lose_role(connection: Connection, guild_id: int, role_id: int, name: str) -> int:
    """Remove a deleted role from subscriptions; returns how many mentioned it."""
    cursor = await connection.execute(
        """
        UPDATE subscriptions SET role_id = NULL, lost_role = ? WHERE guild_id = ? AND role_id = ?
        """,
        (name, guild_id, role_id),
    )
    return cursor.rowcount


class Converted(Struct, frozen=True):
    """What became of a channel's subscriptions when its kind changed.

    Attributes:
        changed: how many were changed.
        publishing: how many publish their cards now.
        silent: how many do not.
    """

    changed: int
    publishing: int
    silent: int


async def follow_kind(connection: Connection, channel_id: int, kind: ChannelKind) -> Converted:
    """Stop publishing cards in a channel that is no announcement channel, or go on where it is.

    Only what published before is published again: nobody asked for the rest.
    """
    rows = await connection.execute_fetchall(
        "SELECT id, steps FROM subscriptions WHERE channel_id = ? ORDER BY id", (channel_id,)
    )
    from_, to = Step.PUBLISH.value, PUBLISHES_AGAIN
    if kind is ChannelKind.ANNOUNCEMENT:
        from_, to = to, from_
    before = {row["id"]: json.loads(row["steps"]) for row in rows}
    after = {
        key: [to if step == from_ else step for step in steps] for key, steps in before.items()
    }
    changed = [(json.dumps(sorted(after[key])), key) for key in after if after[key] != before[key]]
    await connection.executemany("UPDATE subscriptions SET steps = ? WHERE id = ?", changed)
    publishing = sum(Step.PUBLISH in steps for steps in after.values())
    return Converted(len(changed), publishing, len(after) - publishing)
