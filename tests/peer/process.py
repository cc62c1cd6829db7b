"""The peer as a process of its own, for whatever measures or kills another one.

async with PeerProcess.open(guilds=1, channels=10) as peer:
    environment["DISCORD_API_URL"] = peer.api_url
    await peer.reached("ready")
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.peer.world import Json

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60


class PeerProcess:
    """A peer next door. Made by `PeerProcess.open`."""

    def __init__(self, greeting: Json, session: aiohttp.ClientSession) -> None:
        self.api_url: str = greeting["api_url"]
        self.token: str = greeting["token"]
        self.channels: list[int] = greeting["channels"]
        self.guild_ids: list[int] = greeting["guilds"]
        self._base: str = greeting["control_url"]
        self._session = session

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, guilds: int = 1, channels: int = 1, nonce_window: float = 300.0
    ) -> AsyncIterator[Self]:
        """Start it, and stop it at the end of the block."""
        arguments = ["--guilds", guilds, "--channels", channels, "--nonce-window", nonce_window]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.peer",
            *map(str, arguments),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            greeting = json.loads(await process.stdout.readline())
            timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS)
            async with aiohttp.ClientSession(timeout=timeout) as session:
                yield cls(greeting, session)
        finally:
            process.terminate()
            await process.wait()

    async def ask(self, path: str, **query: str | int) -> Any:
        """GET below `/control`."""
        async with self._session.get(f"{self._base}/{path}", params=query) as response:
            return await response.json()

    async def tell(self, path: str, body: Json | None = None) -> Any:
        """POST below `/control`."""
        async with self._session.post(f"{self._base}/{path}", json=body or {}) as response:
            return None if response.status == 204 else await response.json()

    async def reached(self, milestone: str, times: int = 1) -> float:
        """When a milestone was reached for the n-th time, by `time.monotonic()`; waits for it."""
        milestones: dict[str, list[float]] = await self.ask(
            "milestones", reached=milestone, times=times
        )
        return milestones[milestone][times - 1]

    async def messages(self) -> dict[int, list[Json]]:
        """All messages by channel."""
        kept: dict[str, list[Json]] = await self.ask("messages")
        return {int(channel_id): messages for channel_id, messages in kept.items()}

    async def clear(self) -> None:
        """Forget messages, requests, nonces and faults."""
        await self.tell("clear")
