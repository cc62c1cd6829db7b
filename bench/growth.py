"""Memory and time of one process as it grows: servers with subscriptions, articles, feeds.

a database of the size ─► `progress-bot run` at a peer with so many servers
/healthz, fifty times a second ─┘ ─► its longest answer bounds how long the event loop was held
"""

import asyncio
import contextlib
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from bench.children import megabytes, running
from bench.figures import Figure, Report
from bench.pending import FEED, START, sample_articles
from bench.whole_bot import sample_feed, settings
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.article import ALL_TOPICS
from bot.model.subscription import PATIENT_KINDS, Subscription
from bot.storage import articles, feeds, subscriptions
from bot.storage.database import Database
from tests.peer.process import PeerProcess

CHANNELS = 10
"""Text channels of each server."""
WATCHED_SECONDS = 10
PING_EVERY_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: servers, each with a subscription, stored articles, and feeds."""

    servers: int
    articles: int
    feeds: int

    def __str__(self) -> str:
        return f"{self.servers:,} servers, {self.articles:,} articles, {self.feeds:,} feeds"


def main(*, small: bool = False) -> Report:
    """Measure; `small` leaves out the largest size."""
    sizes = [Size(10, 100, 1), Size(1_000, 10_000, 100), Size(2_500, 50_000, 1_000)]
    return asyncio.run(measure(sizes[:2] if small else sizes))


async def measure(sizes: list[Size]) -> Report:
    """A start, and some seconds of life, at each size."""
    figures = [figure for size in sizes for figure in await _measured(size)]
    return Report("growth", "nothing; each size alone", tuple(figures))


async def _measured(size: Size) -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), _free_port()
        async with (
            PeerProcess.open(guilds=size.servers, channels=CHANNELS) as peer,
            sample_feed() as url,
        ):
            await _fill(folder / "progress.db", size, peer)
            own = settings(folder, peer, url, HEALTH=f"127.0.0.1:{port}", REGISTRY="off")
            started = time.monotonic()
            async with running(folder, own, "-m", "bot", "run") as process:
                ready = await peer.reached("ready", 1) - started
                longest = await _longest_answer(port)
                used = psutil.Process(process.pid).cpu_times()
                memory = megabytes(process.pid)
    return [
        Figure(f"{size}: memory, all processes", memory, "MB"),
        Figure(f"{size}: start to ready", ready, "s"),
        Figure(f"{size}: CPU, start and {WATCHED_SECONDS} s", used.user + used.system, "s"),
        Figure(f"{size}: longest answer of /healthz", longest * 1000, "ms"),
    ]


async def _fill(path: Path, size: Size, peer: PeerProcess) -> None:
    taxonomy = load_topics(shipped("topics.toml"))
    async with Database.open(path) as database, database.transaction() as connection:
        # The other feeds are off: what they cost is that they are there.
        others = [f"https://example.org/{number}/feed/" for number in range(size.feeds - 1)]
        await feeds.sync_catalogue(connection, [FEED])
        await connection.executemany(
            "INSERT INTO feeds (url, name, homepage, kind, audience, next_check_at) "
            "VALUES (?, ?, ?, 'news', 'patients', ?)",
            [(url, url, url, 2**33) for url in others],
        )
        for number, guild_id in enumerate(peer.guild_ids):
            channel_id = peer.channels[number * CHANNELS]
            wanted = Subscription(0, guild_id, channel_id, ALL_TOPICS, PATIENT_KINDS, None, START)
            await subscriptions.put(connection, wanted)
        for article in sample_articles(size.articles, taxonomy):
            await articles.insert(connection, 1, article, "first poll", START)


async def _longest_answer(port: int) -> float:
    """The longest that /healthz took to answer; errors before it listens do not count."""
    longest, end = 0.0, time.monotonic() + WATCHED_SECONDS
    async with aiohttp.ClientSession() as session:
        while (begun := time.monotonic()) < end:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    await answer.read()
                longest = max(longest, time.monotonic() - begun)
            await asyncio.sleep(PING_EVERY_SECONDS)
    return longest


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
