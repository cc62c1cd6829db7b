"""Reads documents in worker processes, and kills a process that takes too long.

feedparser's regular expressions can take minutes on a hostile document and hold the interpreter
lock meanwhile (measured), so in a thread they would stop the whole bot. A pipeline enters an
ExtractorPool for a round; between rounds no process is alive. The modules that read are imported
by the worker processes alone: feedparser and lexbor take 4 MB.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self, TypeVar

from bot.errors import HostError, ParseError
from bot.feeds.machine_limits import NEVER_STARTED, ended, out_of_memory, refused_process
from bot.model.article import ArticlePage, Taxonomy
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed, Listing
from bot.reading import reading_calls
from bot.reading.child_main import MOST_MEMORY, OUT_OF_TIME, allowed_memory, can_limit_memory
from bot.reading.child_process import ChildProcess, ProcessEndedError, ProcessRefusedError
from bot.reading.extractor import Extraction

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
log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")


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
        self._free: list[ChildProcess] = []
        self._slots = asyncio.Semaphore(WORKERS)
        self._said = False

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
            idle, self._free = self._free, []
            try:
                # Shielded: even if this task is canceled, no process may outlive the pool.
                await asyncio.shield(asyncio.to_thread(_stop, idle))
            except RuntimeError:  # no thread starts
                _stop(idle)

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        """See Extractor. A bug in reading a document surfaces as its own exception."""
        return await self._read(reading_calls.extract, document, feed)

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        """See Extractor."""
        return await self._read(reading_calls.feed_links, document)

    async def list_page(self, document: Document, listing: Listing, feed: Feed) -> Extraction:
        """See Extractor."""
        return await self._read(reading_calls.list_page, document, listing, feed)

    async def read_page(self, document: Document) -> ArticlePage:
        """See Extractor."""
        return await self._read(reading_calls.read_page, document)

    async def _read(self, function: Callable[..., ResultT], *arguments: object) -> ResultT:
        self._say_what_cannot_be_limited()
        async with self, self._slots, self._process() as process:
            return await self._answer(process, function, arguments)

    def _say_what_cannot_be_limited(self) -> None:
        if not self._said and not can_limit_memory():
            log.warning("The system lets no limit be set on the memory that reading a feed takes")
        self._said = True

    async def _answer(
        self,
        process: ChildProcess,
        function: Callable[..., ResultT],
        arguments: tuple[object, ...],
    ) -> ResultT:
        try:
            return await process.call(
                self._longest, reading_calls.in_time, self._patience, function, *arguments
            )
        except TimeoutError as exc:
            raise (HostError(OVERLOADED) if OUT_OF_TIME else self._too_slow()) from exc
        except MemoryError as exc:
            raise out_of_memory(allowed_memory(), MOST_MEMORY) from exc
        except ProcessEndedError as exc:
            if OUT_OF_TIME and exc.exit_code == -OUT_OF_TIME:
                raise self._too_slow() from exc
            raise ended(exc.exit_code) from exc
        except ProcessRefusedError as exc:
            raise refused_process(exc) from exc

    def _too_slow(self) -> ParseError:
        return ParseError(
            f"The feed took longer than {self._patience:g} seconds to read. "
            "Tell its publisher, or remove it."
        )

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[ChildProcess]:
        """Lend a process; nobody else uses it at the same time."""
        process = self._idle() or await self._started()
        try:
            yield process
        finally:
            if process.runs:
                self._free.append(process)
            else:
                process.stop()

    def _idle(self) -> ChildProcess | None:
        """A process that has nothing to do; one that the machine ended meanwhile is forgotten."""
        while self._free:
            process = self._free.pop()
            if process.runs:
                return process
            process.stop()
        return None

    async def _started(self) -> ChildProcess:
        try:
            return await ChildProcess.start(reading_calls.begin, self._taxonomy)
        except TimeoutError as exc:
            raise HostError(NEVER_STARTED) from exc
        except (ProcessRefusedError, ProcessEndedError) as exc:
            raise refused_process(exc) from exc


def _stop(processes: Sequence[ChildProcess]) -> None:
    for process in processes:
        process.stop()
