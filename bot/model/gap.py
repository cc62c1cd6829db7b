"""Gap: a time in which a feed published more than anybody could read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GAP_READ_FOR = timedelta(days=7)
"""So long polls try a page that failed; chosen by eye."""
GAP_TOLD_FOR = timedelta(days=30)
"""After that, nobody looks for what may be missing; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Articles of a feed that may be missing.

    Attributes:
        found_at: when a poll found nothing that it knew.
        since: when the feed was read before that.
        until: the oldest date of what could be read, else the time of that poll.
        next_url: the page that failed, which later polls try again; None if none is left.
    """

    feed_id: int
    found_at: datetime
    since: datetime
    until: datetime
    next_url: str | None = None

    @property
    def sentence(self) -> str:
        """What is said of it in the log and on the command line."""
        missing = f"articles may be missing between {self.since:%Y-%m-%d} and {self.until:%Y-%m-%d}"
        again = "; a page that failed is tried again at the next polls"
        return missing + (again if self.next_url else "")
