"""What moderators set for their whole server: `/news server`.

Manage Server is checked here again, because a server's admins can hand out commands to anyone.
"""

from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.discord_api.accepted_forms import send_answer
from bot.discord_api.client import NewsBot
from bot.errors import RequestError
from bot.search.support import Support
from bot.settings import MAX_SUPPORT_TEXT
from bot.ui import texts
from bot.ui.about_pages import server_page
from bot.ui.commands import require_manager

Line = app_commands.Range[str, 1, MAX_SUPPORT_TEXT]


class ServerSettings(commands.Cog):
    """Settings of a server, for those who manage it."""

    news = app_commands.Group(
        name="news",
        description="News in this server",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, support: Support) -> None:
        self.support = support

    async def interaction_check(self, interaction: Interaction[Any], /) -> bool:
        """Before each of these commands."""
        require_manager(interaction)
        return True

    @news.command(description="Settings of this server: whom members in distress can reach")
    @app_commands.describe(
        support="Whom members in distress can reach, such as a helpline with its number and hours",
        reset="Show the general support line again",
    )
    async def server(
        self, interaction: Interaction, support: Line | None = None, *, reset: bool = False
    ) -> None:
        """Show the server's settings, changed as asked."""
        guild_id = require_manager(interaction)
        line = support.strip() if support else ""
        if len(line) > MAX_SUPPORT_TEXT:
            raise RequestError(texts.SUPPORT_TOO_LONG.format(limit=MAX_SUPPORT_TEXT))
        if line or reset:
            await self.support.set_line(guild_id, line or None)
        view = server_page(await self.support.line(guild_id), changed=bool(line or reset))
        await send_answer(interaction, view)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    await bot.add_cog(ServerSettings(bot.services.support))
