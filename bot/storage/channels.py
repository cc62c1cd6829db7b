"""Channels that have subscriptions: their kind, and whether they are paused."""

import json
from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from bot.model.delivery import HeldChannel
from bot.model.form import PostForm
from bot.model.obstacle import Refusal
from bot.model.subscription import ChannelKind, ChannelState, PauseCause
from bot.storage.rows import LINE_CHARACTERS_READ, from_seconds, to_seconds

DELIVERIES_LOOKED_AT = 500
"""Of a server, to find posts that were refused in a row. Chosen by eye."""


async def exists(connection: Connection, channel_id: int) -> bool:
    """Whether the channel has any subscription."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM channels WHERE channel_id = ?", (channel_id,)
    )
    return bool(list(rows))


async def of_guild(connection: Connection, guild_id: int) -> list[ChannelState]:
    """Each channel of a server that has subscriptions."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM channels WHERE guild_id = ? ORDER BY channel_id", (guild_id,)
    )
    return [_state(row) for row in rows]


async def everywhere(connection: Connection) -> list[ChannelState]:
    """Each channel that has subscriptions."""
    rows = await connection.execute_fetchall("SELECT * FROM channels ORDER BY guild_id, channel_id")
    return [_state(row) for row in rows]


async def some(connection: Connection, channel_ids: Iterable[int]) -> list[ChannelState]:
    """The states of these channels; a channel without subscriptions is left out."""
    rows = await connection.execute_fetchall(
        "SELECT * FROM channels WHERE channel_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(channel_ids)),),
    )
    return [_state(row) for row in rows]


async def paused(connection: Connection, channel_id: int) -> ChannelState | None:
    """The channel if it is paused, else None."""
    found = await some(connection, [channel_id])
    return next((each for each in found if each.paused_at), None)


async def held_since(
    connection: Connection, moment: datetime, guild_id: int | None = None
) -> list[HeldChannel]:
    """Channels whose next post has failed at least since `moment`, the longest first.

    Paused channels are left out.

    Args:
        moment: the latest time of the first failure.
        guild_id: the server; None for all servers.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT p.id, p.guild_id, p.channel_id, p.error, p.troubled_at
        FROM posts AS p LEFT JOIN channels AS c USING (channel_id)
        WHERE p.state IN ('ready', 'sending') AND c.paused_at IS NULL
            AND (:guild IS NULL OR p.guild_id = :guild)
        GROUP BY p.channel_id HAVING p.id = min(p.id) AND p.troubled_at <= :since
        ORDER BY p.troubled_at, p.channel_id
        """,
        {"since": to_seconds(moment), "guild": guild_id},
    )
    return [
        HeldChannel(
            row["guild_id"], row["channel_id"], row["error"], from_seconds(row["troubled_at"])
        )
        for row in rows
    ]


async def refused_in_a_row(connection: Connection, guild_id: int, least: int) -> list[HeldChannel]:
    """Channels whose last posts failed one by one, at least so many since Discord took one.

    Only the server's last deliveries are looked at. Posts from before the channel's subscriptions
    do not count.

    Args:
        least: the number of posts.
    """
    rows = await connection.execute_fetchall(
        """
        SELECT guild_id, channel_id, since, (SELECT error FROM posts WHERE id = last) AS error
        FROM (
            SELECT p.guild_id, p.channel_id, min(p.created_at) AS since, max(p.id) AS last
            FROM posts AS p LEFT JOIN posts AS taken ON taken.id = (
                SELECT id FROM posts WHERE channel_id = p.channel_id AND state = 'sent'
                ORDER BY sent_at DESC LIMIT 1)
            WHERE p.state = 'failed'
                AND p.id IN (SELECT post_id FROM deliveries WHERE guild_id = :guild
                    ORDER BY id DESC LIMIT :looked_at)
                AND p.created_at >= (SELECT min(created_at) FROM subscriptions
                    WHERE channel_id = p.channel_id)
                AND (taken.id IS NULL OR (p.id > taken.id AND p.created_at >= taken.sent_at))
            GROUP BY p.channel_id HAVING count(*) >= :least
        )
        """,
        {"guild": guild_id, "least": least, "looked_at": DELIVERIES_LOOKED_AT},
    )
    return [
        HeldChannel(
            row["guild_id"], row["channel_id"], row["error"] or "", from_seconds(row["since"])
        )
        for row in rows
    ]


async def set_form(connection: Connection, channel_id: int, form: PostForm) -> None:
    """Set the form of a channel's published messages."""
    await connection.execute(
        "UPDATE channels SET form = ? WHERE channel_id = ?", (form, channel_id)
    )


async def set_kinds(connection: Connection, kinds: Iterable[tuple[int, ChannelKind]]) -> None:
    """Update the kinds of those channels that have subscriptions."""
    await connection.executemany(
        "UPDATE channels SET kind = ? WHERE channel_id = ? AND kind <> ?",
        [(kind, channel_id, kind) for channel_id, kind in kinds],
    )


async def pause(
    connection: Connection,
    guild_id: int,
    channel_id: int,
    *,
    cause: PauseCause,
    reason: str,
    now: datetime,
    resume_at: datetime | None = None,
    refusal: Refusal | None = None,
) -> bool:
    """Pause a channel; returns False if nothing was changed.

    Nothing is changed if the channel has no subscription. A refusal by Discord does not replace a
    pause by a moderator or the pause after the bot left: these do not end by themselves.

    Args:
        guild_id: the server that the channel must belong to.
        cause: who or what pauses it.
        reason: a sentence for the moderators.
        now: the start of the pause.
        resume_at: the time of the next try; None waits for a moderator or an event.
        refusal: Discord's answer, if nothing that the bot can see explains it.
    """
    cursor = await connection.execute(
        """
        UPDATE channels SET paused_at = :now, cause = :cause, reason = :reason,
            resume_at = :resume_at, refusal_code = :code, refusal_words = :words
        WHERE guild_id = :guild AND channel_id = :channel
            AND (:cause <> :refused OR cause IS NULL OR cause = :refused)
        """,
        {
            "now": to_seconds(now),
            "cause": cause,
            "reason": reason,
            "resume_at": to_seconds(resume_at),
            "code": refusal.code if refusal else None,
            "words": refusal.words[:LINE_CHARACTERS_READ] if refusal else None,
            "guild": guild_id,
            "channel": channel_id,
            "refused": PauseCause.REFUSED,
        },
    )
    return cursor.rowcount > 0


async def explain(
    connection: Connection, channel_id: int, reason: str, resume_at: datetime | None
) -> None:
    """Record why Discord refused, once the bot sees the reason itself.

    Args:
        channel_id: a channel that is paused because Discord refused.
        reason: a sentence for the moderators.
        resume_at: when the obstacle ends by itself; None keeps the time of the next try.
    """
    await connection.execute(
        """
        UPDATE channels SET reason = ?, refusal_code = NULL, refusal_words = NULL,
            resume_at = ifnull(?, resume_at)
        WHERE channel_id = ? AND cause = ?
        """,
        (reason, to_seconds(resume_at), channel_id, PauseCause.REFUSED),
    )


async def pause_guild(connection: Connection, guild_id: int, reason: str, now: datetime) -> None:
    """Pause all channels of a server that the bot left, except those that a moderator paused."""
    await connection.execute(
        """
        UPDATE channels SET paused_at = ?, cause = ?, reason = ?, resume_at = NULL,
            refusal_code = NULL, refusal_words = NULL
        WHERE guild_id = ? AND (cause IS NULL OR cause = ?)
        """,
        (to_seconds(now), PauseCause.LEFT, reason, guild_id, PauseCause.REFUSED),
    )


_RESUMABLE = "resume_at <= :now OR (resume_at IS NOT NULL AND paused_at > :now)"
_RESUME = """
    UPDATE channels SET paused_at = NULL, cause = NULL, reason = NULL, resume_at = NULL,
        refusal_code = NULL, refusal_words = NULL
"""


async def resume(connection: Connection, guild_id: int, channel_id: int) -> bool:
    """Resume a channel; returns False if it has no subscription."""
    cursor = await connection.execute(
        f"{_RESUME} WHERE guild_id = ? AND channel_id = ?",
        (guild_id, channel_id),
    )
    return cursor.rowcount > 0


async def resume_refused(
    connection: Connection, guild_id: int, channel_ids: Iterable[int]
) -> list[int]:
    """Resume those of the channels that are paused because Discord refused; returns their ids."""
    rows = await connection.execute_fetchall(
        f"""
        {_RESUME}
        WHERE guild_id = ? AND cause = ? AND channel_id IN (SELECT value FROM json_each(?))
        RETURNING channel_id
        """,  # noqa: S608 - a fragment of this module
        (guild_id, PauseCause.REFUSED, json.dumps(list(channel_ids))),
    )
    return [row["channel_id"] for row in rows]


async def any_due(connection: Connection, now: datetime) -> bool:
    """Whether `resume_due` would resume a channel."""
    rows = await connection.execute_fetchall(
        f"SELECT 1 FROM channels WHERE {_RESUMABLE} LIMIT 1",  # noqa: S608 - a fragment of this module
        {"now": to_seconds(now)},
    )
    return bool(list(rows))


async def resume_due(connection: Connection, now: datetime) -> int:
    """Resume the channels whose next try is due; returns their number.

    A pause that begins in the future ends, too: the clock was set back after it was recorded.
    """
    cursor = await connection.execute(
        f"{_RESUME} WHERE {_RESUMABLE}",
        {"now": to_seconds(now)},
    )
    return cursor.rowcount


async def resume_guild(connection: Connection, guild_id: int) -> int:
    """Resume the channels that were paused when the bot left; returns their number."""
    cursor = await connection.execute(
        f"{_RESUME} WHERE guild_id = ? AND cause = ?", (guild_id, PauseCause.LEFT)
    )
    return cursor.rowcount


def _state(row: Row) -> ChannelState:
    return ChannelState(
        channel_id=row["channel_id"],
        guild_id=row["guild_id"],
        paused_at=from_seconds(row["paused_at"]),
        reason=row["reason"] and row["reason"][:LINE_CHARACTERS_READ],
        kind=ChannelKind(row["kind"]),
        cause=PauseCause(row["cause"]) if row["cause"] else None,
        form=PostForm(row["form"]) if row["form"] else None,
        refusal=_refusal(row),
    )


def _refusal(row: Row) -> Refusal | None:
    if row["refusal_code"] is None:
        return None
    return Refusal(row["refusal_code"], row["refusal_words"])
