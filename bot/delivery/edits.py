"""What to do when Discord does not take an edit. Pure; called by `pipelines.correct`.

An edit differs from a new post: done twice it shows the same, and its message may be gone or closed
while its channel takes new ones.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.failures import Action, Reaction, react
from bot.errors import MessengerError
from bot.model.delivery import Post

CLOSED_RETRY = timedelta(hours=12)
CLOSED = frozenset({50083, 160005})
"""The thread is archived or locked: it waits until somebody opens it."""


def react_to_edit(
    error: MessengerError, post: Post, attempts: int, now: datetime, jitter: float
) -> Reaction:
    """Map an error of editing to what is done about it; SENT is a message that is gone.

    Args:
        error: what the messenger raised.
        post: the one that was to be edited.
        attempts: how often this was tried, this time included.
        now: the present.
        jitter: 0 to 1, spreads the retries.
    """
    reaction = react(error, attempts, now, jitter)
    if error.code in CLOSED:
        return Reaction(Action.RETRY, reaction.reason, now + CLOSED_RETRY)
    if reaction.action is Action.END_CHANNEL and has_own_place(post):
        # A forum's post is a channel of its own: that one is gone, of the forum nothing is known.
        return replace(reaction, action=Action.SENT)
    return reaction


def has_own_place(post: Post) -> bool:
    """Whether the post's message stands in a thread of its own, apart from other posts."""
    return post.place_id != post.channel_id
