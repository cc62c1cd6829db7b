"""How long tests wait for what must come, on however busy a machine."""

import asyncio
from collections.abc import Callable

PATIENCE_SECONDS = 60.0
"""Longer than anything takes that a test waits for. A test may take twice as long."""


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is so; the test fails if it never is."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.01)
