"""The base of everything that members see and press. Used by the renderers in `ui` and by cogs.

Renderers lay out plain buttons that carry an address; the `Control` classes, registered once at
start, answer them by that address alone. So no view is ever kept, and buttons outlive a restart.
"""

import re
from typing import Any, ClassVar, Protocol, Self, cast

import discord

from bot.errors import RequestError
from bot.services import Services
from bot.storage.database import wait_at_most
from bot.ui.errors import report

ANSWER_SECONDS = 2.0
"""What an answer may wait for the database: Discord takes none after three seconds."""
CALM = 0x8E7CC3
"""The accent colour where no topic gives one."""
DISCLAIMER = "Information, not medical advice."
OUTDATED = "This button is out of date. Run the command again for a new one."


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

    Subclasses name the template of their address, which begins with a word of their own, and say
    in `act` what a press does. Its exceptions become sentences here: those of a component never
    reach the command tree's handler.

    Attributes:
        address: what the whole address must match.
        match: how it does, once the control is pressed.
    """

    address: ClassVar[re.Pattern[str]]
    match: re.Match[str]

    def __init_subclass__(cls, *, template: str) -> None:
        cls.address = re.compile(template)
        # discord.py drops what matches no template, so all that begins so is taken, and told.
        super().__init_subclass__(template=rf"{template.partition(':')[0]}(?::(?s:.*))?")

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], _: re.Match[str], /
    ) -> Self:
        """Called by discord.py for each press."""
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do it; whatever goes wrong is told to who pressed."""
        wait_at_most(ANSWER_SECONDS)
        try:
            self.match = self._read()
            await self.act(interaction)
        except Exception as exc:  # noqa: BLE001 - the last resort of every press; it logs
            await report(interaction, exc)

    async def act(self, interaction: discord.Interaction) -> None:
        """What a press does."""
        raise NotImplementedError

    def _read(self) -> re.Match[str]:
        match = self.address.fullmatch(self.custom_id)
        if match is None:
            raise RequestError(OUTDATED)
        return match


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
