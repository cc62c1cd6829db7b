"""The peer itself: one HTTP server on the loopback interface.

`/gateway` is the websocket, `/api/v10` the REST API, `/control` for those in another process.
"""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import web

from tests.peer import payloads
from tests.peer.callbacks import Callbacks
from tests.peer.changes import Changes
from tests.peer.channels import Channel
from tests.peer.checks import Checks
from tests.peer.control import Control
from tests.peer.faults import Faults
from tests.peer.gateway import Gateway
from tests.peer.interactions import Interactions, Option
from tests.peer.journal import Journal
from tests.peer.limits import Limits, RateLimiter
from tests.peer.messages import Messages
from tests.peer.nonces import NonceMemory
from tests.peer.permissions import EVERYTHING
from tests.peer.rest import Rest
from tests.peer.state import State
from tests.peer.storing import OnStored, Storing
from tests.peer.threads import Threads
from tests.peer.world import Json, World

API = "/api/v10"
TOKEN = "MTIz.peer.token"
NONCE_WINDOW_SECONDS = 300.0
LARGEST_BODY = 30_000_000


class Peer:
    """A running peer. Made by `Peer.open`."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.token = state.token
        self.world = state.world
        self.journal = state.journal
        self.faults = state.faults
        self.gateway = state.gateway
        self.nonces = state.nonces
        self.changes = state.changes
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        world: World | None = None,
        *,
        token: str = TOKEN,
        nonce_window: float = NONCE_WINDOW_SECONDS,
        limits: Limits | None = None,
        shards: int = 1,
        port: int = 0,
        clock: Callable[[], float] = time.monotonic,
        answer_delay: tuple[float, float] = (0.0, 0.0),
        seed: int = 0,
    ) -> AsyncIterator[Self]:
        """Listen until the end of the block. `clock` drives the nonces and the limits.

        An `answer_delay` (least and most seconds, by chance of `seed`) stands between storing a
        message and answering for it.
        """
        world, journal = world or World(), Journal()
        gateway, nonces = Gateway(world, token, journal), NonceMemory(nonce_window, clock)
        storing = Storing(world, gateway, nonces, journal, seed=seed)
        storing.answer_delay = answer_delay
        state = State(
            token=token,
            world=world,
            journal=journal,
            gateway=gateway,
            interactions=Interactions(world, gateway),
            nonces=nonces,
            limiter=RateLimiter(limits or Limits(), clock),
            faults=Faults(),
            storing=storing,
            changes=Changes(world, gateway),
        )
        peer = cls(state)
        async with _listening(_application(state, shards), port) as peer.port:
            gateway.url = peer.gateway_url
            try:
                yield peer
            finally:
                await gateway.drop()

    @property
    def api_url(self) -> str:
        """The address in the place of `https://discord.com/api/v10`."""
        return f"http://127.0.0.1:{self.port}{API}"

    @property
    def gateway_url(self) -> str:
        """The address in the place of `wss://gateway.discord.gg`."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    def messages(self, channel_id: int) -> list[Json]:
        """The messages in a channel, oldest first."""
        kept = self.world.messages(channel_id)
        return [payloads.message(self.world, message) for message in kept]

    def posts(self, forum_id: int) -> list[Json]:
        """A forum's posts, oldest first: `{"thread": ..., "message": ...}`."""
        return payloads.posts(self.world, self.world.channels[forum_id])

    @property
    def on_stored(self) -> OnStored | None:
        """Awaited with channel and message once one is stored, before its answer goes out."""
        return self.state.storing.on_stored

    @on_stored.setter
    def on_stored(self, callback: OnStored | None) -> None:
        self.state.storing.on_stored = callback

    async def slash(
        self,
        name: str,
        options: Mapping[str, Option] | None = None,
        *,
        channel: Channel,
        permissions: int = EVERYTHING,
    ) -> Json:
        """Type a slash command, and wait for the first message that answers it."""
        return await self.state.interactions.slash(
            name, options or {}, channel=channel, permissions=permissions
        )


def _application(state: State, shards: int) -> web.Application:
    api = web.Application(middlewares=[Checks(state, API).check])
    for rooms in (Messages(state), Threads(state), Callbacks(state), Rest(state, shards)):
        api.add_routes(rooms.routes())
    application = web.Application(client_max_size=LARGEST_BODY)
    application.router.add_get("/gateway", state.gateway.handle)
    application.add_routes(Control(state).routes())
    application.add_subapp(API, api)
    return application


@asynccontextmanager
async def _listening(application: web.Application, port: int) -> AsyncIterator[int]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
