"""A discord.py bot that runs its shards as `Shard`, which survives more than discord.py's own.

The base of `NewsBot`. It replaces public methods of discord.py's client, the request for the
gateway's address, and one private attribute: where discord.py looks up its shards.
"""

import asyncio
from typing import Any

import discord
import yarl
from discord.ext import commands
from discord.http import Route

from bot.clock import Clock
from bot.discord_api.session_starts import SessionStarts
from bot.discord_api.shard import Shard
from bot.storage.database import Database


class ResilientBot(commands.AutoShardedBot):
    """A bot that no bad frame and no lost connection ends.

    Attributes:
        session_starts: guards Discord's daily limit of IDENTIFYs.
    """

    def __init__(self, database: Database, clock: Clock, **options: Any) -> None:  # noqa: ANN401 - discord.py's
        super().__init__(**options)
        # discord.py's own fails if a proxy leaves out the limit, and the bot would never connect.
        self.http.get_bot_gateway = self._bot_gateway  # type: ignore[method-assign, assignment]
        self.session_starts = SessionStarts(self.http.get_bot_gateway, database, clock)
        self._clock = clock
        self._shard_tasks: set[asyncio.Task[None]] = set()

    async def connect(self, *, reconnect: bool = True) -> None:  # noqa: ARG002 - discord.py's
        """Run all shards until the client is closed.

        Raises:
            discord.ConnectionClosed: Discord closed a shard for a reason that stays.
            discord.GatewayNotFound: Discord is out of reach.
        """
        try:
            await self.launch_shards()
            while self._shard_tasks:
                done, _ = await asyncio.wait(self._shard_tasks, return_when=asyncio.FIRST_COMPLETED)
                self._shard_tasks -= done
                for task in done:
                    if not task.cancelled():
                        task.result()
        finally:
            await self._end_shards()

    async def launch_shard(
        self,
        gateway: yarl.URL,
        shard_id: int,
        *,
        initial: bool = False,  # noqa: ARG002 - discord.py's
    ) -> None:
        """Start a shard in a task of its own; discord.py would connect one after the other."""
        shard = Shard(
            self,
            self.session_starts,
            self._clock,
            shard_id=shard_id,
            gateway=gateway,
            connected=self._register,
        )
        self._shard_tasks.add(asyncio.create_task(shard.run(), name=f"shard {shard_id}"))

    async def before_identify_hook(
        self,
        shard_id: int | None,
        *,
        initial: bool = False,  # noqa: ARG002 - discord.py's
    ) -> None:
        """Record the IDENTIFY; `Shard` has waited for its turn."""
        await self.session_starts.identifying(shard_id or 0)

    async def close(self) -> None:
        """Close the client; `connect` returns."""
        await self._end_shards()
        await super().close()

    async def _bot_gateway(self) -> tuple[int, str, dict[str, Any]]:
        """Ask for the number of shards, the address, and the limit of IDENTIFYs."""
        try:
            told = await self.http.request(Route("GET", "/gateway/bot"))
        except discord.HTTPException as exc:
            raise discord.GatewayNotFound from exc
        limit = told.get("session_start_limit")
        return told["shards"], told["url"], limit if isinstance(limit, dict) else {}

    def _register(self, shard: Shard) -> None:
        # discord.py finds the connections here for `latency` and `change_presence`, and closes
        # them with the client. There is no public way to hand them in.
        self.__dict__["_AutoShardedClient__shards"][shard.id] = shard

    async def _end_shards(self) -> None:
        tasks = [task for task in self._shard_tasks if not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._shard_tasks.clear()
