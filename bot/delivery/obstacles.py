"""Concludes why the bot cannot post in a channel, from its state and Discord's last answer. Pure.

The one source of this reason: `delivery.failures` takes it for a refused post, `discord_api` for
the answers to moderators and for doctor.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.delivery.refusals import (
    BY_CODE,
    NO_ACCESS,
    NO_USABLE_TAG,
    REFUSED_ONE_BY_ONE,
    THREAD_CLOSED,
    Action,
)
from bot.model.obstacle import ObstacleKind, PlaceState, PostingObstacle, Refusal

CLOCK_SLACK = timedelta(minutes=1)
"""How far this machine's clock may be ahead of Discord's when a time-out ends. Chosen by eye."""

TIMED_OUT = (
    "The bot is timed out in this server until {until} UTC. News goes on by itself then. A "
    "moderator with a role above {role} can end the time-out sooner."
)
HIDDEN_CHANNEL = "The bot does not see this channel. Give it View Channel there."
HIDDEN_THREAD = (
    "The bot does not see this thread. If the thread is private, mention the bot in it to add it; "
    "else give the bot View Channel in the thread's channel."
)
NOT_IN_THREAD = (
    "This thread is private and the bot is not in it. Mention the bot in the thread to add it."
)
PERMISSIONS_LACKING = "Give the bot {permissions} there."
OWN_WORDS = (
    "Discord refuses posts here: “{words}” (code {code}). When this is mended, use /news resume."
)
NO_WORDS = "Discord refuses posts here (code {code}) and does not say why."

_ACCESS = frozenset(
    {
        ObstacleKind.TIMED_OUT,
        ObstacleKind.HIDDEN,
        ObstacleKind.MEMBERSHIP,
        ObstacleKind.PERMISSIONS,
    }
)
_EXPLAINED_BY = {
    50001: _ACCESS,
    50013: _ACCESS,
    40066: frozenset({ObstacleKind.TAG}),
    40067: frozenset({ObstacleKind.TAG}),
    50083: frozenset({ObstacleKind.CLOSED}),
    160005: frozenset({ObstacleKind.CLOSED}),
}
"""Discord's codes, each with the obstacles that explain it."""


def obstacles(state: PlaceState, now: datetime) -> list[PostingObstacle]:
    """All obstacles that the state shows. An obstacle that hides others stands before them."""
    return list(_shown(state, now))


def obstacle(state: PlaceState | None, now: datetime, refusal: Refusal) -> PostingObstacle:
    """The obstacle behind a refusal.

    Args:
        state: of the channel; None if it is not known.
        refusal: Discord's answer.
    """
    explaining = _EXPLAINED_BY.get(refusal.code, frozenset())
    if state and explaining:
        # Discord's clock may not have reached the end that the bot's clock has passed.
        at = now - CLOCK_SLACK if ObstacleKind.TIMED_OUT in explaining else now
        for each in _shown(state, at):
            if each.kind in explaining:
                return _not_before(each, now)
    return PostingObstacle(_sentence(state, refusal), refusal=refusal)


def obstacle_of_each(refusal: Refusal) -> PostingObstacle:
    """The obstacle if Discord refuses each post of a channel for itself."""
    sentence = REFUSED_ONE_BY_ONE.get(refusal.code) or _sentence(None, refusal)
    return PostingObstacle(sentence, refusal=refusal)


def _not_before(found: PostingObstacle, now: datetime) -> PostingObstacle:
    if found.until is None or found.until > now:
        return found
    return PostingObstacle(found.sentence, found.kind, until=now + CLOCK_SLACK)


def _shown(state: PlaceState, now: datetime) -> Iterator[PostingObstacle]:
    if state.timed_out_until and now < state.timed_out_until:
        until = state.timed_out_until
        sentence = TIMED_OUT.format(until=f"{until:%Y-%m-%d %H:%M:%S}", role=state.role)
        yield PostingObstacle(sentence, ObstacleKind.TIMED_OUT, until)
    if not state.visible:
        yield PostingObstacle(
            HIDDEN_THREAD if state.thread else HIDDEN_CHANNEL, ObstacleKind.HIDDEN
        )
    if not state.joined:
        yield PostingObstacle(NOT_IN_THREAD, ObstacleKind.MEMBERSHIP)
    if state.visible and state.lacking:
        sentence = PERMISSIONS_LACKING.format(permissions=_listed(state.lacking))
        yield PostingObstacle(sentence, ObstacleKind.PERMISSIONS)
    if state.tagless:
        yield PostingObstacle(NO_USABLE_TAG, ObstacleKind.TAG)
    if state.closed:
        yield PostingObstacle(THREAD_CLOSED, ObstacleKind.CLOSED)


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence: "Send Messages, Embed Links and Create Posts"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _sentence(state: PlaceState | None, refusal: Refusal) -> str:
    action, reason = BY_CODE.get(refusal.code, (None, ""))
    # The advice about permissions is wrong if the bot has them all.
    if action is Action.PAUSE_CHANNEL and not (state and reason == NO_ACCESS):
        return reason
    if refusal.words:
        return OWN_WORDS.format(words=refusal.words, code=refusal.code)
    return NO_WORDS.format(code=refusal.code)
