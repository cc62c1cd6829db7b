"""The base of everything that members see and press. Used by the renderers in `ui` and by cogs.

Renderers lay out plain buttons that carry an address; the `Control` classes, registered once at
start, answer them by that address alone. So no view is ever kept, and buttons outlive a restart.
"""

import re
from typing import Any, Protocol, Self, cast

import discord

from bot.services import Services
from bot.ui.errors import report

CALM = 0x8E7CC3
"""The accent colour where no topic gives one."""
DISCLAIMER = "Information, not medical advice."


class Layout(discord.ui.LayoutView):
    """A message of components, finished from the start so that discord.py stores nothing of it."""

    def __init__(self, *items: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        self.stop()


class _Serving(Protocol):
    services: Services


def services_of(interaction: discord.Interaction) -> Services:
    """The running bot's services, for what is made anew by each press."""
    return cast("_Serving", interaction.client).services


class Control(discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"(?!)"):
    """A button or menu that is known by its address.

    Subclasses name their template and say in `act` what a press does. Its exceptions become
    sentences here: those of a component never reach the command tree's handler.
    """

    def __init__(self, item: discord.ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Called by discord.py for each press."""
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do it; whatever goes wrong is told to who pressed."""
        try:
            await self.act(interaction)
        except Exception as exc:  # noqa: BLE001 - the last resort of every press; it logs
            await report(interaction, exc)

    async def act(self, interaction: discord.Interaction) -> None:
        """What a press does."""
        raise NotImplementedError


def button(
    label: str,
    custom_id: str,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    """A button that carries an address."""
    return discord.ui.Button(
        label=label, custom_id=custom_id, emoji=emoji, style=style, disabled=disabled
    )


def turners(
    previous: str, following: str, *, page: int, pages: int
) -> tuple[discord.ui.ActionRow[Any], ...]:
    """The row that turns pages; none where there is one page alone."""
    if pages <= 1:
        return ()
    back = button("Previous", previous, emoji="◀️", disabled=page <= 1)
    onward = button("Next", following, emoji="▶️", disabled=page >= pages)
    return (discord.ui.ActionRow(back, onward),)
