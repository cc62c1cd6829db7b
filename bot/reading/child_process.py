"""A Python process that runs functions one at a time, and can be killed.

`worker` reads documents in some, and `embedding_process` runs its model in one. `child_main` runs
inside.

`multiprocessing` is not used. It starts one more process, of 13 MB, which tracks semaphores until
the program ends, and each of its processes imports the main module. This one needs two pipes.
"""

import asyncio
import contextlib
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, TypeVar, cast

from bot.reading.child_main import received, send

ResultT = TypeVar("ResultT")
ChildAnswer = tuple[bool, Any]
"""Whether the function returned, and its result or its exception."""

MAIN = "import sys; sys.path[:] = sys.argv[1:]; from bot.reading.child_main import serve; serve()"
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


def start_process() -> "subprocess.Popen[bytes]":
    """A new interpreter that runs `child_main`.

    Raises:
        OSError: the machine does not let it start.
    """
    return subprocess.Popen(  # noqa: S603 - this program's own interpreter
        # -P: the working folder comes first in the path only if it does so for the caller.
        [sys.executable, "-P", "-c", MAIN, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Ctrl-C in a terminal reaches a whole process group. The caller ends this process.
        process_group=0,
    )


class ChildProcess:
    """A process. It must be stopped."""

    def __init__(self) -> None:
        self._process = start_process()
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
        """Whether the process can be called: it runs, and its last answer was read."""
        return self._answered and self._process.poll() is None

    async def call(
        self, seconds: float, function: Callable[..., ResultT], *arguments: object
    ) -> ResultT:
        """Call a function in the process, which imports it by its name.

        The process is killed if the function takes too long, or if the caller is canceled. An
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
        # Without this, asyncio logs the error of an exchange that nobody waits for.
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
        return cast("ResultT", result)

    def stop(self) -> None:
        """Kill the process, and wait for its end."""
        self._process.kill()
        self._thread.shutdown(wait=False)
        # Closing stdin writes the rest of a request.
        with contextlib.suppress(BrokenPipeError), self._process:
            pass

    def _exchange(self, request: bytes) -> ChildAnswer:
        stdin, stdout = (
            cast("BinaryIO", self._process.stdin),
            cast("BinaryIO", self._process.stdout),
        )
        try:
            send(stdin, request)
            answer = received(stdout)
        except (BrokenPipeError, EOFError):
            raise ProcessEndedError(self._process.wait()) from None
        except MemoryError as exc:  # of the caller: one of the function is an answer
            raise ProcessRefusedError("no memory for its answer") from exc
        return cast("ChildAnswer", pickle.loads(answer))  # noqa: S301 - this program's own process
