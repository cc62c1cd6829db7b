"""Writes to the bot's host and to servers about feeds that moderators propose.

`ProposalMessages` is built by `app` and the server settings cog for `pipelines.proposals`; the
servers cog calls `show_answers`.
"""

from collections.abc import Sequence
from functools import partial

import discord

from bot.discord_api.api_calls import translated
from bot.discord_api.notices import (
    DIRECT_MESSAGE_REFUSALS,
    send_once,
    send_to_user,
    show_to_moderator,
    writable_places,
)
from bot.errors import NOT_STORED, MessengerError
from bot.model.feed import Proposal
from bot.services import Services
from bot.ui.commands import member_guild_id, mentions_of
from bot.ui.drafts import Draft
from bot.ui.proposal_pages import host_page, outcome_page


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
            await send_to_user(self._client, self.owner_id, Draft(host_page(proposal)), nonce)
        except MessengerError as exc:
            if exc.status not in DIRECT_MESSAGE_REFUSALS:
                raise
            return False
        return True

    def places(self, proposal: Proposal) -> Sequence[int] | None:
        """The channels in which the bot may write, best first; None if the server is not cached."""
        return writable_places(self._client, proposal.guild_id, proposal.channel_id)

    async def tell(self, proposal: Proposal, place_id: int, nonce: str) -> None:
        """Tell the host's answer in a channel; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        page = outcome_page([proposal])
        mentions_of(self._client).in_view(page)
        place = self._client.get_partial_messageable(place_id)
        async with translated():
            await send_once(place, Draft(page), nonce)


async def show_answers(services: Services, interaction: discord.Interaction) -> None:
    """Show a moderator, after a command, the answers that no channel could be told."""
    guild_id = member_guild_id(interaction)
    if guild_id is None or not interaction.permissions.manage_guild:
        return
    try:
        handed = await services.server_feeds.hand_over(guild_id)
    except NOT_STORED:
        return  # They wait for the next moderator.
    if not handed:
        return
    put_back = partial(services.server_feeds.reopen, handed)
    await show_to_moderator(interaction, outcome_page(handed), put_back)
