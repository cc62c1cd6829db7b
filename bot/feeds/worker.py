"""Reads documents in processes of their own, each of which is killed when it overruns.

feedparser's regular expressions can take minutes on a hostile document and hold the interpreter
lock meanwhile (measured), so a thread would stop the whole bot. The poll pipeline enters an
ExtractorPool for a round; between rounds no process is alive.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from multiprocessing import get_context, resource_tracker
from types import TracebackType
from typing import Protocol, Self, TypeVar

try:
    import resource
except ModuleNotFoundError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

from pebble import ProcessExpired, ProcessPool

from bot.articles.discovery import FeedLink, feed_links
from bot.articles.extract import Extraction, extract
from bot.articles.listing import read_listing
from bot.articles.page import read_page
from bot.errors import ParseError
from bot.model.document import Document
from bot.model.feed import Feed, Listing
from bot.model.page import PageContent
from bot.model.topic import Taxonomy

MOST_MEMORY = 1 << 30
"""Bytes of address space for a process; 3 MB of nested elements would take 500 MB (measured)."""
WORKERS = min(2, os.cpu_count() or 1)
"""Reading is most of the work of a round; a second process costs 40 MB while there is any."""
TIMEOUT = 20.0
"""Seconds for one document; 5 MB take feedparser about two."""

Result = TypeVar("Result")

_taxonomy: ContextVar[Taxonomy] = ContextVar("taxonomy")
"""Set once in each worker process, so that it travels there once."""


class Extractor(Protocol):
    """What the poll pipeline needs to read documents; entered for each round."""

    async def __aenter__(self) -> Self:
        """Begin a round."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the round."""
        ...

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        """The articles of a document.

        Raises:
            ParseError: it is no feed, or takes too long to read.
        """
        ...

    async def list_page(self, document: Document, listing: Listing, feed: Feed) -> Extraction:
        """The articles that an HTML page lists.

        Raises:
            ParseError: it takes too long to read.
        """
        ...

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        """The feeds that a page names, the likeliest first.

        Raises:
            ParseError: it takes too long to read.
        """
        ...

    async def read_page(self, document: Document) -> PageContent:
        """What an article's own page says.

        Raises:
            ParseError: it takes too long to read.
        """
        ...


class ExtractorPool:
    """Worker processes, started when there is something to read, gone when nobody is inside.

    A second one is started when the first is busy, where there are cores for it.

    Args:
        taxonomy: what articles are classified by.
        patience: seconds for one document.
    """

    def __init__(self, taxonomy: Taxonomy, patience: float = TIMEOUT) -> None:
        self._taxonomy = taxonomy
        self._patience = patience
        self._inside = 0
        self._free: list[ProcessPool] = []
        self._slots = asyncio.Semaphore(WORKERS)

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

    async def read_page(self, document: Document) -> PageContent:
        """What an article's own page says.

        Raises:
            ParseError: it takes too long to read.
        """
        return await self._read(read_page, document)

    async def _read(self, function: Callable[..., Result], *arguments: object) -> Result:
        async with self, self._slots, self._pool() as pool:
            # In a thread: the first task of a pool starts its process, which takes 30 ms.
            future = await asyncio.to_thread(self._schedule, pool, function, arguments)
            try:
                # Cancelling this cancels the future, and the pool then kills the process.
                result: Result = await asyncio.wrap_future(future)
            except TimeoutError as exc:
                raise ParseError(
                    f"The feed took longer than {self._patience:g} seconds to read. "
                    "Tell its publisher, or remove it."
                ) from exc
            except MemoryError as exc:
                raise ParseError("The feed takes too much memory to read. Remove it.") from exc
            except (ProcessExpired, BrokenProcessPool) as exc:
                raise ParseError("Reading the feed ended unexpectedly. It is tried again.") from exc
            return result

    def _schedule(
        self, pool: ProcessPool, function: Callable[..., Result], arguments: tuple[object, ...]
    ) -> "Future[Result]":
        with _interrupts_held():
            future: Future[Result] = pool.schedule(function, args=arguments, timeout=self._patience)
        return future

    @asynccontextmanager
    async def _pool(self) -> AsyncIterator[ProcessPool]:
        """A pool of one process that nobody else uses meanwhile."""
        pool = self._free.pop() if self._free else None
        if pool is None or not pool.active:
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
            self._free.append(pool)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """What starts in here is passed by Ctrl-C, for good: processes and threads inherit the mask.

    A terminal interrupts the whole process group, and a worker that is still importing would answer
    with a traceback. It ends when we end it. Windows has no such mask.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Starting the tracker unblocks SIGINT (until Python 3.13 at least), so it comes first.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(pools: Sequence[ProcessPool]) -> None:
    for pool in pools:
        pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
    for pool in pools:
        pool.join()


def _remember(taxonomy: Taxonomy) -> None:
    _taxonomy.set(taxonomy)
    if resource:
        # Past that, reading ends in a MemoryError, which is one more way of being too broken.
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, most))


def _extract(document: Document, feed: Feed) -> Extraction:
    return extract(document, feed, _taxonomy.get())


def _list_page(document: Document, listing: Listing, feed: Feed) -> Extraction:
    return read_listing(document, listing, feed, _taxonomy.get())
