"""Sentences that warn moderators of what keeps news from being posted in a channel.

Called by `moderator_actions`, `subscription_edits` and the schedules cog.
"""

from bot.discord_api import texts
from bot.discord_api.forum_tags import tag_problem
from bot.discord_api.place_state import obstacles_in
from bot.discord_api.places import Place
from bot.model.delivery import HeldChannel
from bot.model.subscription import PauseCause, Step
from bot.services import Services
from bot.subscriptions.service import Overview
from bot.ui.commands import named_in
from bot.ui.markup import quote, when

REASON_CHARACTERS = 250
"""The longest reason of Discord that an answer quotes."""


def warnings_for(
    services: Services, place: Place, steps: frozenset[Step], topic: str, overview: Overview
) -> list[str]:
    """Sentences on why news of a topic with these steps cannot be posted in a channel."""
    obstacles = obstacle_sentences(services, place, steps) or _pause_of(place, overview)
    obstacles = obstacles or tag_problem(place, [topic], services.taxonomy)
    return [*_announcements_off(services), *obstacles]


def posting_warnings(
    services: Services,
    place: Place,
    steps: frozenset[Step] = frozenset(),
    *,
    overview: Overview | None = None,
) -> list[str]:
    """The same, of a channel of which is said elsewhere whether a moderator paused it.

    Args:
        overview: of the server; its reason is told if Discord refuses posts there and the bot sees
            no obstacle.
    """
    obstacles = obstacle_sentences(services, place, steps)
    if overview and not obstacles:
        obstacles = refusal_sentences(place, overview)
    return [*_announcements_off(services), *obstacles]


def _announcements_off(services: Services) -> list[str]:
    return [] if services.settings.announce else [texts.ANNOUNCEMENTS_OFF]


def _pause_of(place: Place, overview: Overview) -> list[str]:
    state = overview.channels.get(place.id)
    if not state or not state.paused_at:
        return []
    return refusal_sentences(place, overview) or [
        texts.CHANNEL_PAUSED.format(channel=place.mention)
    ]


def refusal_sentences(place: Place, overview: Overview) -> list[str]:
    """Why Discord takes no posts there, whether or not the channel is paused for it."""
    state, held = overview.channels.get(place.id), overview.held.get(place.id)
    if held:
        return [_held_sentence(place, held)]
    if not state or state.cause is not PauseCause.REFUSED or not state.reason:
        return []
    reason = named_in(quote(state.reason, REASON_CHARACTERS))
    return [texts.CHANNEL_REFUSED.format(channel=place.mention, reason=reason)]


def _held_sentence(place: Place, held: HeldChannel) -> str:
    reason = named_in(quote(held.reason, REASON_CHARACTERS))
    return texts.CHANNEL_HELD.format(channel=place.mention, when=when(held.since), reason=reason)


def obstacle_sentences(services: Services, place: Place, steps: frozenset[Step]) -> list[str]:
    """Why the bot cannot post in a channel yet, for the steps after a card, too."""
    return [
        texts.CANNOT_POST_YET.format(channel=place.mention, obstacle=named_in(each.sentence))
        for each in obstacles_in(place, services.clock.now(), steps)
    ]
