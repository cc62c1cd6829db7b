"""Ids and moments as Discord makes them: always growing, so that no two are alike."""

import time
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Ids that hold the time in milliseconds."""

    def __init__(self) -> None:
        self._last = 0
        self._last_moment = datetime.min.replace(tzinfo=UTC)

    def next(self) -> int:
        """A new id."""
        now_ms = int(time.time() * 1000) - DISCORD_EPOCH_MS
        self._last = max(self._last + 1, now_ms << 22)
        return self._last

    def moment(self) -> datetime:
        """Now, later than every moment before: what is paged by time needs no two alike."""
        after = self._last_moment + timedelta(microseconds=1)
        self._last_moment = max(datetime.now(UTC), after)
        return self._last_moment


def created_at(snowflake: int) -> datetime:
    """When an id was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)
