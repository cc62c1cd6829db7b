"""The bot in a simulated Discord, in a browser page, with a loopback feed. `cli.demo` runs it."""

import asyncio
import contextlib
import logging

from bot.signals import stop_signal


async def run_demo(*, browser: bool = True, port: int = 0, every: float = 45.0) -> None:
    """Show the demo until SIGINT or SIGTERM.

    Args:
        browser: whether to open the page.
        port: the page's; 0 takes a free one.
        every: seconds between two sample articles.

    Raises:
        ConfigurationError: the port is taken.
    """
    stop = stop_signal()
    # A line for each poll, every few seconds, would push the address out of sight.
    logging.getLogger("bot").setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(logging.ERROR)
    # SimCord checks discord.py when it is imported, and discord.py warns of what that looks like.
    from bot.demo.play import play  # noqa: PLC0415 - hence only now

    demo = asyncio.create_task(play(browser=browser, port=port, every=every))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({demo, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        demo.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await demo
