"""Reads documents in processes of their own, each of which is killed when it overruns.

feedparser's regular expressions can take minutes on a hostile document and hold the interpreter
lock meanwhile (measured), so a thread would stop the whole bot. The poll pipeline enters an
ExtractorPool for a round; between rounds no process is alive.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot.errors import HostError, ParseError
from bot.feeds.host_limits import (
    NEVER_STARTED,
    NOT_STARTED,
    ended,
    out_of_memory,
    refused_process,
)
from bot.model.article import ArticlePage
from bot.model.document import Document
from bot.model.feed import Feed, Listing
from bot.model.topic import Taxonomy
from bot.reading.article_page import read_page
from bot.reading.discovery import FeedLink, feed_links
from bot.reading.extract import Extraction, extract
from bot.reading.listing import read_listing
from bot.reading.process_limits import (
    OUT_OF_TIME,
    allowed_memory,
    can_limit_memory,
    limit_memory,
    limited_time,
)
from bot.signals import interrupts_held

WORKERS = min(2, os.cpu_count() or 1)
"""Reading is most of the work of a round; a second process costs 40 MB while there is any."""
TIMEOUT = 20.0
"""Seconds of processor time for one document; 5 MB take feedparser about two."""
CLOCK_TIMES = 15 if OUT_OF_TIME else 1
"""So many times as long it may take on the clock; a machine as busy as that is overloaded."""
OVERLOADED = (
    "The machine was too busy to read the feed. Run less beside the bot. It is tried again later."
)
START_SECONDS = 60.0
"""What a process gets to start in, beside that; it takes less than a second on an idle machine."""

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_taxonomy: ContextVar[Taxonomy] = ContextVar("taxonomy")
"""Set once in each worker process, so that it travels there once."""


class ExtractorPool:
    """Worker processes, started when there is something to read, gone when nobody is inside.

    A second one is started when the first is busy, where there are cores for it.

    Args:
        taxonomy: what articles are classified by.
        patience: seconds of processor time for one document.
    """

    def __init__(self, taxonomy: Taxonomy, patience: float = TIMEOUT) -> None:
        self._taxonomy = taxonomy
        self._patience = patience
        self._longest = patience * CLOCK_TIMES
        self._inside = 0
        self._free: list[ProcessPool] = []
        self._slots = asyncio.Semaphore(WORKERS)
        self._started = False

    async def __aenter__(self) -> Self:
        """Keep worker processes, once they have started, until the matching exit."""
        self._inside += 1
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the worker processes when nobody needs them any more."""
        self._inside -= 1
        if not self._inside and self._free:
            pools, self._free = self._free, []
            # Stopped to the end also when we are cancelled: no process may outlive us.
            await asyncio.shield(asyncio.to_thread(_stop, pools))

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        """The articles of a document; a bug in reading it surfaces as what it is.

        Raises:
            ParseError: it is no feed, or takes too long to read.
        """
        return await self._read(_extract, document, feed)

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        """The feeds that a page names, the likeliest first.

        Raises:
            ParseError: it takes too long to read.
        """
        return await self._read(feed_links, document)

    async def list_page(self, document: Document, listing: Listing, feed: Feed) -> Extraction:
        """The articles that an HTML page lists.

        Raises:
            ParseError: it takes too long to read.
        """
        return await self._read(_list_page, document, listing, feed)

    async def read_page(self, document: Document) -> ArticlePage:
        """What an article's own page says.

        Raises:
            ParseError: it takes too long to read.
        """
        return await self._read(read_page, document)

    async def _read(self, function: Callable[..., Result], *arguments: object) -> Result:
        self._say_what_cannot_be_limited()
        async with self, self._slots, self._pool() as pool:
            return await self._answer(await self._begun(pool, function, arguments))

    def _say_what_cannot_be_limited(self) -> None:
        if not self._started and not can_limit_memory():
            log.warning("The system lets no limit be set on the memory that reading a feed takes")
        self._started = True

    async def _begun(
        self, pool: ProcessPool, function: Callable[..., Result], arguments: tuple[object, ...]
    ) -> "Future[Result]":
        try:
            # In a thread: the first task of a pool starts its process, which takes 30 ms.
            return await asyncio.to_thread(self._schedule, pool, function, arguments)
        except NOT_STARTED as exc:
            raise refused_process(exc) from exc

    async def _answer(self, future: "Future[Result]") -> Result:
        try:
            async with asyncio.timeout(self._longest + START_SECONDS) as longest:
                # Cancelling this cancels the future, and the pool then kills the process.
                return await asyncio.wrap_future(future)
        except TimeoutError as exc:
            if longest.expired():
                raise HostError(NEVER_STARTED) from exc
            raise (HostError(OVERLOADED) if OUT_OF_TIME else self._too_slow()) from exc
        except MemoryError as exc:
            raise out_of_memory(allowed_memory()) from exc
        except ProcessExpired as exc:
            if OUT_OF_TIME and exc.exitcode == -OUT_OF_TIME:
                raise self._too_slow() from exc
            raise ended(exc.exitcode) from exc
        except BrokenProcessPool as exc:
            raise refused_process(exc) from exc

    def _too_slow(self) -> ParseError:
        return ParseError(
            f"The feed took longer than {self._patience:g} seconds to read. "
            "Tell its publisher, or remove it."
        )

    def _schedule(
        self, pool: ProcessPool, function: Callable[..., Result], arguments: tuple[object, ...]
    ) -> "Future[Result]":
        with interrupts_held():
            future: Future[Result] = pool.schedule(
                _in_time, args=(self._patience, function, *arguments), timeout=self._longest
            )
        return future

    @asynccontextmanager
    async def _pool(self) -> AsyncIterator[ProcessPool]:
        """A pool of one process that nobody else uses meanwhile."""
        if self._free:
            pool = self._free.pop()
        else:
            pool = ProcessPool(
                max_workers=1,
                initializer=_remember,
                initargs=(self._taxonomy,),
                # A fork would copy threads and sockets; spawn starts clean on every system.
                context=get_context("spawn"),
            )
        try:
            yield pool
        finally:
            # Asking starts a pool that did not start; one that cannot has nothing to stop.
            with suppress(*NOT_STARTED):
                if pool.active:
                    self._free.append(pool)
                else:
                    await asyncio.shield(asyncio.to_thread(_stop, [pool]))


def _stop(pools: Sequence[ProcessPool]) -> None:
    for pool in pools:
        pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
    for pool in pools:
        pool.join()


def _remember(taxonomy: Taxonomy) -> None:
    _taxonomy.set(taxonomy)
    limit_memory()


def _in_time(seconds: float, function: Callable[..., Result], *arguments: object) -> Result:
    with limited_time(seconds):
        return function(*arguments)


def _extract(document: Document, feed: Feed) -> Extraction:
    return extract(document, feed, _taxonomy.get())


def _list_page(document: Document, listing: Listing, feed: Feed) -> Extraction:
    return read_listing(document, listing, feed, _taxonomy.get())
