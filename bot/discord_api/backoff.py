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


@dataclass(slots=True)
class Backoff:
    """Counts connections in a row that did not hold.

    Attributes:
        chance: a number from 0 to 1, so that shards do not come back at the same moment.
        failures: how many did not hold.
    """

    chance: Callable[[], float] = field(default=random.random)
    failures: int = 0

    def ended(self, lasted: timedelta) -> None:
        """Take note of a connection that ended, or could not be made."""
        self.failures = 0 if lasted >= HELD else self.failures + 1

    @property
    def delay(self) -> float:
        """Seconds until the next one: none after a good one, then 1, 2, 4, … less up to a half."""
        if not self.failures:
            return 0.0
        longest = min(2.0 ** min(self.failures - 1, 30), LONGEST_DELAY_SECONDS)
        return longest * (1 + self.chance()) / 2

    @property
    def gives_up_session(self) -> bool:
        """Whether the next connection begins a new session instead of resuming."""
        return self.failures > 0 and self.failures % (RESUMES_IN_A_ROW + 1) == 0
