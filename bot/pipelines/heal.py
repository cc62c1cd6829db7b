"""The heal pipeline: tells moderators once of a channel that refuses, and tries it again later.

    failure ─► paused with a sentence and a notice (pipelines.outbox; shown by /news subscriptions)
            ─► notice: claimed ─► said where it can be read ─► told
                    ─► nowhere: put off; the next moderator is told (subscriptions.server_changes)
            ─► its time comes ─► resumed ─► the next announcement succeeds, or pauses it again

`lifecycle` runs the loop. It never resumes a channel that a moderator paused. A notice in state
`sending` may have been sent: it is looked for first, and sent again with the same nonce if it is
not there.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.delivery.failures import react
from bot.delivery.messenger import NOTICES_PER_MESSAGE, Notifier
from bot.delivery.refusals import Action
from bot.errors import MessengerError
from bot.model.subscription import Notice, NoticeKind
from bot.pipelines.loops import keep_going, keep_trying
from bot.storage import channels, meta, notices
from bot.storage.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0
"""A channel is resumed at most this long after a time-out. Chosen by eye."""
ASK_AGAIN_AFTER = timedelta(hours=1)
"""The wait before a notice that no channel could show is tried again. Chosen by eye."""


class Healer:
    """Sends notices about paused channels, and resumes the channels when they are due.

    Args:
        awake: set when a channel was resumed.
    """

    def __init__(
        self, database: Database, notifier: Notifier, clock: Clock, awake: asyncio.Event
    ) -> None:
        self._database = database
        self._notifier = notifier
        self._clock = clock
        self._awake = awake

    async def run(self) -> None:
        """Heal until canceled."""
        while True:
            await keep_going(self.heal_due, self._clock)
            await keep_going(self.tell_due, self._clock)
            await self._clock.sleep(LOOK_EVERY_SECONDS)

    async def heal_due(self) -> int:
        """Resume the channels that are due; returns their number."""
        async with self._database.reader() as connection:
            if not await channels.any_due(connection, self._clock.now()):
                return 0
        async with self._database.transaction() as connection:
            resumed = await channels.resume_due(connection, self._clock.now())
        if resumed:
            log.info("Paused channels that are tried again: %d", resumed)
            self._awake.set()
        return resumed

    async def tell_due(self) -> None:
        """Send each server the notices that are due."""
        async with self._database.reader() as connection:
            database_id = await meta.database_id(connection)
            due = await notices.due(connection, database_id, self._clock.now())
        for places, group in self._grouped(due):
            await self._tell(group, places)

    def _grouped(self, due: Iterable[Notice]) -> list[tuple[Sequence[int], list[Notice]]]:
        """Group notices into messages, each with the channels to try one after the other."""
        groups: list[tuple[Sequence[int], list[Notice]]] = []
        for notice in due:
            known = self._notifier.places(notice)
            if known is None:
                continue
            # An unknown outcome is settled before another channel is tried.
            lost = () if notice.place_id is None else (notice.place_id,)
            places = list(dict.fromkeys((*lost, *known)))
            last_places, last = groups[-1] if groups else ((), [notice])
            together = last[0].guild_id == notice.guild_id and len(last) < NOTICES_PER_MESSAGE
            if groups and together and places == last_places:
                last.append(notice)
            else:
                groups.append((places, [notice]))
        return groups

    async def _tell(self, group: Sequence[Notice], places: Sequence[int]) -> None:
        for place_id in places:
            async with self._database.transaction() as connection:
                group = await notices.claim(connection, group, place_id)
            if not group:
                return
            said = await self._say(group, place_id)
            if said is None:
                return
            if said:
                await keep_trying(partial(self._remember_told, group), self._clock)
                log.info("Told in channel %s: %s", place_id, _news(group))
                return
        await keep_trying(partial(self._put_off, group), self._clock)
        log.warning("Nobody could be told: %s", _news(group))

    async def _remember_told(self, group: Sequence[Notice]) -> None:
        async with self._database.transaction() as connection:
            await notices.mark_told(connection, group)

    async def _put_off(self, group: Sequence[Notice]) -> None:
        async with self._database.transaction() as connection:
            await notices.put_off(connection, group, self._clock.now() + ASK_AGAIN_AFTER)

    async def _say(self, group: Sequence[Notice], place_id: int) -> bool | None:
        """Send notices; returns whether that channel shows them now, None if it is unknown."""
        try:
            missing = [each for each in group if not await self._stands(each, place_id)]
            if missing:
                await self._notifier.tell(missing, place_id)
        except MessengerError as exc:
            action = react(exc, 1, self._clock.now(), 0).action
            unknown = action in {Action.RETRY, Action.RECONCILE, Action.STOP}
            return None if unknown else action is Action.SENT
        except Exception:
            log.exception("Telling in channel %s met a bug", place_id)
            return False
        return True

    async def _stands(self, notice: Notice, place_id: int) -> bool:
        return notice.place_id == place_id and await self._notifier.stands(notice, place_id)


_NEWS_OF = {
    NoticeKind.REFUSED: "nothing is posted in {channels}",
    NoticeKind.KIND: "of another kind now: {channels}",
}


def _news(group: Iterable[Notice]) -> str:
    """The events that notices report, for the log."""
    channels_of: dict[NoticeKind, list[str]] = {}
    for each in group:
        channels_of.setdefault(each.about, []).append(f"channel {each.channel_id}")
    return "; ".join(
        _NEWS_OF[kind].format(channels=", ".join(names)) for kind, names in channels_of.items()
    )
