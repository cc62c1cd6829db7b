"""Stores subscriptions. `storage.channels` stores the state of their channels."""

import json
from collections.abc import AsyncIterator, Iterable
from sqlite3 import Row

from aiosqlite import Connection
from msgspec.structs import replace

from bot.model.article import ALL_TOPICS, KeptArticle
from bot.model.feed import Audience, FeedKind
from bot.model.subscription import (
    PATIENT_KINDS,
    ChannelKind,
    PauseCause,
    Step,
    StudyWish,
    Subscription,
)
from bot.storage.rows import KEPT_COLUMNS, KEPT_FROM, from_seconds, kept_article, to_seconds
from bot.storage.visibility import SEEN_IN
from bot.storage.wishes import read_exclusions, same_words, write_exclusions

PUBLISHES_AGAIN = "publish again"
"""Stands among the stored steps of a subscription that published, while its channel is a text
channel. It is no step: it keeps what a moderator chose until the channel is converted back."""
PART_ROWS = 500
"""They hold the event loop for about 10 ms while they are planned (measured by the bench
`planning`)."""


async def put(
    connection: Connection, subscription: Subscription, channel_kind: ChannelKind | None = None
) -> Subscription | None:
    """Insert or replace a channel's subscription to a topic, or to words in it.

    A replaced subscription keeps its id and the time of its creation. Returns None if the channel
    is stored for another server.
    """
    channel = await connection.execute(
        """
        INSERT INTO channels (channel_id, guild_id, kind)
        VALUES (:channel, :guild, ifnull(:kind, :text))
        ON CONFLICT DO UPDATE SET kind = ifnull(:kind, kind) WHERE guild_id = excluded.guild_id
        """,
        {
            "channel": subscription.channel_id,
            "guild": subscription.guild_id,
            "kind": channel_kind,
            "text": ChannelKind.TEXT,
        },
    )
    if not channel.rowcount:
        return None
    rows = await connection.execute_fetchall(
        """
        INSERT INTO subscriptions
            (guild_id, channel_id, topic, kinds, role_id, steps, created_at,
                words, wish_id, without, studies, lost_role)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (channel_id, topic, words) DO UPDATE
            SET kinds = excluded.kinds, role_id = excluded.role_id, steps = excluded.steps,
                without = excluded.without, wish_id = excluded.wish_id,
                studies = excluded.studies, lost_role = excluded.lost_role
        RETURNING *
        """,
        (
            subscription.guild_id,
            subscription.channel_id,
            subscription.topic,
            ",".join(sorted(subscription.kinds)),
            subscription.role_id,
            json.dumps(sorted(subscription.steps)),
            to_seconds(subscription.created_at),
            subscription.words,
            subscription.wish_id,
            write_exclusions(subscription.without),
            subscription.studies,
            subscription.lost_role,
        ),
    )
    return read_subscription(next(iter(rows)))


async def find(
    connection: Connection, channel_id: int, topic: str, words: str = ""
) -> Subscription | None:
    """The channel's subscription to a topic, or to these words within it; None if it has none."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM subscriptions WHERE channel_id = ? AND topic = ? AND words = ?",
        (channel_id, topic, same_words(words)),
    )
    return next((read_subscription(row) for row in rows), None)


async def with_outdated_exclusions(
    connection: Connection, edition: str, after: int, limit: int
) -> list[Subscription]:
    """Subscriptions from an id on whose excluded words were understood by an older thesaurus."""
    rows = await connection.execute_fetchall(
        """
        SELECT * FROM subscriptions WHERE id > ? AND without <> '[]' AND EXISTS (
            SELECT 1 FROM json_each(without) AS e WHERE e.type = 'object'
                AND ifnull(json_extract(e.value, '$.edition'), '') <> ?)
        ORDER BY id LIMIT ?
        """,
        (after, edition, limit),
    )
    return [read_subscription(row) for row in rows]


async def one(connection: Connection, guild_id: int, subscription_id: int) -> Subscription | None:
    """A subscription of this server; None if it has no such one."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM subscriptions WHERE id = ? AND guild_id = ?", (subscription_id, guild_id)
    )
    return next((read_subscription(row) for row in rows), None)


async def of_guild(connection: Connection, guild_id: int) -> list[Subscription]:
    """All subscriptions of a server, channel by channel."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM subscriptions WHERE guild_id = ? ORDER BY channel_id, id", (guild_id,)
    )
    return [read_subscription(row) for row in rows]


async def of_channel(connection: Connection, channel_id: int) -> list[Subscription]:
    """All subscriptions of a channel."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM subscriptions WHERE channel_id = ? ORDER BY id", (channel_id,)
    )
    return [read_subscription(row) for row in rows]


async def everywhere(connection: Connection) -> list[Subscription]:
    """All subscriptions of all servers."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM subscriptions ORDER BY guild_id, channel_id, id"
    )
    return [read_subscription(row) for row in rows]


async def delete(
    connection: Connection, guild_id: int, subscription_id: int
) -> Subscription | None:
    """Delete a subscription and return it; None if this server has no such subscription.

    The row of the channel is deleted with its last subscription.
    """
    rows = list(
        await connection.execute_fetchall(
            "DELETE FROM subscriptions WHERE id = ? AND guild_id = ? RETURNING *",
            (subscription_id, guild_id),
        )
    )
    if not rows:
        return None
    await _forget_unused(connection, rows[0]["channel_id"])
    return read_subscription(rows[0])


async def move(
    connection: Connection,
    subscription: Subscription,
    channel_id: int,
    channel_kind: ChannelKind,
    steps: frozenset[Step],
) -> Subscription:
    """Move a subscription to another channel of its server, and return it.

    If it was the last subscription of its channel, the channel's row is deleted. Then the schedule
    and the content care of the channel move, too, unless the other channel has its own.
    """
    await connection.execute(
        """
        INSERT INTO channels (channel_id, guild_id, kind) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET kind = excluded.kind WHERE guild_id = excluded.guild_id
        """,
        (channel_id, subscription.guild_id, channel_kind),
    )
    await connection.execute(
        "UPDATE subscriptions SET channel_id = ?, steps = ? WHERE id = ?",
        (channel_id, json.dumps(sorted(steps)), subscription.id),
    )
    for statement in _SETTINGS_FOLLOW:
        await connection.execute(statement, {"old": subscription.channel_id, "new": channel_id})
    await _forget_unused(connection, subscription.channel_id)
    return replace(subscription, channel_id=channel_id, steps=steps)


_IS_LAST = "NOT EXISTS (SELECT 1 FROM subscriptions WHERE channel_id = :old)"
_SETTINGS_FOLLOW = (
    f"""
    UPDATE OR IGNORE schedules SET channel_id = :new, look_at = 0
    WHERE channel_id = :old AND {_IS_LAST}
    """,  # noqa: S608 - a fragment of this module
    f"""
    INSERT OR IGNORE INTO content_care (guild_id, channel_id, mode)
    SELECT guild_id, :new, mode FROM content_care WHERE channel_id = :old AND {_IS_LAST}
    """,  # noqa: S608 - a fragment of this module
)
# Content care is copied, since answers in the old channel follow it, too.


async def _forget_unused(connection: Connection, channel_id: int) -> None:
    await connection.execute(
        """
        DELETE FROM channels WHERE channel_id = ? AND NOT EXISTS
            (SELECT 1 FROM subscriptions AS s WHERE s.channel_id = channels.channel_id)
        """,
        (channel_id,),
    )


_ACTIVE_CHANNELS = f"""
    subscriptions AS s JOIN channels AS c USING (channel_id)
    WHERE (c.cause IS NULL OR c.cause = '{PauseCause.REFUSED}')
"""
_PAUSED_CHANNELS = f"""
    channels AS c CROSS JOIN subscriptions AS s USING (channel_id)
    WHERE c.cause = '{PauseCause.MODERATOR}'
"""
# The second begins with the few channels that are paused, by their index.


async def matching(
    connection: Connection,
    topics: Iterable[str],
    wish_ids: Iterable[int] = (),
    *,
    paused: bool = False,
) -> AsyncIterator[list[Subscription]]:
    """The subscriptions to any of these topics whose channels get new articles, in parts.

    Those that follow words are among them if `wish_ids` names their wish.

    A part holds whole channels, and is small enough to be planned without blocking the event
    loop. Channels that are paused because Discord refused are included: they get new articles once
    they take posts again. Other paused channels are left out. With `paused`, only channels that a
    moderator paused are returned.
    """
    slugs = list(topics)
    marks = ", ".join("?" * len(slugs))
    statement = f"""
        SELECT s.* FROM {_PAUSED_CHANNELS if paused else _ACTIVE_CHANNELS} AND s.topic IN ({marks})
            AND (s.wish_id IS NULL AND s.words = ''
                OR s.wish_id IN (SELECT value FROM json_each(?)))
        ORDER BY s.channel_id, s.id
        """  # noqa: S608 - fragments of this module, and question marks
    values = (*slugs, json.dumps(list(wish_ids)))
    part: list[Subscription] = []
    async with connection.execute(statement, values) as cursor:
        while rows := await cursor.fetchmany(PART_ROWS):
            part += [read_subscription(row) for row in rows]
            last = part[-1].channel_id
            if whole := [each for each in part if each.channel_id != last]:
                yield whole
                part = part[len(whole) :]
    if part:
        yield part


async def newest_articles(
    connection: Connection, subscription: Subscription, outside_all: frozenset[str], limit: int
) -> list[KeptArticle]:
    """The newest articles of a subscription's topic, kinds of source and kinds of study."""
    every = subscription.topic == ALL_TOPICS
    unwanted = outside_all if every else ()
    only = subscription.studies.only
    rows = await connection.execute_fetchall(
        f"""
        SELECT {KEPT_COLUMNS} FROM {KEPT_FROM}
        WHERE a.hidden = 0 AND f.kind IN (SELECT value FROM json_each(:kinds)) AND {SEEN_IN}
            AND (f.audience = :patients OR :professional
                OR f.kind NOT IN (SELECT value FROM json_each(:patient_kinds)))
            AND (:every OR EXISTS
                (SELECT 1 FROM article_topics WHERE article_id = a.id AND topic = :topic))
            AND NOT EXISTS (SELECT 1 FROM article_topics WHERE article_id = a.id
                AND topic IN (SELECT value FROM json_each(:unwanted)))
            AND (:only IS NULL OR EXISTS (SELECT 1 FROM article_evidence
                WHERE article_id = a.id AND kind IN (SELECT value FROM json_each(:only))))
            AND NOT EXISTS (SELECT 1 FROM article_evidence
                WHERE article_id = a.id AND kind IN (SELECT value FROM json_each(:never)))
        ORDER BY a.dated DESC, a.id DESC LIMIT :limit
        """,  # noqa: S608 - fragments of storage
        {
            "guild": subscription.guild_id,
            "kinds": json.dumps(sorted(subscription.kinds)),
            "patients": Audience.PATIENTS,
            "patient_kinds": json.dumps(sorted(PATIENT_KINDS)),
            "professional": not subscription.kinds <= PATIENT_KINDS,
            "every": every,
            "topic": subscription.topic,
            "unwanted": json.dumps(sorted(unwanted)),
            "only": None if only is None else json.dumps(sorted(only)),
            "never": json.dumps(sorted(subscription.studies.never)),
            "limit": limit,
        },
    )
    return [kept_article(row) for row in rows]


def read_subscription(row: Row) -> Subscription:
    """The subscription of a row of the table."""
    return Subscription(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        topic=row["topic"],
        kinds=frozenset(FeedKind(kind) for kind in row["kinds"].split(",") if kind),
        role_id=row["role_id"],
        created_at=from_seconds(row["created_at"]),
        steps=frozenset(Step(step) for step in json.loads(row["steps"]) if step != PUBLISHES_AGAIN),
        lost_role=row["lost_role"],
        words=row["words"],
        wish_id=row["wish_id"],
        without=read_exclusions(row["without"]),
        studies=StudyWish(row["studies"]),
    )
