"""From a moderator's wish to what came of it. Called by the subscriptions cog.

Checks what the bot may do in the channel, asks the service, and says what is left to mend.
"""

from dataclasses import dataclass

import discord

from bot.discord_api.places import Place, kind_of, obstacles_in, role_problem
from bot.errors import RequestError
from bot.model.feed import FeedKind
from bot.model.subscription import Step
from bot.services import Services
from bot.subscriptions.display_options import chosen_steps
from bot.subscriptions.service import Overview, SubscriptionService
from bot.ui.subscription_pages import Subscribed

SILENT = "Announcements are switched off for this bot. Ask its host to set ANNOUNCE to on."


@dataclass(frozen=True, slots=True)
class SubscriptionRequest:
    """What a moderator asks of `/subscribe` for a channel.

    Attributes:
        show: how, as it was chosen or typed; None for what such a channel usually has.
    """

    topic: str
    kinds: frozenset[FeedKind]
    role: discord.Role | None
    show: str | None
    post_newest: bool


async def subscribe(services: Services, place: Place, wish: SubscriptionRequest) -> Subscribed:
    """Make or change a subscription.

    Raises:
        RequestError: the role is @everyone, or news is not shown so in such a channel.
    """
    service, kind = services.subscriptions, kind_of(place)
    steps = chosen_steps(wish.show, kind)
    problem = role_problem(wish.role, place)
    before = await service.overview(place.guild.id)
    obstacles = obstacles_in(place, steps) + _pause_of(place, before)
    if not services.settings.announce:
        obstacles.append(SILENT)
    posted = wish.post_newest and not obstacles
    subscription = await service.subscribe(
        place.guild.id,
        place.id,
        wish.topic,
        wish.kinds,
        wish.role.id if wish.role else None,
        channel_kind=kind,
        steps=steps,
        post_newest=posted,
    )
    return Subscribed(
        subscription,
        kind,
        changed=subscription.id in {each.id for each in before.subscriptions},
        newest=await service.newest_for(subscription),
        warnings=[*obstacles, problem] if problem else obstacles,
        posted=posted,
    )


async def pause(service: SubscriptionService, place: Place) -> str:
    """Post nothing there; says so.

    Raises:
        RequestError: the channel has no subscription.
    """
    if not await service.pause(place.guild.id, place.id):
        raise RequestError(_nothing_there(place))
    return f"⏸️ No news is posted in {place.mention} until you use `/resume`."


async def resume(service: SubscriptionService, place: Place) -> str:
    """Post there again; says so, and what the bot still lacks.

    Raises:
        RequestError: the channel has no subscription.
    """
    if not await service.resume(place.guild.id, place.id):
        raise RequestError(_nothing_there(place))
    steps = _steps_in(place, await service.overview(place.guild.id))
    warnings = [f"⚠️ {obstacle}" for obstacle in obstacles_in(place, steps)]
    if warnings:
        return "\n".join([f"▶️ {place.mention} is not paused any more.", *warnings])
    return f"▶️ News is posted in {place.mention} again."


def _nothing_there(place: Place) -> str:
    return f"{place.mention} has no subscription. Use /subscribe to make one."


def _steps_in(place: Place, overview: Overview) -> frozenset[Step]:
    """All that is to follow a card there, whatever its subscription."""
    return frozenset().union(
        *(each.steps for each in overview.subscriptions if each.channel_id == place.id)
    )


def _pause_of(place: Place, overview: Overview) -> list[str]:
    state = overview.channels.get(place.id)
    if not state or not state.paused_at:
        return []
    return [f"{place.mention} is paused. Use `/resume` to have news posted there."]
