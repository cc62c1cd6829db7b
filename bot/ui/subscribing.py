"""From a moderator's wish to what came of it. Called by the subscriptions cog.

Checks what the bot may do in the channel, asks the desk, and says what is left to mend.
"""

from dataclasses import dataclass

import discord

from bot.errors import RequestError
from bot.model.feed import FeedKind
from bot.model.subscription import ChannelState
from bot.services import Services
from bot.subscriptions.desk import SubscriptionDesk
from bot.ui.places import Place, missing_in, role_problem
from bot.ui.subscription_pages import Subscribed

SILENT = "Announcements are switched off for this bot. Ask its host to set ANNOUNCE to on."


@dataclass(frozen=True, slots=True)
class Wish:
    """What a moderator asks of `/subscribe` for a channel."""

    topic: str
    kinds: frozenset[FeedKind]
    role: discord.Role | None
    post_newest: bool


async def subscribe(services: Services, place: Place, wish: Wish) -> Subscribed:
    """Make or change a subscription.

    Raises:
        RequestError: the role is @everyone.
    """
    desk = services.desk
    problem = role_problem(wish.role, place)
    before = await desk.overview(place.guild.id)
    obstacles = _obstacles(place, before.channels.get(place.id))
    if not services.settings.announce:
        obstacles.append(SILENT)
    posted = wish.post_newest and not obstacles
    subscription = await desk.subscribe(
        place.guild.id,
        place.id,
        wish.topic,
        wish.kinds,
        wish.role.id if wish.role else None,
        post_newest=posted,
    )
    return Subscribed(
        subscription,
        changed=subscription.id in {each.id for each in before.subscriptions},
        newest=await desk.newest_for(subscription),
        warnings=[*obstacles, problem] if problem else obstacles,
        posted=posted,
    )


async def pause(desk: SubscriptionDesk, place: Place) -> str:
    """Post nothing there; says so.

    Raises:
        RequestError: the channel has no subscription.
    """
    if not await desk.pause(place.guild.id, place.id):
        raise RequestError(_nothing_there(place))
    return f"⏸️ No news is posted in {place.mention} until you use `/resume`."


async def resume(desk: SubscriptionDesk, place: Place) -> str:
    """Post there again; says so, and what the bot still lacks.

    Raises:
        RequestError: the channel has no subscription.
    """
    if not await desk.resume(place.guild.id, place.id):
        raise RequestError(_nothing_there(place))
    warnings = [f"⚠️ {obstacle}" for obstacle in _obstacles(place, None)]
    return "\n".join([f"▶️ News is posted in {place.mention} again.", *warnings])


def _nothing_there(place: Place) -> str:
    return f"{place.mention} has no subscription. Use /subscribe to make one."


def _obstacles(place: Place, state: ChannelState | None) -> list[str]:
    """Why nothing would be posted there, as sentences."""
    obstacles = []
    if lacking := missing_in(place):
        names = ", ".join(f"**{name}**" for name in lacking)
        obstacles.append(
            f"I cannot post in {place.mention} yet. Give me {names} in the channel's permissions."
        )
    if state and state.paused_at:
        obstacles.append(f"{place.mention} is paused. Use `/resume` to have news posted there.")
    return obstacles
