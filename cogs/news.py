"""What members ask for news: `/latest`, `/search`, and the buttons beneath answers and cards."""

from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.client import NewsBot
from bot.errors import RequestError
from bot.model.topic import ALL_TOPICS
from bot.services import Services
from bot.ui.addresses import MORE, PAGE, TOPIC, PageAddress, PageKind
from bot.ui.answers import open_page, search_page
from bot.ui.audiences import for_members
from bot.ui.topic_choices import Choices, chosen_topic, guarded, topic_choices
from bot.ui.views import Control, services_of

NOT_YOURS = "Only the person who asked can use these buttons. Use /latest or /search yourself."
QUERY_LIMIT = 300


class News(commands.Cog):
    """Answers from the index."""

    def __init__(self, services: Services) -> None:
        self.services = services

    @app_commands.command(description="The newest articles, all or on one topic")
    @app_commands.describe(
        topic="Choose a topic, or leave it out for all news",
        share="Show the answer to everyone here",
    )
    @for_members
    async def latest(
        self, interaction: Interaction, topic: str | None = None, *, share: bool = False
    ) -> None:
        """The newest articles, all or on one topic."""
        slug = chosen_topic(topic, self.services.taxonomy)
        view = await open_page(self.services, PageAddress(PageKind.LATEST, topic=slug))
        await interaction.response.send_message(view=view, ephemeral=not share)

    @app_commands.command(description="Search the articles in your own words")
    @app_commands.describe(
        query="What you look for, such as: brain mets",
        topic="Search within one topic only",
        share="Show your search and the answer to everyone here",
    )
    @for_members
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, QUERY_LIMIT],
        topic: str | None = None,
        *,
        share: bool = False,
    ) -> None:
        """Search the articles in one's own words."""
        slug = chosen_topic(topic, self.services.taxonomy)
        view = await search_page(self.services, interaction.user.id, query, slug)
        await interaction.response.send_message(view=view, ephemeral=not share)

    @latest.autocomplete("topic")
    @search.autocomplete("topic")
    async def complete_topic(self, interaction: Interaction, typed: str) -> Choices:
        """Topics that match what was typed."""

        async def make() -> Choices:
            return topic_choices(typed, self.services.taxonomy)

        return await guarded(make, interaction)


class TurnPage(Control, template=PAGE):
    """Shows another page, or another answer, in place of this one."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Edit the message that was pressed; on a shared answer only for who asked."""
        asked = interaction.message.interaction_metadata if interaction.message else None
        if asked and asked.user.id != interaction.user.id:
            raise RequestError(NOT_YOURS)
        view = await open_page(services_of(interaction), PageAddress.read(self.match))
        await interaction.response.edit_message(view=view)


class MoreOnTopic(Control, template=MORE):
    """Answers who pressed it on an announcement, alone, with the topic's latest news."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page."""
        topic = None if self.match["topic"] == ALL_TOPICS else self.match["topic"]
        await _send_latest(interaction, topic)


class ChooseTopic(Control, template=TOPIC):
    """The menu under `/topics`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page of the topic that was chosen."""
        item = self.item
        if isinstance(item, discord.ui.Select) and item.values:
            await _send_latest(interaction, item.values[0])


async def _send_latest(interaction: Interaction[Any], topic: str | None) -> None:
    address = PageAddress(PageKind.LATEST, topic=topic)
    view = await open_page(services_of(interaction), address)
    await interaction.response.send_message(view=view, ephemeral=True)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(TurnPage, MoreOnTopic, ChooseTopic)
    await bot.add_cog(News(bot.services))
