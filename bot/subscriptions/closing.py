"""What becomes of all that waits for a channel, when Discord refuses it or its subscriptions end.

Each runs inside the caller's transaction; called by the outbox, the service and the server_changes.
"""

from datetime import datetime, timedelta

from bot.model.subscription import Ending, PauseCause
from bot.storage import channels, deliveries, notices, posts, subscriptions
from bot.storage.database import Connection

TRY_PAUSED_AFTER = timedelta(hours=6)
"""When a channel that refused is tried again, unless it is resumed before."""


async def pause_refusing(
    connection: Connection, guild_id: int, channel_id: int, reason: str, now: datetime
) -> bool:
    """Post nothing for a while in a channel that refused, and have its server told.

    False where the channel has no subscription any more.
    """
    paused = await channels.pause(
        connection,
        guild_id,
        channel_id,
        cause=PauseCause.REFUSED,
        reason=reason,
        now=now,
        resume_at=now + TRY_PAUSED_AFTER,
    )
    if paused:
        await notices.write(connection, guild_id, channel_id, reason, now)
    return paused


async def end_channel(
    connection: Connection, channel_id: int, reason: str, now: datetime, *, name: str = ""
) -> int:
    """End all subscriptions of a channel that is gone, remembering why; returns how many.

    Its messages are gone with it: nothing asks Discord for them any more.
    """
    ended = await subscriptions.delete_channel(connection, channel_id)
    await subscriptions.add_endings(
        connection,
        [Ending(each.guild_id, channel_id, name, each.topic, reason, now) for each in ended],
    )
    await drop_waiting(connection, channel_id, reason)
    await posts.forget_messages(connection, channel_id)
    return len(ended)


async def drop_waiting(connection: Connection, channel_id: int, reason: str) -> None:
    """Never send what waits for a channel."""
    await posts.fail_open(connection, channel_id, reason)
    await deliveries.drop_pending(connection, channel_id, reason)
    await notices.drop(connection, channel_id)
