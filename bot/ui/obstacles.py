"""What keeps the bot from posting in a channel, as far as its cache tells.

Used by `/subscribe` and `/resume`, by the watch over servers and the button that looks again.
"""

from collections.abc import Set as AbstractSet

import discord

from bot.model.subscription import Step
from bot.subscriptions.permissions import missing_permissions
from bot.ui.places import UNSEEN, Place, granted_in, kind_of, tag_problem

CLOSED = "This thread is closed. Reopen it, then try again."


def obstacles_in(place: Place, steps: AbstractSet[Step] = frozenset()) -> list[str]:
    """Why nothing could be posted there, with what is to follow a card, as sentences."""
    granted = granted_in(place)
    found = []
    if lacking := missing_permissions(kind_of(place), granted, steps):
        names = ", ".join(f"**{name}**" for name in lacking)
        found.append(
            f"I cannot post in {place.mention} yet. Give me {names} in the channel's permissions."
        )
    if untagged := tag_problem(place, granted):
        found.append(untagged)
    if isinstance(place, discord.Thread) and place.locked and "manage_threads" not in granted:
        found.append(CLOSED)
    return found


def obstacle(channel: object) -> str | None:
    """The first thing that keeps the bot from posting there; None where nothing does."""
    if not isinstance(channel, Place):
        return UNSEEN
    return next(iter(obstacles_in(channel)), None)
