"""The feeds that a server's members see, and the mode in which content notes are shown."""

from aiosqlite import Connection

from bot.model.form import CareMode

SEEN_IN = """
    (a.server_only = 0 OR EXISTS (SELECT 1 FROM server_feeds AS v
        WHERE v.feed_id = a.feed_id AND v.guild_id = :guild))
"""
"""A condition on articles `a`: the server `:guild` sees them."""
WHOLE_SERVER = 0
"""Stands for a channel's id in the mode of the whole server."""
CARE_OF_DELIVERY = """
    coalesce((SELECT c.mode FROM content_care AS c WHERE c.guild_id = d.guild_id
        AND c.channel_id IN (0, d.channel_id) ORDER BY c.channel_id DESC LIMIT 1), 'note')
"""
"""SQL for the mode in which the channel of a delivery `d` shows content notes."""


async def hidden(connection: Connection, guild_id: int | None) -> frozenset[int]:
    """The feeds that this server does not see; None stands for direct messages."""
    rows = await connection.execute_fetchall(
        """
        SELECT id FROM feeds WHERE server_only = 1
        EXCEPT SELECT feed_id FROM server_feeds WHERE guild_id = ?
        """,
        (guild_id,),
    )
    return frozenset(row["id"] for row in rows)


async def is_hidden(connection: Connection, article_id: int, guild_id: int | None) -> bool:
    """Whether this server does not see an article."""
    rows = await connection.execute_fetchall(
        f"SELECT 1 FROM articles AS a WHERE a.id = :article AND NOT {SEEN_IN}",  # noqa: S608 - a fragment of this module
        {"article": article_id, "guild": guild_id},
    )
    return bool(list(rows))


async def care_modes(connection: Connection, guild_id: int) -> dict[int, CareMode]:
    """A server's modes for content notes, by channel; `WHOLE_SERVER` for all others."""
    rows = await connection.execute_fetchall(
        "SELECT channel_id, mode FROM content_care WHERE guild_id = ?", (guild_id,)
    )
    return {row["channel_id"]: CareMode(row["mode"]) for row in rows}


async def set_care(connection: Connection, guild_id: int, channel_id: int, mode: CareMode) -> None:
    """Set the mode of a channel, or of the whole server."""
    await connection.execute(
        """
        INSERT INTO content_care (guild_id, channel_id, mode) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET mode = excluded.mode
        """,
        (guild_id, channel_id, mode),
    )


async def has_care(connection: Connection, channel_id: int) -> bool:
    """Whether a channel has a mode of its own."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM content_care WHERE channel_id = ?", (channel_id,)
    )
    return bool(list(rows))


async def forget_care(connection: Connection, channel_id: int, guild_id: int | None = None) -> None:
    """Delete the mode of a channel; without `guild_id`, whatever server it is in."""
    await connection.execute(
        "DELETE FROM content_care WHERE channel_id = ?1 AND guild_id = coalesce(?2, guild_id)",
        (channel_id, guild_id),
    )
