"""Reads the deliveries that wait, and drops or moves single ones.

A delivery waits until Discord is asked to store its post: it is on no post, or on one that is
ready. A post that loses all of its articles is deleted.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection
from msgspec import Struct

from bot.model.delivery import PlannedDelivery
from bot.model.subscription import Step
from bot.storage.rows import from_seconds
from bot.storage.wishes import write_matches

_WAITING = """
    SELECT d.* FROM (
        SELECT d.id FROM json_each(:channels) AS wanted
            CROSS JOIN deliveries AS d ON d.channel_id = wanted.value
            WHERE d.post_id IS NULL AND d.state = 'pending'
        UNION ALL SELECT d.id FROM json_each(:channels) AS wanted
            CROSS JOIN posts AS p ON p.channel_id = wanted.value
            CROSS JOIN deliveries AS d ON d.post_id = p.id
            WHERE p.state = 'ready' AND d.state = 'pending'
    ) AS found JOIN deliveries AS d USING (id) WHERE 1
"""
# Two parts, so that each uses its own index.


class Waiting(Struct, frozen=True):
    """A delivery that waits.

    Attributes:
        is_on_post: whether a post carries it.
    """

    id: int
    article_id: int
    guild_id: int
    channel_id: int
    role_ids: tuple[int, ...]
    steps: frozenset[Step]
    planned_at: datetime
    is_on_post: bool


async def in_channels(
    connection: Connection, channel_ids: Iterable[int], *, topic: str = "", expression: str = ""
) -> list[Waiting]:
    """The deliveries that wait for some channels, oldest first.

    Args:
        topic: if given, only articles of this topic.
        expression: if given, only articles that match this FTS5 expression.
    """
    statement = _WAITING
    if topic:
        statement += """ AND EXISTS (SELECT 1 FROM article_topics AS t
            WHERE t.article_id = d.article_id AND t.topic = :topic)"""
    if expression:
        statement += """ AND d.article_id IN
            (SELECT rowid FROM article_index WHERE article_index MATCH :expression)"""
    rows = await connection.execute_fetchall(
        f"{statement} ORDER BY d.id",
        {"channels": json.dumps(list(channel_ids)), "topic": topic, "expression": expression},
    )
    return [_waiting(row) for row in rows]


async def drop(connection: Connection, dropped: Iterable[Waiting], reason: str) -> None:
    """Fail waiting deliveries with a reason, which the log of deliveries shows."""
    posts = await _take_off(connection, dropped)
    await connection.executemany(
        "UPDATE deliveries SET state = 'failed', reason = ? WHERE id = ?",
        [(reason, each.id) for each in dropped],
    )
    await _delete_empty(connection, posts)


async def move(
    connection: Connection, moved: Sequence[Waiting], channel_id: int, steps: frozenset[Step]
) -> list[Waiting]:
    """Move waiting deliveries to another channel.

    Returns those that stay, because the other channel has their articles already.
    """
    posts = await _take_off(connection, moved)
    behind = []
    for each in moved:
        cursor = await connection.execute(
            "UPDATE OR IGNORE deliveries SET channel_id = ?, steps = ? WHERE id = ?",
            (channel_id, json.dumps(sorted(steps)), each.id),
        )
        if not cursor.rowcount:
            behind.append(each)
    await _delete_empty(connection, posts)
    return behind


async def plan_anew(
    connection: Connection, kept: Iterable[tuple[Waiting, PlannedDelivery]]
) -> None:
    """Give deliveries the topics and roles of their channels' present subscriptions."""
    await connection.executemany(
        "UPDATE deliveries SET topics = ?, role_ids = ?, steps = ?, reasons = ? WHERE id = ?",
        [
            (
                json.dumps(planned.topics),
                json.dumps(_roles(each, planned)),
                json.dumps(sorted(each.steps if each.is_on_post else planned.steps)),
                write_matches(planned.reasons),
                each.id,
            )
            for each, planned in kept
        ],
    )


def _roles(each: Waiting, planned: PlannedDelivery) -> list[int]:
    if each.is_on_post:  # Another post of the same burst mentions the others.
        return [role for role in each.role_ids if role in planned.role_ids]
    return list(planned.role_ids)


async def _take_off(connection: Connection, several: Iterable[Waiting]) -> list[int]:
    """Take deliveries off their posts; returns the ids of the posts."""
    ids = json.dumps([each.id for each in several])
    rows = await connection.execute_fetchall(
        """
        SELECT DISTINCT post_id FROM deliveries
        WHERE id IN (SELECT value FROM json_each(?)) AND post_id IS NOT NULL
        """,
        (ids,),
    )
    await connection.execute(
        "UPDATE deliveries SET post_id = NULL WHERE id IN (SELECT value FROM json_each(?))", (ids,)
    )
    return [row["post_id"] for row in rows]


async def _delete_empty(connection: Connection, posts: Sequence[int]) -> None:
    await connection.execute(
        """
        DELETE FROM posts WHERE id IN (SELECT value FROM json_each(?)) AND state = 'ready'
            AND NOT EXISTS (SELECT 1 FROM deliveries AS d WHERE d.post_id = posts.id)
            AND NOT EXISTS (SELECT 1 FROM deliveries AS d WHERE d.retraction_told_by = posts.id)
        """,
        (json.dumps(posts),),
    )


def _waiting(row: Row) -> Waiting:
    return Waiting(
        row["id"],
        row["article_id"],
        row["guild_id"],
        row["channel_id"],
        tuple(json.loads(row["role_ids"])),
        frozenset(Step(step) for step in json.loads(row["steps"])),
        from_seconds(row["created_at"]),
        row["post_id"] is not None,
    )
