"""Watches a running bot: outages of the database, and what `/healthz` says of all parts.

    each 10 s ─► another file at its path? ─► `storage.health` logs it, and nothing is written
              ─► an outage? ─► try a write ─► fails for half a minute ─► the operator is told
                                           ─► nothing failed for two minutes ─► over: log

Loops and commands continue as soon as their own tries succeed, and `/healthz` says so. The end of
an outage is logged two minutes later, so that a disk that is full every other minute is logged
once. `lifecycle` runs the loop.
"""

import logging
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.clock import Clock
from bot.errors import DatabaseDamagedError, ProgressError, StorageUnavailableError
from bot.pipelines.loops import LONGEST_PAUSE_SECONDS, Beats, repeat
from bot.storage.database import Database
from bot.storage.figures import Counts, Figures, read_counts, read_figures
from bot.storage.health import Health

log = logging.getLogger(__name__)

LATE_AFTER: Mapping[str, timedelta | None] = {
    **dict.fromkeys(("monitor", "gap", "announce", "follow", "correct"), timedelta(minutes=10)),
    # Of "gateway", the part that records each minute that the bot lives, connected or not.
    **dict.fromkeys(("gateway", "vocabulary", "tell", "conditions"), timedelta(minutes=10)),
    # A round waits for slow feeds, or for Discord's limits.
    **dict.fromkeys(("poll", "proposals", "pictures", "heal"), timedelta(hours=1)),
    **dict.fromkeys(("backup", "forget", "registry", "pubmed"), timedelta(hours=3)),
    # A round may take hours: a long past, many articles, a late connection.
    **dict.fromkeys(("backfill", "pages", "evidence", "embed", "wishes", "departures"), None),
}
"""The loops, and how long a round and the pause after it may take; None for any time. Chosen by
eye: several times the period of the loop."""
DISCONNECTED_TOO_LONG = timedelta(minutes=10)
"""A reconnect takes seconds. Chosen by eye."""
POST_OVERDUE_AFTER = timedelta(minutes=15)
"""At Discord's 50 requests a second, 45,000 posts are sent in this time."""
LEAST_FREE_BYTES = 100_000_000
"""Chosen by eye: some weeks of news, or a copy of a small database."""

LATE_LOOP = (
    "The loop “{name}” has not finished a round since {at:%Y-%m-%d %H:%M} UTC. Look for its error "
    "in the log, then start the bot again."
)
DISCONNECTED = (
    "The bot has not been connected to Discord's gateway since {at:%Y-%m-%d %H:%M} UTC. Its log "
    "says why; it connects by itself."
)
DUE = "A post has been due since {at:%Y-%m-%d %H:%M} UTC. Look into the log."
NOT_OPEN_YET = (
    "The bot is opening its database {path} now. Wait until it has; its log says if it cannot."
)
NOT_EXAMINED = (
    "The bot could not read its database ({reason}). Look into its log; if it does not go on by "
    "itself, start it again."
)
NO_SPACE = "The disk of the database has {free} MB left. Free some space."


class Vitals(Struct, frozen=True):
    """The state of a running bot.

    Attributes:
        loops: when each loop last finished a round; before its first, when it was started.
        gateway_lost_at: since when the gateway is not connected; None if it is.
        figures: None if the database cannot be read.
        outage: why the database cannot be used; None if it can.
        free_bytes: free space on the disk of the database; None if its folder is gone.
        counts: numbers of rows; None if they were not asked for, or cannot be read.
    """

    at: datetime
    loops: Mapping[str, datetime]
    gateway_lost_at: datetime | None
    figures: Figures | None
    outage: str | None
    free_bytes: int | None
    counts: Counts | None = None

    def late_loops(self) -> list[str]:
        """The loops that have not finished a round for too long."""
        limits = {name: LATE_AFTER.get(name) for name in self.loops}
        return [
            name
            for name, beat_at in self.loops.items()
            if (limit := limits[name]) and self.at - beat_at > limit
        ]

    def wrong(self) -> list[str]:
        """Sentences on what a person should look at; none if all is well."""
        late = (LATE_LOOP.format(name=name, at=self.loops[name]) for name in self.late_loops())
        others = (self._gateway(), self.outage, self._due_post(), self._disk())
        return [*late, *filter(None, others)]

    def _gateway(self) -> str | None:
        lost_at = self.gateway_lost_at
        lasts = lost_at and self.at - lost_at > DISCONNECTED_TOO_LONG
        return DISCONNECTED.format(at=lost_at) if lasts else None

    def _due_post(self) -> str | None:
        due_at = self.figures.oldest_due_at if self.figures else None
        lasts = due_at and self.at - due_at > POST_OVERDUE_AFTER
        # Without the loop that announces, posts wait on purpose.
        return DUE.format(at=due_at) if lasts and "announce" in self.loops else None

    def _disk(self) -> str | None:
        if self.free_bytes is None or self.free_bytes >= LEAST_FREE_BYTES:
            return None
        return NO_SPACE.format(free=self.free_bytes // 1_000_000)


class VitalsReader:
    """Examines the bot, also before its database is open.

    Attributes:
        beats: the record of the loops.
    """

    def __init__(self, path: Path, health: Health, clock: Clock) -> None:
        self.beats: Beats = {}
        self._path = path
        self._health = health
        self._clock = clock
        self._database: Database | None = None
        self._connected: Callable[[], bool] = lambda: False
        self._gateway_lost_at: datetime | None = clock.now()

    def opened(self, database: Database, connected: Callable[[], bool]) -> None:
        """Examine these from now on.

        Args:
            connected: says whether all shards are connected to the gateway.
        """
        self._database, self._connected = database, connected

    def watch_gateway(self) -> None:
        """Note whether the gateway is connected. Called regularly."""
        if self._connected():
            self._gateway_lost_at = None
        else:
            now = self._clock.now()
            # A time in the future was noted before the clock was set back.
            self._gateway_lost_at = min(self._gateway_lost_at or now, now)

    async def read(self, *, counts: bool = False) -> Vitals:
        """The state of the bot now."""
        self.watch_gateway()
        now, found, counted = self._clock.now(), None, None
        try:
            found, counted = await self._stored(now, counts=counts)
            outage = self._health.outage
        except ProgressError as exc:
            outage = self._health.outage or str(exc)
        except Exception as exc:
            log.exception("The bot could not find out how it is")
            outage = NOT_EXAMINED.format(reason=exc)
        lost_at, free = self._gateway_lost_at, self._free_bytes()
        elapsed = self._clock.elapsed()
        loops = {name: now - timedelta(seconds=elapsed - at) for name, at in self.beats.items()}
        return Vitals(now, loops, lost_at, found, outage, free, counted)

    async def _stored(self, now: datetime, *, counts: bool) -> tuple[Figures, Counts | None]:
        if self._database is None:
            raise StorageUnavailableError(NOT_OPEN_YET.format(path=self._path))
        # Connections that are open would answer from a file that is gone.
        self._database.check_files()
        async with self._database.reader() as connection:
            figures = await read_figures(connection, now)
            return figures, await read_counts(connection) if counts else None

    def _free_bytes(self) -> int | None:
        try:
            return shutil.disk_usage(self._path.resolve().parent).free
        except OSError:
            return None


LOOK_EVERY_SECONDS = 10.0
"""The pause between two checks of the database. Chosen by eye."""
TELL_AFTER = timedelta(seconds=30)
"""A shorter outage, such as a lock for a backup, ends by itself. Chosen by eye."""
OUTAGE_OVER_AFTER = timedelta(seconds=2 * LONGEST_PAUSE_SECONDS)
"""By then each waiting loop has tried again."""


class StorageMonitor:
    """Watches a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._failures = 0
        self._began_at: datetime | None = None
        self._failed_at = clock.now()

    async def run(self) -> None:
        """Watch until canceled."""
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
        if health.is_watched and works and now - self._failed_at >= OUTAGE_OVER_AFTER:
            self._began_at = None
            health.mended()
