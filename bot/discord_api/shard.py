"""One shard of the gateway: connects again and resumes its session after a connection ends.

    connect ─► RESUME or IDENTIFY ─► session ─► events ─► the connection ends ─► wait ─► connect
                                    └► none in time ─► wait ─► connect
                                    └► a close code that a person must mend ─► ConnectionClosed

discord.py's own shard does not wait between two connections, waits without limit for a session, and
ends the bot after an unknown error. The client starts one `Shard` for each shard; `Backoff`
computes the waits.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

import discord
import yarl
from aiohttp import ClientError  # discord.py lets its own client's errors through
from discord.gateway import ReconnectWebSocket
from msgspec import Struct

from bot.clock import Clock
from bot.discord_api.gateway_socket import (
    FATAL_CLOSE_CODES,
    LASTING_CONNECTION,
    Backoff,
    GatewaySocket,
)
from bot.discord_api.outage import Outage
from bot.discord_api.session_starts import SessionStarts
from bot.errors import MessengerError, reason_of

log = logging.getLogger(__name__)

OUT_OF_REACH = (
    discord.GatewayNotFound,
    discord.HTTPException,
    discord.RateLimited,
    MessengerError,
    ClientError,
    OSError,
    TimeoutError,
)
"""Errors that pass by themselves; they are logged without a traceback."""
CONNECT_SECONDS = 60.0
"""How long a connection may take to be made. Chosen by eye."""
SESSION_SECONDS = 60.0
"""How long Discord may take to begin or resume a session; it usually takes a second or two. Without
this limit, a connection without a session would last forever, since heartbeats are answered. Chosen
by eye."""


class Session(Struct, frozen=True):
    """The fields that a RESUME sends."""

    id: str
    sequence: int | None
    gateway: yarl.URL


class Shard:
    """One shard of a client.

    Args:
        outage: is told of failures, and of sessions after them.
        gateway: the address for new sessions.
        connected: called with the shard each time it has connected.

    Attributes:
        ws: the latest connection; None before the first one.
    """

    def __init__(
        self,
        client: discord.Client,
        starts: SessionStarts,
        clock: Clock,
        outage: Outage,
        *,
        shard_id: int,
        gateway: yarl.URL,
        connected: Callable[["Shard"], None],
    ) -> None:
        self.id = shard_id
        self.ws: GatewaySocket | None = None
        self._client = client
        self._starts = starts
        self._clock = clock
        self._outage = outage
        self._gateway = gateway
        self._connected = connected
        self._session: Session | None = None
        self._backoff = Backoff()
        self._connected_at: datetime | None = None
        self._has_identified = False

    async def run(self) -> None:
        """Stay connected until the client is closed.

        Raises:
            discord.ConnectionClosed: Discord closed the connection, and reconnecting cannot help.
        """
        try:
            while not self._client.is_closed():
                await self._connect_once()
        finally:
            await self.close()

    async def close(self) -> None:
        """Tell Discord that the session ends."""
        if self.ws is not None:
            await self.ws.close_in_time(1000)

    async def _connect_once(self) -> None:
        self._connected_at = None
        try:
            await self._listen(await self._connect())
        except Exception as exc:
            if isinstance(exc, discord.ConnectionClosed) and exc.code in FATAL_CLOSE_CODES:
                raise
            if not self._client.is_closed():
                await self._pause(self._reason(exc))

    async def _connect(self) -> GatewaySocket:
        """Open a connection, and RESUME or IDENTIFY on it."""
        if session := self._session:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await GatewaySocket.connect(
                    self._client,
                    shard_id=self.id,
                    gateway=session.gateway,
                    session=session.id,
                    sequence=session.sequence,
                    resume=True,
                )
        if self._has_identified:
            # The first IDENTIFY of all shards was allowed by `SessionStarts.begin`.
            await self._starts.allowed()
        async with self._starts.turn(self.id), asyncio.timeout(CONNECT_SECONDS):
            ws = await GatewaySocket.connect(self._client, shard_id=self.id, gateway=self._gateway)
        self._has_identified = True
        return ws

    async def _listen(self, ws: GatewaySocket) -> None:
        self.ws, self._connected_at = ws, self._clock.now()
        self._connected(self)
        try:
            await _begin_session(ws)
            while True:
                self._end_outage()
                await ws.poll_event()
        except Exception:
            await ws.close_in_time(4000)
            raise
        finally:
            self._session = (
                Session(ws.session_id, ws.sequence, ws.gateway) if ws.session_id else None
            )
            self._client.dispatch("disconnect")
            self._client.dispatch("shard_disconnect", self.id)

    def _end_outage(self) -> None:
        """Say that the shard is well; after a second broken session, only once one lasts."""
        since = self._connected_at
        lasts = since is not None and self._clock.now() - since >= LASTING_CONNECTION
        if lasts or self._backoff.broken <= 1:
            self._outage.over(self.id)

    def _reason(self, error: Exception) -> str:
        """Say why a connection ended; forget the session if it cannot be resumed."""
        code = self.ws.socket.close_code if self.ws and self._connected_at else None
        match error:
            case ReconnectWebSocket(resume=True):
                return f"close code {code}" if code else "closed before it began"
            case ReconnectWebSocket():
                self._session = None
                return "Discord ended the session"
            case discord.ConnectionClosed(code=code):
                self._session = None  # a session that closed with 1000 cannot be resumed
                return f"close code {code}"
            case _ if isinstance(error, OUT_OF_REACH):
                return reason_of(error)
            case _:
                log.error("Shard %d met an unexpected error", self.id, exc_info=error)
                return "an unexpected error"

    async def _pause(self, reason: str) -> None:
        since = self._connected_at
        self._backoff.ended(self._clock.now() - since if since else None)
        if self._backoff.gives_up_session:
            self._session = None
        delay = self._backoff.delay
        lost = "Shard %d lost its connection to Discord (%s); it connects again in %.0f s"
        if delay:
            self._outage.met(self.id, lost, self.id, reason, delay)
        else:
            # Discord ends each connection now and then, and the shard resumes its session.
            log.debug(lost, self.id, reason, delay)
        await self._clock.sleep(delay)


async def _begin_session(ws: GatewaySocket) -> None:
    try:
        async with asyncio.timeout(SESSION_SECONDS):
            while not ws.in_session:
                await ws.poll_event()
    except TimeoutError as exc:
        raise TimeoutError(f"no session within {SESSION_SECONDS:.0f} seconds") from exc
