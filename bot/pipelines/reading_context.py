"""The parts that polls and backfills share: how a feed's documents are fetched, read and kept.

`app` builds one; `Poller`, `Backfiller` and what they use take it as their first argument.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from bot.clock import Clock
from bot.feeds.fetch import Fetcher
from bot.feeds.turns import HostTurns
from bot.model.document import Document
from bot.model.feed import Validators
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import keep_trying
from bot.reading.extract import Extractor
from bot.storage.database import Database

Result = TypeVar("Result")


class Robots(Protocol):
    """What a host allows (RFC 9309)."""

    async def allows(self, url: str) -> bool:
        """Whether its robots.txt lets us read that page."""
        ...

    async def delay(self, url: str) -> timedelta:
        """The pause between two requests to the host."""
        ...


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """The shared parts.

    Attributes:
        database: holds feeds, articles and deliveries.
        fetcher: gets documents.
        extractor: reads them, in a process of its own.
        ingest: keeps the articles.
        turns: who may ask a host.
        robots: how long a host wants us to pause, and what it allows.
        clock: the present, and sleep.
        waits: whether what was read is kept until the database takes it, however long.
    """

    database: Database
    fetcher: Fetcher
    extractor: Extractor
    ingest: Ingest
    turns: HostTurns
    robots: Robots
    clock: Clock
    waits: bool = True

    async def written(self, keep: Callable[[], Awaitable[Result]]) -> Result:
        """Keep what was read, without asking its host again if the database does not take it."""
        return await (keep_trying(keep, self.clock) if self.waits else keep())

    async def fetch_archive_page(self, url: str) -> Document:
        """An archive page, after the pause that its host wants between two requests.

        Raises:
            FetchError: there is no usable answer.
            HostError: this machine does not let the bot ask.
        """
        async with self.turns.turn(url, await self.robots.delay(url)):
            return await self.fetcher.fetch(url, Validators())
