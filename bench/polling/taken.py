"""Times of a piece of work: wall clock, and processor time with that of ended child processes."""

import resource
import time
from types import TracebackType
from typing import Self


class Stopwatch:
    """Runs inside of `with`."""

    def __enter__(self) -> Self:
        self._wall, self._cpu = time.perf_counter(), _cpu()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wall, self._cpu = time.perf_counter() - self._wall, _cpu() - self._cpu

    def named(self, name: str) -> dict[str, float]:
        """Both, in seconds."""
        return {f"{name}_wall": self._wall, f"{name}_cpu": self._cpu}


def _cpu() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)
