"""Discord's computation of what the bot may do in a channel; asked by the message routes."""

from collections.abc import Iterable
from enum import IntFlag

from tests.peer.channels import Channel, Overwrite
from tests.peer.errors import ApiError, Code
from tests.peer.guilds import Guild


class Permission(IntFlag):
    """The bits that the peer's routes look at."""

    ADMINISTRATOR = 1 << 3
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERYTHING = (1 << 53) - 1
WHILE_TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def permissions_in(guild: Guild, channel: Channel, user_id: int, role_ids: Iterable[int]) -> int:
    """The permissions of a member with these roles beside @everyone."""
    roles = {guild.id, *role_ids}
    base = 0
    for role in guild.roles:
        base |= role.permissions if role.id in roles else 0
    if base & Permission.ADMINISTRATOR:
        return EVERYTHING
    return _overwritten(base, _overwrites(guild, channel), guild.id, roles, user_id)


def _overwrites(guild: Guild, channel: Channel) -> tuple[Overwrite, ...]:
    if not channel.kind.is_thread:
        return channel.overwrites
    # A thread has its parent's overwrites.
    return next((c.overwrites for c in guild.channels if c.id == channel.parent_id), ())


def _overwritten(
    base: int, overwrites: tuple[Overwrite, ...], everyone: int, roles: set[int], user_id: int
) -> int:
    steps = (
        [o for o in overwrites if o.target_id == everyone],
        [o for o in overwrites if not o.member and o.target_id in roles - {everyone}],
        [o for o in overwrites if o.member and o.target_id == user_id],
    )
    for step in steps:
        for overwrite in step:
            base &= ~overwrite.deny
        for overwrite in step:
            base |= overwrite.allow
    return base


def require(held: int, permission: Permission) -> None:
    """Refuse as Discord does: no sight of the channel is another error than a missing permission.

    Raises:
        ApiError: 403.
    """
    if not held & Permission.VIEW_CHANNEL:
        raise ApiError(403, Code.MISSING_ACCESS, "Missing Access")
    if not held & permission:
        raise ApiError(403, Code.MISSING_PERMISSIONS, "Missing Permissions")
