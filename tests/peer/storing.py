"""How a message comes to stand in its channel; for the routes that create one.

store, remember its nonce ─► tell the gateway ─► tell the test ─► wait ─► (the route answers)

A client that dies while the peer waits has sent a message of which it does not know.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from tests.peer.channels import Channel
from tests.peer.gateway import Gateway
from tests.peer.journal import Journal, Stored
from tests.peer.nonces import NonceMemory
from tests.peer.world import Json, World

GUILD_MESSAGES_INTENT = 1 << 9

OnStored = Callable[[Channel, Json], Awaitable[None]]


class Storing:
    """Keeps new messages.

    Attributes:
        on_stored: awaited with the channel (a post's thread) and the message, before the answer.
        answer_delay: the least and the most seconds that an answer waits after storing.
    """

    def __init__(
        self, world: World, gateway: Gateway, nonces: NonceMemory, journal: Journal, *, seed: int
    ) -> None:
        self.on_stored: OnStored | None = None
        self.answer_delay = (0.0, 0.0)
        self._world = world
        self._gateway = gateway
        self._nonces = nonces
        self._journal = journal
        self._random = random.Random(seed)

    async def keep(self, channel: Channel, message: Json) -> None:
        """Store a new message; returns when it may be answered."""
        self._world.store(message)
        if "nonce" in message:
            self._nonces.remember(str(message["nonce"]), channel.id, int(message["id"]))
        stored = Stored(channel.id, int(message["id"]), channel.parent_id, time.monotonic())
        await self._journal.add(stored)
        await self._gateway.dispatch(
            "MESSAGE_CREATE",
            {**message, "guild_id": str(channel.guild_id)},
            guild_id=channel.guild_id,
            intent=GUILD_MESSAGES_INTENT,
        )
        if self.on_stored is not None:
            await self.on_stored(channel, message)
        await asyncio.sleep(self._random.uniform(*self.answer_delay))
        stored.answered_at = time.monotonic()
