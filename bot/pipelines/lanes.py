"""Lanes: tasks that serve channels side by side, each channel's work in order.

    start {key: work} ─► no lane serves the key? ─► a task ─► ended ─► the next key that waits
                      ─► as many lanes as may be? ─► the key waits
    end ─► no more lanes are started ─► those that run get some time ─► the rest is cancelled

`announce`, `correct` and `follow` use them. A lane fails if the outcome of its work cannot be
recorded, because a part of the database is damaged, or because of a bug. Its key alone is put off,
each time for longer, up to an hour: a new lane at once would send Discord the same requests without
end.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Generic, TypeVar

from bot.clock import Clock
from bot.errors import DatabaseDamagedError, HostError
from bot.pipelines.loops import PutOff

log = logging.getLogger(__name__)

Key = TypeVar("Key")
Work = Callable[[], Coroutine[Any, Any, None]]


class Lanes(Generic[Key]):
    """The lanes of one pipeline.

    Args:
        doing: what the pipeline does, for the log: "Announcing in channel".
        clock: the present.
        most: how many lanes may run at once; None for any number.
        ended: called after a lane ended by itself, with its error or None.

    Attributes:
        closed: whether no more lanes are started.
    """

    def __init__(
        self,
        doing: str,
        clock: Clock,
        *,
        most: int | None = None,
        ended: Callable[[BaseException | None], None] = lambda _: None,
    ) -> None:
        self._doing = doing
        self._most = most
        self._ended = ended
        self._running: dict[Key, asyncio.Task[None]] = {}
        self._waiting: dict[Key, Work] = {}
        self._put_offs = PutOff[Key](clock)
        self.closed = False

    def __len__(self) -> int:
        """The number of running lanes."""
        return len(self._running)

    def start(self, work: Mapping[Key, Work]) -> None:
        """Start the work of each key that no lane serves. Replaces the work that waits."""
        if not self.closed:
            self._waiting = {key: each for key, each in work.items() if self._is_free(key)}
            self._fill()

    def _is_free(self, key: Key) -> bool:
        return key not in self._running and self._put_offs.is_due(key)

    async def settled(self) -> None:
        """Return when the lanes that run now have ended; raises the first bug among them."""
        await asyncio.gather(*self._running.values())

    def close(self) -> None:
        """Start no more lanes."""
        self.closed = True
        self._waiting.clear()

    async def end(self, grace_seconds: float = 0.0) -> None:
        """Close, and cancel what still runs after this time."""
        self.close()
        late = set(self._running.values())
        if late and grace_seconds:
            _, late = await asyncio.wait(late, timeout=grace_seconds)
        for lane in late:
            lane.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _fill(self) -> None:
        while self._waiting and (self._most is None or len(self._running) < self._most):
            key = next(iter(self._waiting))
            lane = asyncio.create_task(self._waiting.pop(key)(), name=f"{self._doing} {key}")
            self._running[key] = lane
            lane.add_done_callback(partial(self._lane_ended, key))

    def _lane_ended(self, key: Key, lane: asyncio.Task[None]) -> None:
        del self._running[key]
        error = None if lane.cancelled() else lane.exception()
        self._put_off(key, error)
        self._fill()
        if not lane.cancelled():
            self._ended(error)

    def _put_off(self, key: Key, error: BaseException | None) -> None:
        if error is None:
            self._put_offs.succeeded(key)
            return
        wait = self._put_offs.failed(key)
        if isinstance(error, DatabaseDamagedError | HostError):
            # `notify_operator` tells the operator once.
            log.info("%s %s was put off for %d s: %s", self._doing, key, wait, error)
        else:
            log.error("%s %s failed; it goes on in %d s", self._doing, key, wait, exc_info=error)
