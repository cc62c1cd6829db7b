"""What the bot must be allowed to do in a channel to announce there. Pure; called by cogs, doctor.

Names are what discord.py iterates over in its `Permissions`: View Channel is `read_messages` there.
https://discord.com/developers/docs/topics/permissions
"""

from collections.abc import Set as AbstractSet

LABELS = {
    "read_messages": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
"""Discord's own name of each permission, in the order in which they are told."""

_ALWAYS = frozenset({"read_messages", "embed_links", "read_message_history"})


def needed_permissions(*, thread: bool) -> frozenset[str]:
    """What announcing in a channel, or in a thread, needs."""
    return _ALWAYS | {"send_messages_in_threads" if thread else "send_messages"}


def missing_permissions(*, thread: bool, have: AbstractSet[str]) -> tuple[str, ...]:
    """Discord's names of the permissions that the bot lacks, () where it has all."""
    needed = needed_permissions(thread=thread)
    return tuple(label for name, label in LABELS.items() if name in needed and name not in have)
