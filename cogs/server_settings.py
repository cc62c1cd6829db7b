"""The `/news` commands: settings of a whole server, and the sources that it alone has."""

from typing import Any

from discord import Interaction, app_commands

from bot.catalogue.proposing import CHECK_SECONDS, ProposalError, ProposingServer
from bot.discord_api.accepted_forms import edit_answer, send_answer
from bot.discord_api.client import NewsBot
from bot.discord_api.notices import ProposalMessages
from bot.discord_api.place_state import hidden_channels
from bot.discord_api.places import PlaceArgument
from bot.errors import RequestError
from bot.model.form import CareMode
from bot.model.ids import read_id
from bot.model.schedule import DigestLanguage, ServerTime
from bot.pipelines.proposals import ProposalNotifier
from bot.services import Services
from bot.setting_values import MAX_SUPPORT_TEXT
from bot.storage.database import wait_at_most
from bot.storage.visibility import WHOLE_SERVER
from bot.ui import moderator_texts, proposal_texts, schedule_texts, texts
from bot.ui.about_pages import care_page, said_of_change, server_page
from bot.ui.commands import Choices, ModeratorCog, chosen, guarded, news_group, require_manager
from bot.ui.errors import tell
from bot.ui.proposal_pages import (
    answered_page,
    obstacle_sentence,
    own_page,
    proposed_page,
    removal_page,
)
from bot.ui.schedule_options import chosen_zone, zone_choices
from bot.ui.server_addresses import ANSWER_PROPOSAL, DROP_OWN_FEED, OWN_FEEDS_PAGE
from bot.ui.views import Control, services_of

Line = app_commands.Range[str, 1, MAX_SUPPORT_TEXT]
TypedAddress = app_commands.Range[str, 1, 2000]
Zone = app_commands.Range[str, 1, 60]
AS_SERVER = "server"
"""The choice that ends a channel's own mode of content notes."""
KEEPING_SECONDS = 60.0
"""How long the answer to `/news source` may wait for the database, in addition to the check."""


def _typed_line(support: str | None, *, reset: bool) -> str:
    """The support line that was typed; "" for none.

    Raises:
        RequestError: it is too long, or is to be reset, too.
    """
    line = support.strip() if support else ""
    if line and reset:
        raise RequestError(texts.SUPPORT_OR_RESET)
    if len(line) > MAX_SUPPORT_TEXT:
        raise RequestError(texts.SUPPORT_TOO_LONG.format(limit=MAX_SUPPORT_TEXT))
    return line


def _typed_time(timezone: str | None, language: str | None) -> ServerTime:
    """The time zone and language that were typed.

    Raises:
        RequestError: there is no such zone, or several; or no such language.
    """
    return ServerTime(
        chosen_zone(timezone) if timezone else None,
        chosen(DigestLanguage, language) if language else None,
    )


class ServerSettings(ModeratorCog):
    """Settings of a server, for those who manage it."""

    news = news_group()

    def __init__(self, services: Services, notifier: ProposalNotifier) -> None:
        self.services = services
        self.notifier = notifier

    @news.command(description="Settings of this server: support line, time zone, language")
    @app_commands.describe(
        support="Whom members in distress can reach, such as a helpline with its number and hours",
        reset="Show the general support line again",
        timezone="The time zone of digests and quiet hours",
        language="The language in which digests are written",
    )
    @app_commands.choices(
        language=[
            app_commands.Choice(name=name, value=each.value)
            for each, name in schedule_texts.LANGUAGES.items()
        ]
    )
    async def server(
        self,
        interaction: Interaction,
        support: Line | None = None,
        *,
        reset: bool = False,
        timezone: Zone | None = None,
        language: str | None = None,
    ) -> None:
        """Change the server's settings by the options that are given, and show them."""
        guild_id = require_manager(interaction)
        line, times = _typed_line(support, reset=reset), _typed_time(timezone, language)
        before = await self._server_settings(guild_id)
        if line or reset:
            await self.services.support.set_line(guild_id, line or None)
        if times != ServerTime():
            await self.services.schedules.set_server_time(guild_id, times)
        after = await self._server_settings(guild_id)
        named = bool(line or reset) or times != ServerTime()
        view = server_page(*after, said_of_change(asked=named, changed=after != before))
        await send_answer(interaction, view)

    async def _server_settings(self, guild_id: int) -> tuple[str, ServerTime]:
        """The support line, and the time zone and language."""
        times = await self.services.schedules.server_time(guild_id)
        return await self.services.support.line(guild_id), times

    @server.autocomplete("timezone")
    @guarded
    async def complete_timezone(self, _interaction: Interaction, typed: str) -> Choices:
        """Complete the names of time zones."""
        return zone_choices(typed, self.services.clock.now())

    @news.command(description="Choose how news about death and the end of life is shown")
    @app_commands.describe(
        notes="A note above it, hidden behind the note, or as all other news",
        channel="Only in this channel; without it, in the whole server",
    )
    @app_commands.choices(
        notes=[
            *(
                app_commands.Choice(name=f"{mode}: {meaning}", value=mode.value)
                for mode, meaning in moderator_texts.CARE_MODES.items()
            ),
            app_commands.Choice(
                name=f"{AS_SERVER}: {moderator_texts.CARE_AS_SERVER}", value=AS_SERVER
            ),
        ]
    )
    async def care(
        self,
        interaction: Interaction,
        notes: str | None = None,
        channel: PlaceArgument | None = None,
    ) -> None:
        """Change how content notes are shown, by the options that are given, and show it."""
        guild_id, service = require_manager(interaction), self.services.visibility
        if notes == AS_SERVER and channel is None:
            raise RequestError(moderator_texts.CARE_NEEDS_CHANNEL)
        before = await service.care_modes(guild_id)
        if notes:
            mode = None if notes == AS_SERVER else chosen(CareMode, notes)
            await service.set_care(guild_id, channel.id if channel else None, mode)
        modes = await service.care_modes(guild_id)
        hidden = await hidden_channels(interaction, set(modes) - {WHOLE_SERVER})
        shown = {each: mode for each, mode in modes.items() if each not in hidden}
        told = said_of_change(asked=notes is not None, changed=modes != before)
        named = (channel.id, getattr(channel, "parent_id", None)) if channel else ()
        asked = [each for each in named if each]
        await send_answer(interaction, care_page(shown, told, asked))

    @news.command(description="Propose a feed that this server alone has as a source")
    @app_commands.describe(url="The address of a feed, or of a web page that names one")
    async def source(self, interaction: Interaction, url: TypedAddress) -> None:
        """Check a feed, then choose it for the server or ask the bot's host."""
        guild_id, guild = require_manager(interaction), interaction.guild
        server = ProposingServer(
            guild_id, interaction.channel_id or guild_id, guild.name if guild else str(guild_id)
        )
        await interaction.response.defer(ephemeral=True, thinking=True)
        # The answer was put off: Discord takes it for a quarter of an hour.
        wait_at_most(CHECK_SECONDS + KEEPING_SECONDS)
        try:
            proposed = await self.services.proposer.propose(server, url)
        except ProposalError as exc:
            raise RequestError(obstacle_sentence(exc.obstacle)) from exc
        reached = await self.notifier.ask(proposed.waits) if proposed.waits else None
        view = proposed_page(proposed, reached=reached)
        await send_answer(interaction, view)

    @news.command(description="List the sources that this server alone has, and remove them")
    async def sources(self, interaction: Interaction) -> None:
        """List the server's own sources."""
        own = await self.services.server_feeds.of_server(require_manager(interaction))
        await send_answer(interaction, own_page(own, 1))


class TurnOwnSources(Control, template=OWN_FEEDS_PAGE):
    """Turns the pages of `/news sources`."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Show the page in place of this one."""
        await _show(interaction, int(self.match["page"]))


class DropSource(Control, template=DROP_OWN_FEED):
    """Asks whether to remove a source of the server, then removes it."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Ask, or remove; say so if the server does not have the source any more."""
        guild_id, page = require_manager(interaction), int(self.match["page"])
        feed_id, service = read_id(self.match["feed"]), services_of(interaction).server_feeds
        own = await service.of_server(guild_id)
        found = next((each for each in own.feeds if each.tracked.id == feed_id), None)
        if found and self.match["step"] == "ask":
            await edit_answer(interaction, removal_page(found, page))
            return
        removed = found is not None and await service.remove(guild_id, feed_id)
        await _show(interaction, page)
        if not removed:
            await tell(interaction, proposal_texts.SOURCE_REMOVED_BEFORE)


class AnswerProposal(Control, template=ANSWER_PROPOSAL):
    """The buttons under the direct message to the bot's host."""

    async def act(self, interaction: Interaction[Any]) -> None:
        """Record the first answer, and show it in place of the question."""
        services = services_of(interaction)
        if interaction.user.id != services.settings.owner_id:
            raise RequestError(proposal_texts.NOT_THE_HOST)
        allowed = self.match["answer"] == "allow"
        key = read_id(self.match["proposal"])
        answered = await services.server_feeds.answer(key, allowed=allowed)
        await edit_answer(interaction, answered_page(answered))


async def _show(interaction: Interaction[Any], page: int) -> None:
    own = await services_of(interaction).server_feeds.of_server(require_manager(interaction))
    await edit_answer(interaction, own_page(own, page))


async def setup(bot: NewsBot) -> None:
    """Called by discord.py when the bot loads this extension."""
    bot.add_dynamic_items(TurnOwnSources, DropSource, AnswerProposal)
    services = bot.services
    messages = ProposalMessages(bot, services.settings.owner_id)
    notifier = ProposalNotifier(services.database, messages, services.clock)
    await bot.add_cog(ServerSettings(services, notifier))
