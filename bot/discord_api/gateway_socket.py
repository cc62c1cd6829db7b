"""A gateway connection that survives frames which discord.py cannot read.

    no JSON, broken compression, missing fields ─► traceback, reconnect
    an event on which discord.py's parser fails ─► traceback, ignored

Used by `shard`.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

log = logging.getLogger(__name__)

CLOSE_SECONDS = 1.0
"""aiohttp would wait for 30, and stopping the bot would take as long."""

ESSENTIAL_EVENTS = ("READY", "RESUMED")
"""They begin a session, so an error in one of them ends the connection."""
HEARTBEAT_SECONDS = (1.0, 600.0)
"""The shortest and longest time between heartbeats that is believed. Discord asks for 41 seconds;
none at all would keep a dead connection, and a flood would end it."""

Parser = Callable[[Any], Any]


class GatewaySocket(DiscordWebSocket):
    """One connection of one shard. Made by `GatewaySocket.connect`.

    Attributes:
        in_session: whether Discord has begun or resumed a session on it.
    """

    in_session = False
    _readers: dict[str, Parser] | None = None

    @staticmethod
    async def connect(
        client: discord.Client,
        **options: Any,  # noqa: ANN401 - those of `from_client`
    ) -> "GatewaySocket":
        """Connect, and IDENTIFY or RESUME.

        If `from_client` fails half-way, it leaves the connection open and the heartbeats running.
        So each connection is tracked, and closed on failure.
        """
        made: list[GatewaySocket] = []

        class Tracked(GatewaySocket):
            def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - discord.py's
                super().__init__(*args, **kwargs)
                made.append(self)

        try:
            return await Tracked.from_client(client, **options)
        except BaseException:
            for socket in made:
                await socket.close_in_time(4000)
            raise

    async def close_in_time(self, code: int) -> None:
        """Close, and give the other side a second to answer."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.close(code), CLOSE_SECONDS)

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - as discord.py has it
        """Read a frame.

        Raises:
            ReconnectWebSocket: Discord asked for it, or the frame cannot be read.
        """
        if self._readers is None:
            # discord.py has no hook for this: `from_client` sets the attribute after `__init__`.
            self._readers = self._discord_parsers = self._parsers(self._discord_parsers)
        heartbeats = self._keep_alive
        try:
            await super().received_message(msg)
            self._check_heartbeat()
        except (ReconnectWebSocket, discord.ConnectionClosed, OSError):
            raise
        except Exception as exc:
            log.exception(
                "Shard %s cannot read what Discord's gateway sent; it connects again",
                self.shard_id,
            )
            await self.close()  # 4000, after which the session can be resumed
            raise ReconnectWebSocket(self.shard_id) from exc
        finally:
            if heartbeats and heartbeats is not self._keep_alive:
                # A second HELLO: discord.py would go on with both.
                heartbeats.stop()

    def _parsers(self, parsers: dict[str, Parser]) -> dict[str, Parser]:
        return _forgiving(parsers) | {
            event: self._begins_session(parsers[event]) for event in ESSENTIAL_EVENTS
        }

    def _begins_session(self, parse: Parser) -> Parser:
        def parse_and_note(data: object) -> None:
            parse(data)
            self.in_session = True

        return parse_and_note

    def _check_heartbeat(self) -> None:
        least, most = HEARTBEAT_SECONDS
        interval = self._keep_alive.interval if self._keep_alive else None
        if interval is not None and not least <= interval <= most:
            raise ValueError(f"a heartbeat every {interval} seconds")


def _forgiving(parsers: dict[str, Parser]) -> dict[str, Parser]:
    """The same parsers of events; one that fails is logged, with a traceback the first time."""
    told: set[str] = set()

    def forgiving(event: str, parse: Parser) -> Parser:
        def parse_or_tell(data: object) -> None:
            try:
                parse(data)
            except Exception:
                log.warning(
                    "Ignored an event %s of Discord's gateway that cannot be read",
                    event,
                    exc_info=event not in told,
                )
                told.add(event)

        return parse_or_tell

    return {event: forgiving(event, parse) for event, parse in parsers.items()}
