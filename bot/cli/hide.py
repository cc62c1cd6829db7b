"""`progress-bot hide ARTICLE`: take one article out of search and lists, or bring it back."""

from typing import Annotated

import typer

from bot.cli import texts
from bot.cli.output import print_line
from bot.cli.session import start


def hide(
    article: Annotated[
        str,
        typer.Argument(metavar="ARTICLE", help="Its link or its number, as `search` shows them."),
    ],
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back.")] = False,
) -> None:
    """Take an article out of search, lists and what is still to be announced.

    Its feed does not bring it back. Cards that were posted stay on Discord.
    """
    import asyncio

    settings = start()
    from bot.cli import tasks

    title, changed = asyncio.run(tasks.hide_article(settings, article, undo=undo))
    if undo:
        text = texts.SHOWN_AGAIN if changed else texts.NOT_HIDDEN
    else:
        text = texts.HIDDEN if changed else texts.HIDDEN_BEFORE
    print_line(text.format(title=title))
