"""The heal pipeline: channels that were paused by a failure get another try.

    failure ─► paused with a sentence (pipelines.announce; shown by /subscriptions)
            ─► its time comes ─► resumed ─► the next announcement succeeds, or pauses it again

`app` runs its loop. A channel that a moderator paused waits for a moderator.
"""

import asyncio
import logging

from bot.clock import Clock
from bot.storage import channels
from bot.storage.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 300.0


class Healer:
    """Resumes channels when their time has come.

    Args:
        database: where channels stand.
        clock: the present, and sleep between rounds.
        awake: set when a channel was resumed.
    """

    def __init__(self, database: Database, clock: Clock, awake: asyncio.Event) -> None:
        self._database = database
        self._clock = clock
        self._awake = awake

    async def run(self) -> None:
        """Heal, for ever."""
        while True:
            await self.heal_due()
            await self._clock.sleep(LOOK_EVERY_SECONDS)

    async def heal_due(self) -> int:
        """Resume what is due; returns how many channels."""
        async with self._database.transaction() as connection:
            resumed = await channels.resume_due(connection, self._clock.now())
        if resumed:
            log.info("Trying %d paused channels again", resumed)
            self._awake.set()
        return resumed
