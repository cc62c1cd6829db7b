"""Run: the record of one process of the bot, which later processes read."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Run:
    """One process of the bot, from its start to its end.

    Attributes:
        connected_at: when it sent its first IDENTIFY; None before that.
        seen_at: when it was last known to be alive.
        identifies: how many IDENTIFYs it sent.
        stopped: whether a signal stopped it; False after a crash or `kill -9`.
        id: its id in the database; None until it is stored.
    """

    started_at: datetime
    seen_at: datetime
    connected_at: datetime | None = None
    identifies: int = 0
    stopped: bool = False
    id: int | None = None

    @property
    def connected_for(self) -> timedelta:
        """The time between its first IDENTIFY and the last sign of life; zero without IDENTIFY."""
        if self.connected_at is None:
            return timedelta()
        return self.seen_at - self.connected_at
