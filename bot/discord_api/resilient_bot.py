"""A discord.py client that survives malformed frames and lost connections: the base of `NewsBot`.

It runs the gateway connections as `Shard`, which survives more errors than discord.py's own. It
overrides public methods of discord.py's client, the request for the gateway's address, and one
private attribute: the dictionary in which discord.py looks up its shards. `connection` logs it in.
"""

import asyncio
import sys
from typing import Any

import discord
import yarl
from discord.ext import commands
from discord.http import Route

from bot.clock import Clock
from bot.discord_api.outage import Outage
from bot.discord_api.session_starts import SessionStarts
from bot.discord_api.shard import Shard
from bot.errors import DatabaseVersionError
from bot.storage.database import Database


class ResilientBot(commands.AutoShardedBot):
    """A bot that survives malformed frames and lost connections.

    Attributes:
        session_starts: guards Discord's daily limit of IDENTIFYs.
        outage: logs when Discord is out of reach, and when it is back.
    """

    def __init__(self, database: Database, clock: Clock, **options: Any) -> None:  # noqa: ANN401 - discord.py's
        super().__init__(**options)
        # discord.py's own method fails if a proxy omits the limit: the bot would never connect.
        self.http.get_bot_gateway = self._bot_gateway  # type: ignore[method-assign, assignment]
        self.session_starts = SessionStarts(self.http.get_bot_gateway, database, clock)
        self.outage = Outage(clock)
        self._clock = clock
        self._shard_tasks: set[asyncio.Task[None]] = set()

    async def connect(self, *, reconnect: bool = True) -> None:  # noqa: ARG002 - discord.py's
        """Run all shards until the client is closed.

        Raises:
            discord.ConnectionClosed: Discord closed a shard, and reconnecting cannot help.
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
        """Start a shard in its own task; discord.py would connect the shards one by one."""
        shard = Shard(
            self,
            self.session_starts,
            self._clock,
            self.outage,
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

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - discord.py's
        """Log an error of a listener; not one that ends the bot, which is said at its end."""
        if not isinstance(sys.exception(), DatabaseVersionError):
            await super().on_error(event_method, *args, **kwargs)

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
        # discord.py looks up the connections here for `latency` and `change_presence`, and closes
        # them with the client. It has no public method to register them.
        self.__dict__["_AutoShardedClient__shards"][shard.id] = shard

    async def _end_shards(self) -> None:
        tasks = [task for task in self._shard_tasks if not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._shard_tasks.clear()
