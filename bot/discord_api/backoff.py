"""When a shard connects again, and whether it resumes its session. Pure; called by `shard`."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

HELD = timedelta(minutes=5)
"""A connection that lasted so long was a good one. At worst one more IDENTIFY follows every five
minutes: 288 of the 1,000 a day."""
LONGEST_DELAY_SECONDS = 300.0
RESUMES_IN_A_ROW = 4
"""A session that breaks so often may hold something that breaks it, and each RESUME replays that;
chosen by eye: about ten seconds of trying."""
MOST_UNREACHABLE = 9
"""After six minutes Discord has ended a session, and its own address may be what is gone."""


@dataclass(slots=True)
class Backoff:
    """Counts connections in a row that did not hold.

    Attributes:
        chance: a number from 0 to 1, so that shards do not come back at the same moment.
        broken: how many were made and broke.
        unreachable: how many could not be made since one was.
    """

    chance: Callable[[], float] = field(default=random.random)
    broken: int = 0
    unreachable: int = 0
    _failures: int = 0

    def ended(self, lasted: timedelta | None) -> None:
        """Take note of a connection that ended after so long, or could not be made (None)."""
        if lasted is None:
            self._failures, self.unreachable = self._failures + 1, self.unreachable + 1
        elif lasted >= HELD:
            self._failures = self.broken = self.unreachable = 0
        else:
            self._failures, self.broken, self.unreachable = self._failures + 1, self.broken + 1, 0

    @property
    def delay(self) -> float:
        """Seconds until the next one: none after a good one, then 1, 2, 4, … less up to a half."""
        if not self._failures:
            return 0.0
        longest = min(2.0 ** min(self._failures - 1, 30), LONGEST_DELAY_SECONDS)
        return longest * (1 + self.chance()) / 2

    @property
    def gives_up_session(self) -> bool:
        """Whether the next connection begins a new session instead of resuming."""
        too_often = self.broken > 0 and self.broken % (RESUMES_IN_A_ROW + 1) == 0
        return too_often or self.unreachable > MOST_UNREACHABLE
