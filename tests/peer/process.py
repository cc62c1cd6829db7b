"""The peer as a process of its own, for whatever measures or kills another one.

async with PeerProcess.open(guilds=1, channels=10) as peer:
    environment["DISCORD_API_URL"] = peer.api_url
    await peer.reached("ready")
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.peer.journal import Stored
from tests.peer.world import Json
from tests.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
GREETING_BYTES = 1 << 26
"""It names every channel."""


class PeerProcess:
    """A peer next door. Made by `PeerProcess.open`."""

    def __init__(self, greeting: Json, session: aiohttp.ClientSession) -> None:
        self.api_url: str = greeting["api_url"]
        self.token: str = greeting["token"]
        self.channels: list[int] = greeting["channels"]
        self.places: list[Json] = greeting["places"]
        self.guild_ids: list[int] = greeting["guilds"]
        self._base: str = greeting["control_url"]
        self._session = session

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        guilds: int = 1,
        channels: int = 1,
        kinds: Sequence[str] = (),
        tags: Sequence[str] = (),
        nonce_window: float = 300.0,
        answer_delay: tuple[float, float] = (0.0, 0.0),
        seed: int = 0,
        limits: bool = False,
    ) -> AsyncIterator[Self]:
        """Start it, and stop it at the end of the block.

        `channels` is the number of text channels in each guild; `kinds` are those of further ones
        (`blueprint.KINDS`), and `tags` what the forums among them offer.
        """
        arguments: list[object] = ["--guilds", guilds, "--channels", channels]
        arguments += ["--kinds", *kinds, "--tags", *tags, "--nonce-window", nonce_window]
        arguments += ["--answer-delay", *answer_delay, "--seed", seed]
        arguments += ["--limits"] if limits else []
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.peer",
            *map(str, arguments),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            limit=GREETING_BYTES,
        )
        try:
            assert process.stdout is not None
            greeting = json.loads(await process.stdout.readline())
            timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
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

    async def posts(self) -> dict[int, list[Json]]:
        """All posts by forum, each `{"thread", "message"}`."""
        kept: dict[str, list[Json]] = await self.ask("posts")
        return {int(forum_id): posts for forum_id, posts in kept.items()}

    async def stored(self, times: int = 0) -> list[Stored]:
        """The messages stored since the last `clear`; waits until it is so many messages.

        With an `answer_delay` it comes back before the newest of them is answered.
        """
        return [Stored(**told) for told in await self.ask("stored", times=times)]

    async def set(
        self,
        *,
        nonce_window: float | None = None,
        answer_delay: tuple[float, float] | None = None,
    ) -> None:
        """Change what `open` set."""
        asked = {"nonce_window": nonce_window, "answer_delay": answer_delay}
        settings = {name: value for name, value in asked.items() if value is not None}
        await self.tell("settings", settings)

    async def clear(self) -> None:
        """Forget messages, posts, requests, what was stored, nonces and faults."""
        await self.tell("clear")
