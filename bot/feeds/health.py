"""Updates a feed's health after each poll, and decides which troubles to tell the operator. Pure.

Called by the poll pipeline after each poll, by `notify_operator` and by doctor.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.feeds.moves import HOLDS_AFTER, has_moved
from bot.model.feed import FeedHealth, TrackedFeed

LONGEST_SENTENCE = 500


def after_success(health: FeedHealth, now: datetime) -> FeedHealth:
    """The health once a poll has read the feed, or has heard that it is unchanged.

    The first success is the feed's first poll: a failed one has filled no index, so what the next
    one brings must not be announced as news.
    """
    return replace(
        health,
        first_polled_at=health.first_polled_at or now,
        last_success_at=now,
        failures=0,
        error=None,
        failing_since=None,
        gone_at=None,
    )


def after_failure(
    health: FeedHealth, sentence: str, now: datetime, *, gone: bool = False
) -> FeedHealth:
    """The health once a poll has failed, with the reason as a sentence.

    Args:
        health: as it was.
        sentence: the reason.
        now: the present.
        gone: whether the server said that the feed is gone for good.
    """
    return replace(
        health,
        failures=health.failures + 1,
        error=sentence[:LONGEST_SENTENCE],
        failing_since=health.failing_since or now,
        gone_at=now if gone else health.gone_at,
    )


FAILS_FOR = timedelta(days=1)
"""Failures that last less are not told, since most of them end by themselves. Chosen by eye."""
WEB_PAGE_INSTEAD = "The server answers with a web page instead of a feed. Check the feed's address."
"""A feed that becomes a web page has moved or wants a login: the failure does not end by itself."""


@dataclass(frozen=True, slots=True)
class FeedTrouble:
    """A problem of a feed that its operator should know.

    Attributes:
        sentence: what is wrong, and what to do about it.
        since: when it began; a message to the operator before this was about another problem.
    """

    sentence: str
    since: datetime


def trouble(tracked: TrackedFeed, now: datetime) -> FeedTrouble | None:
    """A feed's worst problem; None if there is none, or if it may still end by itself."""
    name, health = tracked.feed.name, tracked.health
    if health.gone_at:
        sentence = (
            f"{name} is gone for good, its server says (410), and is not asked any more. "
            f"Find its new address, or remove it: progress-bot feeds remove {tracked.feed.url}"
        )
        return FeedTrouble(sentence, health.gone_at)
    if health.failing_since and _lasts(tracked, health.failing_since, now):
        sentence = (
            f"{name} could not be read since {health.failing_since:%Y-%m-%d %H:%M} UTC. "
            f"{health.error} It is asked again at least once a day."
        )
        return FeedTrouble(sentence, health.failing_since)
    if tracked.move and has_moved(tracked):
        sentence = (
            f"{name} has moved for good and is read there. If it stands in a feeds file of yours, "
            f"write its new address there: {tracked.move.to}"
        )
        return FeedTrouble(sentence, tracked.move.since + HOLDS_AFTER)
    return None


def _lasts(tracked: TrackedFeed, since: datetime, now: datetime) -> bool:
    """Whether a failure is unlikely to end by itself.

    A single failed poll does not last, however old it is: the bot may have been off since.
    """
    health = tracked.health
    turned_into_a_page = health.error == WEB_PAGE_INSTEAD and health.first_polled_at is not None
    return turned_into_a_page or (health.failures > 1 and now - since >= FAILS_FOR)
