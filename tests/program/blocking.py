"""The program with a way to block its event loop, as a bug would: SIGUSR1, until a file appears."""

import asyncio
import signal
import sys
import time
from pathlib import Path

from bot import lifecycle
from bot.cli import main

RELEASE = "release"
BLOCKED = "The loop is blocked"


def block() -> None:
    """Hold the thread of the event loop."""
    sys.stderr.write(f"{BLOCKED}\n")
    while not Path(RELEASE).exists():
        time.sleep(0.01)


if __name__ == "__main__":
    run_loops = lifecycle._run_loops

    async def run_loops_and_block(*arguments: object) -> None:
        """Be ready to block."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, block)
        await run_loops(*arguments)  # type: ignore[arg-type] # whatever they are

    lifecycle._run_loops = run_loops_and_block  # type: ignore[assignment] # on purpose
    main()
