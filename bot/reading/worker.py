"""Reads documents in worker processes, and kills a process that takes too long.

feedparser's regular expressions can take minutes on a hostile document and hold the interpreter
lock meanwhile (measured), so in a thread they would stop the whole bot. A pipeline enters an
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
from bot.feeds.hosts import NEVER_STARTED, NOT_STARTED, ended, out_of_memory, refused_process
from bot.model.article import ArticlePage, Taxonomy
from bot.model.document import Document
from bot.model.feed import Feed, Listing
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
"""Processes. Reading is most of the work of a round; each process costs 40 MB during a round."""
READ_TIMEOUT_SECONDS = 20.0
"""Seconds of processor time for one document; feedparser takes about two for 5 MB."""
CLOCK_TIMES = 15 if OUT_OF_TIME else 1
"""Reading may take this many times `READ_TIMEOUT_SECONDS` on the clock. A machine that is slower is
overloaded. Chosen by eye."""
OVERLOADED = (
    "The machine was too busy to read the feed. Run less beside the bot. It is tried again later."
)
START_SECONDS = 60.0
"""Additional time for a process to start, which takes less than a second on an idle machine."""

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_taxonomy: ContextVar[Taxonomy] = ContextVar("taxonomy")
"""Set once in each worker process, so that it is not sent again with each document."""


class ExtractorPool:
    """Worker processes: started with the first document, stopped at the last exit from the pool.

    A second process starts when the first is busy, if the machine has two cores.

    Args:
        taxonomy: the topics to classify articles by.
        patience: seconds of processor time for one document.
    """

    def __init__(self, taxonomy: Taxonomy, patience: float = READ_TIMEOUT_SECONDS) -> None:
        self._taxonomy = taxonomy
        self._patience = patience
        self._longest = patience * CLOCK_TIMES
        self._inside = 0
        self._free: list[ProcessPool] = []
        self._slots = asyncio.Semaphore(WORKERS)
        self._started = False

    async def __aenter__(self) -> Self:
        """Keep started worker processes alive until the matching exit."""
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
            # Shielded: even if this task is cancelled, no process may outlive the pool.
            await asyncio.shield(asyncio.to_thread(_stop, pools))

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        """The articles of a document. A bug in reading it surfaces as its own exception.

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
        """Read an article's own page.

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
            # In a thread, because a pool's first task starts its process, which takes 30 ms.
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
        """Lend a pool of one process; nobody else uses it at the same time."""
        if self._free:
            pool = self._free.pop()
        else:
            pool = ProcessPool(
                max_workers=1,
                initializer=_remember,
                initargs=(self._taxonomy,),
                # "fork" would copy threads and sockets; "spawn" starts clean on every system.
                context=get_context("spawn"),
            )
        try:
            yield pool
        finally:
            # `active` starts a pool that has not started; if that fails, there is nothing to stop.
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
