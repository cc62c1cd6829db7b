"""A small bot of its own, and a card: what tests of the peer send through discord.py."""

from typing import Any

import discord
from discord import app_commands


def a_card(text: str = "Hello") -> discord.ui.LayoutView:
    """A card such as an article becomes: text, picture, link."""
    view = discord.ui.LayoutView()
    section: discord.ui.Section[Any] = discord.ui.Section(
        text, accessory=discord.ui.Thumbnail("https://example.org/cells.png", description="Cells")
    )
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(
        discord.ui.Button(label="Read", url="https://example.org/")
    )
    separator: discord.ui.Separator[Any] = discord.ui.Separator()
    view.add_item(discord.ui.Container(section, separator, row, accent_colour=0xC2185B))
    return view


class Greeter(discord.Client):
    """A client with a command that answers at once, or after it has asked for patience."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Register the command."""

        @self.tree.command(description="Greet")
        async def greet(
            interaction: discord.Interaction,
            name: str,
            patience: bool = False,  # noqa: FBT001, FBT002 - an option of a command
        ) -> None:
            if patience:
                await interaction.response.defer(ephemeral=True)
                await interaction.edit_original_response(content=f"At last, {name}")
            else:
                await interaction.response.send_message(f"Hello {name}", ephemeral=True)

        await self.tree.sync()
