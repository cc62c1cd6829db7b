"""What the bot must be allowed to do in a channel to announce there. Pure; called by cogs, doctor.

    every kind               View Channel, Embed Links, Read Message History
    text, announcement       Send Messages
    thread                   Send Messages in Threads
    forum, media             both: one to begin a post, the other for what stands in it
    with discussion threads  Create Public Threads

To publish a message of its own needs no more than sending it. Names are what discord.py iterates
over in its `Permissions`: View Channel is `read_messages` there.
https://docs.discord.com/developers/topics/permissions
https://docs.discord.com/developers/resources/message#crosspost-message
"""

from collections.abc import Set as AbstractSet

from bot.model.subscription import ChannelKind, Step

LABELS = {
    "read_messages": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
"""Discord's own name of each permission, in the order in which they are told."""

_FORUM_LABELS = LABELS | {
    "send_messages": "Create Posts",
    "send_messages_in_threads": "Send Messages in Posts",
    "read_message_history": "Read Post History",
}
"""The same as a forum's own settings name them."""

_ALWAYS = frozenset({"read_messages", "embed_links", "read_message_history"})
_SENDING = {
    ChannelKind.TEXT: frozenset({"send_messages"}),
    ChannelKind.ANNOUNCEMENT: frozenset({"send_messages"}),
    ChannelKind.THREAD: frozenset({"send_messages_in_threads"}),
    ChannelKind.FORUM: frozenset({"send_messages", "send_messages_in_threads"}),
    ChannelKind.MEDIA: frozenset({"send_messages", "send_messages_in_threads"}),
}


def needed_permissions(kind: ChannelKind, steps: AbstractSet[Step] = frozenset()) -> frozenset[str]:
    """What announcing in such a channel needs, with what follows each card."""
    discussing = {"create_public_threads"} if Step.DISCUSS in steps else frozenset()
    return _ALWAYS | _SENDING[kind] | discussing


def missing_permissions(
    kind: ChannelKind, have: AbstractSet[str], steps: AbstractSet[Step] = frozenset()
) -> tuple[str, ...]:
    """What the bot lacks, as the channel's settings name it; () where it has all."""
    missing = needed_permissions(kind, steps) - have
    labels = _FORUM_LABELS if kind.holds_posts else LABELS
    return tuple(label for name, label in labels.items() if name in missing)
