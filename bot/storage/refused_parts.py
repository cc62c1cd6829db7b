"""Records the parts of messages that Discord refused, on articles and on posts."""

import json
from collections.abc import Iterable

from aiosqlite import Connection

from bot.model.form import MessagePart


async def add_to_articles(
    connection: Connection, refused: Iterable[tuple[int, MessagePart]]
) -> list[tuple[int, MessagePart]]:
    """Record parts of articles; returns those that were not recorded before."""
    new = []
    for article_id, part in refused:
        cursor = await connection.execute(
            "INSERT INTO refused_parts (article_id, part) SELECT id, ? FROM articles WHERE id = ? "
            "ON CONFLICT DO NOTHING",
            (part, article_id),
        )
        if cursor.rowcount > 0:
            new.append((article_id, part))
    return new


async def add_to_post(
    connection: Connection, post_id: int, parts: Iterable[MessagePart]
) -> list[MessagePart]:
    """Record the parts that a post's message goes without; returns those that are new."""
    rows = list(
        await connection.execute_fetchall("SELECT refused FROM posts WHERE id = ?", (post_id,))
    )
    known = read_parts(rows[0]["refused"]) if rows else frozenset(MessagePart)
    new = sorted(frozenset(parts) - known)
    if new:
        await connection.execute(
            "UPDATE posts SET refused = ? WHERE id = ?",
            (json.dumps(sorted(known.union(new))), post_id),
        )
    return new


def read_parts(text: str) -> frozenset[MessagePart]:
    """The parts in a JSON array."""
    return frozenset(MessagePart(value) for value in json.loads(text) if value in set(MessagePart))
