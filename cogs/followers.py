"""The commands about followers: the operator's hub, and channels that follow it."""

from typing import Any

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice

from bot.discord_api import texts
from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.followers import Followers
from bot.discord_api.places import PlaceArgument, current_place, server_channel
from bot.errors import RequestError
from bot.model.article import ALL_TOPICS, Taxonomy
from bot.model.ids import read_id
from bot.services import Services
from bot.subscriptions.hub import NewsHub
from bot.ui import moderator_texts
from bot.ui.commands import (
    Choices,
    ModeratorCog,
    chosen_topic,
    guarded,
    news_group,
    require_manager,
    topic_choices,
    topic_name,
)
from bot.ui.errors import tell
from bot.ui.follower_pages import follow_page, hub_page, published_names, source_warnings
from bot.ui.server_addresses import FOLLOW_HUB
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Control, Layout, services_of


class FollowerCommands(ModeratorCog):
    """The hub and what follows it, for those who manage a server."""

    news = news_group()

    def __init__(self, services: Services, followers: Followers) -> None:
        self.services = services
        self.followers = followers

    @news.command(description="Publish from this server to others; for the bot's host")
    @app_commands.describe(end="Publish no more from here; channels that follow stay")
    async def hub(self, interaction: Interaction, *, end: bool = False) -> None:
        """Make this server the hub, or show its channels. Only the operator may."""
        guild_id = require_manager(interaction)
        if interaction.user.id != self.services.settings.owner_id:
            raise RequestError(moderator_texts.HUB_FOR_HOST)
        if end:
            await tell(interaction, await self._end_hub(guild_id))
            return
        known = await self.followers.hub()
        if known and known.guild_id != guild_id:
            raise RequestError(moderator_texts.HUB_ELSEWHERE)
        await self.followers.set_hub(guild_id)
        hub = await self.followers.hub()
        if hub is None:
            raise RequestError(moderator_texts.NO_HUB)  # The bot was removed from here meanwhile.
        await send_answer(interaction, hub_page(self.services.taxonomy, hub))

    async def _end_hub(self, guild_id: int) -> str:
        """End the hub, whichever server it is, and return the sentence that says so."""
        ended = await self.followers.hub_server()
        if ended is None:
            return moderator_texts.NO_HUB_TO_END
        await self.followers.set_hub(None)
        is_here = ended == guild_id
        return moderator_texts.HUB_ENDED if is_here else moderator_texts.HUB_ENDED_ELSEWHERE

    @news.command(description="Get a topic's news from the bot's own server, card by card")
    @app_commands.describe(
        topic="Choose a topic that is published there",
        channel="Where it comes; this channel, unless you choose another",
    )
    async def follow(
        self, interaction: Interaction, topic: str, channel: PlaceArgument | None = None
    ) -> None:
        """Say what a channel gains and loses by following, with the button that does it."""
        guild_id = require_manager(interaction)
        hub, place = await self._hub(), _following(channel or await current_place(interaction))
        slug = _published(hub, self._slug(topic, hub), self.services.taxonomy)
        if not place.permissions_for(place.guild.me).manage_webhooks:
            said = texts.NO_MANAGE_WEBHOOKS.format(channel=place.mention)
            raise RequestError(f"{said} {moderator_texts.FOLLOW_BY_HAND.format(url=hub.url(slug))}")
        overview = await self.services.subscriptions.overview(guild_id)
        view = follow_page(self.services.taxonomy, hub, slug, place.id, overview)
        await send_answer(interaction, view)

    @news.command(description="End what a channel gets from the bot's own server")
    @app_commands.describe(
        topic="Which topic; all, unless you choose one",
        channel="Which channel; this one, unless you choose another",
    )
    async def unfollow(
        self,
        interaction: Interaction,
        topic: str | None = None,
        channel: PlaceArgument | None = None,
    ) -> None:
        """End what a channel follows."""
        place = _following(channel or await current_place(interaction))
        source_id, names = await self._source(topic) if topic else (None, "")
        await interaction.response.defer(ephemeral=True, thinking=True)
        ended = await self.followers.unfollow(source_id, place)
        if source_id is None:
            said = moderator_texts.UNFOLLOWED_ALL if ended else moderator_texts.NOT_FOLLOWING_ANY
        else:
            said = moderator_texts.UNFOLLOWED if ended else moderator_texts.NOT_FOLLOWING
        await tell(interaction, said.format(channel=place.mention, topic=names))

    @follow.autocomplete("topic")
    @guarded
    async def complete_topic(self, _interaction: Interaction, typed: str) -> Choices:
        """Complete the hub's topics."""
        return _published_choices(await self.followers.hub(), typed, self.services.taxonomy)

    @unfollow.autocomplete("topic")
    @guarded
    async def complete_followed(self, _interaction: Interaction, typed: str) -> Choices:
        """The same, and topics of the hub that there are no more: a channel may follow them yet."""
        hub, taxonomy = await self.followers.hub(), self.services.taxonomy
        lost = [each for each in (hub.channels if hub else ()) if taxonomy.lacks(each)]
        found = [each for each in lost if typed.strip().lower() in each]
        choices = [Choice(name=topic_name(each, taxonomy), value=each) for each in found]
        return [*_published_choices(hub, typed, taxonomy), *choices]

    async def _hub(self) -> NewsHub:
        hub = await self.followers.hub()
        if hub is None or not hub.channels:
            raise RequestError(moderator_texts.NO_HUB)
        return hub

    async def _source(self, topic: str) -> tuple[int, str]:
        """The channel that publishes a topic, and the names of all that it publishes."""
        hub = await self.followers.hub()
        slug = self._slug(topic, hub)
        if hub is None or slug not in hub.channels:
            raise RequestError(moderator_texts.UNFOLLOW_ALL)
        return hub.channels[slug], published_names(hub, slug, self.services.taxonomy)

    def _slug(self, topic: str, hub: NewsHub | None) -> str:
        if hub and topic in hub.channels:
            return topic  # Perhaps of a topic that there is no more, which a channel follows yet.
        return chosen_topic(topic, self.services.taxonomy) or ALL_TOPICS


class Follow(Control, template=FOLLOW_HUB):
    """The button of the question whether a channel should follow the hub."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Let the channel follow, and say so in place of the question."""
        require_manager(interaction)
        services = services_of(interaction)
        followers = Followers(services.database, services.subscriptions, interaction.client)
        place = _following(await server_channel(interaction.guild, read_id(self.match["channel"])))
        hub, topic = await followers.hub(), self.match["topic"]
        if hub is None:
            raise RequestError(moderator_texts.NO_HUB)
        _published(hub, topic, services.taxonomy)
        new = await followers.follow(hub, topic, place)
        said = moderator_texts.FOLLOWED if new else moderator_texts.FOLLOWED_BEFORE
        names = published_names(hub, topic, services.taxonomy)
        lines = [said.format(topic=names, channel=place.mention), *source_warnings(hub, topic)]
        display = discord.ui.TextDisplay[Layout]("\n".join(lines))
        await edit_answer(
            interaction, Layout(discord.ui.Container(display, accent_colour=NEUTRAL_ACCENT_COLOR))
        )


def _following(place: object) -> discord.TextChannel:
    if not isinstance(place, discord.TextChannel):
        raise RequestError(moderator_texts.CANNOT_FOLLOW_THERE)
    return place


def _published_choices(hub: NewsHub | None, typed: str, taxonomy: Taxonomy) -> Choices:
    found = topic_choices(typed, taxonomy, with_all=True)
    return [each for each in found if hub and each.value in hub.channels]


def _published(hub: NewsHub, topic: str, taxonomy: Taxonomy) -> str:
    if taxonomy.lacks(topic):
        raise RequestError(moderator_texts.TOPIC_LOST)
    if topic not in hub.channels:
        raise RequestError(moderator_texts.TOPIC_NOT_PUBLISHED)
    return topic


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(Follow)
    services = bot.services
    followers = Followers(services.database, services.subscriptions, bot)
    await bot.add_cog(FollowerCommands(services, followers))
