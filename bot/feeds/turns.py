"""Gives out turns at hosts: one request at a time for each, with an optional pause in between.

All pipelines that fetch (`poll`, `backfill`, `article_pages`) share it, so that a host never gets
two requests at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct, field

from bot.clock import Clock

NO_PAUSE = timedelta(0)
MOST_HOSTS = 1_000
"""Hosts to remember; beyond that, hosts that nobody waits for are forgotten. Chosen by eye."""


class _Host(Struct):
    """A host's queue.

    Attributes:
        inside: how many wait in it or have the turn.
        asked_at: the end of the host's last request.
    """

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
        """Wait for the turn at this URL's host; nobody else has it inside the `with` block.

        Args:
            url: the address to fetch.
            pause: the shortest time since the end of the host's last request.
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
    """The host of a URL, in lower case; "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
