"""The delivery log: lists deliveries for moderators and operators, and starts sending them again.

It also lists the articles that channels asked for and did not get. Called by
`subscriptions.delivery_log`.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection
from msgspec import Struct
from msgspec.structs import replace

from bot.model.delivery import (
    DeliveryState,
    LogFilter,
    LoggedArticle,
    LoggedDelivery,
    LoggedStep,
    PostState,
    StepState,
)
from bot.model.schedule import Hold
from bot.model.subscription import ChannelKind, Step
from bot.model.wish import HeldBack
from bot.storage.rows import address, from_seconds, line, to_seconds

_LOGGED_DELIVERIES = f"""
    SELECT d.id, d.guild_id, d.channel_id, d.state, d.held, d.created_at,
        {line("a.title")} AS title, {address("a.url")} AS url,
        p.generation, p.message_id, p.sent_at, p.channel_kind,
        {line("coalesce(d.reason, p.error)")} AS error, {line("c.reason")} AS paused,
        {line("w.reason")} AS uncorrected,
        (SELECT json_group_array(json_array(step, state, {line("error")})) FROM
            (SELECT * FROM post_steps WHERE post_id = p.id ORDER BY step DESC)
        ) AS steps
    FROM deliveries AS d CROSS JOIN articles AS a ON a.id = d.article_id
        LEFT JOIN posts AS p ON p.id = d.post_id
        LEFT JOIN channels AS c ON c.channel_id = d.channel_id
        LEFT JOIN corrections AS w ON w.post_id = d.post_id
"""  # noqa: S608 - fragments of storage.rows
# CROSS JOIN keeps SQLite from starting with the articles.


async def newest(
    connection: Connection, wanted: LogFilter, limit: int, skipped: int = 0
) -> list[LoggedDelivery]:
    """List deliveries, the last planned first."""
    rows = await connection.execute_fetchall(
        f"{_LOGGED_DELIVERIES} {_where(wanted)} ORDER BY d.id DESC LIMIT :limit OFFSET :skipped",
        {**_values(wanted), "limit": limit, "skipped": skipped},
    )
    return [_logged(row) for row in rows]


async def newest_articles(
    connection: Connection, wanted: LogFilter, limit: int, skipped: int, per_article: int
) -> list[LoggedArticle]:
    """List articles by their last planned delivery, each with at most `per_article` deliveries."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT d.article_id, count(*) AS total FROM deliveries AS d {_where(wanted)}
        GROUP BY d.article_id ORDER BY max(d.id) DESC LIMIT :limit OFFSET :skipped
        """,  # noqa: S608 - fragments of this module
        {**_values(wanted), "limit": limit, "skipped": skipped},
    )
    found = []
    for row in rows:
        one_article = replace(wanted, article_id=row["article_id"])
        shown = await connection.execute_fetchall(
            f"""
            {_LOGGED_DELIVERIES} {_where(one_article)}
            ORDER BY d.state = 'failed' DESC, d.state = 'pending' DESC, d.id DESC LIMIT :limit
            """,
            {**_values(one_article), "limit": per_article},
        )
        found.append(LoggedArticle(tuple(map(_logged, shown)), row["total"]))
    return found


async def count_articles(connection: Connection, wanted: LogFilter) -> int:
    """Count the articles that have a delivery which matches the filter."""
    rows = list(
        await connection.execute_fetchall(
            f"SELECT count(DISTINCT d.article_id) FROM deliveries AS d {_where(wanted)}",  # noqa: S608 - fragments of this module
            _values(wanted),
        )
    )
    return int(rows[0][0])


async def one(connection: Connection, guild_id: int, delivery_id: int) -> LoggedDelivery | None:
    """One delivery of this server; None if there is no such delivery."""
    rows = await connection.execute_fetchall(
        f"{_LOGGED_DELIVERIES} WHERE d.id = ? AND d.guild_id = ?", (delivery_id, guild_id)
    )
    return next((_logged(row) for row in rows), None)


async def begin_generation(connection: Connection, logged: LoggedDelivery, now: datetime) -> bool:
    """Make the delivery's post ready to be sent again with a new key, and reopen its steps.

    Returns False if the post has changed since `logged` was read.
    """
    posts = await connection.execute_fetchall(
        """
        UPDATE posts SET generation = generation + 1, state = :ready, attempts = 0,
            looked_at = NULL, trouble = NULL, tries = 0, troubled_at = NULL,
            created_at = :now, next_try_at = :now, message_id = NULL, sent_at = NULL, error = NULL,
            attached = NULL,
            channel_kind = ifnull(
                (SELECT kind FROM channels AS c WHERE c.channel_id = posts.channel_id), channel_kind
            )
        WHERE id = (SELECT post_id FROM deliveries WHERE id = :delivery AND guild_id = :guild)
            AND generation = :generation AND state = :found
        RETURNING id
        """,
        {
            "ready": PostState.READY,
            "now": to_seconds(now),
            "delivery": logged.id,
            "guild": logged.guild_id,
            "generation": logged.generation,
            # A post and its deliveries get their state in one transaction, so the names agree.
            "found": PostState(logged.state),
        },
    )
    for post in posts:
        await connection.execute(
            "UPDATE deliveries SET state = ?, reason = NULL WHERE post_id = ?",
            (DeliveryState.PENDING, post["id"]),
        )
        await connection.execute(
            """
            UPDATE post_steps SET state = 'open', attempts = 0, trouble = NULL, next_try_at = 0,
                settled_at = NULL, error = NULL
            WHERE post_id = ?
            """,
            (post["id"],),
        )
    return bool(posts)


async def bundle_anew(connection: Connection, logged: LoggedDelivery) -> bool:
    """Make a failed delivery pending again; False if a post carries it, or it did not fail."""
    cursor = await connection.execute(
        """
        UPDATE deliveries SET state = ?, reason = NULL
        WHERE id = ? AND guild_id = ? AND post_id IS NULL AND state = ?
        """,
        (DeliveryState.PENDING, logged.id, logged.guild_id, DeliveryState.FAILED),
    )
    return cursor.rowcount > 0


def _where(wanted: LogFilter) -> str:
    terms = {
        "d.guild_id = :guild": wanted.guild_id,
        "d.channel_id = :channel": wanted.channel_id,
        "d.state = :state": wanted.state,
        "d.article_id = :article": wanted.article_id,
        "d.channel_id NOT IN (SELECT value FROM json_each(:hidden))": wanted.hidden or None,
    }
    asked = [term for term, value in terms.items() if value is not None]
    return f"WHERE {' AND '.join(asked)}" if asked else ""


def _values(wanted: LogFilter) -> dict[str, int | str | None]:
    return {
        "guild": wanted.guild_id,
        "channel": wanted.channel_id,
        "state": wanted.state,
        "article": wanted.article_id,
        "hidden": json.dumps(list(wanted.hidden)),
    }


def _logged(row: Row) -> LoggedDelivery:
    state = DeliveryState(row["state"])
    kind = ChannelKind(row["channel_kind"] or ChannelKind.TEXT)
    return LoggedDelivery(
        id=row["id"],
        title=row["title"],
        url=row["url"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        state=state,
        planned_at=from_seconds(row["created_at"]),
        generation=row["generation"],
        paused=row["paused"],
        error=row["error"],
        uncorrected=row["uncorrected"],
        held=Hold(row["held"]) if row["held"] else None,
        place_id=row["message_id"] if kind.holds_posts else row["channel_id"],
        message_id=row["message_id"],
        sent_at=from_seconds(row["sent_at"]),
        steps=_steps(json.loads(row["steps"])),
    )


def _steps(rows: Iterable[tuple[str, str, str | None]]) -> tuple[LoggedStep, ...]:
    return tuple(LoggedStep(Step(step), StepState(state), error) for step, state, error in rows)


async def hold_back(connection: Connection, held: Iterable[HeldBack]) -> None:
    """Record articles that channels asked for and did not get, each with its reason once."""
    await connection.executemany(
        """
        INSERT INTO held_back (guild_id, channel_id, article_id, reason, detail, at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [
            (
                each.guild_id,
                each.channel_id,
                each.article_id,
                each.reason,
                each.detail,
                to_seconds(each.at),
            )
            for each in held
        ],
    )


class ListedHeldBack(Struct, frozen=True):
    """An article that a channel asked for and did not get, or gets later, with the reason."""

    title: str
    url: str
    channel_id: int
    reason: str
    detail: str
    at: datetime


_HELD_BACK = """
    (SELECT guild_id, channel_id, article_id, reason, detail, at FROM held_back
        WHERE guild_id = :guild AND at > :since
    UNION ALL
    SELECT guild_id, channel_id, article_id, held, '', created_at FROM deliveries
        WHERE guild_id = :guild AND created_at > :since AND held IS NOT NULL AND state = 'pending')
    AS h JOIN articles AS a ON a.id = h.article_id AND a.hidden = 0
    WHERE (:channel IS NULL OR h.channel_id = :channel)
        AND h.channel_id NOT IN (SELECT value FROM json_each(:hidden))
"""


async def held_back_in(
    connection: Connection,
    guild_id: int,
    since: datetime,
    *,
    channel_id: int | None,
    hidden: Iterable[int],
    limit: int,
    skipped: int,
) -> tuple[list[ListedHeldBack], int]:
    """The articles that a server's channels did not get since then, newest first; and their number.

    Those that wait for a digest, or for the end of quiet hours, are among them.
    """
    values = {
        "guild": guild_id,
        "since": to_seconds(since),
        "channel": channel_id,
        "hidden": json.dumps(list(hidden)),
    }
    rows = await connection.execute_fetchall(
        f"""
        SELECT {line("a.title")} AS title, {address("a.url")} AS url, h.channel_id, h.reason,
            h.detail, h.at FROM {_HELD_BACK}
        ORDER BY h.at DESC, h.article_id DESC LIMIT :limit OFFSET :skipped
        """,  # noqa: S608 - fragments of storage
        {**values, "limit": limit, "skipped": skipped},
    )
    counted = list(
        await connection.execute_fetchall(f"SELECT count(*) FROM {_HELD_BACK}", values)  # noqa: S608 - a fragment
    )
    return [
        ListedHeldBack(
            row["title"],
            row["url"],
            row["channel_id"],
            row["reason"],
            row["detail"],
            from_seconds(row["at"]),
        )
        for row in rows
    ], int(counted[0][0])


async def forget_held_back(connection: Connection, moment: datetime) -> None:
    """Delete the records of what was held back at `moment` or earlier."""
    await connection.execute("DELETE FROM held_back WHERE at <= ?", (to_seconds(moment),))
