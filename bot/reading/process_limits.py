"""Limits the memory and the processor time of a process that reads feeds. Called by `worker`.

Processor time counts, not time on the clock, because a busy machine takes longer for a good feed.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

try:
    import resource
except ModuleNotFoundError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

from bot.feeds.hosts import MOST_MEMORY


def allowed_memory() -> int:
    """Bytes that a process may have: MOST_MEMORY, or the machine's own limit if that is lower."""
    if not resource:
        return MOST_MEMORY
    limits = resource.getrlimit(resource.RLIMIT_AS)
    return min((MOST_MEMORY, *(each for each in limits if each != resource.RLIM_INFINITY)))


def limit_memory() -> bool:
    """Limit this process's memory, so that reading beyond it raises MemoryError.

    Returns:
        False if the system refuses the limit.
    """
    return _set(allowed_memory())


def can_limit_memory() -> bool:
    """Whether the memory of processes can be limited here; tries it with the present limit."""
    return not resource or _set(resource.getrlimit(resource.RLIMIT_AS)[0])


OUT_OF_TIME = getattr(signal, "SIGPROF", None)
"""The signal that ends a process whose time is up; None if the system has no such timer."""


@contextmanager
def limited_time(seconds: float) -> Iterator[None]:
    """End this process if it uses more seconds of processor time inside the `with` block.

    The system ends it: a signal handler in Python would wait for a regular expression to end.
    """
    if OUT_OF_TIME is None:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _set(size: int) -> bool:
    if not resource:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ValueError, OSError):
        return False
    return True
