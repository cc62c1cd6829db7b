"""The card that names whom a person in distress can reach, and the page of `/news server`. Pure."""

import discord

from bot.model.support import SupportNote
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
    text = (
        f"## Settings of this server\n{'✅ Saved. ' if changed else ''}A member whose search tells "
        f"of distress is shown, alone, whom they can reach:\n{line}\n"
        "-# Change it with `/news server support:`, and show the general line again with `reset:`."
    )
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=CALM))
