"""Decides how to go on after a gateway connection ends. Pure; called by `shard` and `connection`.

The bot connects again after a delay, and resumes the session or begins a new one. Close codes that
only a person can mend end the bot with a sentence:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import discord

from bot.discord_api import texts

LASTING_CONNECTION = timedelta(minutes=5)
"""A connection that lasts this long resets the counts. At worst each is followed by an IDENTIFY,
which makes 288 of the 1,000 a day."""
LONGEST_DELAY_SECONDS = 300.0
"""The longest delay between tries. Chosen by eye: after an outage of hours, five minutes more do
not matter."""
MOST_RESUMES_IN_A_ROW = 4
"""A session is given up after so many broken connections: each RESUME would replay an event that
breaks the connection. Chosen by eye: about ten seconds of trying."""
MOST_UNREACHABLE_IN_A_ROW = 9
"""A session is given up after so many failed tries, about six minutes. By then Discord has ended
it, and its own gateway address may be the cause."""


@dataclass(slots=True)
class Backoff:
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


AUTHENTICATION_FAILED = 4004
DISALLOWED_INTENTS = 4014

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
