"""The gateway: sessions over a websocket, events with sequence numbers, resuming with replay."""

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from enum import IntEnum

from aiohttp import WSMsgType, web

from tests.peer import payloads
from tests.peer.compression import Compress, compressor
from tests.peer.gateway_faults import GatewayFaults, Moment
from tests.peer.journal import Journal
from tests.peer.world import Json, World

HEARTBEAT_MS = 41_250
GUILDS_INTENT = 1
IDENTIFIES_A_DAY = 1000
DAY_MS = 86_400_000


class Op(IntEnum):
    """The kinds of frames that the peer sends or understands."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Why the gateway closes a connection."""

    UNKNOWN_ERROR = 4000
    AUTHENTICATION_FAILED = 4004


class Connection:
    """One websocket, with the compression that it asked for."""

    def __init__(self, socket: web.WebSocketResponse, compress: Compress | None) -> None:
        self.socket = socket
        self._compress = compress
        self._order = asyncio.Lock()

    async def send(self, frame: Json | list[Json] | str | bytes) -> None:
        """Send a frame; one that is lost with the connection is replayed when it resumes.

        A text is taken for JSON as it stands, and bytes go out uncompressed, for what is broken.
        """
        text = frame if isinstance(frame, str) else ""
        if isinstance(frame, dict | list):
            text = json.dumps(frame)
        async with self._order:
            with contextlib.suppress(ConnectionError):
                if isinstance(frame, bytes):
                    await self.socket.send_bytes(frame)
                elif self._compress is None:
                    await self.socket.send_str(text)
                else:
                    await self.socket.send_bytes(self._compress(text.encode()))


@dataclass(slots=True)
class Session:
    """A client's session; it outlives its connections."""

    intents: int
    shard: tuple[int, int]
    connection: Connection | None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sent: list[Json] = field(default_factory=list)

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event, now or when the session is resumed."""
        frame: Json = {"op": Op.DISPATCH, "t": event, "s": len(self.sent) + 1, "d": data}
        self.sent.append(frame)
        if self.connection is not None:
            await self.connection.send(frame)


class Gateway:
    """All sessions."""

    def __init__(self, world: World, token: str, journal: Journal) -> None:
        self.url = ""  # known once the server listens
        self.faults = GatewayFaults()
        self.limit = {"total": IDENTIFIES_A_DAY, "reset_after": DAY_MS, "max_concurrency": 1}
        self.sessions: dict[str, Session] = {}
        self._world = world
        self._token = token
        self._journal = journal

    async def dispatch(
        self, event: str, data: Json, *, guild_id: int | None, intent: int = GUILDS_INTENT
    ) -> None:
        """Send an event to each session that asked for it; without a guild, to shard 0.

        An `intent` of 0 is what is sent unasked, such as interactions.
        """
        for session in list(self.sessions.values()):
            shard_id, shard_count = session.shard
            owner = 0 if guild_id is None else (guild_id >> 22) % shard_count
            if owner == shard_id and (not intent or session.intents & intent):
                await session.dispatch(event, data)

    @property
    def session_start_limit(self) -> Json:
        """The answer of `/gateway/bot` about it; a test may set all of `limit`, `remaining` too."""
        spent = len(self._journal.milestones.get("identify", ()))
        return {"remaining": self.limit["total"] - spent, **self.limit}

    async def send(self, frame: Json | list[Json] | str | bytes) -> None:
        """Send a frame on every connection, as it is."""
        for session in list(self.sessions.values()):
            if session.connection is not None:
                await session.connection.send(frame)

    async def drop(self, code: int = Close.UNKNOWN_ERROR) -> None:
        """Close every connection; the sessions can be resumed."""
        for session in list(self.sessions.values()):
            if session.connection is not None:
                await session.connection.socket.close(code=code)

    async def revoke(self) -> None:
        """Take the token away: connections end, and nobody comes back with it."""
        self._token = ""
        await self.drop(Close.AUTHENTICATION_FAILED)

    def forget(self) -> None:
        """Make every session one that cannot be resumed."""
        self.sessions.clear()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        try:
            compress = compressor(request.query.get("compress"))
        except ValueError as exc:
            raise web.HTTPBadRequest(text=str(exc)) from exc
        socket = web.WebSocketResponse(compress=False, timeout=0.5)
        await socket.prepare(request)
        connection = Connection(socket, compress)
        await self._journal.mark("connected")
        try:
            if not await self._goes_wrong("hello", connection):
                await connection.send({"op": Op.HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._receive(connection, json.loads(message.data))
        finally:
            await self._ended(connection)
        return socket

    async def _receive(self, connection: Connection, frame: Json) -> None:
        match frame["op"]:
            case Op.HEARTBEAT:
                await connection.send({"op": Op.HEARTBEAT_ACK})
            case Op.IDENTIFY | Op.RESUME if frame["d"]["token"] != self._token:
                await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
            case Op.IDENTIFY:
                await self._identify(connection, frame["d"])
            case Op.RESUME:
                await self._resume(connection, frame["d"])
            case _:
                pass  # Presences and the like change nothing here.

    async def _identify(self, connection: Connection, data: Json) -> None:
        await self._journal.mark("identify")
        shard_id, shard_count = data.get("shard", (0, 1))
        if await self._goes_wrong("identify", connection, shard_id):
            return
        session = Session(data["intents"], (shard_id, shard_count), connection)
        self.sessions[session.id] = session
        guilds = list(self._world.shard_guilds(shard_id, shard_count))
        absent = [{"id": str(guild.id), "unavailable": True} for guild in guilds]
        await session.dispatch("READY", self._ready(session, absent))
        for guild in guilds:
            if guild.unavailable:
                continue
            await session.dispatch("GUILD_CREATE", payloads.guild_create(self._world, guild))
        await self._journal.mark("ready")
        await self._goes_wrong("ready", connection, shard_id)

    def _ready(self, session: Session, guilds: list[Json]) -> Json:
        return {
            "v": 10,
            "user": payloads.current_user(self._world),
            "guilds": guilds,
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(self._world.application_id), "flags": 0},
        }

    async def _resume(self, connection: Connection, data: Json) -> None:
        await self._journal.mark("resume")
        session = self.sessions.get(data["session_id"])
        shard_id = session.shard[0] if session else None
        if await self._goes_wrong("resume", connection, shard_id):
            return
        if session is None:
            await connection.send({"op": Op.INVALID_SESSION, "d": False})
            return
        for frame in session.sent[data["seq"] :]:
            await connection.send(frame)
        session.connection = connection
        await session.dispatch("RESUMED", {})
        await self._journal.mark("resumed")
        await self._goes_wrong("resumed", connection, shard_id)

    async def _goes_wrong(
        self, moment: Moment, connection: Connection, shard: int | None = None
    ) -> bool:
        """Do what a fault says; whether what would come now is left out."""
        fault = self.faults.take(moment, shard)
        if fault is None:
            return False
        for frame in fault.frames:
            await connection.send(frame)
        if fault.close is not None:
            await connection.socket.close(code=fault.close)
        return fault.instead or fault.close is not None

    async def _ended(self, connection: Connection) -> None:
        for session in list(self.sessions.values()):
            if session.connection is connection:
                session.connection = None
                await self._journal.mark("disconnected")
