"""The monitor pipeline: the database is watched, and the operator hears of an outage.

    each 10 s ─► another file at its path? ─► `storage.health`: said in the log, nothing is written
              ─► an outage? ─► try a write ─► lasts on ─► owner, by direct message, once
                                           ─► nothing failed for two minutes ─► over: log

Loops and members go on as soon as their own tries succeed; it is the outage's end that waits, so
that a disk on the brink of being full is told once and not by the minute. `app` runs its loop.
"""

import logging
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import MessengerError, StorageUnavailableError
from bot.pipelines.loops import LONGEST_PAUSE_SECONDS, repeat
from bot.pipelines.notify_operator import Operator
from bot.storage.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 10.0
TELL_AFTER = timedelta(seconds=30)
"""A shorter outage, such as a lock for a backup, needs nobody."""
QUIET = timedelta(seconds=2 * LONGEST_PAUSE_SECONDS)
"""By then each loop that waits has tried again."""


class StorageMonitor:
    """Watches a database.

    Args:
        database: the one that everything uses.
        operator: who is told beside the log; None where nobody asked for it.
        clock: the present, and sleep between looks.
    """

    def __init__(self, database: Database, operator: Operator | None, clock: Clock) -> None:
        self._database = database
        self._operator = operator
        self._clock = clock
        self._failures = 0
        self._began_at: datetime | None = None
        self._failed_at = clock.now()
        self._told: set[str] = set()

    async def run(self) -> None:
        """Watch, for ever."""
        await repeat(self.look, LOOK_EVERY_SECONDS, self._clock)

    async def look(self) -> None:
        """Look once."""
        health = self._database.health
        try:
            await self._database.probe()
        except StorageUnavailableError:
            works = False
        else:
            works = True
        now = self._clock.now()
        if health.failures != self._failures:
            self._failures, self._failed_at = health.failures, now
            self._began_at = self._began_at or now
        if health.trouble and works and now - self._failed_at >= QUIET:
            self._told.clear()
            self._began_at = None
            health.mended()
        elif health.trouble and self._began_at and now - self._began_at >= TELL_AFTER:
            await self._tell(health.trouble)

    async def _tell(self, sentence: str) -> None:
        if self._operator is None or sentence in self._told:
            return
        try:
            await self._operator.tell([sentence])
        except MessengerError as exc:
            log.info("The owner could not be told yet: %s", exc)
        else:
            self._told.add(sentence)
