"""The peer's API asked without discord.py: what a test of the peer itself says, word for word."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.peer.process import PeerProcess
from tests.peer.server import Peer
from tests.peer.world import Json


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    status: int
    json: Any
    headers: Mapping[str, str]


class Api:
    """The API of a peer, for its bot. Made by `asking`."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def ask(self, method: str, path: str, body: Json | None = None) -> Told:
        """One request, and no second attempt."""
        async with self._session.request(method, self._url + path, json=body) as response:
            told = await response.json() if response.status != 204 else None
            return Told(response.status, told, response.headers)

    async def send(self, channel_id: int, content: str = "Hello", **more: Any) -> Told:
        """A message to a channel."""
        path = f"/channels/{channel_id}/messages"
        return await self.ask("POST", path, {"content": content, **more})

    async def post(self, forum_id: int, name: str, content: str = "Hello", **more: Any) -> Told:
        """A post to a forum."""
        body = {"name": name, "message": {"content": content}, **more}
        return await self.ask("POST", f"/channels/{forum_id}/threads", body)


@asynccontextmanager
async def asking(peer: Peer | PeerProcess) -> AsyncIterator[Api]:
    """Ask a peer until the end of the block."""
    headers = {"Authorization": f"Bot {peer.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Api(peer.api_url, session)
