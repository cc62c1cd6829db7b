"""Moderators' commands for subscriptions: which news is posted in which channel."""

import discord
from discord import Interaction, app_commands

from bot.discord_api.accepted_forms import send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.moderator_actions import SubscriptionRequest, pause, resume, subscribe
from bot.discord_api.places import PlaceArgument, current_place, kind_asked
from bot.discord_api.subscription_edits import CHOICE_PREFIX, listed_page, subscription_choices
from bot.errors import RequestError
from bot.model.article import ALL_TOPICS
from bot.model.subscription import StudyWish
from bot.model.wish import Reach
from bot.services import Services
from bot.ui import moderator_texts, wish_texts
from bot.ui.commands import (
    Choices,
    ModeratorCog,
    TypedWords,
    chosen,
    chosen_topic,
    guarded,
    news_group,
    require_manager,
    topic_choices,
)
from bot.ui.errors import tell
from bot.ui.markup import quote, without_emoji
from bot.ui.subscription_pages import (
    kind_choices,
    kinds_from,
    schedule_ended,
    show_choices,
    study_choices,
    subscribed_page,
)

ENDED_LABEL_CHARACTERS = 200
"""Characters of a subscription's name in the sentence that it ended. Chosen by eye."""
Without = app_commands.Range[str, 1, 300]


class Subscriptions(ModeratorCog):
    """A server's subscriptions, for those who manage it."""

    news = news_group()

    def __init__(self, services: Services) -> None:
        self.services = services

    @news.command(description="Post a topic's news in a channel")
    @app_commands.describe(
        topic="Choose a topic, or all topics; with words, only what is about them",
        words="Words to follow: brain mets. A comma means either: HER2+, HR+",
        without="Topics or words to leave out, separated by commas; none leaves nothing out",
        match="Whether articles must be about the words, or may only name them",
        channel="Where to post; this channel, unless you choose another",
        role="Mention this role with each post",
        no_role="Mention no role any more",
        kinds="Patient news, unless you add more",
        studies="Articles by the kind of study that they report; all, unless you choose",
        show="How news is shown; the list has what fits the channel",
        post_newest="Post the newest article there now",
    )
    @app_commands.choices(
        kinds=kind_choices(),
        match=[
            app_commands.Choice(name=label, value=reach.value)
            for reach, label in wish_texts.REACHES.items()
        ],
        studies=study_choices(),
    )
    async def subscribe(
        self,
        interaction: Interaction,
        topic: str | None = None,
        words: TypedWords | None = None,
        channel: PlaceArgument | None = None,
        role: discord.Role | None = None,
        *,
        kinds: str | None = None,
        without: Without | None = None,
        match: str | None = None,
        studies: str | None = None,
        no_role: bool = False,
        show: str | None = None,
        post_newest: bool = False,
    ) -> None:
        """Subscribe a channel, or change its subscription by the options that are given."""
        if not topic and not words:
            raise RequestError(wish_texts.TOPIC_OR_WORDS)
        slug = chosen_topic(topic, self.services.taxonomy) or ALL_TOPICS
        place = channel or await current_place(interaction)
        asked = SubscriptionRequest(
            topic=slug,
            kinds=chosen(kinds_from, kinds) if kinds else None,
            role=role,
            no_role=no_role,
            show=show,
            post_newest=post_newest,
            words=words,
            without=without,
            reach=chosen(Reach, match) if match else None,
            studies=chosen(StudyWish, studies) if studies else None,
        )
        outcome = await subscribe(self.services, place, asked)
        view = subscribed_page(outcome, self.services.taxonomy, self.services.glossary)
        await send_answer(interaction, view)

    @news.command(description="End a subscription")
    @app_commands.describe(subscription="Which one to end")
    async def unsubscribe(self, interaction: Interaction, subscription: str) -> None:
        """End a subscription."""
        guild_id = require_manager(interaction)
        choices = await subscription_choices(self.services, interaction)
        typed = _bare(subscription)
        meant = [
            key for key, label in choices.items() if subscription == key or _bare(label) == typed
        ]
        # A text typed by hand may be the label of several.
        if len(meant) != 1:
            raise RequestError(moderator_texts.NO_SUCH_SUBSCRIPTION)
        subscription_id = int(meant[0].removeprefix(CHOICE_PREFIX))
        ended = await self.services.subscriptions.unsubscribe(guild_id, subscription_id)
        if ended is None:
            raise RequestError(moderator_texts.NO_SUCH_SUBSCRIPTION)
        label = quote(choices[meant[0]], ENDED_LABEL_CHARACTERS)
        sentence = moderator_texts.SUBSCRIPTION_ENDED.format(subscription=label)
        await tell(interaction, " ".join([sentence, *schedule_ended(ended)]))

    @news.command(description="List the subscriptions of this server, and remove them")
    async def subscriptions(self, interaction: Interaction) -> None:
        """List the server's subscriptions."""
        await send_answer(interaction, await listed_page(self.services, interaction, 1))

    @news.command(description="Stop posting news in a channel until you resume it")
    @app_commands.describe(channel="This channel, unless you choose another")
    async def pause(self, interaction: Interaction, channel: PlaceArgument | None = None) -> None:
        """Stop posting in a channel until `resume`."""
        place = channel or await current_place(interaction)
        sentence = await pause(self.services.subscriptions, place)
        await tell(interaction, sentence)

    @news.command(description="Start posting news in a paused channel again")
    @app_commands.describe(channel="This channel, unless you choose another")
    async def resume(self, interaction: Interaction, channel: PlaceArgument | None = None) -> None:
        """Post in a paused channel again."""
        place = channel or await current_place(interaction)
        sentence = await resume(self.services, place)
        await tell(interaction, sentence)

    @subscribe.autocomplete("topic")
    @guarded
    async def complete_topic(self, _interaction: Interaction, typed: str) -> Choices:
        """Complete the names of topics, "all topics" among them."""
        return topic_choices(typed, self.services.taxonomy, with_all=True)

    @subscribe.autocomplete("show")
    @guarded
    async def complete_show(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the ways to show news that fit the named channel, else this channel."""
        kind = kind_asked(interaction)
        return show_choices(typed, kind) if kind else []

    @unsubscribe.autocomplete("subscription")
    @guarded
    async def complete_subscription(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the names of the server's subscriptions."""
        require_manager(interaction)
        choices = await subscription_choices(self.services, interaction)
        return [
            app_commands.Choice(name=label, value=key)
            for key, label in choices.items()
            if typed.strip().lower() in label.lower()
        ]


def _bare(label: str) -> str:
    """A label as somebody types it by hand: without emoji, in any case."""
    return " ".join(without_emoji(label).casefold().split())


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    await bot.add_cog(Subscriptions(bot.services))
