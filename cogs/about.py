"""The commands about the bot and its sources: `/topics`, `/sources`, `/help`, `/privacy`."""

from typing import Any

from discord import Interaction, app_commands
from discord.ext import commands

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.place_state import hidden_channels
from bot.errors import NOT_STORED
from bot.model.subscription import Subscription
from bot.services import Services
from bot.ui.about_pages import forgotten_page, help_page, privacy_page, topics_page
from bot.ui.addresses import FORGET_QUERIES, SOURCES_PAGE
from bot.ui.commands import for_members, member_guild_id
from bot.ui.source_pages import sources_page
from bot.ui.views import Control, services_of


class About(commands.Cog):
    """Says what the bot does, what it reads, and what it stores."""

    def __init__(self, services: Services) -> None:
        self.services = services

    @app_commands.command(description="List all topics, and read the latest on one")
    @for_members
    async def topics(self, interaction: Interaction) -> None:
        """List all topics, and in a server which of its channels have them."""
        subscriptions = await seen_subscriptions(self.services, interaction)
        await send_answer(interaction, topics_page(self.services.taxonomy, subscriptions))

    @app_commands.command(description="See what this bot does, and its commands")
    @for_members
    async def help(self, interaction: Interaction) -> None:
        """Say what the bot does, and list its commands."""
        moderator = (
            member_guild_id(interaction) is not None and interaction.permissions.manage_guild
        )
        view = help_page(self.services.taxonomy, moderator=moderator)
        await send_answer(interaction, view)

    @app_commands.command(description="See what is stored about you, and delete it")
    @for_members
    async def privacy(self, interaction: Interaction) -> None:
        """Say what is stored about the asker, with a button that deletes it."""
        stored = await self.services.stored_queries.count(interaction.user.id)
        await send_answer(interaction, privacy_page(stored))

    @app_commands.command(description="List the sources of the news, and how each is doing")
    @for_members
    async def sources(self, interaction: Interaction) -> None:
        """List the sources, and when each was last read."""
        view = sources_page(await self.services.sources.page(1, member_guild_id(interaction)))
        await send_answer(interaction, view)


async def seen_subscriptions(
    services: Services, interaction: Interaction[Any]
) -> tuple[Subscription, ...]:
    """The server's subscriptions in channels that the asker can see, without what it mutes."""
    guild_id = member_guild_id(interaction)
    if guild_id is None:
        return ()
    try:
        overview = await services.subscriptions.overview(guild_id)
        silenced = await services.wishes.silenced(guild_id, overview.subscriptions)
    except NOT_STORED:
        return ()  # The topics can be shown without the database.
    seen = overview.without(await hidden_channels(interaction, overview.channels))
    return tuple(each for each in seen.subscriptions if each not in silenced)


class TurnSources(Control, template=SOURCES_PAGE):
    """Turns the pages of `/sources`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page in place of this one."""
        sources = services_of(interaction).sources
        page = await sources.page(int(self.match["page"]), member_guild_id(interaction))
        await edit_answer(interaction, sources_page(page))


class Forget(Control, template=FORGET_QUERIES):
    """Deletes what is stored about who pressed it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Delete, then say so in place of the page."""
        await services_of(interaction).stored_queries.forget(interaction.user.id)
        await edit_answer(interaction, forgotten_page())


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(Forget, TurnSources)
    await bot.add_cog(About(bot.services))
