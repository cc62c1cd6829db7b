"""A gateway connection that survives frames that discord.py cannot read.

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
"""How long a close waits for the answer. aiohttp would wait for 30 seconds, and the bot could not
stop earlier. Chosen by eye."""

ESSENTIAL_EVENTS = ("READY", "RESUMED")
"""Events that begin a session: if one of them cannot be read, the connection is of no use."""
HEARTBEAT_SECONDS = (1.0, 600.0)
"""The shortest and longest interval between heartbeats that is accepted. Discord asks for 41
seconds. With a longer one a dead connection goes unnoticed; with a shorter one Discord closes it.
Chosen by eye."""

Parser = Callable[[Any], Any]


class GatewaySocket(DiscordWebSocket):
    """One connection of one shard, created by `GatewaySocket.connect`.

    Attributes:
        in_session: whether a session has begun or resumed on the connection.
    """

    in_session = False
    _readers: dict[str, Parser] | None = None

    @staticmethod
    async def connect(
        client: discord.Client,
        **options: Any,  # noqa: ANN401 - those of `from_client`
    ) -> "GatewaySocket":
        """Connect, and IDENTIFY or RESUME.

        If discord.py's `from_client` fails half-way, the connection stays open and its heartbeats
        go on. So each connection is tracked, and closed after a failure.
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
        """Close the connection; wait `CLOSE_SECONDS` at most for the answer."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.close(code), CLOSE_SECONDS)

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - as discord.py has it
        """Read a frame.

        Raises:
            ReconnectWebSocket: Discord asked for it, or the frame cannot be read.
        """
        if self._readers is None:
            # Not in `__init__`: `from_client` sets the attribute afterwards.
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
                # Discord sent a second HELLO: without this, two heartbeat threads would run.
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
    """Wrap parsers of events: log an error instead of raising it.

    The first error of each event is logged with its traceback.
    """
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
