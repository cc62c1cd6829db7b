"""How one article is planned and bundled at several numbers of subscriptions.

Each subscription is of a channel of its own. Measured are the whole time and the longest hold of
the event loop: while it is held, no command is answered. The hold is told as processor time of the
loop's thread, since this machine does other things, too.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, cast

from bench.figures import Figure, Report
from bench.heartbeat import beating
from bench.pending import FEED, START, sample_articles
from bot.clock import SystemClock
from bot.delivery.messenger import Messenger
from bot.delivery.plan import plan
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.article import ALL_TOPICS, Article
from bot.model.feed import FeedKind
from bot.pipelines.announce import Announcer
from bot.storage import articles, deliveries, feeds, subscriptions
from bot.storage.database import Connection, Database

SIZES = (1_000, 10_000, 100_000)
SMALL_SIZES = (1_000, 10_000)
GOAL_MS = 50.0
"""A tenth of what a member notices."""
ROLE = 7
SERVER_CHANNELS = 10


def main(*, small: bool = False) -> Report:
    """Measure; `small` leaves out the largest size."""
    figures = asyncio.run(_measure(SMALL_SIZES if small else SIZES))
    return Report("planning", "nothing: times, and the longest hold of the event loop", figures)


async def _measure(sizes: tuple[int, ...]) -> tuple[Figure, ...]:
    taxonomy = load_topics(shipped("topics.toml"))
    gc.collect()
    gc.freeze()  # as the running bot does
    (article,) = sample_articles(1, taxonomy)
    figures = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            async with Database.open(Path(name, "progress.db")) as database:
                await _fill(database, size)
                announcer = Announcer(
                    database,
                    cast("Messenger", None),  # nothing is sent
                    SystemClock(),
                    burst_limit=5,
                    awake=asyncio.Event(),
                )
                figures += await _figures(f"plan, {size:,}", lambda: _plan(database, article))
                bundle = announcer._bundle  # noqa: SLF001 - the step that is measured
                figures += await _figures(f"bundle, {size:,}", bundle)
                await _check(database, size)
    return tuple(figures)


async def _fill(database: Database, size: int) -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [FEED])
        kinds = ",".join(sorted(FeedKind))
        rows = [(1000 + n, 1 + n // SERVER_CHANNELS) for n in range(size)]
        await connection.executemany(
            "INSERT INTO channels (channel_id, guild_id) VALUES (?, ?)",
            rows,
        )
        await connection.executemany(
            """
            INSERT INTO subscriptions (channel_id, guild_id, topic, kinds, role_id, created_at)
            VALUES (?, ?, ?, ?, ?, 0)
            """,
            [(*row, ALL_TOPICS, kinds, ROLE) for row in rows],
        )


async def _plan(database: Database, article: Article) -> None:
    """The part of the ingest pipeline that grows with subscriptions."""
    async with database.transaction() as connection:
        article_id = await _insert(connection, article)
        async for wanting in subscriptions.matching(connection, [ALL_TOPICS]):
            await deliveries.add(connection, article_id, plan(article, FEED, wanting), START)


async def _insert(connection: Connection, article: Article) -> int:
    (tracked,) = await feeds.active(connection)
    return await articles.insert(connection, tracked.id, article, "", START)


async def _figures(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> list[Figure]:
    begun = time.perf_counter()
    async with beating() as heartbeat:
        await work()
    taken = time.perf_counter() - begun
    return [
        Figure(f"{name} subscriptions", taken, "s"),
        Figure(f"{name}: longest hold", heartbeat.longest_work_ms, "ms", goal=GOAL_MS),
    ]


async def _check(database: Database, size: int) -> None:
    async with database.reader() as connection:
        rows = list(await connection.execute_fetchall("SELECT count(*) FROM posts"))
    if rows[0][0] != size:
        raise RuntimeError(f"{rows[0][0]} posts were made for {size} channels")
