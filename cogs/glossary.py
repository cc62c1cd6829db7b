"""Words and kinds of study explained: `/explain`, buttons on cards, and the menu of a message."""

from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.discord_api.accepted_forms import send_answer
from bot.discord_api.client import NewsBot
from bot.errors import RequestError
from bot.model.article import KeptArticle
from bot.model.ids import read_id
from bot.model.schedule import DigestLanguage
from bot.search.explained_terms import explained_terms_of
from bot.search.glossary import glossary_words_of
from bot.search.named_within import LONGEST_TERM_TYPED
from bot.services import Services
from bot.storage import carried_articles
from bot.ui.addresses import EXPLAINED_WORDS, POST_WORDS, STUDIES_MENU, STUDY_PAGE
from bot.ui.answer_texts import GlossaryTexts
from bot.ui.answers import article_of, asker_of, shown_article
from bot.ui.commands import Choices, for_members, guarded, member_guild_id
from bot.ui.digest_texts import digest_texts
from bot.ui.explanation_pages import (
    glossary_texts,
    language_of,
    study_page,
    term_choices,
    texts_for,
    unknown_term,
    words_page,
)
from bot.ui.summaries import titles_of_post
from bot.ui.views import Control, services_of


class GlossaryCommands(commands.Cog):
    """Answers from the glossary, to the asker alone."""

    def __init__(self, services: Services) -> None:
        self.services = services

    @app_commands.command(description="What a word of the news means, in plain language")
    @app_commands.describe(term="The word, such as: ctDNA")
    @for_members
    async def explain(
        self, interaction: Interaction, term: app_commands.Range[str, 1, LONGEST_TERM_TYPED]
    ) -> None:
        """Explain a word, or the known words of a text. Words of distress get support."""
        glossary, words = self.services.glossary, texts_for(interaction)
        terms = explained_terms_of(glossary)
        spanish = language_of(interaction) is DigestLanguage.SPANISH
        entries = terms.explained(term, spanish=spanish)
        support = await self.services.support.note(term, member_guild_id(interaction))
        if not entries and support is None:
            raise RequestError(unknown_term(term, glossary, words))
        denied, unexplained = terms.denied(term), terms.unexplained(term)
        page = words_page(entries, words, support, denied=denied, unexplained=unexplained)
        await send_answer(interaction, page)

    @explain.autocomplete("term")
    @guarded
    async def complete_term(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the terms of the glossary."""
        return term_choices(typed, self.services.glossary, texts_for(interaction))


class ExplainWords(Control, template=EXPLAINED_WORDS):
    """The button on a card that explains the article's words to the member who pressed it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the page."""
        await _explain_article(interaction, read_id(self.match["article"]))


class ExplainPostWords(Control, template=POST_WORDS):
    """The button on a digest that explains the words of its titles to the member who pressed it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the page, in the digest's language."""
        words = glossary_texts(_language(self, interaction))
        await _explain_post(interaction, read_id(self.match["post"]), words)


class ExplainStudy(Control, template=STUDY_PAGE):
    """The button on a card that explains the kind of study to the member who pressed it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the page."""
        language = _language(self, interaction)
        await _explain_study(interaction, read_id(self.match["article"]), language)


class ExplainStudyOf(Control, template=STUDIES_MENU):
    """The menu of an answer or a digest that explains the kind of study of one of its articles."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Send the page to the member who chose."""
        await _explain_study(interaction, read_id(self.choice), _language(self, interaction))


@app_commands.context_menu(name="Explain words")
@for_members
async def explain_words(interaction: Interaction, message: discord.Message) -> None:
    """Explain the words of any card, digest or summary, also of one without the button."""
    services, asker = services_of(interaction), asker_of(interaction)
    article_id = await article_of(services, message, interaction.client.user)
    if article_id is not None:
        await _explain_article(interaction, article_id)
        return
    async with services.database.reader() as connection:
        post_id = await carried_articles.post_of_message(
            connection, asker.guild_id or 0, asker.channel_ids, message.id
        )
    if post_id is None:
        raise RequestError(texts_for(interaction).no_card)
    await _explain_post(interaction, post_id, texts_for(interaction))


async def _explain_article(interaction: Interaction[Any], article_id: int) -> None:
    services, words = services_of(interaction), texts_for(interaction)
    article = (await _kept_article(interaction, article_id, words)).article
    entries = glossary_words_of(services.glossary).found(article.title, article.teaser)
    if not entries:
        raise RequestError(words.no_words)
    await send_answer(interaction, words_page(entries, words))


async def _kept_article(
    interaction: Interaction[Any], article_id: int, words: GlossaryTexts
) -> KeptArticle:
    try:
        return await shown_article(services_of(interaction), article_id, interaction.guild_id)
    except RequestError as exc:
        raise RequestError(words.article_gone) from exc


async def _explain_post(interaction: Interaction[Any], post_id: int, words: GlossaryTexts) -> None:
    services = services_of(interaction)
    try:
        titles = await titles_of_post(services, interaction.guild_id, post_id)
    except RequestError as exc:
        raise RequestError(words.summary_gone) from exc
    known = glossary_words_of(services.glossary)
    entries = list(dict.fromkeys(entry for title in titles for entry in known.found(title)))
    if not entries:
        raise RequestError(words.no_words)
    await send_answer(interaction, words_page(entries, words))


async def _explain_study(
    interaction: Interaction[Any], article_id: int, language: DigestLanguage
) -> None:
    services, asker = services_of(interaction), asker_of(interaction)
    kept = await _kept_article(interaction, article_id, glossary_texts(language))
    care = await services.visibility.care(asker.guild_id, *asker.channel_ids)
    await send_answer(interaction, study_page(kept, care, language))


def _language(control: Control, interaction: Interaction[Any]) -> DigestLanguage:
    """The language of the digest that has the control, as its label shows, else the asker's."""
    item, spanish = control.item, digest_texts(DigestLanguage.SPANISH)
    label = getattr(item, "label", None) or getattr(item, "placeholder", None)
    if label in {spanish.words, spanish.studies}:
        return DigestLanguage.SPANISH
    return language_of(interaction)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(ExplainWords, ExplainPostWords, ExplainStudy, ExplainStudyOf)
    bot.tree.add_command(explain_words)
    await bot.add_cog(GlossaryCommands(bot.services))
