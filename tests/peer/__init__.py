"""A small Discord on the loopback interface: REST and gateway, for real, unmodified discord.py.

    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")       # before the client connects
        channel = guild.add_channel("metastasis")
        ...                                             # client with Route.BASE = peer.api_url
        peer.messages(channel.id)                       # what Discord would now show there
        peer.journal                                    # every request, with its JSON body
        peer.faults.add(Fault("POST", "/channels/*/messages", status=502, after=True))

`login.logged_in` connects a real client, `openapi.ApiDescription` judges the journal's requests.
The peer also runs as a process of its own (`python -m tests.peer`), with `/control` beside the API
and `process.PeerProcess` as its client.

What it does:
    gateway     HELLO, IDENTIFY, READY, GUILD_CREATE, heartbeats, RESUME with replay, zlib and zstd
    messages    create (JSON, multipart), list, read, edit, delete, crosspost; nonces with a window
    commands    bulk overwrite, list; slash commands sent to the client, their answers awaited
    rules       the bot's permissions with overwrites, sizes of messages and components, plain sends
                into forums, locked threads, rate-limit headers, and limits that can be switched on
    faults      answers, delays and lost connections before or after a request has had its effect

What it does NOT do (add what a test needs, and nothing else):
    no voice, invites, webhooks of its own, reactions, pins, stickers, polls, embeds' previews
    no threads or forum posts over REST (both exist as data in the world)
    no members but the bot; a slash command's user is made up for it
    no subcommands, autocomplete, component clicks or modals
    ephemeral and other interaction answers are kept with the interaction, not in the channel
    one global limit and one bucket per route and channel, not Discord's undisclosed ones
    no AutoMod, no slow mode; media URLs are neither fetched nor proxied
"""

from tests.peer.channels import Channel, ChannelKind, Overwrite, Tag
from tests.peer.faults import Fault
from tests.peer.guilds import Guild
from tests.peer.limits import Limits
from tests.peer.server import Peer
from tests.peer.world import World

__all__ = [
    "Channel",
    "ChannelKind",
    "Fault",
    "Guild",
    "Limits",
    "Overwrite",
    "Peer",
    "Tag",
    "World",
]
