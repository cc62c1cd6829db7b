"""Moderators' words: `/news mute`, and the buttons under previews and searches for words."""

from typing import Any

from discord import Interaction, app_commands

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.moderator_actions import SubscriptionRequest, subscribe
from bot.discord_api.places import current_place
from bot.discord_api.subscription_edits import visible_overview
from bot.errors import RequestError
from bot.model.article import ALL_TOPICS
from bot.model.ids import read_id
from bot.model.subscription import Subscription, SubscriptionChange
from bot.model.wish import Reach
from bot.services import Services
from bot.subscriptions.previews import name_of
from bot.subscriptions.saving import WantedSubscription
from bot.ui import wish_texts
from bot.ui.addresses import FOLLOW_WORDS
from bot.ui.commands import (
    Choices,
    ModeratorCog,
    TypedWords,
    chosen_topic,
    guarded,
    news_group,
    require_manager,
    topic_choices,
    topic_name,
)
from bot.ui.errors import tell
from bot.ui.markup import quote
from bot.ui.server_addresses import MUTES_PAGE, UNMUTE_WORDS, WISH_ACTION
from bot.ui.subscription_pages import dropped_line, followed_page, subscribed_page
from bot.ui.views import Control, services_of
from bot.ui.wish_pages import (
    WORDS_CHARACTERS,
    matches_page,
    muted_sentences,
    mutes_page,
    shown_name,
    silenced_sentence,
)

REACH_OF_BUTTON = {"wider": Reach.ANYWHERE, "closer": Reach.CLOSE}


class WordCommands(ModeratorCog):
    """The words that a server mutes, for those who manage it."""

    news = news_group()

    def __init__(self, services: Services) -> None:
        self.services = services

    @news.command(description="Leave articles out in all channels of this server")
    @app_commands.describe(
        words="Words to mute: in memoriam. A comma means either: surgery, radiation",
        topic="A topic to mute; without words and a topic, you see what is muted",
    )
    async def mute(
        self, interaction: Interaction, words: TypedWords | None = None, topic: str | None = None
    ) -> None:
        """Mute words or a topic, or list what is muted."""
        guild_id, taxonomy = require_manager(interaction), self.services.taxonomy
        if words and topic:
            raise RequestError(wish_texts.MUTE_ONE)
        heard = await self._heard(interaction) if words or topic else ()
        told, slug = "", chosen_topic(topic, taxonomy) if topic else None
        if topic and slug is None:
            raise RequestError(wish_texts.MUTE_ALL)
        if words:
            muted = await self.services.wishes.mute_words(guild_id, words)
            told = muted_sentences(quote(name_of(muted.exclusion), WORDS_CHARACTERS), muted)
        elif slug:
            muted = await self.services.wishes.mute_topic(guild_id, slug)
            told = muted_sentences(topic_name(slug, taxonomy), muted)
        silenced = await self.services.wishes.silenced(guild_id, heard)
        told = " ".join(filter(None, (told, silenced_sentence(silenced, taxonomy))))
        mutes = await self.services.wishes.mutes(guild_id)
        await send_answer(interaction, mutes_page(mutes, taxonomy, told))

    async def _heard(self, interaction: Interaction) -> list[Subscription]:
        """The subscriptions that the moderator sees and of which mutes leave something."""
        overview = await visible_overview(self.services, interaction)
        silenced = await self.services.wishes.silenced(
            require_manager(interaction), overview.subscriptions
        )
        return [each for each in overview.subscriptions if each not in silenced]

    @mute.autocomplete("topic")
    @guarded
    async def complete_muted(self, _interaction: Interaction, typed: str) -> Choices:
        """Complete the names of topics."""
        return topic_choices(typed, self.services.taxonomy)


class ShowMatches(Control, template=WISH_ACTION):
    """The buttons under a preview of words: all matches, or another reach."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show a page of matches, or set the reach and show what it would have brought."""
        services = services_of(interaction)
        overview = await visible_overview(services, interaction)
        wanted = read_id(self.match["subscription"])
        found = next((each for each in overview.subscriptions if each.id == wanted), None)
        kept = await services.wishes.of(found) if found else None
        if found is None or kept is None or kept.wish is None:
            raise RequestError(wish_texts.WORDS_ENDED)
        if self.match["action"] == "all":
            preview = await services.wishes.preview(found, kept.wish)
            page = int(self.match["page"])
            await edit_answer(interaction, matches_page(found, preview, page, services.taxonomy))
        else:
            await _set_reach(interaction, found, REACH_OF_BUTTON[self.match["action"]])


async def _set_reach(
    interaction: Interaction[Any], subscription: Subscription, reach: Reach
) -> None:
    """Set the reach of words, and show what they would have brought with it."""
    services = services_of(interaction)
    change = SubscriptionChange(reach=reach)
    wanted = WantedSubscription(
        subscription.guild_id, subscription.channel_id, change, subscription.id
    )
    saved = await services.subscriptions.save(wanted)
    if saved is None or saved.wish is None:
        raise RequestError(wish_texts.WORDS_ENDED)
    preview = await services.wishes.preview(saved.subscription, saved.wish)
    name = shown_name(saved.subscription, services.taxonomy)
    lines = [f"✅ **{name}** · {wish_texts.REACH_SHORT[reach]}", *dropped_line(saved)]
    await edit_answer(interaction, followed_page(saved.subscription, saved.wish, preview, lines))


class Unmute(Control, template=UNMUTE_WORDS):
    """The button beside a mute, which ends it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """End the mute and show the list as it is then."""
        guild_id, services = require_manager(interaction), services_of(interaction)
        ended = await services.wishes.unmute(guild_id, read_id(self.match["mute"]))
        await _show_mutes(interaction, guild_id, int(self.match["page"] or 1))
        if not ended:
            await tell(interaction, wish_texts.UNMUTED_BEFORE)


class TurnMutes(Control, template=MUTES_PAGE):
    """The buttons under the list of mutes, which turn its pages."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page."""
        await _show_mutes(interaction, require_manager(interaction), int(self.match["page"]))


async def _show_mutes(interaction: Interaction[Any], guild_id: int, page: int) -> None:
    services = services_of(interaction)
    mutes = await services.wishes.mutes(guild_id)
    await edit_answer(interaction, mutes_page(mutes, services.taxonomy, page=page))


class FollowWordsHere(Control, template=FOLLOW_WORDS):
    """The button under a search of a moderator: this channel follows its words."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Subscribe the channel to the words, and show what they would have brought."""
        require_manager(interaction)
        services = services_of(interaction)
        place = await current_place(interaction)
        slug = chosen_topic(self.match["topic"] or None, services.taxonomy) or ALL_TOPICS
        asked = SubscriptionRequest(topic=slug, words=self.match["text"])
        outcome = await subscribe(services, place, asked)
        await send_answer(interaction, subscribed_page(outcome, services.taxonomy))


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(ShowMatches, Unmute, TurnMutes, FollowWordsHere)
    await bot.add_cog(WordCommands(bot.services))
