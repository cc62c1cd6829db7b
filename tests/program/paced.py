"""The program with a clock that runs faster than the machine's: days pass in a trial of a minute.

The clock stands while the program starts, and while posts are claimed and sent. So a message
reaches Discord at the moment at which the program looked at the clock, however busy the machine is.
`PACED_CLOCK` is its file.
"""

import contextlib
import mmap
import os
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import main
from bot.clock import SystemClock
from bot.pipelines.announce import Announcer

PACE = 7200.0
"""Two hours a second."""


class PacedClock(SystemClock):
    """A fast clock in a file that processes share.

    The file holds one number, which is written as a whole. If it is positive, the clock stands, and
    shows that many seconds since 1970. Else it is added to `PACE` times the machine's own clock.
    """

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._number = memoryview(mmap.mmap(file.fileno(), 8)).cast("d")
        self._holders = 0

    @classmethod
    def new(cls, path: Path, at: datetime) -> "PacedClock":
        """A clock that stands at this moment, until a process lets it run."""
        path.write_bytes(struct.pack("d", at.timestamp()))
        return cls(path)

    def now(self) -> datetime:
        """The present of the fast clock."""
        number = self._number[0]
        return datetime.fromtimestamp(number if number > 0 else number + PACE * time.time(), UTC)

    def elapsed(self) -> float:
        """Seconds of the fast clock."""
        return self.now().timestamp()

    @contextlib.contextmanager
    def standing(self) -> Iterator[None]:
        """Hold it until the end of the block; several parts of a process may do so at once.

        A process that is killed leaves it as it is.
        """
        if not self._holders:
            self._number[0] = self.now().timestamp()
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1
            if not self._holders:
                self._number[0] -= PACE * time.time()


def pace(clock: PacedClock) -> None:
    """Give this process the fast clock.

    It stands until the announcer runs, and while a channel is served.
    """
    run, serve, start = Announcer.run, Announcer._serve, contextlib.ExitStack()
    start.enter_context(clock.standing())

    async def run_on(announcer: Announcer) -> None:
        start.close()
        await run(announcer)

    async def serve_standing(announcer: Announcer, channel_id: int) -> None:
        with clock.standing():
            await serve(announcer, channel_id)

    Announcer.run = run_on  # type: ignore[method-assign,assignment] # of this process alone
    Announcer._serve = serve_standing  # type: ignore[method-assign,assignment] # of this process alone
    SystemClock.now = lambda _: clock.now()  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    pace(PacedClock(Path(os.environ["PACED_CLOCK"])))
    main()
