"""Gap: a time in which a feed published more than anybody could read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GAP_TOLD_FOR = timedelta(days=30)
"""After that, nobody looks for what may be missing; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Articles of a feed that may be missing.

    Attributes:
        found_at: when a poll found nothing that it knew.
        since: when the feed was read before that.
        until: the oldest date of what could be read, else the time of that poll.
    """

    feed_id: int
    found_at: datetime
    since: datetime
    until: datetime

    @property
    def sentence(self) -> str:
        """What is said of it in the log and on the command line."""
        return f"articles may be missing between {self.since:%Y-%m-%d} and {self.until:%Y-%m-%d}"
