"""A real discord.py client at a peer: for the tests of the peer, and of whatever talks to one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.peer.channels import Channel
from tests.peer.server import Peer

GUILD_READY_SECONDS = 0.05
"""The wait for further guilds: a peer sends them at once, and discord.py waits 2 seconds."""

ClientT = TypeVar("ClientT", bound=discord.Client)


@contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Iterator[None]:
    """discord.py's two addresses, set for a while: they are class attributes of it."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_url, yarl.URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def logged_in(peer: Peer, client: ClientT) -> AsyncIterator[ClientT]:
    """The client, ready, until the end of the block."""
    client._connection.guild_ready_timeout = GUILD_READY_SECONDS
    with pointed_at(peer.api_url, peer.gateway_url):
        async with client:
            life = asyncio.create_task(client.start(peer.token))
            ready = asyncio.create_task(client.wait_until_ready())
            await asyncio.wait((life, ready), return_when=asyncio.FIRST_COMPLETED)
            if life.done():
                ready.cancel()
                life.result()
            try:
                yield client
            finally:
                await client.close()
                await life


def a_client() -> discord.Client:
    """A client with nothing but the intent for guilds."""
    return discord.Client(intents=discord.Intents(guilds=True))


def text_channel(client: discord.Client, channel: Channel) -> discord.TextChannel:
    """A text or announcement channel as the client knows it."""
    found = client.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


def forum_channel(client: discord.Client, channel: Channel) -> discord.ForumChannel:
    """A forum or media channel as the client knows it."""
    found = client.get_channel(channel.id)
    assert isinstance(found, discord.ForumChannel)
    return found
