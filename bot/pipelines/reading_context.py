"""The parts that readings share: to fetch, read and keep the documents of feeds, and web pages.

`readers` makes one. `Poller`, `Backfiller`, `PageReader` and what they use take it as their first
argument.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from msgspec import Struct

from bot.clock import Clock
from bot.feeds.fetchers import Fetcher
from bot.feeds.hosts import HostTurns
from bot.model.document import Document
from bot.model.feed import Validators
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import keep_trying
from bot.reading.extractor import Extractor
from bot.storage.database import Database

ResultT = TypeVar("ResultT")


class Robots(Protocol):
    """The rules of hosts for programs (RFC 9309)."""

    async def allows(self, url: str) -> bool:
        """Whether the host's robots.txt allows to read this page."""
        ...

    async def delay(self, url: str) -> timedelta:
        """The pause between two requests to the host."""
        ...


class ReadingContext(Struct, frozen=True):
    """The parts that all readings of feeds and web pages share.

    Attributes:
        robots: the rules of hosts, and the pauses that they ask for.
        waits: whether writes are repeated until the database is available.
    """

    database: Database
    fetcher: Fetcher
    extractor: Extractor
    ingest: Ingest
    turns: HostTurns
    robots: Robots
    clock: Clock
    waits: bool = True

    async def written(self, keep: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Store a document. If `waits` is set, repeat that until the database is available."""
        return await (keep_trying(keep, self.clock) if self.waits else keep())

    async def fetch_archive_page(self, url: str) -> Document:
        """Fetch an archive page, after the pause that its host asks for.

        Raises:
            FetchError: there is no usable answer.
            HostError: this machine does not allow the request.
        """
        async with self.turns.turn(url, await self.robots.delay(url)):
            return await self.fetcher.fetch(url, Validators())
