"""What `progress-bot doctor` asks Discord: does it know the token, and may the bot post everywhere.

    token ─► sign in over REST ─► each server: the bot's roles ─► each channel: permissions

No gateway is opened, so a running bot is not disturbed.
"""

from collections.abc import AsyncIterator, Sequence
from itertools import groupby

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.model.check import Check
from bot.model.subscription import Subscription
from bot.subscriptions.permissions import missing_permissions

NO_TOKEN = "Set DISCORD_TOKEN in .env; the README says where to get one."  # noqa: S105 - a sentence
WRONG_TOKEN = "Discord does not know this DISCORD_TOKEN. Set the one that its portal gives."  # noqa: S105 - the same
NOT_REACHED = "Discord could not be reached ({}). Check the network and DISCORD_API_URL."
NOT_IN_SERVER = (
    "The bot is not in this server any more. Invite it again, or remove the subscription."
)
NOT_SEEN = "The bot does not see this channel. Give it View Channel, or remove the subscription."


async def examine_discord(
    token: str | None, subscribed: Sequence[Subscription]
) -> AsyncIterator[Check]:
    """Check the token, then every channel that has a subscription."""
    if not token:
        yield Check("token", ok=False, say=NO_TOKEN)
        return
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            yield Check("token", ok=True, say=f"Signed in as {client.user}.")
            for guild_id, wishes in groupby(subscribed, lambda wish: wish.guild_id):
                channel_ids = sorted({wish.channel_id for wish in wishes})
                for check in await _examine_server(client, guild_id, channel_ids):
                    yield check
        except discord.LoginFailure:
            yield Check("token", ok=False, say=WRONG_TOKEN)
        except (discord.HTTPException, ClientError, OSError) as exc:
            yield Check("discord", ok=False, say=NOT_REACHED.format(exc))


async def _examine_server(
    client: discord.Client, guild_id: int, channel_ids: Sequence[int]
) -> list[Check]:
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
    except (discord.NotFound, discord.Forbidden):
        return [Check(f"server {guild_id}", ok=False, say=NOT_IN_SERVER)]
    return [await _examine_channel(guild, me, channel_id) for channel_id in channel_ids]


async def _examine_channel(guild: discord.Guild, me: discord.Member, channel_id: int) -> Check:
    name = f"channel {channel_id} in {guild.name}"
    try:
        channel = place = await guild.fetch_channel(channel_id)
        if isinstance(channel, discord.Thread):
            # A thread has no permissions of its own.
            place = await guild.fetch_channel(channel.parent_id)
    except (discord.NotFound, discord.Forbidden):
        return Check(name, ok=False, say=NOT_SEEN)
    thread = isinstance(channel, discord.Thread)
    granted = {permission for permission, has in place.permissions_for(me) if has}
    name = f"channel #{channel.name} in {guild.name}"
    if lacking := missing_permissions(thread=thread, have=granted):
        return Check(name, ok=False, say=f"Give the bot {', '.join(lacking)} there.")
    return Check(name, ok=True, say="The bot has every permission that it needs.")
