"""The card that names whom a person in distress can reach, and the page of `/news server`. Pure."""

import discord

from bot.model.support import SupportNote
from bot.ui import texts
from bot.ui.views import CALM, Layout


def support_card(note: SupportNote) -> discord.ui.Container[Layout]:
    """The card that is shown above or beneath an answer."""
    return discord.ui.Container(discord.ui.TextDisplay(note.text), accent_colour=CALM)


def server_page(line: str, *, changed: bool) -> Layout:
    """A server's settings.

    Args:
        line: whom members in distress are pointed to.
        changed: whether the asker has just changed it.
    """
    lines = [
        f"## {texts.SERVER_TITLE}",
        *([texts.SERVER_SAVED] if changed else []),
        texts.SERVER_SUPPORT.format(line=line),
        f"-# {texts.SERVER_HINT}",
    ]
    text = "\n".join(lines)
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=CALM))
