"""The notify pipeline: tells the operator once of each problem, and logs its end.

    feeds ─► trouble? (feeds.health) ─► not told yet ─► owner, by direct message ─► log ─► told_at
          ─► told, and over ─► log ─► forgotten
    machine, database ─► a condition now? ─► not told in the last day ─► owner

`lifecycle` runs the loops. A crash after the message and before `told_at` repeats the message once.
The part that meets a condition of the machine or the database logs it. The database has no record
that the owner was told of one, because writing may be what fails.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.clock import Clock
from bot.errors import MessengerError, reason_of
from bot.feeds.health import FeedTrouble, trouble
from bot.model.feed import TrackedFeed
from bot.pipelines.loops import keep_trying, repeat
from bot.storage import feeds
from bot.storage.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0
"""The pause between two looks for troubles. Chosen by eye."""
TELL_AGAIN_AFTER = timedelta(days=1)
"""A condition that comes and goes, such as a full disk, is reported at most once a day. Chosen by
eye."""


class Operator(Protocol):
    """Sends messages to the person who hosts the bot."""

    async def tell(self, sentences: Sequence[str]) -> None:
        """Send the sentences, or log why the operator cannot be reached.

        Raises:
            MessengerError: sending failed for now; it is tried again.
        """
        ...


class OperatorNotifier:
    """Tells the operator of problems of feeds, machine and database.

    Args:
        operator: gets messages beside the log; None without OWNER_ID.
        conditions: each returns a sentence while its condition lasts, else None.
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
        self._is_owner_away = False

    async def run(self) -> None:
        """Tell of feeds until canceled."""
        await repeat(self.tell_due, LOOK_EVERY_SECONDS, self._clock)

    async def watch_conditions(self) -> None:
        """Tell of the machine and the database until canceled, also during outages."""
        await repeat(self.tell_of_conditions, LOOK_EVERY_SECONDS, self._clock)

    async def tell_of_conditions(self) -> None:
        """Tell of present conditions of the machine and the database."""
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
        """Tell of each feed's trouble and of its end, each once."""
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
            level = logging.DEBUG if self._is_owner_away else logging.INFO
            log.log(level, "The owner could not be told yet: %s", reason_of(exc))
            self._is_owner_away = True
            return False
        if self._is_owner_away:
            log.info("The owner was told what waited")
            self._is_owner_away = False
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
