"""The process whose memory is measured: holds the open database, and perhaps an engine in use.

`python -m bench.search.holding DATABASE [used]` prints its resident memory as JSON.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

import psutil

from bench.search.contenders.ours import engine_of
from bench.search.library import questions
from bot.storage.database import Database


async def held(path: Path, *, used: bool) -> float:
    """Megabytes with the database open, and with every question answered if it is `used`."""
    async with Database.open(path) as database:
        if used:
            engine = engine_of(database)
            for text in questions():
                await engine.search(text)
        return float(psutil.Process(os.getpid()).memory_info().rss / 1e6)


if __name__ == "__main__":
    measured = asyncio.run(held(Path(sys.argv[1]), used=sys.argv[2:] == ["used"]))
    print(json.dumps({"megabytes": measured}))
