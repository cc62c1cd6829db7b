"""What members ask about where news comes from: `/sources`."""

from typing import Any

from discord import Interaction, app_commands
from discord.ext import commands

from bot.discord_api.client import NewsBot
from bot.services import Services
from bot.ui.addresses import SOURCES
from bot.ui.audiences import for_members
from bot.ui.source_pages import sources_page
from bot.ui.views import Control, services_of


class SourcesCog(commands.Cog, name="Sources"):
    """Where news comes from."""

    def __init__(self, services: Services) -> None:
        self.services = services

    @app_commands.command(description="Where the news come from, and how each source is doing")
    @for_members
    async def sources(self, interaction: Interaction) -> None:
        """Where news comes from."""
        view = sources_page(await self.services.sources.page(1))
        await interaction.response.send_message(view=view, ephemeral=True)


class TurnSources(Control, template=SOURCES):
    """Turns the pages of `/sources`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page in place of this one."""
        page = await services_of(interaction).sources.page(int(self.match["page"]))
        await interaction.response.edit_message(view=sources_page(page))


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(TurnSources)
    await bot.add_cog(SourcesCog(bot.services))
