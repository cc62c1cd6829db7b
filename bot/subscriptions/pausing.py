"""Pauses or ends a channel, together with the posts, deliveries and notices that wait for it.

Each function runs inside the caller's transaction. Called by the outbox, `pipelines.correct`, the
service and `server_changes`.
"""

from datetime import datetime

from bot.delivery.refusals import PAUSE_AFTER_REFUSAL
from bot.model.obstacle import PostingObstacle
from bot.model.subscription import Ending, PauseCause
from bot.storage import channels, deliveries, notices, posts, server_changes
from bot.storage.database import Connection


async def pause_after_refusal(
    connection: Connection, guild_id: int, channel_id: int, found: PostingObstacle, now: datetime
) -> bool:
    """Pause a channel that refused a post, and write a notice for its moderators.

    The pause lasts as long as the obstacle does, if it ends by itself. Returns False if the channel
    has no subscription any more.
    """
    paused = await channels.pause(
        connection,
        guild_id,
        channel_id,
        cause=PauseCause.REFUSED,
        reason=found.sentence,
        now=now,
        resume_at=found.until or now + PAUSE_AFTER_REFUSAL,
        refusal=found.refusal,
    )
    if paused:
        await notices.write(connection, guild_id, channel_id, found.sentence, now)
    return paused


async def end_channel(
    connection: Connection, channel_id: int, reason: str, now: datetime, *, name: str = ""
) -> int:
    """End all subscriptions of a channel that was deleted; returns their number.

    The reason is kept for the moderators. The channel's messages are forgotten, since they were
    deleted with it.
    """
    ended = await server_changes.delete_channel(connection, channel_id)
    await server_changes.add_endings(
        connection,
        [
            Ending(each.guild_id, channel_id, name, each.topic, reason, now, each.words)
            for each in ended
        ],
    )
    await drop_waiting(connection, channel_id, reason)
    await posts.forget_messages(connection, channel_id)
    return len(ended)


async def drop_waiting(connection: Connection, channel_id: int, reason: str) -> None:
    """Fail the open posts and pending deliveries of a channel, and drop its notice."""
    await posts.fail_open(connection, channel_id, reason)
    await deliveries.drop_pending(connection, channel_id, reason)
    await notices.drop(connection, channel_id)
