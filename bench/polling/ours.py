"""The bot's side, in a process of its own: two rounds over the feeds of FEEDS_FILE.

python -m bench.polling.ours

The second round finds nothing new. Prints what each took: `wall` and `cpu`, in seconds.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence

from bench.polling.taken import Stopwatch
from bot.core import open_core
from bot.pipelines.feed_poll import PollReport
from bot.readers import open_readers
from bot.settings import load_settings

FALLS_DUE_SECONDS = 1.5
"""With POLL_INTERVAL at a second."""


async def main() -> None:
    """Measure both rounds."""
    logging.disable()
    async with open_core(load_settings()) as core, open_readers(core) as readers:
        poller = readers.poller
        with Stopwatch() as filled:
            _expect(await poller.poll_due(), "ok")
        await asyncio.sleep(FALLS_DUE_SECONDS)
        with Stopwatch() as unchanged:
            _expect(await poller.poll_due(), "unchanged")
    sys.stdout.write(json.dumps({**filled.named("filled"), **unchanged.named("unchanged")}) + "\n")


def _expect(reports: Sequence[PollReport], status: str) -> None:
    wrong = next((report for report in reports if report.status != status), None)
    if wrong or not reports:
        raise RuntimeError(f"Not every feed is {status}: {wrong}")


if __name__ == "__main__":
    asyncio.run(main())
