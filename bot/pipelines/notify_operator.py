"""The tell pipeline: the operator hears once of each thing that is in trouble, and of its end.

    feeds ─► trouble? (feeds.health) ─► not told yet ─► owner, by direct message ─► log ─► told_at
          ─► told, and well again ─► log ─► forgotten
    machine, database ─► what is wrong now ─► told in the last day? ─► owner

`app` runs its loops. A crash after the message and before `told_at` repeats it once. What is wrong
with machine and database is logged by the part that meets it. That the owner was told is not
recorded, because writing may be what fails.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.clock import Clock
from bot.errors import MessengerError
from bot.feeds.health import FeedTrouble, trouble
from bot.model.feed import TrackedFeed
from bot.pipelines.loops import keep_trying, repeat
from bot.storage import feeds
from bot.storage.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0
TELL_AGAIN_AFTER = timedelta(days=1)
"""What comes and goes, such as a disk that is full now and then, is told once a day at most."""


class Operator(Protocol):
    """Whoever hosts the bot, where they asked for messages."""

    async def tell(self, sentences: Sequence[str]) -> None:
        """Say it to them, or log why they cannot be reached.

        Raises:
            MessengerError: that may go by; it is tried again.
        """
        ...


class OperatorNotifier:
    """Tells of feeds, and of the machine and the database.

    Args:
        database: where feeds stand.
        operator: who is told beside the log; None where nobody asked for it.
        clock: the present, and sleep between rounds.
        conditions: each says in a sentence what is wrong now, or None.
    """

    def __init__(
        self,
        database: Database,
        operator: Operator | None,
        clock: Clock,
        conditions: Sequence[Callable[[], str | None]] = (),
    ) -> None:
        self._database = database
        self._operator = operator
        self._clock = clock
        self._conditions = conditions
        self._met_at: dict[str, datetime] = {}
        self._owner_awaits: list[str] = []

    async def run(self) -> None:
        """Tell, for ever. A loop each: that of feeds waits while the database is unavailable."""
        async with asyncio.TaskGroup() as group:
            for round_ in (self.tell_of_conditions, self.tell_due):
                group.create_task(repeat(round_, LOOK_EVERY_SECONDS, self._clock))

    async def tell_of_conditions(self) -> None:
        """Tell what is wrong with the machine and the database."""
        now = self._clock.now()
        current = {sentence for condition in self._conditions if (sentence := condition())}
        known = {
            sentence: met_at
            for sentence, met_at in self._met_at.items()
            if sentence in current or now - met_at < TELL_AGAIN_AFTER
        }
        self._owner_awaits += sorted(current - known.keys())
        self._met_at = known | dict.fromkeys(current, now)
        if self._owner_awaits and await self._told(self._owner_awaits):
            self._owner_awaits = []

    async def tell_due(self) -> None:
        """Tell of what is wrong and of what is well again, each once."""
        now = self._clock.now()
        async with self._database.reader() as connection:
            tracked = await feeds.active(connection)
        found = [(each, trouble(each, now)) for each in tracked]
        untold = [(each, what.sentence) for each, what in found if what and _untold(each, what)]
        well = [each for each, what in found if not what and _was_told_and_is_well(each)]
        if untold and not await self._told([sentence for _, sentence in untold]):
            untold = []
        for _, sentence in untold:
            log.warning("%s", sentence)
        for each in well:
            log.info("%s is well again", each.feed.name)
        told = [each for each, _ in untold]
        await keep_trying(partial(self._remember, told, well), self._clock)

    async def _told(self, sentences: Sequence[str]) -> bool:
        if self._operator is None:
            return True
        try:
            await self._operator.tell(sentences)
        except MessengerError as exc:
            log.info("The owner could not be told yet: %s", exc)
            return False
        return True

    async def _remember(self, told: Sequence[TrackedFeed], well: Sequence[TrackedFeed]) -> None:
        if not told and not well:
            return
        now = self._clock.now()
        async with self._database.transaction() as connection:
            for each in told:
                await feeds.set_told(connection, each.id, now)
            for each in well:
                await feeds.set_told(connection, each.id, None)


def _untold(tracked: TrackedFeed, what: FeedTrouble) -> bool:
    told_at = tracked.health.told_at
    return told_at is None or told_at < what.since


def _was_told_and_is_well(tracked: TrackedFeed) -> bool:
    return tracked.health.told_at is not None and tracked.health.error is None
