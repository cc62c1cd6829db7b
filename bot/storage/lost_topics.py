"""Finds what servers ask for on topics that the taxonomy no longer has.

Nothing is deleted: it counts again once the taxonomy has the topic under its slug.
"""

import json
from collections.abc import Iterable

from aiosqlite import Connection

from bot.model.subscription import LostTopic

_LOST = """
    WITH used (topic, guild_id, subscribed, left_out) AS (
        SELECT topic, guild_id, 1, 0 FROM subscriptions
        UNION ALL SELECT topic, guild_id, 0, 1 FROM mutes WHERE topic <> ''
        UNION ALL SELECT e.value, s.guild_id, 0, 1
            FROM subscriptions AS s, json_each(s.without) AS e
            WHERE s.without <> '[]' AND e.type = 'text')
    SELECT topic, sum(subscribed) AS subscriptions, sum(left_out) AS exclusions,
        json_group_array(DISTINCT guild_id) AS servers
    FROM used
    WHERE topic NOT IN (SELECT value FROM json_each(?))
        AND guild_id NOT IN (SELECT guild_id FROM departures)
    GROUP BY topic ORDER BY subscriptions DESC, topic
"""


async def lost_topics(connection: Connection, known: Iterable[str]) -> list[LostTopic]:
    """The topics that servers name and that are not known, the most subscribed first.

    Servers that the bot left are not counted.

    Args:
        connection: of a reader.
        known: the slugs of the taxonomy, and `ALL_TOPICS`.
    """
    rows = await connection.execute_fetchall(_LOST, (json.dumps(list(known)),))
    return [
        LostTopic(
            row["topic"],
            row["subscriptions"],
            row["exclusions"],
            tuple(sorted(json.loads(row["servers"]))),
        )
        for row in rows
    ]
