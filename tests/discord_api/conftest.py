"""A real client of discord.py at a loopback Discord, on a clock in the test's hand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.clock import Clock
from bot.discord_api.resilient_bot import ResilientBot
from bot.storage.database import Database
from tests import waiting
from tests.peer import Channel, Peer, World
from tests.peer.login import pointed_at
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def channel(world: World) -> Channel:
    return world.add_guild("Kindness").add_channel("news")


@pytest.fixture
async def peer(world: World, channel: Channel) -> AsyncIterator[Peer]:
    assert channel.id in world.channels
    async with Peer.open(world) as opened:
        with pointed_at(opened.api_url, opened.gateway_url):
            yield opened


@app_commands.command()
async def ping(interaction: discord.Interaction) -> None:
    """Answer."""
    await interaction.response.send_message("pong")


class PingBot(ResilientBot):
    """It answers `/ping`, and nothing else."""

    def __init__(self, database: Database, clock: Clock, **options: Any) -> None:
        super().__init__(
            database,
            clock,
            command_prefix=(),
            help_command=None,
            intents=discord.Intents(guilds=True),
            max_messages=None,
            guild_ready_timeout=0.05,
            **options,
        )

    async def setup_hook(self) -> None:
        if not self.tree.get_command("ping"):
            self.tree.add_command(ping)
        await self.tree.sync()


@contextlib.asynccontextmanager
async def connected(
    bot: ResilientBot, peer: Peer, *, begin: bool = False
) -> AsyncIterator[asyncio.Task[None]]:
    """The task of `connect`, until the end of the block; the bot need not become ready."""
    async with bot:
        await bot.login(peer.token)
        if begin:
            await bot.session_starts.begin()
        connecting = asyncio.create_task(bot.connect())
        try:
            yield connecting
        finally:
            await bot.close()
            await asyncio.wait({connecting}, timeout=PATIENCE_SECONDS)


async def until(condition: Callable[[], object], connecting: asyncio.Task[None]) -> None:
    """Wait until something is so, or the connection ended by itself."""
    await waiting.until(lambda: condition() or connecting.done())
    if connecting.done():
        connecting.result()


async def answers(peer: Peer, channel: Channel) -> bool:
    """Whether `/ping` is answered; asked again if it was lost with a session."""
    for _ in range(30):
        with contextlib.suppress(TimeoutError):
            answer = await asyncio.wait_for(peer.slash("ping", channel=channel), 2)
            return str(answer["content"]) == "pong"
    return False
