"""Moderators' commands for the pace of a channel: `/news schedule` and `/news digest`."""

from typing import Any

from discord import Interaction, app_commands
from msgspec.structs import replace

from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.places import PlaceArgument, current_place, postable, server_channel
from bot.discord_api.posting_warnings import posting_warnings
from bot.errors import RequestError
from bot.model.ids import read_id
from bot.model.schedule import Rhythm
from bot.services import Services
from bot.ui.commands import Choices, ModeratorCog, chosen, guarded, news_group, require_manager
from bot.ui.schedule_options import (
    MOST_POSTS_A_DAY,
    ScheduleRequest,
    day_choices,
    quiet_choices,
    time_choices,
)
from bot.ui.schedule_pages import next_digest_page, posted_page, schedule_page
from bot.ui.schedule_texts import SAY_SO, SCHEDULE_SAVED, STAY_SILENT
from bot.ui.server_addresses import POST_NOW
from bot.ui.texts import ALREADY_SET
from bot.ui.views import Control, services_of

TypedShort = app_commands.Range[str, 1, 20]
TypedHours = app_commands.Range[str, 1, 40]


class Schedules(ModeratorCog):
    """When the channels of a server get their news, for those who manage it."""

    news = news_group()

    def __init__(self, services: Services) -> None:
        self.services = services

    @news.command(description="Choose when a channel gets its news: at once, or as a digest")
    @app_commands.describe(
        channel="This channel, unless you choose another",
        when="At once, or gathered into one post",
        day="The weekday of a weekly digest, or the day of a monthly one",
        at="The time of the digest, such as 09:00",
        quiet="Hours in which nothing new is posted, such as 22:00-07:00; off ends them",
        empty="What to do if there is nothing new",
        at_most="Posts a day that are sent at once; the rest comes in one digest; 0 is no limit",
    )
    @app_commands.choices(
        when=[app_commands.Choice(name=each.value, value=each.value) for each in Rhythm],
        empty=[app_commands.Choice(name=each, value=each) for each in (SAY_SO, STAY_SILENT)],
    )
    async def schedule(  # noqa: PLR0917 - the options of the command
        self,
        interaction: Interaction,
        channel: PlaceArgument | None = None,
        when: str | None = None,
        day: TypedShort | None = None,
        at: TypedShort | None = None,
        quiet: TypedHours | None = None,
        empty: str | None = None,
        at_most: app_commands.Range[int, 0, MOST_POSTS_A_DAY] | None = None,
    ) -> None:
        """Change a channel's schedule by the options that are given, and show it."""
        place = channel or await current_place(interaction)
        rhythm = chosen(Rhythm, when) if when else None
        says_empty = None if empty is None else empty == SAY_SO
        asked = ScheduleRequest(rhythm, day, at, quiet, says_empty, at_most)
        service, guild_id = self.services.schedules, place.guild.id
        scheduled, told = await service.find(guild_id, place.id), ""
        if not asked.names_nothing:
            before = scheduled.schedule
            scheduled = await service.change(guild_id, place.id, asked.changed)
            told = SCHEDULE_SAVED if scheduled.schedule.differs_from(before) else ALREADY_SET
        overview = await self.services.subscriptions.overview(guild_id)
        view = schedule_page(
            scheduled,
            told=told,
            server=await service.server_time(guild_id),
            warnings=posting_warnings(self.services, place, overview=overview),
        )
        await send_answer(interaction, view)

    @news.command(description="See the next digest of a channel, and post it now if you like")
    @app_commands.describe(channel="This channel, unless you choose another")
    async def digest(self, interaction: Interaction, channel: PlaceArgument | None = None) -> None:
        """Show the next digest, as it would be now, to the moderator who asked."""
        place = channel or await current_place(interaction)
        found = await self.services.schedules.next_digest(place.guild.id, place.id)
        overview = await self.services.subscriptions.overview(place.guild.id)
        # Where Discord refused the last posts, a digest that is asked for is another try.
        overview = replace(overview, held={})
        warnings = posting_warnings(self.services, place, overview=overview)
        view = next_digest_page(found, self.services.taxonomy, warnings)
        await send_answer(interaction, view)

    @schedule.autocomplete("day")
    @guarded
    async def complete_day(self, interaction: Interaction, typed: str) -> Choices:
        """Complete the days that go with the chosen rhythm, else with that of the channel."""
        return day_choices(typed, await self._rhythm_asked(interaction))

    @schedule.autocomplete("at")
    @guarded
    async def complete_at(self, _interaction: Interaction, typed: str) -> Choices:
        """Offer the typed time, else all hours."""
        return time_choices(typed)

    @schedule.autocomplete("quiet")
    @guarded
    async def complete_quiet(self, _interaction: Interaction, typed: str) -> Choices:
        """Offer the typed hours, else usual ones."""
        return quiet_choices(typed)

    async def _rhythm_asked(self, interaction: Interaction) -> Rhythm:
        """The rhythm that a half-typed command names, else that of the channel that it is for."""
        named, channel = interaction.namespace.when, interaction.namespace.channel
        if named in {each.value for each in Rhythm}:
            return Rhythm(named)
        channel_id = channel.id if channel else interaction.channel_id
        guild_id = require_manager(interaction)
        scheduled = (await self.services.schedules.of_guild(guild_id)).get(channel_id or 0)
        return scheduled.schedule.rhythm if scheduled else Rhythm.WEEKLY


class PostNow(Control, template=POST_NOW):
    """The button under a previewed digest, which posts it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Post the digest, and say which one it replaces and when the next one comes."""
        guild_id, services = require_manager(interaction), services_of(interaction)
        found = await server_channel(interaction.guild, read_id(self.match["channel"]))
        place = postable(found, guild_id)
        if warnings := posting_warnings(services, place):
            raise RequestError(warnings[0])
        posted = await services.schedules.post_now(guild_id, place.id)
        await edit_answer(interaction, posted_page(posted))


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(PostNow)
    await bot.add_cog(Schedules(bot.services))
