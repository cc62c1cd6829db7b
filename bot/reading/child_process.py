"""A Python process that runs functions one at a time, and can be killed.

`worker` reads documents in some, and `embedding_process` runs its model in one.

    caller ─► length, pickle of a function and its arguments ─► stdin
           ◄─ length, pickle of the result or the exception  ◄─ stdout

Processes of `multiprocessing` need another one of 13 MB, which tracks semaphores until the program
ends, and each imports the main module. These need two pipes.

A process that reads feeds limits its memory and its processor time. That counts, not time on the
clock, because a busy machine takes longer for a good feed.
"""

import asyncio
import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeVar, cast

from bot.feeds.hosts import MOST_MEMORY

try:
    import resource
except ModuleNotFoundError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]


Result = TypeVar("Result")
Answer = tuple[bool, Any]
"""Whether the function returned, and its result or its exception."""

LENGTH = struct.Struct("!Q")
"""Stands before each pickle: its number of bytes."""
MAIN = (
    "import sys; sys.path[:] = sys.argv[1:]; from bot.reading.child_process import serve; serve()"
)
START_SECONDS = 60.0
"""Time for a process to start, which takes a tenth of a second on an idle machine."""


class ProcessEndedError(Exception):
    """The process ended before it answered.

    Attributes:
        exit_code: negative for a signal, as in `subprocess`.
    """

    def __init__(self, exit_code: int) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code


class ProcessRefusedError(Exception):
    """The machine lets no process start, or no thread that waits for it; the cause says why."""


class ChildProcess:
    """A process. It must be stopped."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this program's own interpreter
            # -P: the working folder comes first in the path only if it does so for the caller.
            [sys.executable, "-P", "-c", MAIN, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C in a terminal reaches a whole process group. The caller ends this process.
            process_group=0,
        )
        # One of its own: a thread that hangs elsewhere does not count against its time.
        self._thread = ThreadPoolExecutor(1)
        self._answered = True

    @classmethod
    async def start(cls, begin: Callable[..., None], *arguments: object) -> "ChildProcess":
        """Start a process, and call `begin` in it.

        Raises:
            ProcessRefusedError: the machine does not let it start.
            ProcessEndedError: it ended at once; its own message stands in the log.
            TimeoutError: it did not start in time.
        """
        try:
            child = cls()
        except (OSError, MemoryError) as exc:
            raise ProcessRefusedError(str(exc)) from exc
        try:
            await child.call(START_SECONDS, begin, *arguments)
        except BaseException:
            child.stop()
            raise
        return child

    @property
    def runs(self) -> bool:
        """Whether the process can be called: it has not ended, and its last answer was read."""
        return self._answered and self._process.poll() is None

    async def call(
        self, seconds: float, function: Callable[..., Result], *arguments: object
    ) -> Result:
        """Call a function in the process, which imports it by its name.

        The process is killed if the function takes too long, or if the caller is cancelled. An
        exception of the function is raised here; a note holds its traceback.

        Raises:
            TimeoutError: it took longer than `seconds`.
            ProcessEndedError: the process ended.
            ProcessRefusedError: the machine lets no thread start.
        """
        request = pickle.dumps((function, arguments))
        self._answered = False
        try:
            exchange = asyncio.get_running_loop().run_in_executor(
                self._thread, self._exchange, request
            )
        except RuntimeError as exc:
            self._process.kill()
            raise ProcessRefusedError(str(exc)) from exc
        # Else asyncio logs the error of an exchange that nobody waits for any more.
        exchange.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        try:
            async with asyncio.timeout(seconds):
                returned, result = await asyncio.shield(exchange)
            self._answered = True
        finally:
            if not self._answered:
                self._process.kill()
                # Its pipes are closed now, so the thread ends at once.
                await asyncio.wait({exchange})
        if not returned:
            raise result
        return cast("Result", result)

    def stop(self) -> None:
        """Kill the process, and wait for its end."""
        self._process.kill()
        self._thread.shutdown(wait=False)
        # Closing stdin writes the rest of a request.
        with contextlib.suppress(BrokenPipeError), self._process:
            pass

    def _exchange(self, request: bytes) -> Answer:
        stdin, stdout = (
            cast("BinaryIO", self._process.stdin),
            cast("BinaryIO", self._process.stdout),
        )
        try:
            _send(stdin, request)
            answer = _received(stdout)
        except (BrokenPipeError, EOFError):
            raise ProcessEndedError(self._process.wait()) from None
        except MemoryError as exc:  # of the caller: one of the function is an answer
            raise ProcessRefusedError("no memory for its answer") from exc
        return cast("Answer", pickle.loads(answer))  # noqa: S301 - this program's own process


def serve() -> None:
    """Call functions until stdin ends, as it does when the caller ends."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # A function that prints something does not write into the answers.
    os.dup2(2, 1)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _send(answers, _answer(_received(requests)))


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


def _send(stream: BinaryIO, data: bytes) -> None:
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _received(stream: BinaryIO) -> bytes:
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
