"""What is wrong with a feed that its operator should know. Pure; called by `tell` and `doctor`."""

from datetime import datetime, timedelta

from bot.feeds.moves import has_moved
from bot.model.feed import TrackedFeed

FAILS_FOR = timedelta(days=1)
"""Most failures go by sooner."""
WEB_PAGE_INSTEAD = "The server answers with a web page instead of a feed. Check the feed's address."
"""A feed that turns into this has moved or wants a login: it does not go by."""


def trouble(tracked: TrackedFeed, now: datetime) -> str | None:
    """What the operator should do about a feed, as a sentence or two; None where all is well."""
    name, health = tracked.feed.name, tracked.health
    if health.gone_at:
        return (
            f"{name} is gone for good, its server says (410), and is not asked any more. "
            f"Find its new address, or remove it: progress-bot feeds remove {tracked.feed.url}"
        )
    if health.failing_since and now - health.failing_since >= FAILS_FOR:
        return (
            f"{name} could not be read since {health.failing_since:%Y-%m-%d %H:%M} UTC. "
            f"{health.error} It is asked again at least once a day."
        )
    if health.error == WEB_PAGE_INSTEAD and health.first_polled_at:
        return f"{name}: {health.error} It is asked again at least once a day."
    if tracked.move and has_moved(tracked):
        return (
            f"{name} has moved for good and is read there. Write its new address into the feeds "
            f"file: {tracked.move.to}"
        )
    return None
