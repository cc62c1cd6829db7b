"""The monitor pipeline: watches the database, and finds the beginning and end of an outage.

    each 10 s ─► another file at its path? ─► `storage.health` logs it, and nothing is written
              ─► an outage? ─► try a write ─► fails for half a minute ─► the operator is told
                                           ─► nothing failed for two minutes ─► over: log

Loops and commands continue as soon as their own tries succeed. Only the end of the outage is
recorded later, so that a disk that is full every other minute is logged once. `lifecycle` runs the
loop.
"""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import DatabaseDamagedError, StorageUnavailableError
from bot.pipelines.loops import LONGEST_PAUSE_SECONDS, repeat
from bot.storage.database import Database

LOOK_EVERY_SECONDS = 10.0
TELL_AFTER = timedelta(seconds=30)
"""A shorter outage, such as a lock for a backup, ends by itself. Chosen by eye."""
QUIET = timedelta(seconds=2 * LONGEST_PAUSE_SECONDS)
"""By then each waiting loop has tried again."""


class StorageMonitor:
    """Watches a database.

    Args:
        database: the database of the bot.
        clock: the present, and sleep between looks.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._failures = 0
        self._began_at: datetime | None = None
        self._failed_at = clock.now()

    async def run(self) -> None:
        """Watch until cancelled."""
        await repeat(self.look, LOOK_EVERY_SECONDS, self._clock)

    @property
    def lasting_outage(self) -> str | None:
        """A sentence for the operator about an outage; None if there is none, or a short one."""
        lasts = self._began_at and self._failed_at - self._began_at >= TELL_AFTER
        return self._database.health.outage if lasts else None

    async def look(self) -> None:
        """Check the database once."""
        health = self._database.health
        try:
            await self._database.probe()
        except StorageUnavailableError:
            works = False
        except DatabaseDamagedError:
            works = True  # A part is damaged, which no wait mends; `storage.health` has logged it.
        else:
            works = True
        now = self._clock.now()
        if health.failures != self._failures:
            self._failures, self._failed_at = health.failures, now
            self._began_at = self._began_at or now
        if health.outage and works and now - self._failed_at >= QUIET:
            self._began_at = None
            health.mended()
