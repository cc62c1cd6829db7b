"""Articles like one that was announced: a button on its card, and an entry of a message's menu."""

from typing import Any

import discord
from discord import Interaction, app_commands

from bot.discord_api.client import NewsBot
from bot.errors import RequestError
from bot.model.ids import read_id
from bot.ui.addresses import SIMILAR
from bot.ui.answers import asker_of, similar_page
from bot.ui.audiences import for_members
from bot.ui.card_articles import article_of
from bot.ui.views import Control, services_of

NO_ARTICLE = (
    "I find no article in this message. Use this on the card of one article, or try /search."
)


class MoreLikeThis(Control, template=SIMILAR):
    """Answers who pressed it on an announcement, alone, with articles like it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page."""
        await _send_similar(interaction, read_id(self.match["article"]))


@app_commands.context_menu(name="Similar articles")
@for_members
async def similar_articles(interaction: Interaction, message: discord.Message) -> None:
    """The same for any card, also one that was posted before it had the button."""
    article_id = await article_of(services_of(interaction), message.components)
    if article_id is None:
        raise RequestError(NO_ARTICLE)
    await _send_similar(interaction, article_id)


async def _send_similar(interaction: Interaction[Any], article_id: int) -> None:
    view = await similar_page(services_of(interaction), asker_of(interaction), article_id)
    await interaction.response.send_message(view=view, ephemeral=True)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(MoreLikeThis)
    bot.tree.add_command(similar_articles)
