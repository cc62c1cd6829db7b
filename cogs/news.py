"""Members' requests for news: `/latest`, `/search`, similar articles, and their buttons."""

from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands
from msgspec.structs import replace

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.errors import RequestError
from bot.model.article import ALL_TOPICS
from bot.model.form import CareMode
from bot.model.ids import read_id
from bot.model.query import Filters, Sort
from bot.services import Services
from bot.ui import texts
from bot.ui.addresses import (
    ANSWER_PAGE,
    CHOOSE_TOPIC,
    MORE_OF_TOPIC,
    SIMILAR_MENU,
    SIMILAR_PAGE,
    SUMMARY_PAGE,
    PageAddress,
    PageKind,
    SummaryAddress,
)
from bot.ui.answers import (
    SearchOptions,
    article_of,
    asker_of,
    open_page,
    query_choices,
    search_page,
    similar_page,
    since_choices,
)
from bot.ui.commands import (
    Choices,
    can_share,
    chosen,
    chosen_topic,
    for_members,
    guarded,
    member_guild_id,
    topic_choices,
)
from bot.ui.source_pages import source_choices
from bot.ui.summaries import summary_page
from bot.ui.views import Control, services_of

MAX_QUERY_CHARACTERS = 300
"""More than anybody asks in words; what is pasted beyond it is no query. Chosen by eye."""


class News(commands.Cog):
    """Answers from the index."""

    def __init__(self, services: Services) -> None:
        self.services = services

    @app_commands.command(description="Read the newest articles, all or on one topic")
    @app_commands.describe(
        topic="Choose a topic, or leave it out for all news",
        share="Show the answer to everyone here",
    )
    @for_members
    async def latest(
        self, interaction: Interaction, topic: str | None = None, *, share: bool = False
    ) -> None:
        """Show the newest articles, all or on one topic."""
        slug = chosen_topic(topic, self.services.taxonomy)
        address = PageAddress(PageKind.LATEST, topic=slug)
        view = await open_page(self.services, asker_of(interaction), address)
        await send_answer(interaction, view, ephemeral=not (share and can_share(interaction)))

    @app_commands.command(description="Search the articles in your own words")
    @app_commands.describe(
        query="Your words, such as: side effects",
        topic="Only articles on this topic",
        source="Only articles from this source",
        since="Only newer articles: choose a period, or type a date such as 2024-05 or 30d",
        sort="Best matches first, or newest first",
        share="Show your search and the answer to everyone here",
    )
    @app_commands.choices(
        sort=[
            app_commands.Choice(name="relevance", value=Sort.RELEVANCE.value),
            app_commands.Choice(name="newest first", value=Sort.DATE.value),
        ]
    )
    @for_members
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, MAX_QUERY_CHARACTERS],
        topic: str | None = None,
        source: str | None = None,
        *,
        since: str | None = None,
        sort: str = Sort.RELEVANCE.value,
        share: bool = False,
    ) -> None:
        """Search the articles."""
        options = SearchOptions(topic, source, since, chosen(Sort, sort))
        # Words of distress are nobody else's business, even if their author chose `share`.
        shared = share and can_share(interaction)
        asker = asker_of(interaction)
        asker = replace(asker, can_follow=asker.can_follow and not shared)
        view = await search_page(self.services, asker, query, options)
        ephemeral = not shared or self.services.support.distress(query) is not None
        await send_answer(interaction, view, ephemeral=ephemeral)

    @search.autocomplete("query")
    @guarded
    async def complete_query(self, interaction: Interaction, typed: str) -> Choices:
        """Complete a query by topics, titles and words of the index."""
        asker, services = asker_of(interaction), self.services
        hidden = await services.visibility.hidden(asker.guild_id)
        care = await services.visibility.care(asker.guild_id, *asker.channel_ids)
        completed = await services.engine.complete(
            typed, Filters(hidden=hidden), folds=care is CareMode.FOLD
        )
        return query_choices(services.support.fit_to_offer(typed, completed))

    @search.autocomplete("source")
    @guarded
    async def complete_source(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the names of feeds."""
        known = await self.services.visibility.sources(member_guild_id(interaction))
        return source_choices(typed, known)

    @search.autocomplete("since")
    @guarded
    async def complete_since(self, _interaction: Interaction, typed: str) -> Choices:
        """Complete periods, or say which day the typed text means."""
        return since_choices(typed, self.services.clock.now())

    @latest.autocomplete("topic")
    @search.autocomplete("topic")
    @guarded
    async def complete_topic(self, _interaction: Interaction, typed: str) -> Choices:
        """Complete the names of topics."""
        return topic_choices(typed, self.services.taxonomy)


class TurnPage(Control, template=ANSWER_PAGE):
    """The buttons under an answer, which show another page or a narrowed answer in its place."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Edit the message. On a shared answer, only the member who asked may press."""
        asked = interaction.message.interaction_metadata if interaction.message else None
        if asked and asked.user.id != interaction.user.id:
            raise RequestError(texts.NOT_YOURS)
        address = PageAddress.read(self.match)
        view = await open_page(services_of(interaction), asker_of(interaction), address)
        await edit_answer(interaction, view)


class MoreOnTopic(Control, template=MORE_OF_TOPIC):
    """The button on a card that shows the topic's latest news to the member who pressed it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page."""
        topic = None if self.match["topic"] == ALL_TOPICS else self.match["topic"]
        await _send_latest(interaction, topic)


class ShowSummary(Control, template=SUMMARY_PAGE):
    """The button on a summary that shows all its articles to a member, by pages."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page, or put another page in its place."""
        address = SummaryAddress.read(self.match)
        view = await summary_page(services_of(interaction), member_guild_id(interaction), address)
        if self.match["side"]:
            await edit_answer(interaction, view)
        else:
            await send_answer(interaction, view)


class ChooseTopic(Control, template=CHOOSE_TOPIC):
    """The menu under `/topics`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page of the chosen topic."""
        await _send_latest(interaction, self.choice)


async def _send_latest(interaction: Interaction[Any], topic: str | None) -> None:
    address = PageAddress(PageKind.LATEST, topic=topic)
    view = await open_page(services_of(interaction), asker_of(interaction), address)
    await send_answer(interaction, view)


class MoreLikeThis(Control, template=SIMILAR_PAGE):
    """The button on a card that shows similar articles to the member who pressed it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page."""
        await _send_similar(interaction, read_id(self.match["article"]))


class SimilarToNumber(Control, template=SIMILAR_MENU):
    """The menu on a digest that shows a member articles similar to a numbered one."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the first page."""
        await _send_similar(interaction, read_id(self.choice))


@app_commands.context_menu(name="Similar articles")
@for_members
async def similar_articles(interaction: Interaction, message: discord.Message) -> None:
    """Show articles similar to that of any card, also of one that has no button."""
    article_id = await article_of(services_of(interaction), message, interaction.client.user)
    if article_id is None:
        raise RequestError(texts.NO_CARD)
    await _send_similar(interaction, article_id)


async def _send_similar(interaction: Interaction[Any], article_id: int) -> None:
    view = await similar_page(services_of(interaction), asker_of(interaction), article_id)
    await send_answer(interaction, view)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(
        TurnPage, MoreOnTopic, ChooseTopic, ShowSummary, MoreLikeThis, SimilarToNumber
    )
    bot.tree.add_command(similar_articles)
    await bot.add_cog(News(bot.services))
