"""Writes to the bot's host and to servers about feeds that moderators propose.

`ProposalMessages` is built by `app` and the server settings cog for `pipelines.proposals`; the
servers cog calls `show_answers`.
"""

import logging
from collections.abc import Sequence
from functools import partial

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api.api_calls import single_attempt, translated
from bot.discord_api.notices import DIRECT_MESSAGE_REFUSALS, writable_places
from bot.errors import NOT_STORED, MessengerError
from bot.model.proposal import Proposal
from bot.pipelines.loops import keep_trying
from bot.services import Services
from bot.ui.proposal_pages import host_page, outcome_page

log = logging.getLogger(__name__)


class ProposalMessages:
    """Implements the ProposalMessenger protocol with discord.py.

    Attributes:
        owner_id: the user who is asked (OWNER_ID).
    """

    def __init__(self, client: discord.Client, owner_id: int | None) -> None:
        self._client = client
        self.owner_id = owner_id

    async def ask(self, proposal: Proposal, nonce: str) -> bool:
        """Ask by direct message; returns False if Discord does not let the bot write to the host.

        Raises:
            MessengerError: Discord is out of reach.
        """
        if self.owner_id is None:
            return False
        try:
            async with translated():
                owner = await self._client.fetch_user(self.owner_id)
                channel = await owner.create_dm()
                with single_attempt():
                    await channel.send(
                        view=host_page(proposal),
                        nonce=nonce,
                        allowed_mentions=discord.AllowedMentions.none(),
                    )
        except MessengerError as exc:
            if exc.status not in DIRECT_MESSAGE_REFUSALS:
                raise
            return False
        return True

    def places(self, proposal: Proposal) -> Sequence[int] | None:
        """The channels in which the bot may write, best first; None if the server is not cached."""
        guild = self._client.get_guild(proposal.guild_id)
        if guild is None or guild.unavailable:
            return None
        return writable_places(guild, proposal.channel_id)

    async def tell(self, proposal: Proposal, place_id: int, nonce: str) -> None:
        """Tell the host's answer in a channel; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        async with translated():
            with single_attempt():
                await self._client.get_partial_messageable(place_id).send(
                    view=outcome_page([proposal]),
                    nonce=nonce,
                    allowed_mentions=discord.AllowedMentions.none(),
                )


async def show_answers(services: Services, interaction: discord.Interaction) -> None:
    """Show a moderator, after a command, the answers that no channel could be told."""
    guild_id = interaction.guild_id
    if guild_id is None or not interaction.permissions.manage_guild:
        return
    try:
        handed = await services.server_feeds.hand_over(guild_id)
    except NOT_STORED:
        return  # They wait for the next moderator.
    if not handed:
        return
    try:
        await interaction.followup.send(view=outcome_page(handed), ephemeral=True)
    except (discord.DiscordException, ClientError, OSError) as exc:
        log.warning("A moderator of server %s was not told: %s", guild_id, type(exc).__name__)
        await keep_trying(partial(services.server_feeds.take_back, handed), services.clock)
