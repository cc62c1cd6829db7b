"""A feed and a loopback Discord for the real program."""

from collections.abc import AsyncIterator
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
def channel(peer: Peer) -> Channel:
    return peer.world.add_guild("Kindness").add_channel("metastasis")


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[PostingBot]:
    """A bot that has nothing to announce yet."""
    async with open_posting_bot(tmp_path / "progress.db") as opened:
        yield opened
