"""How long the bot's search takes, end to end, against a bare FTS5 OR over the same file.

Each query is asked of both in turns, in rounds; `bench/__main__.py` runs it.
"""

import asyncio
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bench.corpus import library, questions
from bench.figures import Figure, Report
from bot.clock import SystemClock
from bot.knowledge import shipped
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.topics import load_topics
from bot.model.feed import Feed
from bot.search.engine import SearchEngine
from bot.search.lexicon import Lexicon
from bot.search.words import Stems, words_of
from bot.storage import articles, feeds
from bot.storage.database import Database

SMALL, LARGE = 1_000, 100_000
ROUNDS = 5
P95_GOAL_MS = 50.0
VOCABULARY_GOAL_MB = 25.0
PAGE = 10


@dataclass(frozen=True, slots=True)
class Round:
    """Milliseconds of every query, asked once of both."""

    bot: list[float]
    bare: list[float]


def main(*, small: bool = False) -> Report:
    """Measure over 1,000 and, unless `small`, 100,000 articles."""
    return asyncio.run(_measure((SMALL,) if small else (SMALL, LARGE)))


async def _measure(sizes: tuple[int, ...]) -> Report:
    figures: list[Figure] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            async with Database.open(Path(folder, "bench.db")) as database:
                started = time.perf_counter()
                await _fill(database, size)
                built = Figure(_name("building", size), time.perf_counter() - started, "s")
                figures += [built, *await _asked(database, size)]
    against = f"a bare FTS5 OR by bm25, limit {PAGE}, {len(questions())} queries in turns"
    return Report("search", f"{against}, rounds: {ROUNDS}", tuple(figures))


async def _fill(database: Database, size: int) -> None:
    """Store the library as a poll does, in one transaction."""
    async with database.transaction() as connection:
        await feeds.sync_catalogue(
            connection, [Feed("Bench", "https://example.org/feed/", "https://example.org/")]
        )
        for article in library(size):
            names = ", ".join(match.slug for match in article.topics)
            assert article.published_at  # noqa: S101 - every article of the library has a date
            await articles.insert(connection, 1, article, names, article.published_at)


async def _asked(database: Database, size: int) -> list[Figure]:
    taxonomy = load_topics(shipped("topics.toml"))
    engine = SearchEngine(
        database, load_thesaurus(shipped("thesaurus.toml")), taxonomy, SystemClock()
    )
    first = await _milliseconds(engine.search, "tamoxifen")
    await _round(database, engine)  # warm: files in the system's cache, words stemmed
    rounds = [await _round(database, engine) for _ in range(ROUNDS)]
    goal = 1.0 if size == LARGE else None
    return [
        _compared(_name("p50", size), rounds, median),
        _compared(_name("p95", size), rounds, _p95, goal),
        Figure(
            _name("p95, alone", size), median(_p95(r.bot) for r in rounds), "ms", goal=P95_GOAL_MS
        ),
        Figure(_name("first query, reads the vocabulary", size), first, "ms"),
        await _vocabulary(database, size),
    ]


async def _round(database: Database, engine: SearchEngine) -> Round:
    async def bot(text: str) -> object:
        return await engine.search(text, limit=PAGE)

    async def bare(text: str) -> object:
        expression = " OR ".join(f'"{word}"' for word in words_of(text))
        async with database.reader() as connection:
            return await connection.execute_fetchall(
                f"SELECT rowid FROM article_index WHERE article_index MATCH ? "
                f"ORDER BY bm25(article_index) LIMIT {PAGE}",
                (expression,),
            )

    taken = Round([], [])
    for text in questions():
        taken.bare.append(await _milliseconds(bare, text))
        taken.bot.append(await _milliseconds(bot, text))
    return taken


async def _milliseconds(ask: Callable[[str], Awaitable[object]], text: str) -> float:
    started = time.perf_counter()
    await ask(text)
    return (time.perf_counter() - started) * 1_000


async def _vocabulary(database: Database, size: int) -> Figure:
    """What reading the vocabulary leaves in memory."""
    lexicon = Lexicon(SystemClock(), Stems())
    tracemalloc.start()
    async with database.reader() as connection:
        await lexicon.vocabulary(connection)
    taken = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return Figure(_name("vocabulary", size), taken, "MB", goal=VOCABULARY_GOAL_MB)


def _compared(
    name: str,
    rounds: list[Round],
    of: Callable[[list[float]], float],
    goal: float | None = None,
) -> Figure:
    bot, bare = [of(r.bot) for r in rounds], [of(r.bare) for r in rounds]
    ratio = median(ours / theirs for ours, theirs in zip(bot, bare, strict=True))
    return Figure(name, median(bot), "ms", median(bare), ratio, goal)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _name(what: str, size: int) -> str:
    return f"{what}, {size:,} articles"
