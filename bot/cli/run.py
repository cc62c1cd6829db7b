"""`progress-bot run`: the bot on Discord, until it is told to end."""

from bot.cli.session import start


def run() -> None:
    """Run the bot on Discord, until Ctrl-C."""
    import asyncio

    settings = start(lasting=True)
    from bot import app

    asyncio.run(app.run(settings))
