"""The cost of keeping a new article, at several sizes of the index, before and after a backfill.

The stored articles are of ten years. A tenth of them came late, by a backfill, in the order in
which a feed's pages list them, newest first.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from msgspec.structs import replace

from bench.figures import Figure, Report
from bot.articles.news import FeedPart, Sighting
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.article import Article
from bot.model.feed import Feed
from bot.pipelines.ingest import Ingest
from bot.storage import feeds
from bot.storage.database import Connection, Database

SIZES = (1_000, 100_000, 1_000_000)
SMALL_SIZES = (1_000, 20_000)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
YEARS = timedelta(days=3_650)
NEW = 20
ROUNDS = 5
GOAL_MS = 6.0
"""Of processor time, at any size: what matching titles costs may not grow with what is stored."""
WORDS = [
    *[
        "breast",
        "cancer",
        "trial",
        "study",
        "risk",
        "patients",
        "therapy",
        "women",
        "survival",
        "early",
        "stage",
    ],
    *(
        f"{start}{end}"
        for start in ("tra", "per", "abe", "ola", "sac", "ver")
        for end in (
            "stuzumab",
            "tuzumab",
            "maciclib",
            "parib",
            "ituzumab",
            "zenio",
            "lisib",
            "xane",
            "tinib",
        )
    ),
    *(f"word{number}" for number in range(2_000)),
]
WEIGHTS = [1_000 / (place + 1) for place in range(len(WORDS))]
"""Some words stand in nearly every title."""


def main(*, small: bool = False) -> Report:
    """Keep new articles at each size."""
    figures = [
        figure
        for size in (SMALL_SIZES if small else SIZES)
        for figure in asyncio.run(_measured(size))
    ]
    return Report(
        "keeping", "processor time of one new article; nothing to compare", tuple(figures)
    )


async def _measured(size: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "progress.db") as database:
            source = Feed("News", "https://example.org/feed/", "https://example.org/")
            rng = random.Random(size)
            async with database.transaction() as connection:
                await feeds.sync_catalogue(connection, [source])
                await _fill(connection, size, rng)
            polled = await _kept(database, rng, lambda _: NOW)
            filled = await _kept(database, rng, lambda place: NOW - timedelta(days=900 + 9 * place))
    return [
        Figure(f"from a poll, at {size:,}", polled, "ms", goal=GOAL_MS),
        Figure(f"from a backfill, at {size:,}", filled, "ms", goal=GOAL_MS),
    ]


async def _fill(connection: Connection, size: int, rng: random.Random) -> None:
    late = size // 10
    step = YEARS / size
    dates = [NOW - YEARS + step * place for place in range(size - late)]
    dates += [NOW - (YEARS / late) * place for place in range(late)]
    await connection.executemany(
        """
        INSERT INTO articles (id, feed_id, key, url, canonical_url, title, topic_words, teaser,
            text, author, published_at, first_seen_at, dated, silent)
        VALUES (?1, 1, 'k' || ?1, 'u' || ?1, 'c' || ?1, ?2, '', '', '', '', ?3, ?3, ?3, NULL)
        """,
        ((place, _title(rng), int(date.timestamp())) for place, date in enumerate(dates, 1)),
    )


async def _kept(database: Database, rng: random.Random, date: Callable[[int], datetime]) -> float:
    """The median of some rounds, in milliseconds for each article."""
    ingest = Ingest(load_topics(shipped("topics.toml")))
    async with database.reader() as connection:
        (tracked,) = await feeds.active(connection)
    sighting = Sighting(FeedPart.PAST, NOW - YEARS, NOW)
    took = []
    for number in range(ROUNDS):
        found = [
            replace(_article(rng, f"{number} {place} {id(date)}"), published_at=date(place))
            for place in range(NEW)
        ]
        before = time.process_time()
        async with database.transaction() as connection:
            await ingest.keep(connection, tracked, found, NOW, sighting)
        took.append((time.process_time() - before) * 1_000 / NEW)
    return median(took)


def _article(rng: random.Random, key: str) -> Article:
    url = f"https://example.org/{key}"
    return Article(key, url, url, _title(rng), teaser="What it says.", text="More of it. " * 50)


def _title(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, WEIGHTS, k=9)).capitalize()
