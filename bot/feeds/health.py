"""How a feed has been doing, after one more poll. Pure; called by the poll pipeline."""

from dataclasses import replace
from datetime import datetime

from bot.model.feed import FeedHealth

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
