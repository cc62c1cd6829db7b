"""The bot's side of the announcing bench, in a process of its own.

    python -m bench.announcing PACE

Announces what is pending in DATABASE_PATH, `paced` as the bot does it or `free` of any pace, and
prints `{"cpu": seconds, "wall": seconds}`.
"""

import asyncio
import json
import os
import sys
import time

from bot.app import assemble
from bot.discord_api.client import use_api
from bot.lifecycle import freeze_garbage_collector
from bot.settings import load_settings


async def main(pace: str) -> None:
    """Log in, then measure the announcing alone."""
    use_api(os.environ["DISCORD_API_URL"])
    async with assemble(load_settings()) as bot, bot.client:
        if pace == "free":
            bot.client.http.http_trace = None
        await bot.client.login(os.environ["DISCORD_TOKEN"])
        freeze_garbage_collector()
        wall, cpu = time.perf_counter(), time.process_time()
        await bot.announcer.announce_due()
        taken = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(taken) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
