"""Decides when a forum post of unknown outcome is sent again. Pure; for `pipelines.announce`."""

from datetime import datetime, timedelta

from bot.delivery.failures import Reaction
from bot.delivery.refusals import Action
from bot.model.delivery import FailureKind, Post

SETTLING = timedelta(seconds=10)
"""How long Discord may take to show a forum post that it accepted just before the connection
broke. Chosen by eye."""

OUTCOME_UNKNOWN = "Its outcome is unknown."
POST_NOT_FOUND = "It does not stand there."


def retry_forum_post(post: Post, now: datetime) -> Reaction | None:
    """Decide about a post that was not found; None if it may be sent at once.

    A forum post has no nonce, so it is sent by a new claim. If the process ends meanwhile, the next
    one then knows that nobody has looked for the post since it was sent.
    """
    if not post.channel_kind.holds_posts:
        return None
    at = look_again_at(post, post.looked_at, now)
    # Looks do not end a row of answers that cannot be read: sending it met them.
    failure = FailureKind.UNREAD if post.failure is FailureKind.UNREAD else FailureKind.UNCLEAR
    if at is None:
        return Reaction(Action.SEND, POST_NOT_FOUND, now, failure)
    # A time in the future was recorded before the clock was set back; take the present instead.
    looked_at = min(post.looked_at or now, now)
    return Reaction(Action.RECONCILE, OUTCOME_UNKNOWN, at, failure, looked_at)


def look_again_at(post: Post, looked_at: datetime | None, now: datetime) -> datetime | None:
    """The time of the next look for a post that was not found; None if it may be sent now.

    A message that is stored but not yet to be seen is covered by its nonce: a repeat creates none.
    A forum post has none, so it is looked for twice, some time apart.

    Args:
        post: was in state `sending`, and was not found on Discord.
        looked_at: when it was last looked for, if ever.
        now: the present.
    """
    if not post.channel_kind.holds_posts:
        return None
    if looked_at is None or now < looked_at:
        return now + SETTLING
    return None if now - looked_at >= SETTLING else looked_at + SETTLING
