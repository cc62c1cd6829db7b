"""The pipeline of the gap before a restore: says what was not announced, and announces it.

a restore ─► polls keep the articles of the gap silently (`articles.news`)
          ─► all feeds read ─► counted ─► log, and the operator once: how many, and the command
`progress-bot announce --since` ─► planned as news ─► a running bot posts them
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import repeat
from bot.storage import feeds, unannounced
from bot.storage.database import Database
from bot.storage.unannounced import Count, Unannounced

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0
COUNTED_AFTER = timedelta(hours=1)
"""So long after a restore the count waits for feeds that were not read. Chosen by eye."""
ONE_NOT_ANNOUNCED = (
    "{number} article of the gap before the restore was not announced. `progress-bot announce "
    "--since {since:%Y-%m-%d}` posts it."
)
NOT_ANNOUNCED = (
    "{number} articles of the gap before the restore were not announced. `progress-bot announce "
    "--since {since:%Y-%m-%d}` posts them."
)


def gap_sentence(found: Count) -> str | None:
    """The sentence for the operator; None if there is nothing to announce."""
    if not found.number:
        return None
    sentence = ONE_NOT_ANNOUNCED if found.number == 1 else NOT_ANNOUNCED
    return sentence.format(number=found.number, since=found.oldest)


class GapReporter:
    """Tells the operator once how much of a gap was not announced.

    Args:
        database: the database of the bot.
        clock: the present, and sleep between looks.

    Attributes:
        sentence: for the operator; None if there is nothing to tell.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.sentence: str | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        await repeat(self.look, LOOK_EVERY_SECONDS, self._clock)

    async def look(self) -> None:
        """Count the articles after a restore, and tell if there are more than were told."""
        async with self._database.reader() as connection:
            restored_at = await unannounced.restored_at(connection)
            if restored_at is None:
                return
            unread = await unannounced.unread_feeds(connection)
            found = await unannounced.count(connection)
            told = await unannounced.told(connection)
        if found.number == told or (unread and self._clock.now() - restored_at < COUNTED_AFTER):
            return
        async with self._database.transaction() as connection:
            await unannounced.set_told(connection, found.number)
        if found.number > told:
            self.sentence = gap_sentence(found)
            log.warning("%s", self.sentence)


@dataclass(frozen=True, slots=True)
class Announced:
    """An article of the gap, and the number of channels that it goes to."""

    article: Unannounced
    channels: int


async def announce_silent(
    database: Database, ingest: Ingest, moment: datetime, now: datetime
) -> Sequence[Announced]:
    """Plan what was kept silently after a restore and is dated after a moment, as news."""
    async with database.reader() as connection:
        found = await unannounced.since(connection, moment)
    announced = dict[int, Announced]()
    for each in found:
        async with database.transaction() as connection:
            tracked = await feeds.one(connection, each.feed_id)
            await unannounced.reopen(connection, each.article_id)
            await unannounced.drop(connection, each.article_id)
            if tracked and await unannounced.is_silent(connection, each):
                await ingest.announce_kept(connection, tracked, each.article_id, now)
            channels = await unannounced.count_pending(connection, each.article_id)
        announced[each.article_id] = Announced(each, channels)
    return tuple(announced.values())
