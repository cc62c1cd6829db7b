"""What `progress-bot doctor` asks Discord: does it know the token, and may the bot post everywhere.

    token ─► sign in over REST ─► each server: the bot's roles ─► each channel: permissions

No gateway is opened, so a running bot is not disturbed.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from itertools import groupby
from typing import cast

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api.places import Place, kind_of, tag_problem
from bot.model.check import Check
from bot.model.subscription import Step, Subscription
from bot.subscriptions.permissions import missing_permissions

NO_TOKEN = "Set DISCORD_TOKEN in .env; the README says where to get one."  # noqa: S105 - a sentence
WRONG_TOKEN = "Discord does not know this DISCORD_TOKEN. Set the one that its portal gives."  # noqa: S105 - the same
NOT_REACHED = "Discord could not be reached ({}). Check the network and DISCORD_API_URL."
NOT_IN_SERVER = (
    "The bot is not in this server any more. Invite it again, or remove the subscription."
)
NOT_SEEN = "The bot does not see this channel. Give it View Channel, or remove the subscription."
ALL_GIVEN = "The bot has every permission that it needs."
NOT_POSTABLE = "The bot posts nothing in such a channel. Remove the subscription."


async def examine_discord(
    token: str | None, subscribed: Sequence[Subscription]
) -> AsyncGenerator[Check, None]:
    """Check the token, then every channel that has a subscription."""
    if not token:
        yield Check("token", ok=False, say=NO_TOKEN)
        return
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            yield Check("token", ok=True, say=f"Signed in as {client.user}.")
            for guild_id, wishes in groupby(subscribed, lambda wish: wish.guild_id):
                for check in await _examine_server(client, guild_id, _steps(wishes)):
                    yield check
        except discord.LoginFailure:
            yield Check("token", ok=False, say=WRONG_TOKEN)
        except (discord.HTTPException, ClientError, OSError) as exc:
            yield Check("discord", ok=False, say=NOT_REACHED.format(exc))


def _steps(wishes: Iterable[Subscription]) -> dict[int, frozenset[Step]]:
    """Each channel with all that is to follow a card there."""
    steps: dict[int, frozenset[Step]] = {}
    for wish in wishes:
        steps[wish.channel_id] = steps.get(wish.channel_id, frozenset()) | wish.steps
    return steps


async def _examine_server(
    client: discord.Client, guild_id: int, channels: Mapping[int, frozenset[Step]]
) -> list[Check]:
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
    except (discord.NotFound, discord.Forbidden):
        return [Check(f"server {guild_id}", ok=False, say=NOT_IN_SERVER)]
    return [
        await _examine_channel(guild, me, channel_id, channels[channel_id])
        for channel_id in sorted(channels)
    ]


async def _examine_channel(
    guild: discord.Guild, me: discord.Member, channel_id: int, steps: frozenset[Step]
) -> Check:
    name = f"channel {channel_id} in {guild.name}"
    try:
        channel = holder = await guild.fetch_channel(channel_id)
        if isinstance(channel, discord.Thread):
            # A thread has no permissions of its own.
            holder = await guild.fetch_channel(channel.parent_id)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return Check(name, ok=False, say=NOT_SEEN)
    name = f"channel #{channel.name} in {guild.name}"
    if not isinstance(channel, Place):
        return Check(name, ok=False, say=NOT_POSTABLE)
    told = _to_mend(channel, _granted(holder, me), steps)
    return Check(name, ok=not told, say=" ".join(told) or ALL_GIVEN)


def _granted(
    holder: discord.abc.GuildChannel | discord.Thread, me: discord.Member
) -> frozenset[str]:
    # Bare, since what a channel without Send Messages implies does not hold for its threads.
    whole = cast("discord.abc.GuildChannel", holder)
    permissions = discord.abc.GuildChannel.permissions_for(whole, me)
    return frozenset(name for name, granted in permissions if granted)


def _to_mend(channel: Place, granted: frozenset[str], steps: frozenset[Step]) -> list[str]:
    """What keeps the bot from posting there, as sentences."""
    lacking = missing_permissions(kind_of(channel), granted, steps)
    told = [f"Give the bot {', '.join(lacking)} there."] if lacking else []
    problem = tag_problem(channel, granted)
    return [*told, problem] if problem else told
