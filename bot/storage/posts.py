"""Inserts posts, claims them before they are sent, and records their outcomes.

It also records the parts of messages that Discord refused, for a post or for all cards of an
article.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection
from msgspec import Struct

from bot.delivery.keys import post_key
from bot.model.delivery import FailureKind, Post, PostKind, PostState
from bot.model.form import MessagePart, PostForm
from bot.model.schedule import Digest
from bot.model.subscription import ChannelKind, Step
from bot.storage.digests import read_digest, write_digest
from bot.storage.rows import due_at, due_condition, from_seconds, read_parts, to_seconds
from bot.storage.schedules import OUTSIDE_QUIET_HOURS

_DUE = due_condition("p.next_try_at")


class NewPost(Struct, frozen=True):
    """A post to insert, with the steps that follow once it is sent.

    Attributes:
        slot: the name of a digest's slot; a channel has one post for each.
        asked: whether a moderator asked for it just now, so that quiet hours do not hold it.
    """

    guild_id: int
    channel_id: int
    kind: PostKind
    steps: frozenset[Step] = frozenset()
    slot: str | None = None
    digest: Digest | None = None
    asked: bool = False


async def add(connection: Connection, new: Sequence[NewPost], now: datetime) -> list[int]:
    """Insert posts that are ready to be sent and return their ids, in the same order.

    A post that is published from an announcement channel is an embed, unless a moderator chose
    components for the channel.
    """
    rows = list(
        await connection.execute_fetchall("SELECT seq FROM sqlite_sequence WHERE name = 'posts'")
    )
    first = rows[0]["seq"] + 1 if rows else 1
    numbered = list(enumerate(new, first))
    await connection.executemany(
        """
        INSERT INTO posts
            (id, guild_id, channel_id, kind, created_at, next_try_at, slot, digest, asked,
            channel_kind, form)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?7, ?8, ?9,
            ifnull((SELECT kind FROM channels WHERE channel_id = ?3), 'text'),
            iif(?6 AND EXISTS (SELECT 1 FROM channels WHERE channel_id = ?3
                AND kind = 'announcement' AND form IS NOT 'components'), 'embed', 'components'))
        """,
        [
            (
                post_id,
                each.guild_id,
                each.channel_id,
                each.kind,
                to_seconds(now),
                Step.PUBLISH in each.steps,
                each.slot,
                write_digest(each.digest) if each.digest else None,
                each.asked,
            )
            for post_id, each in numbered
        ],
    )
    await connection.executemany(
        "INSERT INTO post_steps (post_id, step) VALUES (?, ?)",
        [(post_id, step) for post_id, each in numbered for step in sorted(each.steps)],
    )
    return list(range(first, first + len(new)))


async def channels_with_open(connection: Connection, now: datetime) -> list[int]:
    """Channels whose first open post is due, and that are neither paused nor in quiet hours."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT p.channel_id FROM posts AS p LEFT JOIN channels AS c USING (channel_id)
        WHERE p.state IN ('ready', 'sending') AND c.paused_at IS NULL
        GROUP BY p.channel_id HAVING p.id = min(p.id) AND {_DUE} AND {OUTSIDE_QUIET_HOURS}
        ORDER BY min(p.id)
        """,  # noqa: S608 - a fragment of this module
        due_at(now),
    )
    return [row["channel_id"] for row in rows]


async def claim(
    connection: Connection, database_id: str, channels: Sequence[int], now: datetime
) -> list[Post]:
    """Mark the first open post of each channel as being sent, if it is due.

    Channels that are paused or in quiet hours are skipped. The returned posts have the state
    that they had before: `sending` means that the outcome of an earlier attempt is unknown.
    """
    rows = await connection.execute_fetchall(
        f"""
        SELECT p.* FROM json_each(:channels) AS wanted
            JOIN posts AS p ON p.id = (SELECT min(id) FROM posts
                WHERE channel_id = wanted.value AND state IN ('ready', 'sending'))
            LEFT JOIN channels AS c ON c.channel_id = p.channel_id
        WHERE c.paused_at IS NULL AND {_DUE} AND {OUTSIDE_QUIET_HOURS}
        """,  # noqa: S608 - a fragment of this module
        {"channels": json.dumps(channels), **due_at(now)},
    )
    claimed = [kept_post(row, database_id) for row in rows]
    await connection.executemany(
        "UPDATE posts SET state = 'sending', attempts = attempts + 1 WHERE id = ?",
        [(post.id,) for post in claimed],
    )
    return claimed


async def last_message(connection: Connection, channel_id: int) -> int | None:
    """The id of the newest message that is surely older than any message of unknown outcome.

    None if there is none. Posts that were sent again do not count: they are sent ahead of waiting
    posts, so they may be newer than a message of unknown outcome.
    """
    rows = list(
        await connection.execute_fetchall(
            """
            SELECT max(message_id) FROM posts
            WHERE channel_id = ? AND state = 'sent' AND generation = 0
            """,
            (channel_id,),
        )
    )
    newest: int | None = rows[0][0]
    return newest


async def sent(
    connection: Connection, messages: Iterable[tuple[int, int | None]], now: datetime
) -> None:
    """Mark posts as sent, with the ids of their messages; None if the message was deleted."""
    await connection.executemany(
        """
        UPDATE posts SET state = 'sent', message_id = ?, sent_at = ?, error = NULL,
            looked_at = NULL, trouble = NULL, tries = 0, troubled_at = NULL
        WHERE id = ?
        """,
        [(message_id, to_seconds(now), post_id) for post_id, message_id in messages],
    )


async def retry(
    connection: Connection,
    post_id: int,
    state: PostState,
    at: datetime,
    error: str,
    *,
    failure: FailureKind | None = None,
    met_at: datetime | None = None,
    looked_at: datetime | None = None,
) -> None:
    """Schedule the next try of a post. A post that failed meanwhile stays failed.

    Args:
        state: `ready` if Discord refused the post, `sending` if the outcome is unknown.
        error: the reason as a sentence.
        failure: the kind of failure, if it is counted.
        looked_at: when the post was looked for and not found; None if it was sent since.
    """
    await connection.execute(
        """
        UPDATE posts SET state = :state, next_try_at = :at, error = :error, looked_at = :looked_at,
            tries = iif(trouble IS :failure, tries, 0) + 1, trouble = :failure,
            troubled_at = iif(:failure IS NULL, NULL, ifnull(troubled_at, :met_at))
        WHERE id = :id AND state = 'sending'
        """,
        {
            "id": post_id,
            "state": state,
            "at": to_seconds(at),
            "error": error,
            "failure": failure,
            "met_at": to_seconds(met_at),
            "looked_at": to_seconds(looked_at),
        },
    )


async def follow_kind(connection: Connection, channel_id: int, kind: ChannelKind) -> None:
    """Give the open posts of a channel its new kind."""
    await connection.execute(
        """
        UPDATE posts SET channel_kind = ? WHERE channel_id = ? AND state IN ('ready', 'sending')
        """,
        (kind, channel_id),
    )


async def try_now(connection: Connection, channel_ids: Iterable[int], now: datetime) -> None:
    """Make all open posts of these channels due now."""
    await connection.executemany(
        """
        UPDATE posts SET next_try_at = ? WHERE channel_id = ? AND state IN ('ready', 'sending')
        """,
        [(to_seconds(now), channel_id) for channel_id in channel_ids],
    )


async def look_at_picture(connection: Connection, post_id: int, at: datetime | None) -> None:
    """Set when to look at the picture of a post; None for never again."""
    await connection.execute(
        "UPDATE posts SET picture_due_at = ? WHERE id = ?", (to_seconds(at), post_id)
    )


async def attach(connection: Connection, post_id: int, name: str | None) -> None:
    """Record the name of the file that a post's message carries; None if it carries none."""
    await connection.execute("UPDATE posts SET attached = ? WHERE id = ?", (name, post_id))


async def with_picture_due(
    connection: Connection, database_id: str, now: datetime, limit: int
) -> list[Post]:
    """Sent posts whose pictures are to be looked at now."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT * FROM posts WHERE {due_condition("picture_due_at")} AND state = 'sent'
            AND message_id IS NOT NULL
        ORDER BY picture_due_at LIMIT :limit
        """,  # noqa: S608 - a fragment of storage.rows
        {**due_at(now), "limit": limit},
    )
    return [kept_post(row, database_id) for row in rows]


async def forget_message(connection: Connection, post_id: int) -> None:
    """Forget the deleted message of a post; the post is not edited or sent again."""
    await connection.execute("UPDATE posts SET message_id = NULL WHERE id = ?", (post_id,))


async def forget_messages(connection: Connection, channel_id: int) -> None:
    """Forget all messages of a channel that was deleted."""
    await connection.execute(
        "UPDATE posts SET message_id = NULL WHERE channel_id = ? AND state = 'sent'", (channel_id,)
    )


async def fail(connection: Connection, post_id: int, error: str) -> None:
    """Mark a post as failed."""
    await connection.execute(
        "UPDATE posts SET state = 'failed', error = ? WHERE id = ?", (error, post_id)
    )


async def fail_open(connection: Connection, channel_id: int, error: str) -> None:
    """Mark all open posts of a channel as failed."""
    await connection.execute(
        """
        UPDATE posts SET state = 'failed', error = ?
        WHERE channel_id = ? AND state IN ('ready', 'sending')
        """,
        (error, channel_id),
    )


def kept_post(row: Row, database_id: str) -> Post:
    """Convert a row of `posts`."""
    return Post(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        kind=PostKind(row["kind"]),
        key=post_key(database_id, row["id"], row["generation"]),
        created_at=from_seconds(row["created_at"]),
        channel_kind=ChannelKind(row["channel_kind"]),
        generation=row["generation"],
        attempts=row["attempts"],
        state=PostState(row["state"]),
        message_id=row["message_id"],
        failure=FailureKind(row["trouble"]) if row["trouble"] else None,
        tries=row["tries"],
        looked_at=from_seconds(row["looked_at"]),
        form=PostForm(row["form"]),
        refused=read_parts(row["refused"]),
        attached=row["attached"],
        digest=read_digest(row["digest"]),
    )


async def refuse_on_articles(
    connection: Connection, refused: Iterable[tuple[int, MessagePart]]
) -> list[tuple[int, MessagePart]]:
    """Record parts that Discord refused of articles; returns those that are new."""
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


async def refuse_on_post(
    connection: Connection, post_id: int, parts: Iterable[MessagePart]
) -> list[MessagePart]:
    """Record parts that Discord refused of a post; returns those that are new."""
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
