"""Sends notices with discord.py, to the moderators of a server and to the bot's host.

`ServerNotifier` and `OwnerMessages` are built by `app` for the pipelines `heal` and
`notify_operator`; the servers cog calls `tell_moderator`.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from http import HTTPStatus

import discord
from aiohttp import ClientError

from bot.discord_api import texts
from bot.discord_api.accepted_forms import in_accepted_form, send_answer
from bot.discord_api.api_calls import single_attempt, translated
from bot.discord_api.messenger import CLOCK_DIFFERENCE
from bot.discord_api.place_state import hidden_channels, is_public
from bot.errors import NOT_STORED, MessengerError
from bot.model.article import Taxonomy
from bot.model.feed import Proposal
from bot.model.subscription import Notice
from bot.pipelines.loops import keep_trying
from bot.services import Services
from bot.ui.addresses import custom_ids
from bot.ui.commands import member_guild_id, mentions_of
from bot.ui.delivery_pages import notice_page
from bot.ui.drafts import Draft
from bot.ui.markup import quote
from bot.ui.proposal_pages import host_page, outcome_page
from bot.ui.server_addresses import check_id
from bot.ui.views import Layout, services_of

log = logging.getLogger(__name__)

SENTENCE_CHARACTERS, MOST_SENTENCES = 350, 5
"""Five of the longest sentences fit into a message, which holds 2,000 characters."""
DIRECT_MESSAGE_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)

Writable = discord.TextChannel | discord.Thread
"""The channels in which notices are written."""


class ServerNotifier:
    """Implements the Notifier protocol: posts notices in channels that moderators read.

    It takes the bot's permissions from discord.py's cache alone.
    """

    def __init__(self, client: discord.Client, taxonomy: Taxonomy) -> None:
        self._client = client
        self._taxonomy = taxonomy

    def places(self, notice: Notice) -> Sequence[int] | None:
        """The channels in which the bot may write, best first; None if the server is not cached."""
        return _writable_places(self._client, notice.guild_id, notice.channel_id)

    async def tell(self, notices: Sequence[Notice], place_id: int) -> None:
        """Send notices in one message with the first one's key as nonce; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        page = notice_page(notices, self._names(notices, place_id), self._taxonomy)
        mentions_of(self._client).in_view(page)
        place = self._client.get_partial_messageable(place_id)
        async with translated():
            await _send_once(place, Draft(page), notices[0].key)

    async def stands(self, notice: Notice, place_id: int) -> bool:
        """Whether a message in that channel has the notice's key.

        Raises:
            MessengerError: the channel cannot be read.
        """
        sought = check_id(notice.key, notice.channel_id)
        channel = self._client.get_partial_messageable(place_id)
        before = discord.utils.time_snowflake(notice.created_at - CLOCK_DIFFERENCE)
        async with translated():
            async for message in channel.history(limit=None):
                if sought in custom_ids(message.components):
                    return True
                if message.id <= before:
                    break
        return False

    def _names(self, notices: Sequence[Notice], place_id: int) -> dict[int, str]:
        """The names, by id, of the notices' channels that the readers of `place_id` may know."""
        guild = self._client.get_guild(notices[0].guild_id)
        named = dict[int, str]()
        for notice in notices:
            channel = guild and guild.get_channel_or_thread(notice.channel_id)
            if channel and (channel.id == place_id or is_public(channel)):
                named[channel.id] = channel.name
        return named


async def _send_once(place: discord.abc.Messageable, draft: Draft, nonce: str) -> None:
    """Send a message with a nonce, so that Discord posts it once however often it is sent.

    Raises:
        discord.DiscordException: Discord refused, or no answer came.
    """

    async def send() -> None:
        with single_attempt():
            await place.send(**draft.as_message(), nonce=nonce)

    await in_accepted_form(draft, send)


async def _send_to_user(client: discord.Client, user_id: int, draft: Draft, nonce: str) -> None:
    """Send a direct message once.

    Raises:
        MessengerError: Discord refused, or no answer came (status None).
    """
    async with translated():
        user = await client.fetch_user(user_id)
        await _send_once(await user.create_dm(), draft, nonce)


async def _show_to_moderator(
    interaction: discord.Interaction, page: Layout, put_back: Callable[[], Awaitable[None]]
) -> None:
    """Show a moderator, after a command, a page that no channel could show.

    Args:
        put_back: called if the page could not be shown, to keep its contents for the next
            moderator.
    """
    try:
        await send_answer(interaction, page)
    except (discord.DiscordException, ClientError, OSError) as exc:
        server, kind = interaction.guild_id, type(exc).__name__
        log.warning("A moderator of server %s was not told: %s", server, kind)
        await keep_trying(put_back, services_of(interaction).clock)


def _writable_places(
    client: discord.Client, guild_id: int, channel_id: int
) -> Sequence[int] | None:
    """The channels where moderators may be told something about a channel, best first.

    None if the server is not cached.
    """
    guild = client.get_guild(guild_id)
    if guild is None or guild.unavailable:
        return None
    return [place.id for place in _candidates(guild, channel_id) if _may_write(place)]


def _candidates(guild: discord.Guild, channel_id: int) -> Iterator[Writable]:
    """The channel itself, then the parent of a thread, then the server's system channel."""
    channel = guild.get_channel_or_thread(channel_id)
    parent = channel.parent if isinstance(channel, discord.Thread) else None
    for place in (channel, parent, guild.system_channel):
        if isinstance(place, discord.TextChannel | discord.Thread):
            yield place


def _may_write(place: Writable) -> bool:
    if isinstance(place, discord.Thread):
        if place.parent is None or place.locked:
            return False
        granted = place.permissions_for(place.guild.me)
        return granted.read_messages and granted.send_messages_in_threads
    granted = place.permissions_for(place.guild.me)
    return granted.read_messages and granted.send_messages


async def tell_moderator(services: Services, interaction: discord.Interaction) -> None:
    """Show a moderator, after a command, the notices that no channel could show."""
    guild = interaction.guild
    if guild is None or not (member_guild_id(interaction) and interaction.permissions.manage_guild):
        return
    try:
        waiting = await services.server_changes.untold(guild.id)
        if not waiting:
            return
        hidden = await hidden_channels(interaction, waiting)
        handed = await services.server_changes.hand_over(guild.id, hidden)
    except NOT_STORED:
        return  # The notices wait for the next moderator.
    if not handed:
        return
    found = [guild.get_channel_or_thread(each.channel_id) for each in handed]
    names = {channel.id: channel.name for channel in found if channel}
    page = notice_page(handed, names, services.taxonomy)
    await _show_to_moderator(interaction, page, partial(services.server_changes.reopen, handed))


class OwnerMessages:
    """Implements the Operator protocol: direct messages to the user of OWNER_ID."""

    def __init__(self, client: discord.Client, owner_id: int) -> None:
        self._client = client
        self._owner_id = owner_id
        self._refused = False

    async def tell(self, sentences: Sequence[str]) -> None:
        """Send all sentences in one message. A refusal is logged; the message is then dropped.

        Raises:
            MessengerError: Discord is out of reach.
        """
        text = _owner_message(sentences)
        try:
            await _send_to_user(self._client, self._owner_id, Draft(content=text), _nonce(text))
        except MessengerError as exc:
            if exc.status not in DIRECT_MESSAGE_REFUSALS:
                raise
            self._log_refusal(exc)
        else:
            self._refused = False

    def _log_refusal(self, error: MessengerError) -> None:
        """Log the first refusal in a row as a warning."""
        level = logging.DEBUG if self._refused else logging.WARNING
        self._refused = True
        log.log(
            level,
            "Discord does not let the bot write to the user of OWNER_ID (%s). Share a server "
            "with the bot and allow direct messages there, or leave OWNER_ID out",
            error,
        )


def _owner_message(sentences: Sequence[str]) -> str:
    lines = [f"- {quote(sentence, SENTENCE_CHARACTERS)}" for sentence in sentences[:MOST_SENTENCES]]
    if len(sentences) > MOST_SENTENCES:
        lines.append("- " + texts.MORE_IN_DOCTOR.format(count=len(sentences) - MOST_SENTENCES))
    return "\n".join((texts.HELP_NEEDED, *lines))


def _nonce(text: str) -> str:
    """A nonce that depends on the text alone: a repeat after a lost answer is not posted twice."""
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


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
            await _send_to_user(self._client, self.owner_id, Draft(host_page(proposal)), nonce)
        except MessengerError as exc:
            if exc.status not in DIRECT_MESSAGE_REFUSALS:
                raise
            return False
        return True

    def places(self, proposal: Proposal) -> Sequence[int] | None:
        """The channels in which the bot may write, best first; None if the server is not cached."""
        return _writable_places(self._client, proposal.guild_id, proposal.channel_id)

    async def tell(self, proposal: Proposal, place_id: int, nonce: str) -> None:
        """Tell the host's answer in a channel; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        page = outcome_page([proposal])
        mentions_of(self._client).in_view(page)
        place = self._client.get_partial_messageable(place_id)
        async with translated():
            await _send_once(place, Draft(page), nonce)


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
    await _show_to_moderator(interaction, outcome_page(handed), put_back)
