"""Who may use a command and where: members anywhere, moderators in their server. Used by cogs."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from discord import Interaction, app_commands

Callback = TypeVar("Callback", bound=Callable[..., Awaitable[Any]])


def for_members(callback: Callback) -> Callback:
    """In servers and in direct messages with the bot, for everyone."""
    in_contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    return app_commands.allowed_installs(guilds=True, users=False)(in_contexts(callback))


def for_managers(callback: Callback) -> Callback:
    """In servers, offered to those who may manage the server; `require_manager` checks it again."""
    return app_commands.guild_only(app_commands.default_permissions(manage_guild=True)(callback))


def require_manager(interaction: Interaction[Any]) -> int:
    """The server's id, if the asker manages it.

    Raises:
        NoPrivateMessage: this is no server.
        MissingPermissions: they do not.
    """
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])
    return interaction.guild_id
