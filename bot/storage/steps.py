"""Finds due steps that follow a sent post (publish, open a thread), and records their outcomes.

`posts` inserts them. In each channel the steps of one kind are taken in the order of their posts.
"""

from datetime import datetime, timedelta

from aiosqlite import Connection

from bot.delivery.step_outcomes import STEP_EXPIRES_AFTER, StepOutcome
from bot.model.delivery import FailureKind, OpenStep
from bot.model.subscription import Step
from bot.storage import posts
from bot.storage.rows import due_at, due_condition, from_seconds, to_seconds

PUBLISHED_PER_HOUR = 10
"""Per channel. Discord does not document its limit; about ten an hour were observed to pass."""
HOUR = timedelta(hours=1)


async def due(connection: Connection, database_id: str, now: datetime) -> list[OpenStep]:
    """The steps that can be taken now, in the order of their posts, including those that are late.

    If the first step of a kind must wait, the later ones in its channel wait too. Leaves out paused
    channels, and steps to publish above Discord's hourly limit.
    """
    rows = await connection.execute_fetchall(
        f"""
        WITH published AS (
            SELECT p.channel_id, count(*) AS number
            FROM post_steps AS s JOIN posts AS p ON p.id = s.post_id
            WHERE s.step = 'publish' AND s.state = 'done'
                AND s.settled_at > :hour_ago AND s.settled_at <= :now
            GROUP BY p.channel_id
        ), lanes AS (
            SELECT s.post_id, s.step, s.attempts AS failures, s.trouble AS met,
                row_number() OVER lane AS place,
                first_value(s.next_try_at) OVER lane AS due_at
            FROM post_steps AS s JOIN posts AS p ON p.id = s.post_id
            WHERE s.state = 'open' AND p.state = 'sent'
            WINDOW lane AS (PARTITION BY s.step, p.channel_id ORDER BY s.post_id)
        )
        SELECT p.*, lanes.step, lanes.failures, lanes.met
        FROM lanes JOIN posts AS p ON p.id = lanes.post_id
            LEFT JOIN channels AS c ON c.channel_id = p.channel_id
            LEFT JOIN published ON published.channel_id = p.channel_id AND lanes.step = 'publish'
        WHERE p.sent_at <= :long_ago OR (
            c.paused_at IS NULL AND {due_condition("lanes.due_at")}
            AND lanes.place + ifnull(published.number, 0) <= :most)
        ORDER BY p.id
        """,  # noqa: S608 - a fragment of storage.rows
        {
            "hour_ago": to_seconds(now - HOUR),
            "long_ago": to_seconds(now - STEP_EXPIRES_AFTER),
            "most": PUBLISHED_PER_HOUR,
            **due_at(now),
        },
    )
    return [
        OpenStep(
            posts.kept_post(row, database_id),
            Step(row["step"]),
            row["failures"],
            from_seconds(row["sent_at"]),
            FailureKind(row["met"]) if row["met"] else None,
        )
        for row in rows
    ]


async def settle(
    connection: Connection, step: OpenStep, outcome: StepOutcome, now: datetime
) -> None:
    """Record the outcome of a step, or the time of its next try.

    Does nothing if the post was sent again meanwhile, which reopened its steps.
    """
    open_until = outcome.next_try_at
    await connection.execute(
        """
        UPDATE post_steps SET state = ?, attempts = iif(trouble IS ?, attempts, 0) + 1, trouble = ?,
            error = ?,
            next_try_at = ifnull(?, next_try_at), settled_at = ?
        WHERE post_id = ? AND step = ? AND state = 'open'
            AND ? = (SELECT generation FROM posts WHERE id = post_id)
        """,
        (
            outcome.state,
            outcome.failure,
            outcome.failure,
            outcome.reason,
            to_seconds(open_until),
            None if open_until else to_seconds(now),
            step.post.id,
            step.step,
            step.post.generation,
        ),
    )


async def follow_kind(connection: Connection, channel_id: int, *, publishes: bool) -> None:
    """Set whether a channel's messages are published once they are sent."""
    if publishes:
        await connection.execute(
            """
            INSERT INTO post_steps (post_id, step)
            SELECT id, :publish FROM posts
            WHERE channel_id = :channel AND state IN ('ready', 'sending')
            ON CONFLICT DO NOTHING
            """,
            {"publish": Step.PUBLISH, "channel": channel_id},
        )
        return
    await connection.execute(
        """
        DELETE FROM post_steps WHERE step = ? AND state = 'open'
            AND post_id IN (SELECT id FROM posts WHERE channel_id = ?)
        """,
        (Step.PUBLISH, channel_id),
    )
