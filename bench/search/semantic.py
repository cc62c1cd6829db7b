"""The cost of the extra `semantic`, in time of a query and in memory, over 11,000 articles.

Making 11,000 vectors takes an hour, and a random one is compared as fast: articles get random ones,
queries their own. `bench/__main__.py` runs it.
"""

import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import psutil

from bench.figures import Figure, Report
from bench.search.contenders.ours import engine_of
from bench.search.latency import SMALL, fill
from bench.search.library import questions
from bot.clock import SystemClock
from bot.model.query import UNFILTERED
from bot.reading.embedding_process import EmbeddingProcess
from bot.search.engine import SearchEngine
from bot.search.semantic import SemanticSearch, pack
from bot.storage.database import Database

P95_GOAL_MS = 150.0
DIMENSIONS = 384
ARTICLES_MOST = 100_000


def main(*, small: bool = False) -> Report:
    """Measure over 11,000 articles, or 1,000 if `small`."""
    return asyncio.run(_measure(1_000 if small else SMALL))


async def _measure(size: int) -> Report:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Database.open(Path(folder, "progress.db")) as database,
            EmbeddingProcess.open() as process,
        ):
            await fill(database, size)
            by_words = engine_of(database)
            await _asked(by_words)
            without, before = await _asked(by_words), _megabytes()
            semantic = SemanticSearch(database, process, SystemClock())
            await semantic.start()
            await semantic.put(_vectors(size))
            with_it = await _asked(engine_of(database, semantic))
            figures += [
                Figure(f"p50, {size:,} articles", median(with_it), "ms", median(without)),
                Figure("p95", _p95(with_it), "ms", _p95(without)),
                Figure("p95, alone", _p95(with_it), "ms", goal=P95_GOAL_MS),
                Figure("memory beside, with the model's process", _megabytes() - before, "MB"),
            ]
            await semantic.put(_vectors(ARTICLES_MOST))
            figures.append(
                Figure(f"nearest of {ARTICLES_MOST:,}", await _nearest(database, semantic), "ms")
            )
            await semantic.close()
    return Report("search-semantic", "the same queries by words alone", tuple(figures))


async def _asked(engine: SearchEngine) -> list[float]:
    return [(await engine.search(text, limit=10)).took_ms for text in questions()]


async def _nearest(database: Database, semantic: SemanticSearch) -> float:
    vector, taken = [0.05] * DIMENSIONS, []
    async with database.reader() as connection:
        for _ in range(9):
            started = time.perf_counter()
            await semantic.nearest(connection, vector, UNFILTERED)
            taken.append((time.perf_counter() - started) * 1_000)
    return median(taken)


def _vectors(count: int) -> list[tuple[int, bytes]]:
    rng = random.Random(20_260_303)
    some = [pack([rng.gauss(0, 0.05) for _ in range(DIMENSIONS)]) for _ in range(1_000)]
    return [(n + 1, some[n % len(some)]) for n in range(count)]


def _megabytes() -> float:
    me = psutil.Process()
    every = [me, *me.children(recursive=True)]
    return float(sum(each.memory_info().rss for each in every)) / 1e6


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
