"""The checks of `progress-bot doctor` that ask Discord: the token, commands, permissions to post.

    token ─► sign in over REST ─► the commands ─► each server: the bot's roles ─► each channel

It opens no gateway connection and so does not disturb a running bot.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through
from msgspec import Struct, field

from bot.delivery.obstacles import obstacles
from bot.discord_api import texts
from bot.discord_api.command_sync import missing_commands
from bot.discord_api.place_state import is_notified, obstacles_in, state_for
from bot.discord_api.places import Place
from bot.errors import reason_of
from bot.model.health import Check
from bot.model.subscription import ChannelState, PauseCause, Step, Subscription


class Expected(Struct, frozen=True):
    """The stored state that is compared with Discord's.

    Attributes:
        subscribed: all subscriptions, server by server.
        channels: the state of their channels, by id.
        commands: the commands that were registered last, as JSON; None before the first start.
    """

    subscribed: Sequence[Subscription] = ()
    channels: Mapping[int, ChannelState] = field(default_factory=dict)
    commands: str | None = None


async def examine_discord(
    token: str | None, expected: Expected, now: datetime, *, registers: bool
) -> AsyncGenerator[Check, None]:
    """Check the token and the commands, then every channel that has a subscription.

    Args:
        registers: False if COMMANDS is off, so that another process registers the commands.
    """
    if not token:
        yield Check("token", ok=False, say=texts.TOKEN_MISSING)
        return
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            yield Check("token", ok=True, say=texts.SIGNED_IN.format(user=client.user))
            if registers:
                yield await _examine_commands(client, expected.commands)
            else:
                yield await _examine_commands_of_others(client)
            for guild_id, group in groupby(expected.subscribed, lambda each: each.guild_id):
                for check in await _examine_server(client, guild_id, list(group), expected, now):
                    yield check
        except discord.LoginFailure:
            yield Check("token", ok=False, say=texts.TOKEN_WRONG)
        except (discord.HTTPException, ClientError, OSError) as exc:
            yield Check(
                "discord", ok=False, say=texts.DISCORD_NOT_REACHED.format(error=reason_of(exc))
            )


async def _examine_commands(client: discord.Client, registered: str | None) -> Check:
    if registered is None:
        return Check("commands", ok=True, say=texts.COMMANDS_NOT_REGISTERED)
    found = await client.http.get_global_commands(client.application_id or 0)
    missing = missing_commands(registered, found)
    if not missing:
        return Check("commands", ok=True, say=texts.COMMANDS_REGISTERED)
    names = ", ".join(f"/{name}" for name in missing)
    return Check("commands", ok=False, say=texts.COMMANDS_DIFFER.format(commands=names))


async def _examine_commands_of_others(client: discord.Client) -> Check:
    found = await client.http.get_global_commands(client.application_id or 0)
    if not found:
        return Check("commands", ok=False, say=texts.NOBODY_REGISTERS_COMMANDS)
    names = ", ".join(sorted(f"/{command['name']}" for command in found))
    return Check("commands", ok=True, say=texts.COMMANDS_OF_OTHERS.format(commands=names))


def _by_channel(subscriptions: Iterable[Subscription]) -> dict[int, list[Subscription]]:
    channels: dict[int, list[Subscription]] = {}
    for each in subscriptions:
        channels.setdefault(each.channel_id, []).append(each)
    return channels


async def _examine_server(
    client: discord.Client,
    guild_id: int,
    subscriptions: Sequence[Subscription],
    expected: Expected,
    now: datetime,
) -> list[Check]:
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
    except (discord.NotFound, discord.Forbidden):
        return [Check(f"server {guild_id}", ok=False, say=texts.NOT_IN_SERVER)]
    return [
        await _examine_channel(me, channel_id, here, expected.channels.get(channel_id), now)
        for channel_id, here in sorted(_by_channel(subscriptions).items())
    ]


async def _examine_channel(
    me: discord.Member,
    channel_id: int,
    here: Sequence[Subscription],
    stored: ChannelState | None,
    now: datetime,
) -> Check:
    guild = me.guild
    name = f"channel {channel_id} in {guild.name}"
    try:
        channel = holder = await guild.fetch_channel(channel_id)
        if isinstance(channel, discord.Thread):
            # A thread has the permissions of its parent.
            holder = await guild.fetch_channel(channel.parent_id)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        (hidden,) = obstacles_in(None, now, kind=stored.kind if stored else None)
        return Check(name, ok=False, say=texts.CHANNEL_HIDDEN.format(obstacle=hidden.sentence))
    name = f"channel #{channel.name} in {guild.name}"
    if not isinstance(channel, Place) or isinstance(holder, discord.Thread):
        return Check(name, ok=False, say=texts.POSTS_NOTHING_THERE)
    steps = frozenset[Step]().union(*(each.steps for each in here))
    found = [each.sentence for each in obstacles(state_for(channel, holder, me, steps), now)]
    found = found or _last_refusal(stored)
    found += _role_problems(me, holder, here)
    return Check(name, ok=not found, say=" ".join(found) or texts.ALL_PERMISSIONS)


def _last_refusal(stored: ChannelState | None) -> list[str]:
    if stored is None or stored.cause is not PauseCause.REFUSED or stored.refusal is None:
        return []
    return [texts.LAST_REFUSAL.format(reason=stored.reason)]


def _role_problems(
    me: discord.Member, holder: discord.abc.GuildChannel, here: Sequence[Subscription]
) -> list[str]:
    """Sentences about roles that are mentioned there and not notified, each once."""
    found = []
    for each in here:
        role = me.guild.get_role(each.role_id) if each.role_id else None
        if each.lost_role is not None or (each.role_id and role is None):
            found.append(texts.MENTION_OF_DELETED_ROLE)
        elif role and not is_notified(role, holder, me):
            found.append(texts.ROLE_NOT_MENTIONABLE.format(role=f"@{role.name}"))
    return list(dict.fromkeys(found))
