"""Who answers the queries of a collection: the bot, and what it is measured against.

Each stands in a file of its own, as `CONTENDERS`; a file whose library is not installed is left
out, and that is said.
"""

import importlib
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bench.search.collection import Document

DEPTH = 100
"""So many hits are asked for; the bot has no more."""
OURS, BARE = "this bot", "bare FTS5 OR"


Ask = Callable[[str], Awaitable[list[str]]]
"""From a query's text to ids of documents, the best first, at most DEPTH."""
Open = Callable[[Path, Sequence[Document]], AbstractAsyncContextManager[Ask]]
"""Indexes the documents in an empty folder, and answers until it is left."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One row of the figures."""

    name: str
    open: Open


def installed() -> Iterator[Contender]:
    """All whose library is there, the bot first."""
    for name in ("ours", "fts5", "tantivy", "reader"):
        try:
            module = importlib.import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as exc:
            if exc.name != name:
                raise
            print(f"{name} is not installed: its rows are left out.", file=sys.stderr)
        else:
            yield from module.CONTENDERS
