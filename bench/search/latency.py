"""How long the bot's search takes, end to end, against a bare FTS5 OR over the same file.

Each query is asked of both in turns, in rounds; `bench/__main__.py` runs it.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from msgspec.structs import replace

from bench.children import environment, result_of
from bench.figures import Figure, Report
from bench.search.contenders.ours import engine_of
from bench.search.library import library, questions
from bot.articles.news import FeedPart, Sighting
from bot.clock import SystemClock
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.article import Article
from bot.model.feed import Feed, TrackedFeed
from bot.pipelines.ingest import Ingest
from bot.search.engine import SearchEngine
from bot.search.words import words_of
from bot.storage import articles, feeds
from bot.storage.database import Database

SMALL, LARGE = 11_000, 100_000
COMPLETE_MS = 20
COMPLETED = 12
"""Questions that are typed out; each makes some twenty requests."""
P95_GOALS_MS = {SMALL: 15.0, LARGE: 40.0}
ROUNDS = 5
MEMORY_GOAL_MB = 60.0
STORED = 1_000
FEWEST_QUERIES = 20
STORING_GOAL = 2.0
BENCH_FEED = Feed("Bench", "https://example.org/feed/", "https://example.org/")
PAGE = 10


@dataclass(frozen=True, slots=True)
class Round:
    """Milliseconds of every query, asked once of both."""

    bot: list[float]
    bare: list[float]


def main(*, small: bool = False) -> Report:
    """Measure over 11,000 and, unless `small`, 100,000 articles."""
    return asyncio.run(_measure((SMALL,) if small else (SMALL, LARGE)))


async def _measure(sizes: tuple[int, ...]) -> Report:
    figures: list[Figure] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "progress.db")
            async with Database.open(path) as database:
                started = time.perf_counter()
                await fill(database, size)
                built = Figure(_name("building", size), time.perf_counter() - started, "s")
                figures += [built, *await _asked(database, size)]
            figures.append(await _memory(path, size))
    against = f"a bare FTS5 OR by bm25, limit {PAGE}, {len(questions())} queries in turns"
    return Report("search", f"{against}, rounds: {ROUNDS}", tuple(figures))


async def fill(database: Database, size: int) -> None:
    """Store the library as a poll does, in one transaction."""
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [BENCH_FEED])
        for article in library(size):
            names = ", ".join(match.slug for match in article.topics)
            assert article.published_at  # noqa: S101 - every article of the library has a date
            await articles.insert(connection, 1, article, names, article.published_at)


async def _asked(database: Database, size: int) -> list[Figure]:
    """Ask an engine whose vocabulary is kept fresh beside it, as in the running bot."""
    async with _fresh(engine_of(database)) as started:  # while the vocabulary is read
        first = await _milliseconds(started.search, "tamoxifen")
    async with _fresh(engine_of(database)) as engine:
        await _milliseconds(engine.search, "tamoxifen")  # reads the vocabulary
        await _round(database, engine)  # warm: files in the system's cache, words stemmed
        rounds = [await _round(database, engine) for _ in range(ROUNDS)]
        alone, completed = median(_p95(each.bot) for each in rounds), await _completed(engine)
        return [
            _compared(_name("p50", size), rounds, median),
            _compared(_name("p95", size), rounds, _p95, goal=1.0),
            Figure(_name("p95, alone", size), alone, "ms", goal=P95_GOALS_MS[size]),
            Figure(_name("autocomplete, p95", size), completed, "ms", goal=COMPLETE_MS),
            Figure(_name("first query after a start", size), first, "ms"),
            await _while_storing(database, engine, size),
        ]


@asynccontextmanager
async def _fresh(engine: SearchEngine) -> AsyncIterator[SearchEngine]:
    reading = asyncio.create_task(engine.keep_fresh())
    try:
        yield engine
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


async def _while_storing(database: Database, engine: SearchEngine, size: int) -> Figure:
    """The p95 of queries while a poll stores articles, beside that of the same queries before."""
    found = [_renamed(article) for article in islice(library(STORED), STORED)]
    idle = [await _milliseconds(engine.search, text) for text in questions()]
    storing = asyncio.create_task(_store(database, found))
    busy: list[float] = []
    texts = cycle(questions())
    while not storing.done() or len(busy) < FEWEST_QUERIES:
        busy.append(await _milliseconds(engine.search, next(texts)))
    await storing
    name = _name(f"p95 while {STORED:,} are stored", size)
    ratio = _p95(busy) / _p95(idle)
    return Figure(name, _p95(busy), "ms", _p95(idle), ratio, STORING_GOAL)


async def _store(database: Database, found: Sequence[Article]) -> None:
    """Keep the articles as a poll does, in one transaction."""
    ingest, now = Ingest(load_topics(shipped("topics.toml"))), SystemClock().now()
    tracked = TrackedFeed(1, BENCH_FEED)
    async with database.transaction() as connection:
        sighting = Sighting(FeedPart.FIRST_PAGE, now, now)
        await ingest.keep(connection, tracked, found, now, sighting)


def _renamed(article: Article) -> Article:
    """The article as another one, which the index does not hold."""
    address = f"{article.canonical_url}-again"
    return replace(
        article,
        key=f"{article.key}-again",
        url=address,
        canonical_url=address,
        title=f"{article.title[::-1]} {article.key}",
    )


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


async def _completed(engine: SearchEngine) -> float:
    """The p95 of completing each question letter by letter, from its second letter to its end."""
    begun = [text[:end] for text in questions()[:COMPLETED] for end in range(2, len(text) + 1)]
    return _p95([await _milliseconds(engine.complete, text) for text in begun])


async def _milliseconds(ask: Callable[[str], Awaitable[object]], text: str) -> float:
    started = time.perf_counter()
    await ask(text)
    return (time.perf_counter() - started) * 1_000


async def _memory(path: Path, size: int) -> Figure:
    """Memory of an engine in use, above that of a process that has only opened the database."""
    grown = []
    for _ in range(3):
        idle, used = [
            (
                await result_of(
                    path.parent,
                    environment(path.parent),
                    *("-m", "bench.search.holding", str(path), *more),
                )
            )["megabytes"]
            for more in ((), ("used",))
        ]
        grown.append(used - idle)
    goal = MEMORY_GOAL_MB if size == LARGE else None
    return Figure(_name("memory over idle", size), median(grown), "MB", goal=goal)


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
