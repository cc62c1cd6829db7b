"""Run: one process of the bot, as recorded for the processes after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Run:
    """From the start of a process to its end.

    Attributes:
        connected_at: its first IDENTIFY; None before that.
        seen_at: when it was last known to be alive.
        identifies: how many IDENTIFYs it sent.
        stopped: whether a signal stopped it; false after a crash or kill -9.
        id: in the database; None while it is not stored.
    """

    started_at: datetime
    seen_at: datetime
    connected_at: datetime | None = None
    identifies: int = 0
    stopped: bool = False
    id: int | None = None

    @property
    def connected_for(self) -> timedelta:
        """The time from its first IDENTIFY to when it was last seen alive."""
        if self.connected_at is None:
            return timedelta()
        return self.seen_at - self.connected_at
