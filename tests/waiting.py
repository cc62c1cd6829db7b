"""How long tests wait for what must come, and what they say if it never comes."""

import asyncio
import contextlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE_SECONDS = 60.0
"""Longer than anything takes that a test waits for. A test may take twice as long."""
SHOWN_LINES = 40
"""Of a log: enough for a traceback and what came before it."""


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it never is; with the code of the condition.
    """
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"not so after {PATIENCE_SECONDS:.0f} seconds: {_code(condition)}")
        await asyncio.sleep(0.01)


@contextlib.contextmanager
def showing(log: Path) -> Iterator[None]:
    """Add the end of a process's log to whatever fails in the block."""
    try:
        yield
    except BaseException as exc:
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else ["no file"]
        exc.add_note("\n".join([f"The end of {log.name}:", *lines[-SHOWN_LINES:]]))
        raise


def _code(condition: Callable[[], object]) -> str:
    """How the condition stands in its file, if it does."""
    if inspect.isfunction(condition):
        with contextlib.suppress(OSError):
            return textwrap.dedent(inspect.getsource(condition)).strip()
    return repr(condition)
