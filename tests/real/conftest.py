"""A real WordPress on loopback, if it is at hand; asked for by name: `./run test tests/real`."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.peer import Channel, Peer, World

CHECKOUT = Path(__file__).resolve().parents[2]
WORDPRESS = CHECKOUT.parent / "shared" / "real" / "wordpress"
IMPORTED = 95
START_SECONDS = 600


@dataclass(frozen=True)
class WordPress:
    """A site, and what its editors do.

    Attributes:
        url: of its feed.
    """

    url: str
    environment: dict[str, str]

    def does(self, *action: str) -> None:
        subprocess.run([WORDPRESS, *action], env=self.environment, check=True, timeout=120)


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with Peer.open(World()) as opened:
        yield opened


@pytest.fixture
def channel(peer: Peer) -> Channel:
    return peer.world.add_guild("Kindness").add_channel("news")


@pytest.fixture
def wordpress(request: pytest.FixtureRequest) -> Iterator[WordPress]:
    """A new site with a past, most of whose posts have their address as guid."""
    if not WORDPRESS.exists():
        pytest.skip("no WordPress is at hand")
    if not any("real" in Path(argument).parts for argument in request.config.args):
        pytest.skip("it takes minutes: run it by name")
    folder = tempfile.mkdtemp()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "WP_DIR": folder, "WP_PORT": str(port)}
    site = WordPress(f"http://127.0.0.1:{port}/feed/", environment)
    try:
        command: list[str | Path] = [WORDPRESS, "start", str(IMPORTED)]
        subprocess.run(command, env=environment, check=True, timeout=START_SECONDS)
        yield site
    finally:
        with contextlib.suppress(subprocess.SubprocessError):
            site.does("stop")
        shutil.rmtree(folder, ignore_errors=True)
