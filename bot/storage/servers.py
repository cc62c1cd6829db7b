"""Stores settings of servers, and which servers the bot left.

The data of a server is deleted some time after the bot left it. A server without settings has no
row in `servers`.
"""

from collections.abc import Set as AbstractSet
from datetime import datetime

from aiosqlite import Connection

from bot.model.schedule import DigestLanguage, ServerTime
from bot.storage import meta
from bot.storage.rows import to_seconds


async def support_line(connection: Connection, guild_id: int) -> str | None:
    """The server's text that says whom members in distress can reach; None if it has none."""
    rows = list(
        await connection.execute_fetchall(
            "SELECT support FROM servers WHERE guild_id = ?", (guild_id,)
        )
    )
    return rows[0]["support"] if rows else None


async def set_support_line(connection: Connection, guild_id: int, line: str | None) -> None:
    """Set a server's support line; None deletes it."""
    await connection.execute(
        """
        INSERT INTO servers (guild_id, support) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET support = excluded.support
        """,
        (guild_id, line),
    )


async def server_time(connection: Connection, guild_id: int) -> ServerTime:
    """The server's time zone and language; each None if no moderator chose it."""
    rows = await connection.execute_fetchall(
        "SELECT timezone, language FROM servers WHERE guild_id = ?", (guild_id,)
    )
    row = next(iter(rows), None)
    if row is None:
        return ServerTime()
    return ServerTime(row["timezone"], DigestLanguage(row["language"]) if row["language"] else None)


async def set_server_time(connection: Connection, guild_id: int, chosen: ServerTime) -> None:
    """Set a server's time zone and language; None leaves one as it is."""
    await connection.execute(
        """
        INSERT INTO servers AS v (guild_id, timezone, language) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET timezone = ifnull(excluded.timezone, v.timezone),
            language = ifnull(excluded.language, v.language)
        """,
        (guild_id, chosen.zone, chosen.language),
    )


HUB = "hub"
"""The name in `meta` of the server whose channels others follow; its value is the server's id."""

FORMER_HUBS = "former_hubs"
"""The name in `meta` of the servers that were the hub before; their ids, parted by spaces."""

GUILD_TABLES = (
    "content_care",
    "channels",
    "deliveries",
    "posts",
    "notices",
    "endings",
    "departures",
    "servers",
    "server_feeds",
    "feed_proposals",
    "mutes",
    "wishes",
    "held_back",
)


async def record_departure(connection: Connection, guild_id: int, now: datetime) -> bool:
    """Record that the bot left a server; False if that was recorded before."""
    cursor = await connection.execute(
        "INSERT INTO departures (guild_id, left_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (guild_id, to_seconds(now)),
    )
    return cursor.rowcount > 0


async def record_return(connection: Connection, guild_id: int) -> bool:
    """Record that the bot is back; False if it was not recorded as gone."""
    cursor = await connection.execute("DELETE FROM departures WHERE guild_id = ?", (guild_id,))
    return cursor.rowcount > 0


async def departed(connection: Connection) -> set[int]:
    """All servers that the bot left."""
    rows = await connection.execute_fetchall("SELECT guild_id FROM departures")
    return {row["guild_id"] for row in rows}


async def departed_before(connection: Connection, moment: datetime) -> list[int]:
    """The servers that the bot left at `moment` or earlier."""
    rows = await connection.execute_fetchall(
        "SELECT guild_id FROM departures WHERE left_at <= ? ORDER BY left_at",
        (to_seconds(moment),),
    )
    return [row["guild_id"] for row in rows]


async def known(connection: Connection) -> set[int]:
    """All servers about which anything is stored."""
    found: set[int] = set()
    for table in (
        *("mutes", "wishes", "held_back"),
        *("channels", "deliveries", "endings", "servers", "content_care", "server_feeds"),
        "feed_proposals",
    ):
        # A loose index scan: jumps from one server to the next instead of reading all its rows.
        rows = await connection.execute_fetchall(
            f"""
            WITH RECURSIVE found (id) AS (
                SELECT min(guild_id) FROM {table}
                UNION ALL
                SELECT (SELECT min(guild_id) FROM {table} WHERE guild_id > found.id)
                FROM found WHERE found.id IS NOT NULL
            )
            SELECT id FROM found WHERE id IS NOT NULL
            """  # noqa: S608 - the names above
        )
        found.update(row["id"] for row in rows)
    return found


async def forget(connection: Connection, guild_id: int) -> None:
    """Delete all that is stored about a server; the articles stay."""
    # ON DELETE CASCADE also deletes the subscriptions of channels and the steps of posts.
    for table in GUILD_TABLES:
        await connection.execute(f"DELETE FROM {table} WHERE guild_id = ?", (guild_id,))  # noqa: S608 - the names above
    await connection.execute("DELETE FROM meta WHERE name = ? AND value = ?", (HUB, str(guild_id)))
    former = await former_hubs(connection)
    if guild_id in former:
        await meta.put(connection, FORMER_HUBS, _line(former - {guild_id}))


async def hub(connection: Connection) -> int | None:
    """The server whose channels others follow; None if there is none."""
    return int(await meta.get(connection, HUB) or 0) or None


async def former_hubs(connection: Connection) -> set[int]:
    """The servers that were the hub before; channels may still follow theirs."""
    return set(map(int, (await meta.get(connection, FORMER_HUBS) or "").split()))


async def set_hub(connection: Connection, guild_id: int | None) -> None:
    """Make a server the hub, or none, and keep the one before among the former ones."""
    former = await former_hubs(connection)
    if before := await hub(connection):
        former.add(before)
    await meta.put(connection, HUB, str(guild_id or ""))
    await meta.put(connection, FORMER_HUBS, _line(former - {guild_id}))


def _line(ids: AbstractSet[int | None]) -> str:
    return " ".join(map(str, sorted(each for each in ids if each)))
