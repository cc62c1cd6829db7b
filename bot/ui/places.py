"""Channels and roles that a moderator names: can the bot post there, can it mention that role?

Used by the subscriptions cog and by `subscribing`.
"""

import discord
from discord import app_commands

from bot.errors import RequestError
from bot.subscriptions.permissions import missing_permissions

Place = discord.TextChannel | discord.Thread

POSTABLE = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.news_thread,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
)
UNSEEN = "I cannot see that channel. Give me View Channel there, then try again."
NOT_HERE = "I cannot post news here. Name a text channel, an announcement channel or a thread."
NO_EVERYONE = "I do not mention everyone. Choose another role, or none."


class PlaceOption(app_commands.Transformer):
    """A channel option that takes what the bot can post in, and finds it if it is not cached."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel, to Discord."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """What Discord offers to choose from."""
        return list(POSTABLE)

    async def transform(
        self,
        _interaction: discord.Interaction,
        value: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        /,
    ) -> Place:
        """The channel itself.

        Raises:
            RequestError: the bot cannot see it, or posts nothing in its kind.
        """
        try:
            channel = value.resolve() or await value.fetch()
        except (discord.Forbidden, discord.NotFound) as exc:
            raise RequestError(UNSEEN) from exc
        return postable(channel)


def postable(channel: object) -> Place:
    """The channel, if the bot posts in its kind.

    Raises:
        RequestError: it does not.
    """
    if isinstance(channel, discord.TextChannel | discord.Thread):
        return channel
    raise RequestError(NOT_HERE)


def missing_in(channel: Place) -> tuple[str, ...]:
    """Discord's names of the permissions that the bot lacks in a channel."""
    thread = isinstance(channel, discord.Thread)
    return missing_permissions(thread=thread, have=_granted(channel))


def role_problem(role: discord.Role | None, channel: Place) -> str | None:
    """Why the role would not be notified, as a sentence for the moderator; None where it would.

    Raises:
        RequestError: it is @everyone.
    """
    if role is None:
        return None
    if role.is_default():
        raise RequestError(NO_EVERYONE)
    if role.mentionable or "mention_everyone" in _granted(channel):
        return None
    return (
        f"{role.mention} will be named but not notified. Allow anyone to mention this role, in its "
        "settings."
    )


def channel_name(guild: discord.Guild | None, channel_id: int) -> str:
    """How a channel is called in a list of choices."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return f"#{channel.name}" if channel else "a channel that is gone"


def _granted(channel: Place) -> frozenset[str]:
    if isinstance(channel, discord.Thread) and channel.parent is None:
        # Permissions of a thread are those of its channel, which the bot cannot see.
        return frozenset()
    permissions = channel.permissions_for(channel.guild.me)
    return frozenset(name for name, granted in permissions if granted)
