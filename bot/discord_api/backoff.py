"""Decides when a shard connects again, and whether it resumes its session. Pure; for `shard`."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

HELD = timedelta(minutes=5)
"""A connection that lasts this long resets the count. At worst one more IDENTIFY follows every five
minutes: 288 of the 1,000 a day."""
LONGEST_DELAY_SECONDS = 300.0
RESUMES_IN_A_ROW = 4
"""An event that breaks the connection is replayed by each RESUME, so a session that breaks this
often is given up. Chosen by eye: about ten seconds of trying."""
MOST_UNREACHABLE = 9
"""About six minutes. By then Discord has ended the session, and the session's own address may be
the cause."""


@dataclass(slots=True)
class Backoff:
    """Counts connections in a row that did not hold.

    Attributes:
        chance: a random number from 0 to 1, which keeps shards from connecting at the same moment.
        broken: connections in a row that were made and broke.
        unreachable: attempts in a row that made no connection.
    """

    chance: Callable[[], float] = field(default=random.random)
    broken: int = 0
    unreachable: int = 0
    _failures: int = 0

    def ended(self, lasted: timedelta | None) -> None:
        """Count a connection that ended after this time; None if it could not be made."""
        if lasted is None:
            self._failures, self.unreachable = self._failures + 1, self.unreachable + 1
        elif lasted >= HELD:
            self._failures = self.broken = self.unreachable = 0
        else:
            self._failures, self.broken, self.unreachable = self._failures + 1, self.broken + 1, 0

    @property
    def delay(self) -> float:
        """Seconds until the next attempt: 0 at first, then 1, 2, 4, …, each less up to a half."""
        if not self._failures:
            return 0.0
        longest = min(2.0 ** min(self._failures - 1, 30), LONGEST_DELAY_SECONDS)
        return longest * (1 + self.chance()) / 2

    @property
    def gives_up_session(self) -> bool:
        """Whether the next connection begins a new session instead of resuming."""
        too_often = self.broken > 0 and self.broken % (RESUMES_IN_A_ROW + 1) == 0
        return too_often or self.unreachable > MOST_UNREACHABLE
