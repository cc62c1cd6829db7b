"""Runs inside a child process, and calls functions one at a time. See `child_process`.

    caller ─► length, pickle of a function and its arguments ─► stdin
           ◄─ length, pickle of the result or the exception  ◄─ stdout

A process that reads feeds limits its memory and its processor time. The limit is on processor time,
because a busy machine takes longer on the clock for a good feed.

It imports little, above all not asyncio: that was half of what a process took to start (measured).
"""

import contextlib
import os
import pickle
import signal
import struct
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

try:
    import resource
except ModuleNotFoundError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

MOST_MEMORY = 1 << 30
"""Bytes of address space for a process; 3 MB of nested elements would take 500 MB (measured)."""
LENGTH = struct.Struct("!Q")
"""Stands before each pickle: its number of bytes."""


def serve() -> None:
    """Call functions until stdin ends, as it does when the caller ends."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # A function that prints something does not write into the answers.
    os.dup2(2, 1)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            send(answers, _answer(received(requests)))


def _answer(request: bytes) -> bytes:
    try:
        function, arguments = pickle.loads(request)  # noqa: S301 - from the caller alone
        return pickle.dumps((True, function(*arguments)))
    except Exception as exc:  # noqa: BLE001 - the caller raises it
        return _pickled(exc)


def _pickled(error: Exception) -> bytes:
    told = "".join(traceback.format_exception(error))
    error.add_note(told)
    try:
        answer = pickle.dumps((False, error))
        pickle.loads(answer)  # noqa: S301 - some exceptions cannot be made from their pickle
    except Exception:  # noqa: BLE001 - whatever it is, the traceback tells more
        return pickle.dumps((False, RuntimeError(told)))
    return answer


def send(stream: BinaryIO, data: bytes) -> None:
    """Write a pickle, with its length before it."""
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def received(stream: BinaryIO) -> bytes:
    """The next pickle.

    Raises:
        EOFError: the other side ended.
    """
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


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
