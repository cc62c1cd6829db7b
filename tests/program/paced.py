"""The program with a clock that runs faster than the machine's: days pass in a trial of a minute.

The clock stands while posts are claimed and sent, so that a message reaches Discord at the moment
at which the program looked at the clock, however busy the machine is. `PACED_CLOCK` is its file.
"""

import contextlib
import mmap
import os
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

    The file holds one number, which is written as a whole: the seconds since 1970 that a clock
    that stands shows, or, below zero, what to add to `PACE` times the machine's own clock.
    """

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._number = memoryview(mmap.mmap(file.fileno(), 8)).cast("d")
        self._holders = 0

    @classmethod
    def new(cls, path: Path, at: datetime) -> "PacedClock":
        """A clock that begins to run at this moment."""
        path.write_bytes(bytes(8))
        made = cls(path)
        made._number[0] = at.timestamp()
        made.run()
        return made

    def now(self) -> datetime:
        """The present of the fast clock."""
        number = self._number[0]
        return datetime.fromtimestamp(number if number > 0 else number + PACE * time.time(), UTC)

    def run(self) -> None:
        """Let it run on if it stands, because the process that held it was killed."""
        if self._number[0] > 0:
            self._number[0] -= PACE * time.time()

    @contextlib.contextmanager
    def standing(self) -> Iterator[None]:
        """Hold it until the end of the block; several parts of a process may do so at once."""
        if not self._holders:
            self._number[0] = self.now().timestamp()
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1
            if not self._holders:
                self.run()


def pace(clock: PacedClock) -> None:
    """Give this process the fast clock, which stands while a channel is served."""
    serve = Announcer._serve

    async def serve_standing(announcer: Announcer, channel_id: int) -> None:
        with clock.standing():
            await serve(announcer, channel_id)

    clock.run()
    Announcer._serve = serve_standing  # type: ignore[method-assign,assignment] # of this process alone
    SystemClock.now = lambda _: clock.now()  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    pace(PacedClock(Path(os.environ["PACED_CLOCK"])))
    main()
