"""A feed and a loopback Discord for the real program."""

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.peer import Channel, Peer, World
from tests.program.posting_bot import PostingBot, open_posting_bot
from tests.program.running import LoopbackFeed, loopback_feed


@pytest.fixture
async def feed() -> AsyncIterator[LoopbackFeed]:
    async with loopback_feed("Old news about screening") as served:
        yield served


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with Peer.open(World()) as opened:
        yield opened


@pytest.fixture
def health_address() -> Iterator[str]:
    """Where a program may serve `/healthz`; the system gives its port to no other server."""
    with socket.socket() as reserved:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{reserved.getsockname()[1]}"


@pytest.fixture
def channel(peer: Peer) -> Channel:
    return peer.world.add_guild("Kindness").add_channel("metastasis")


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[PostingBot]:
    """A bot that has nothing to announce yet."""
    async with open_posting_bot(tmp_path / "progress.db") as opened:
        yield opened
