"""A world of many kinds of channels, by their names; for the peer in a process of its own."""

from collections.abc import Sequence

from tests.peer.channels import Channel, ChannelKind, Tag
from tests.peer.guilds import Guild
from tests.peer.permissions import Permission
from tests.peer.world import USUAL_PERMISSIONS, World

FORUMS = {
    "forum": (ChannelKind.FORUM, False),
    "tagged-forum": (ChannelKind.FORUM, True),
    "media": (ChannelKind.MEDIA, False),
}
KINDS = ("text", "announcement", "thread", "announcement-thread", *FORUMS)
"""`tagged-forum` is one whose posts need a tag; a thread stands in a channel of its own."""


def a_world(guilds: int, kinds: Sequence[str], tags: Sequence[str] = ()) -> World:
    """Guilds that have these channels each; every forum has these tags."""
    world = World()
    for number in range(guilds):
        guild = world.add_guild(
            f"Guild {number + 1}", USUAL_PERMISSIONS | Permission.CREATE_PUBLIC_THREADS
        )
        for place, kind in enumerate(kinds):
            _add(guild, f"channel-{place + 1}", kind, [Tag(name) for name in tags])
    return world


def _add(guild: Guild, name: str, kind: str, tags: list[Tag]) -> Channel:
    if kind in FORUMS:
        number, require_tag = FORUMS[kind]
        return guild.add_channel(name, number, tags=tags, require_tag=require_tag)
    news = kind.startswith("announcement")
    number = ChannelKind.ANNOUNCEMENT if news else ChannelKind.TEXT
    if kind.endswith("thread"):
        return guild.add_thread(guild.add_channel(f"around-{name}", number), name)
    return guild.add_channel(name, number)
