"""Who may ask a host now: one request at a time, and a pause between two where that is wished.

Shared by all that fetch (`poll`, `backfill`, article pages), so that a host meets one reader.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.clock import Clock

NO_PAUSE = timedelta(0)
MOST_HOSTS = 1_000
"""Remembered; past that, those that nobody waits for are forgotten."""


@dataclass(slots=True)
class _Host:
    """A host's queue, how many stand in it, and when it was last asked."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0
    asked_at: datetime | None = None


class HostTurns:
    """Gives out turns, by host name.

    Args:
        clock: the present, and sleep.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str, pause: timedelta = NO_PAUSE) -> AsyncIterator[None]:
        """Be the only one who asks this URL's host, a pause after the request before.

        Args:
            url: what is going to be fetched.
            pause: shortest time since the end of the host's last request.
        """
        self._forget_idle()
        host = self._hosts.setdefault(host_of(url), _Host())
        host.inside += 1
        try:
            async with host.lock:
                if host.asked_at:
                    wait = host.asked_at + pause - self._clock.now()
                    # A clock that was set back must not make anyone wait for longer.
                    seconds = min(wait, pause).total_seconds()
                    if seconds > 0:
                        await self._clock.sleep(seconds)
                try:
                    yield
                finally:
                    host.asked_at = self._clock.now()
        finally:
            host.inside -= 1

    def _forget_idle(self) -> None:
        if len(self._hosts) > MOST_HOSTS:
            self._hosts = {name: host for name, host in self._hosts.items() if host.inside}


def host_of(url: str) -> str:
    """The host of a URL, lower case; "" where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
