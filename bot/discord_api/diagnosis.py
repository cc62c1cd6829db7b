"""The checks of `progress-bot doctor` that ask Discord: the token, and permissions to post.

    token ─► sign in over REST ─► each server: the bot's roles ─► each channel: permissions

It opens no gateway connection and so does not disturb a running bot.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from itertools import groupby
from typing import cast

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api import texts
from bot.discord_api.places import Place, kind_of, tag_problem
from bot.model.check import Check
from bot.model.subscription import Step, Subscription
from bot.subscriptions.permissions import missing_permissions


async def examine_discord(
    token: str | None, subscribed: Sequence[Subscription]
) -> AsyncGenerator[Check, None]:
    """Check the token, then every channel that has a subscription."""
    if not token:
        yield Check("token", ok=False, say=texts.TOKEN_MISSING)
        return
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            yield Check("token", ok=True, say=texts.SIGNED_IN.format(user=client.user))
            for guild_id, subscriptions in groupby(subscribed, lambda each: each.guild_id):
                for check in await _examine_server(client, guild_id, _steps(subscriptions)):
                    yield check
        except discord.LoginFailure:
            yield Check("token", ok=False, say=texts.TOKEN_WRONG)
        except (discord.HTTPException, ClientError, OSError) as exc:
            yield Check("discord", ok=False, say=texts.DISCORD_NOT_REACHED.format(error=exc))


def _steps(subscriptions: Iterable[Subscription]) -> dict[int, frozenset[Step]]:
    """Collect the steps of each channel from all its subscriptions."""
    steps: dict[int, frozenset[Step]] = {}
    for each in subscriptions:
        steps[each.channel_id] = steps.get(each.channel_id, frozenset()) | each.steps
    return steps


async def _examine_server(
    client: discord.Client, guild_id: int, channels: Mapping[int, frozenset[Step]]
) -> list[Check]:
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
    except (discord.NotFound, discord.Forbidden):
        return [Check(f"server {guild_id}", ok=False, say=texts.NOT_IN_SERVER)]
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
            # A thread has the permissions of its parent.
            holder = await guild.fetch_channel(channel.parent_id)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return Check(name, ok=False, say=texts.CHANNEL_HIDDEN)
    name = f"channel #{channel.name} in {guild.name}"
    if not isinstance(channel, Place):
        return Check(name, ok=False, say=texts.POSTS_NOTHING_THERE)
    found = _obstacles(channel, _granted(holder, me), steps)
    return Check(name, ok=not found, say=" ".join(found) or texts.ALL_PERMISSIONS)


def _granted(
    holder: discord.abc.GuildChannel | discord.Thread, me: discord.Member
) -> frozenset[str]:
    # The method of the base class. The one of the channel's class removes permissions that depend
    # on Send Messages, but in threads they do not.
    whole = cast("discord.abc.GuildChannel", holder)
    permissions = discord.abc.GuildChannel.permissions_for(whole, me)
    return frozenset(name for name, granted in permissions if granted)


def _obstacles(channel: Place, granted: frozenset[str], steps: frozenset[Step]) -> list[str]:
    """Sentences that say what keeps the bot from posting there."""
    lacking = missing_permissions(kind_of(channel), granted, steps)
    found = []
    if lacking:
        found.append(texts.PERMISSIONS_TO_GIVE.format(permissions=", ".join(lacking)))
    if problem := tag_problem(channel, granted):
        found.append(problem)
    return found
