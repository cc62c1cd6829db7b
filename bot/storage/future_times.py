"""Corrects stored times of the past that lie in the future: the machine's clock was ahead.

    a feed was read in the future ─► feeds, posts and web pages that would wait until then are due

Other times that lie in the future change no more than a date that is shown, or are corrected where
they are read: `rows`, `feeds`, `posts`, `subscriptions`, `channels`, `registry`, `runs`.
Data that is deleted after some time is kept for longer, by as much as the clock was ahead: it must
never be deleted early. Called by `pipelines.poll`.
"""

from datetime import datetime, timedelta

from aiosqlite import Connection

from bot.storage.rows import to_seconds

MOST_READ_AHEAD = timedelta(minutes=1)
"""Times that are ahead by no more than this are left: clocks are set by some seconds now and then.
Chosen by eye."""
_FEEDS_AHEAD = "active = 1 AND (last_success_at > :latest OR failing_since > :latest)"
_CORRECTIONS = (
    # A feed that fails keeps no time of its last request. A feed that was read after a restore
    # stays so. An earlier first poll would make news of all that a backfill finds, so it is never
    # set before the feed's newest article. It stays as it is if articles are dated in the future:
    # publishers date them, so this clock is behind, as one that begins in 1970.
    """
    UPDATE feeds SET next_check_at = NULL,
        last_success_at = min(last_success_at, :now - (last_success_at < ifnull(restored_at, 0))),
        restored_at = min(restored_at, :now),
        first_polled_at = iif(
            EXISTS (SELECT 1 FROM articles WHERE published_at > :tomorrow),
            first_polled_at,
            min(first_polled_at, max(:now, ifnull((SELECT max(published_at)
                FROM articles WHERE feed_id = feeds.id AND published_at <= first_polled_at), 0)))
        ),
        failing_since = iif(failing_since > :latest, NULL, failing_since)
    WHERE last_success_at > :latest OR first_polled_at > :latest OR restored_at > :latest
        OR failures > 0
    """,
    """
    UPDATE posts SET next_try_at = min(next_try_at, :now), created_at = :now
    WHERE state IN ('ready', 'sending') AND created_at > :latest
    """,
    """
    UPDATE article_pages SET next_try_at = :now, fetched_at = :now
    WHERE state = 'open' AND fetched_at > :latest
    """,
)


async def exist(connection: Connection, now: datetime) -> bool:
    """Whether an active feed was last read, or began to fail, in the future."""
    rows = await connection.execute_fetchall(
        f"SELECT 1 FROM feeds WHERE {_FEEDS_AHEAD} LIMIT 1",  # noqa: S608 - a fragment of this module
        {"latest": to_seconds(now + MOST_READ_AHEAD)},
    )
    return bool(list(rows))


async def correct(connection: Connection, now: datetime) -> None:
    """Make due what would wait until such a time."""
    times = {
        "now": to_seconds(now),
        "latest": to_seconds(now + MOST_READ_AHEAD),
        "tomorrow": to_seconds(now + timedelta(days=1)),
    }
    for statement in _CORRECTIONS:
        await connection.execute(statement, times)
