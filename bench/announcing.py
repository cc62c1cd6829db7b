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

from bot.app import Bot, assemble
from bot.client import use_api
from bot.delivery.limiter import RequestLimiter
from bot.pipelines.announce import Announcer
from bot.settings import load_settings
from bot.ui.discord_messenger import DiscordMessenger

NO_LIMIT = 1_000_000


async def main(pace: str) -> None:
    """Log in, then measure the announcing alone."""
    use_api(os.environ["DISCORD_API_URL"])
    async with assemble(load_settings()) as bot, bot.client:
        await bot.client.login(os.environ["DISCORD_TOKEN"])
        announcer = bot.announcer if pace == "paced" else unpaced(bot)
        wall, cpu = time.perf_counter(), time.process_time()
        await announcer.announce_due()
        taken = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(taken) + "\n")


def unpaced(bot: Bot) -> Announcer:
    """The announcer as `app` builds it, but for its pace."""
    return Announcer(
        bot.core.database,
        DiscordMessenger(bot.client, bot.core.taxonomy),
        bot.core.clock,
        burst_limit=bot.core.settings.burst_limit,
        limiter=RequestLimiter(NO_LIMIT),
        awake=asyncio.Event(),
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
