"""Runs the real bot in a simulated Discord, shown in a browser page. Called by `cli.run`."""

import asyncio
import contextlib
import logging

from bot.process import stop_signal


async def run_demo(*, browser: bool, port: int, every: float) -> None:
    """Show the demo until SIGINT or SIGTERM.

    Args:
        browser: opens the page.
        port: the port of the page; 0 takes a free one.
        every: seconds between two sample articles.

    Raises:
        ConfigurationError: the port is taken.
    """
    stop = stop_signal()
    # The demo polls every few seconds: a log line each time would scroll the page's address away.
    logging.getLogger("bot").setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(logging.ERROR)
    # Importing SimCord makes discord.py log a warning, so it happens after logging is set up.
    from bot.demo.play import play  # noqa: PLC0415

    demo = asyncio.create_task(play(browser=browser, port=port, every=every))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({demo, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        demo.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await demo
