from collections.abc import AsyncIterator

import discord
import pytest

from tests.peer import Channel, Peer, World
from tests.peer.clock import Clock
from tests.peer.login import a_client, logged_in
from tests.peer.permissions import Permission
from tests.peer.world import USUAL_PERMISSIONS


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def channel(world: World) -> Channel:
    permissions = USUAL_PERMISSIONS | Permission.CREATE_PUBLIC_THREADS
    return world.add_guild("Kindness", permissions).add_channel("metastasis")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def peer(world: World, clock: Clock, channel: Channel) -> AsyncIterator[Peer]:
    assert channel.id in world.channels
    async with Peer.open(world, nonce_window=60, clock=clock) as peer:
        yield peer


@pytest.fixture
async def client(peer: Peer) -> AsyncIterator[discord.Client]:
    async with logged_in(peer, a_client()) as client:
        yield client
