"""The permissions that the bot needs to announce in a channel. Pure.

Called by `discord_api.place_state`, and by `ui.commands` for the invitation.

    every kind               View Channel, Embed Links, Read Message History
    text, announcement       Send Messages
    thread                   Send Messages in Threads
    forum, media             both: one to begin a post, the other for what stands in it
    with discussion threads  Create Public Threads

Publishing its own message needs no further permission. The names are those that discord.py's
`Permissions` iterates over: View Channel is `read_messages` there.
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
"""Discord's own name of each permission, in the order in which they are listed."""

_FORUM_LABELS = LABELS | {
    "send_messages": "Create Posts",
    "send_messages_in_threads": "Send Messages in Posts",
    "read_message_history": "Read Post History",
}
"""The names in the settings of a forum."""

_ALWAYS = frozenset({"read_messages", "embed_links", "read_message_history"})
_SENDING = {
    ChannelKind.TEXT: frozenset({"send_messages"}),
    ChannelKind.ANNOUNCEMENT: frozenset({"send_messages"}),
    ChannelKind.THREAD: frozenset({"send_messages_in_threads"}),
    ChannelKind.FORUM: frozenset({"send_messages", "send_messages_in_threads"}),
    ChannelKind.MEDIA: frozenset({"send_messages", "send_messages_in_threads"}),
}


def needed_permissions(kind: ChannelKind, steps: AbstractSet[Step] = frozenset()) -> frozenset[str]:
    """The permissions for announcing in such a channel, and for the steps after a card."""
    discussing = {"create_public_threads"} if Step.DISCUSS in steps else frozenset()
    return _ALWAYS | _SENDING[kind] | discussing


def missing_permissions(
    kind: ChannelKind, have: AbstractSet[str], steps: AbstractSet[Step] = frozenset()
) -> tuple[str, ...]:
    """The names of the permissions that the bot lacks; () if it has all."""
    missing = needed_permissions(kind, steps) - have
    labels = _FORUM_LABELS if kind.holds_posts else LABELS
    return tuple(label for name, label in labels.items() if name in missing)
