"""Repeats the rounds of loops, whatever happens in one of them.

    round ─► the database is unavailable ─► wait, longer each time, up to a minute ─► again
          ─► damage, limits of the machine ─► wait, up to an hour ─► again
          ─► a bug ─► traceback in the log ─► wait, up to an hour ─► again
          ─► an error that only a person can mend: ends the bot

The outcome of a request to Discord must be recorded before anything else is done. `keep_trying`
repeats such a write in place, so that nothing is sent twice because the write failed.

`Beats` records when each loop last finished a round, for `/healthz`. `lifecycle` sets the record
before it starts the loops. Commands set none, so nothing is recorded there.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, NoReturn, TypeVar

from bot.clock import Clock
from bot.errors import (
    ConfigurationError,
    DatabaseDamagedError,
    DatabaseVersionError,
    HostError,
    ProgressError,
    StorageUnavailableError,
)

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
"""The first and the longest pause while the database is unavailable: an outage such as a lock ends
within seconds or minutes. Chosen by eye."""
FIRST_PAUSE_AFTER_BUG_SECONDS, LONGEST_PAUSE_AFTER_BUG_SECONDS = 60.0, 3600.0
"""The first and the longest pause after a bug, which does not mend itself. Chosen by eye."""

ResultT = TypeVar("ResultT")
KeyT = TypeVar("KeyT")


async def keep_trying(operation: Callable[[], Awaitable[ResultT]], clock: Clock) -> ResultT:
    """Repeat `operation` until the database is available. `storage.health` logs why it waits."""
    for attempt in itertools.count():
        try:
            return await operation()
        except StorageUnavailableError:
            await clock.sleep(pause_after(attempt, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS))
    raise AssertionError  # pragma: no cover - the count is endless


async def keep_going(round_: Callable[[], Awaitable[ResultT]], clock: Clock) -> ResultT:
    """Run one round of a loop until it succeeds.

    Raises:
        ConfigurationError: an error that only a person can mend.
    """
    for attempt in itertools.count():
        try:
            result = await keep_trying(round_, clock)
        except (DatabaseDamagedError, HostError) as exc:
            # `notify_operator` tells it once. Other parts of the database can still be used.
            wait = _pause_after_bug(attempt)
            log.info("A loop was put off for %d s: %s", wait, exc)
            await clock.sleep(wait)
        except ConfigurationError:
            raise
        except Exception:
            wait = _pause_after_bug(attempt)
            log.exception("A loop met a bug; it goes on in %d s", wait)
            await clock.sleep(wait)
        else:
            beat(clock)
            return result
    raise AssertionError  # pragma: no cover - the count is endless


async def repeat(round_: Callable[[], Awaitable[object]], every: float, clock: Clock) -> NoReturn:
    """Run a round again and again, with a pause of `every` seconds after each.

    Raises:
        ConfigurationError: as in `keep_going`.
    """
    while True:
        await keep_going(round_, clock)
        await clock.sleep(every)


async def finish_all(works: list[Awaitable[ResultT]]) -> list[ResultT]:
    """Run all side by side; raises an error of one after all have ended."""
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]


class PutOff(Generic[KeyT]):
    """Tells when failed work may be tried again: each time later, from a minute to an hour.

    It is kept in memory alone, since the database may be what fails.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[KeyT, int] = {}
        self._until: dict[KeyT, datetime] = {}

    def is_due(self, key: KeyT) -> bool:
        """Whether the work of this key may be tried now."""
        now = self._clock.now()
        wait = self._until.get(key, now) - now
        # A longer wait comes from a clock that was set back.
        return not timedelta() < wait <= timedelta(seconds=LONGEST_PAUSE_AFTER_BUG_SECONDS)

    def failed(self, key: KeyT) -> float:
        """Put the key off; returns the seconds."""
        failures = self._failures.get(key, 0)
        wait = _pause_after_bug(failures)
        self._failures[key] = failures + 1
        self._until[key] = self._clock.now() + timedelta(seconds=wait)
        return wait

    def succeeded(self, key: KeyT) -> None:
        """Forget the failures of the key."""
        self._failures.pop(key, None)
        self._until.pop(key, None)


def _pause_after_bug(failures: int) -> float:
    """Seconds to wait after a failure that follows this number of failures."""
    return pause_after(failures, FIRST_PAUSE_AFTER_BUG_SECONDS, LONGEST_PAUSE_AFTER_BUG_SECONDS)


def pause_after(attempt: int, first: float, longest: float) -> float:
    """Seconds to wait after an attempt: `first` after attempt 0, then twice as long each time."""
    doublings = min(attempt, 10)  # past any longest pause
    return min(first * (1 << doublings), longest)


Beats = dict[str, float]
"""The last round of each loop, by name, in `Clock.elapsed`: the clock may be set meanwhile."""

_record: ContextVar[Beats | None] = ContextVar("beats", default=None)


def record_in(beats: Beats) -> None:
    """Let the tasks that start from now on record their rounds here."""
    _record.set(beats)


def beat(clock: Clock) -> None:
    """Record that the loop of this task finished a round."""
    beats, task = _record.get(), asyncio.current_task()
    if beats is not None and task and task.get_name() in beats:
        beats[task.get_name()] = clock.elapsed()


Work = Callable[[], Coroutine[Any, Any, None]]
"""The work of a lane, which begins when there is room for it."""


class Lanes(Generic[KeyT]):
    """The lanes of one pipeline.

    Args:
        doing: what the pipeline does, for the log: "Announcing in channel".
        most: how many lanes may run at once; None for any number.
        ended: called after a lane ended by itself, with its error or None.
        awake: set when there may be work; see `keep_filled`.

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
        awake: asyncio.Event | None = None,
    ) -> None:
        self._doing = doing
        self._clock = clock
        self._most = most
        self._ended = ended
        self._running: dict[KeyT, asyncio.Task[None]] = {}
        self._waiting: dict[KeyT, Work] = {}
        self._put_offs = PutOff[KeyT](clock)
        self._awake = awake or asyncio.Event()
        self._stopped: ProgressError | None = None
        self.closed = False

    def __len__(self) -> int:
        """The number of running lanes."""
        return len(self._running)

    def start(self, work: Mapping[KeyT, Work]) -> None:
        """Start the work of each key that no lane serves. Replaces the work that waits."""
        if not self.closed:
            self._waiting = {key: each for key, each in work.items() if self._is_free(key)}
            self._fill()

    def _is_free(self, key: KeyT) -> bool:
        return key not in self._running and self._put_offs.is_due(key)

    async def keep_filled(self, fill: Callable[[], Awaitable[object]], every: float) -> NoReturn:
        """Call `fill`, which starts lanes, whenever the pipeline is woken.

        Args:
            fill: is one round of a loop.
            every: the most seconds of the machine between two rounds.

        Raises:
            ConfigurationError: as in `keep_going`.
            ProgressError: the error given to `stop`.
        """
        while True:
            self._awake.clear()
            await keep_going(fill, self._clock)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), every)
            self._raise_if_stopped()

    def _raise_if_stopped(self) -> None:
        if self._stopped:
            raise self._stopped

    async def finish(self, fill: Callable[[], Awaitable[object]]) -> None:
        """Call `fill`, and again when all lanes have ended, until it starts none.

        Raises:
            Exception: as `settled`.
        """
        await fill()
        while self._running:
            await self.settled()
            # Work may have become due for a lane while it ran.
            await fill()

    async def settled(self) -> None:
        """Return when the lanes that run now have ended.

        Raises:
            Exception: the first bug among them.
            ProgressError: the error given to `stop`.
        """
        await asyncio.gather(*self._running.values())
        self._raise_if_stopped()

    def stop(self, error: ProgressError) -> None:
        """Start no more lanes, and let the pipeline end with this error."""
        self._stopped = error
        self.close()
        self._awake.set()

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

    def _lane_ended(self, key: KeyT, lane: asyncio.Task[None]) -> None:
        del self._running[key]
        error = None if lane.cancelled() else lane.exception()
        if isinstance(error, DatabaseVersionError):
            self.stop(error)
        self._put_off(key, error)
        self._fill()
        if not lane.cancelled():
            self._ended(error)

    def _put_off(self, key: KeyT, error: BaseException | None) -> None:
        if error is None:
            self._put_offs.succeeded(key)
            return
        wait = self._put_offs.failed(key)
        if isinstance(error, DatabaseDamagedError | DatabaseVersionError | HostError):
            # `notify_operator` tells the operator once.
            log.info("%s %s was put off for %d s: %s", self._doing, key, wait, error)
        else:
            log.error("%s %s failed; it goes on in %d s", self._doing, key, wait, exc_info=error)
