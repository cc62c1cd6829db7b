"""What the button on a notice does, and how a moderator is told one. Called by the servers cog."""

import logging
from functools import partial

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api.places import UNSEEN, channel_of, obstacle
from bot.errors import NOT_STORED, RequestError
from bot.model.subscription import PauseCause
from bot.pipelines.loops import keep_trying
from bot.services import Services
from bot.ui.notice_page import notice_page

log = logging.getLogger(__name__)

NOTHING_THERE = "This channel has no subscription any more. Use /subscribe to make one."
PAUSED = "A moderator paused this channel. Use /resume to have news posted there."


async def check_again(services: Services, guild: discord.Guild | None, channel_id: int) -> str:
    """Have news posted there if the bot may do so now; says so.

    Raises:
        RequestError: it may not, for what is still missing; or there is nothing to resume.
    """
    if guild is None:  # which an outage hides
        raise RequestError(UNSEEN)
    state = await services.server_changes.state(guild.id, channel_id)
    if state is None:
        raise RequestError(NOTHING_THERE)
    if state.cause is PauseCause.MODERATOR:
        raise RequestError(PAUSED)
    if state.paused_at:
        if problem := obstacle(await channel_of(guild, channel_id)):
            raise RequestError(problem)
        await services.subscriptions.resume(guild.id, channel_id)
    return f"▶️ News is posted in <#{channel_id}> again."


async def tell_moderator(services: Services, interaction: discord.Interaction) -> None:
    """Tell what nobody in the server could be told, after the answer to a command."""
    guild = interaction.guild
    if guild is None or not interaction.permissions.manage_guild:
        return
    try:
        handed = await services.server_changes.hand_over(guild.id)
    except NOT_STORED:
        return  # The next moderator is told.
    if not handed:
        return
    found = [guild.get_channel_or_thread(each.channel_id) for each in handed]
    names = {channel.id: channel.name for channel in found if channel}
    page = notice_page(handed, names, services.taxonomy)
    try:
        await interaction.followup.send(view=page, ephemeral=True)
    except (discord.DiscordException, ClientError, OSError) as exc:
        log.warning("A moderator of server %s was not told: %s", guild.id, type(exc).__name__)
        await keep_trying(partial(services.server_changes.take_back, handed), services.clock)
