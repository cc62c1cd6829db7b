"""A small Discord on the loopback interface: REST and gateway, for real, unmodified discord.py.

    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")       # before the client connects
        channel = guild.add_channel("metastasis")
        ...                                             # client with Route.BASE = peer.api_url
        peer.messages(channel.id)                       # what Discord would now show there
        peer.journal                                    # every request, with its JSON body
        peer.faults.add(Fault("POST", "/channels/*/messages", status=502, after=True))

        await peer.changes.remove_bot(guild)            # while the client is connected
        peer.on_stored = callback                       # before the answer goes out

`login.logged_in` connects a real client, `asking.asking` is none, `openapi.ApiDescription` judges
requests and answers. The peer also runs as a process of its own (`python -m tests.peer`), with
`/control` beside the API and `process.PeerProcess` as its client.

It does:
    gateway     HELLO, IDENTIFY, READY, GUILD_CREATE, heartbeats, RESUME with replay, zlib and zstd;
                closes and broken frames at any moment, the limit of session starts
    changes     channels, threads, roles, the bot's own roles, its time-outs, private threads that
                it is added to, guilds joined and left, outages
    messages    create (JSON, multipart), list, read, edit, delete; nonces with a window
    publishing  crossposts, so many an hour in one channel, which no header tells
    threads     from messages; archived, locked, renamed, tagged; the lists of active and archived
    forums      text and media: posts with tags, offered, required or moderated; no nonces there
    commands    bulk overwrite, list; slash commands sent to the client, their answers awaited
    rules       the bot's permissions with overwrites, sizes of messages and components, plain sends
                into forums, rate-limit headers, and limits that can be switched on
    faults      answers, delays and lost connections before or after a request has had its effect
    crashes     a callback, a milestone and a delay between storing a message and answering for it

It does NOT do (add what a test needs, and nothing else):
    no voice, invites, webhooks of its own, reactions, pins, stickers, polls, embeds' previews
    no threads without a message, no members of threads but the bot, no system messages
    no thread archives itself; of a channel over REST nothing changes but threads
    no members but the bot; a slash command's user is made up for it
    no subcommands or modals; what is completed or pressed is sent as a test forges it
    no events for messages edited or deleted, none for what `World` and `Guild` change
    an outage is the gateway's alone; REST answers meanwhile
    ephemeral and other interaction answers are kept with the interaction, not in the channel
    one global limit and one bucket per route and channel, not Discord's undisclosed ones
    no AutoMod, no slow mode; media URLs are neither fetched nor proxied
    404 for an unknown tag is assumed of its code; media channels are missing in the description
"""

from tests.peer.channels import Channel, ChannelKind, Overwrite, Tag
from tests.peer.faults import Fault
from tests.peer.gateway_faults import GatewayFault
from tests.peer.guilds import Guild
from tests.peer.limits import Limits
from tests.peer.server import Peer
from tests.peer.world import World

__all__ = [
    "Channel",
    "ChannelKind",
    "Fault",
    "GatewayFault",
    "Guild",
    "Limits",
    "Overwrite",
    "Peer",
    "Tag",
    "World",
]
