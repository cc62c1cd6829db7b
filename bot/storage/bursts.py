"""Reads how much of a burst channels got already, so that the rest of it fits the limit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from bot.storage.rows import to_seconds


@dataclass(frozen=True, slots=True)
class Recent:
    """The part of a burst that a channel got already.

    Attributes:
        cards: how many cards.
        role_ids: the roles that its messages mention.
    """

    cards: int = 0
    role_ids: frozenset[int] = frozenset()


async def clamp_future_sent_times(
    connection: Connection, channel_ids: Sequence[int], now: datetime
) -> None:
    """Set the time of posts that were sent in the future to `now`: the clock was set back.

    Their true time is unknown. This way they count for the present burst, and not for later ones.
    """
    await connection.execute(
        """
        UPDATE posts SET sent_at = :now
        WHERE channel_id IN (SELECT value FROM json_each(:channels))
            AND state = 'sent' AND sent_at > :now
        """,
        {"channels": json.dumps(channel_ids), "now": to_seconds(now)},
    )


async def recent(
    connection: Connection, channel_ids: Sequence[int], since: datetime
) -> dict[int, Recent]:
    """The part of a burst that each channel got after `since`, or is about to get."""
    given = {"channels": json.dumps(channel_ids), "since": to_seconds(since)}
    # Two parts, so that each uses its own index.
    rows = await connection.execute_fetchall(
        """
        WITH burst AS (
            SELECT p.id, p.channel_id, p.kind FROM json_each(:channels) AS wanted
                CROSS JOIN posts AS p ON p.channel_id = wanted.value
            WHERE p.state = 'sent' AND p.sent_at > :since
            UNION ALL
            SELECT p.id, p.channel_id, p.kind FROM json_each(:channels) AS wanted
                CROSS JOIN posts AS p ON p.channel_id = wanted.value
            WHERE p.state IN ('ready', 'sending')
        )
        SELECT channel_id, sum(kind = 'card') AS cards,
            (SELECT json_group_array(DISTINCT role.value) FROM burst AS b
                CROSS JOIN deliveries AS d ON d.post_id = b.id
                CROSS JOIN json_each(d.role_ids) AS role
                WHERE b.channel_id = burst.channel_id) AS roles
        FROM burst GROUP BY channel_id
        """,
        given,
    )
    return {
        row["channel_id"]: Recent(row["cards"], frozenset(json.loads(row["roles"]))) for row in rows
    }
