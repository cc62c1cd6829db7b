"""A gateway connection that survives frames that discord.py cannot read, and what follows its end.

`shard` and `connection` ask how to go on: the bot connects again after a delay, and resumes the
session or begins a new one. Close codes that only a person can mend end the bot with a sentence:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from msgspec import Struct, field

from bot.discord_api import texts

log = logging.getLogger(__name__)

LASTING_CONNECTION = timedelta(minutes=5)
"""A connection that lasts this long resets the counts. At worst each is followed by an IDENTIFY,
which makes 288 of the 1,000 a day."""
LONGEST_DELAY_SECONDS = 300.0
"""The longest delay between tries. Chosen by eye: after an outage of hours, five minutes more do
not matter."""
MOST_RESUMES_IN_A_ROW = 4
"""A session is given up after this many broken connections, since each RESUME may replay the event
that breaks it. Chosen by eye: about ten seconds of trying."""
MOST_UNREACHABLE_IN_A_ROW = 9
"""A session is given up after this many failed tries, about six minutes. By then Discord has ended
the session, and its gateway address may be the cause."""


class Backoff(Struct):
    """Counts failed connections in a row, and computes the delay before the next one.

    Attributes:
        chance: a random number from 0 to 1, which keeps shards from connecting at the same moment.
        broken: how many connections in a row were made and broke soon.
        unreachable: how many tries in a row made no connection.
    """

    chance: Callable[[], float] = field(default=random.random)
    broken: int = 0
    unreachable: int = 0
    _failures: int = 0

    def ended(self, lasted: timedelta | None) -> None:
        """Count a connection that lasted this long; None if it could not be made."""
        if lasted is None:
            self._failures, self.unreachable = self._failures + 1, self.unreachable + 1
        elif lasted >= LASTING_CONNECTION:
            self._failures = self.broken = self.unreachable = 0
        else:
            self._failures, self.broken, self.unreachable = self._failures + 1, self.broken + 1, 0

    @property
    def delay(self) -> float:
        """Seconds until the next attempt: 0 at first, then 1, 2, 4, …, each less up to a half."""
        if not self._failures:
            return 0.0
        longest = min(2.0 ** min(self._failures - 1, 30), LONGEST_DELAY_SECONDS)
        return longest * (1 + self.chance()) / 2

    @property
    def gives_up_session(self) -> bool:
        """Whether the next connection begins a new session instead of resuming."""
        too_often = self.broken > 0 and self.broken % (MOST_RESUMES_IN_A_ROW + 1) == 0
        return too_often or self.unreachable > MOST_UNREACHABLE_IN_A_ROW


AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
"""From https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway"""

FATAL_CLOSE_CODES: Mapping[int, str] = {
    AUTHENTICATION_FAILED: texts.TOKEN_NOT_ACCEPTED,
    4010: texts.INVALID_SHARD,
    4011: texts.SHARDING_REQUIRED,
    4012: texts.INVALID_VERSION,
    4013: texts.INVALID_INTENTS,
    DISALLOWED_INTENTS: texts.DISALLOWED_INTENTS,
}
"""Close codes that only a person can mend. Each further try would cost an IDENTIFY."""


def close_sentence(error: discord.ConnectionClosed, client: discord.Client) -> str:
    """Say why the connection ended, and how the operator can mend it."""
    asked = client.intents
    if error.code == DISALLOWED_INTENTS:
        # Only privileged intents can be disallowed. If the bot asks for none, name all intents.
        asked = _privileged(asked) or asked
    return FATAL_CLOSE_CODES[error.code].format(
        shard=error.shard_id or 0,
        count=client.shard_count or 1,
        intents=", ".join(name for name, wanted in asked if wanted),
    )


def _privileged(intents: discord.Intents) -> discord.Intents:
    return intents & discord.Intents(members=True, presences=True, message_content=True)


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
"""Takes the data of an event of the gateway."""


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
