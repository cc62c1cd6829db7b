"""`progress-bot run` and `progress-bot demo`: the bot on Discord, or in a simulated one."""

from typing import Annotated

import typer

from bot.cli import texts
from bot.cli.arguments import whole_number
from bot.cli.session import start


def run() -> None:
    """Run the bot on Discord, until Ctrl-C."""
    import asyncio

    settings = start(lasting=True)
    from bot import lifecycle

    asyncio.run(lifecycle.run(settings))


def demo(
    *,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    port: Annotated[
        int,
        typer.Option(
            parser=whole_number(0, 65535), metavar="N", help="The page's port; 0 is any free one."
        ),
    ] = 0,
    every: Annotated[
        int,
        typer.Option(
            parser=whole_number(1, 86_400),
            metavar="SECONDS",
            help="Time between two sample articles.",
        ),
    ] = 45,
) -> None:
    """Try the bot in a browser, without a Discord account."""
    import asyncio

    from bot.errors import ConfigurationError

    start(lasting=True)
    from bot.demo import run_demo

    try:
        asyncio.run(run_demo(browser=browser, port=port, every=every))
    except ModuleNotFoundError as exc:
        if exc.name != "simcord":
            raise
        raise ConfigurationError(texts.NO_SIMCORD) from exc
