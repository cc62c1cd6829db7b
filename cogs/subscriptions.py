"""Moderators' commands for subscriptions: which news is posted in which channel.

Manage Server is checked here again, because a server's admins can hand out commands to anyone.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import Interaction, app_commands
from msgspec import Struct

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.moderator_actions import SubscriptionRequest, pause, resume, subscribe
from bot.discord_api.places import (
    KINDS,
    Place,
    PlaceOption,
    current_place,
    kind_asked,
)
from bot.discord_api.subscription_edits import (
    CHOICE_PREFIX,
    edit,
    labels_of,
    listed_page,
    move,
    subscription_choices,
    typed_exclusions,
    visible_overview,
)
from bot.errors import RequestError
from bot.model.article import ALL_TOPICS
from bot.model.ids import read_id
from bot.model.subscription import ChannelState, StudyWish, Subscription
from bot.model.wish import Reach
from bot.services import Services
from bot.subscriptions.service import Overview
from bot.ui import moderator_texts, wish_texts
from bot.ui.addresses import EDIT, LIST, MOVE, REMOVE
from bot.ui.commands import (
    Choices,
    ModeratorCog,
    chosen,
    chosen_topic,
    guarded,
    news_group,
    require_manager,
    topic_choices,
)
from bot.ui.errors import tell
from bot.ui.markup import quote
from bot.ui.subscription_dialogs import edit_dialog, move_dialog
from bot.ui.subscription_pages import (
    kind_choices,
    kinds_from,
    schedule_ended,
    show_choices,
    study_choices,
    subscribed_page,
)
from bot.ui.views import Control, Layout, Submission, services_of

ENDED_LABEL_CHARACTERS = 200
Where = app_commands.Transform[Place, PlaceOption]
Words = app_commands.Range[str, 1, 100]
Without = app_commands.Range[str, 1, 300]
Action = Callable[
    [Services, Overview, Subscription, discord.Guild, Mapping[str, tuple[str, ...]]],
    Awaitable[Layout | None],
]


class Subscriptions(ModeratorCog):
    """A server's subscriptions, for those who manage it."""

    news = news_group()

    def __init__(self, services: Services) -> None:
        self.services = services

    @news.command(description="Post a topic's news in a channel")
    @app_commands.describe(
        topic="Choose a topic, or all topics; with words, only what is about them",
        words="Words to follow: brain mets. A comma means either: HER2+, HR+",
        without="Topics or words to leave out, between commas; none leaves nothing out",
        match="How near to the middle of an article the words must stand",
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
        words: Words | None = None,
        channel: Where | None = None,
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
            slug,
            chosen(kinds_from, kinds) if kinds else None,
            role,
            show,
            post_newest,
            no_role,
            words,
            without,
            chosen(Reach, match) if match else None,
            chosen(StudyWish, studies) if studies else None,
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
        meant = [key for key, label in choices.items() if subscription in {key, label}]
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
    async def pause(self, interaction: Interaction, channel: Where | None = None) -> None:
        """Stop posting in a channel until `resume`."""
        place = channel or await current_place(interaction)
        sentence = await pause(self.services.subscriptions, place)
        await tell(interaction, sentence)

    @news.command(description="Start posting news in a paused channel again")
    @app_commands.describe(channel="This channel, unless you choose another")
    async def resume(self, interaction: Interaction, channel: Where | None = None) -> None:
        """Post in a paused channel again."""
        place = channel or await current_place(interaction)
        sentence = await resume(self.services, place)
        await tell(interaction, sentence)

    @subscribe.autocomplete("topic")
    async def complete_topic(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the names of topics, "all topics" among them."""

        async def make() -> Choices:
            return topic_choices(typed, self.services.taxonomy, with_all=True)

        return await guarded(make, interaction)

    @subscribe.autocomplete("show")
    async def complete_show(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the ways to show news that fit the named channel, else this channel."""

        async def make() -> Choices:
            kind = kind_asked(interaction)
            return show_choices(typed, kind) if kind else []

        return await guarded(make, interaction)

    @unsubscribe.autocomplete("subscription")
    async def complete_subscription(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the names of the server's subscriptions."""

        async def make() -> Choices:
            require_manager(interaction)
            choices = await subscription_choices(self.services, interaction)
            return [
                app_commands.Choice(name=label, value=key)
                for key, label in choices.items()
                if typed.strip().lower() in label.lower()
            ]

        return await guarded(make, interaction)


class TurnList(Control, template=LIST):
    """Turns the pages of `/news subscriptions`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page in place of this one."""
        await _show(interaction, int(self.match["page"]))


class Remove(Control, template=REMOVE):
    """The button beside a subscription, which ends it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """End the subscription and show the page as it is then."""
        guild_id = require_manager(interaction)
        service = services_of(interaction).subscriptions
        ended = await service.unsubscribe(guild_id, read_id(self.match["subscription"]))
        await _show(interaction, int(self.match["page"]))
        for sentence in schedule_ended(ended) if ended else [moderator_texts.ENDED_BEFORE]:
            await tell(interaction, sentence)


class OpenEdit(Control, template=EDIT):
    """The button that opens the dialog of a subscription's settings."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Open the dialog, or show the page as it is now if the subscription has ended."""
        if found := await _listed(interaction, self.match):
            roles = [role.id for role in interaction.guild.roles] if interaction.guild else []
            services = services_of(interaction)
            kept = await services.wishes.of(found.one)
            dialog = edit_dialog(
                found.one,
                found.label,
                found.page,
                found.channel,
                roles,
                without=typed_exclusions(found.one, services.taxonomy),
                reach=kept.wish.reach if kept and kept.wish else None,
            )
            await interaction.response.send_modal(dialog)


class OpenMove(Control, template=MOVE):
    """The button that opens the dialog of a subscription's channel."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Open the dialog, or show the page as it is now if the subscription has ended."""
        if found := await _listed(interaction, self.match):
            dialog = move_dialog(found.one, found.label, found.page, KINDS)
            await interaction.response.send_modal(dialog)


class Edited(Submission, template=EDIT):
    """A submitted dialog of a subscription's settings."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Set what was entered."""
        await _change(interaction, self, edit)


class MovedTo(Submission, template=MOVE):
    """A submitted dialog of a subscription's channel."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Move the subscription to the channel that was entered."""
        await _change(interaction, self, move)


class _Listed(Struct, frozen=True):
    """A subscription of the list, and the page that it stands on."""

    one: Subscription
    label: str
    page: int
    channel: ChannelState
    overview: Overview


async def _listed(interaction: Interaction[Any], match: re.Match[str]) -> _Listed | None:
    """Return the subscription of an address. If it has ended, say so and show the page again."""
    services, page = services_of(interaction), int(match["page"])
    overview = await visible_overview(services, interaction)
    wanted = read_id(match["subscription"])
    found = next((each for each in overview.subscriptions if each.id == wanted), None)
    if found is None:
        await _show(interaction, page)
        await tell(interaction, moderator_texts.ENDED_BEFORE)
        return None
    label = labels_of(services, interaction, overview)[wanted]
    return _Listed(found, label, page, overview.channels[found.channel_id], overview)


async def _change(interaction: Interaction[Any], submitted: Submission, action: Action) -> None:
    """Do what was submitted, show the page as it is then, and tell what changed."""
    found, guild = await _listed(interaction, submitted.match), interaction.guild
    if found is None or guild is None:
        return
    services = services_of(interaction)
    answer = await action(services, found.overview, found.one, guild, submitted.values)
    await _show(interaction, found.page)
    if answer:
        await send_answer(interaction, answer)
    else:
        await tell(interaction, moderator_texts.ENDED_BEFORE)


async def _show(interaction: Interaction[Any], page: int) -> None:
    view = await listed_page(services_of(interaction), interaction, page)
    await edit_answer(interaction, view)


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(TurnList, Remove, OpenEdit, OpenMove)
    bot.add_submissions(Edited, MovedTo)
    await bot.add_cog(Subscriptions(bot.services))
