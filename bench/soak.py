"""Does anything grow while the bot runs, and is anything swallowed meanwhile?

    two feeds publish ─┐                                    ┌─► memory, descriptors, threads,
    members ask        ├─► `progress-bot run` at a peer ────┤   WAL and log, every few seconds
    backfills, faults ─┘                                    └─► in the end, the history checker

    ./run bench soak [--minutes N]

Growth is the slope of a straight line through the samples after a third of the time, which is for
warming up. A run of less than ten minutes says nothing of it: its goal is not judged then.
"""

import argparse
import asyncio
import contextlib
import itertools
import re
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import linear_regression

import psutil
from msgspec import to_builtins

from bench.children import environment, megabytes, running
from bench.figures import Figure, Report
from bot.clock import SystemClock
from bot.storage.database import Database
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.service import SubscriptionService
from tests.factories import taxonomy
from tests.history import violations
from tests.peer import Fault
from tests.peer.process import PeerProcess
from tests.program.mixed_feed import MixedFeed, Recorder
from tests.program.running import serving

MINUTES = 10.0
SAMPLES = 120
GROWTH_GOAL = 1.0
"""Megabytes an hour for each 1,000 articles stored."""
PUBLISH_EVERY_SECONDS, TOGETHER = 1.0, 1
PAGE_SIZE = 200
"""Items: polls may fail for three minutes on a busy machine, and nothing leaves the page unseen."""
SETTLED_SECONDS = 120.0
COMMANDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("search", {"query": "brain mets"}),
    ("latest", {}),
    ("search", {"query": "metastisis"}),
    ("topics", {}),
)
MESSAGES = "/channels/*/messages"
FAULTS = (
    Fault("POST", MESSAGES, status=502, after=True),
    Fault("POST", MESSAGES, drop=True),
    Fault("POST", MESSAGES, status=503),
    Fault("GET", MESSAGES, status=500),
)
BACKFILL_EVERY, FAULT_EVERY, SILENT_EVERY = 60, 15, 45
"""Rounds of publishing."""
LINK = re.compile(r"https://example\.org/news/\d+/")


@dataclass(frozen=True, slots=True)
class Sample:
    """The bot at a moment; sizes in megabytes.

    Attributes:
        hours: since the start.
        memory: of the bot's process, and of it with those that read feeds.
        articles: stored by then.
    """

    hours: float
    memory: float
    all_memory: float
    descriptors: int
    threads: int
    wal: float
    log: float
    articles: int


@dataclass
class Soak:
    """The result of a soak.

    Attributes:
        articles: stored in the end, when all that was published is kept.
    """

    samples: list[Sample] = field(default_factory=list)
    articles: int = 0
    commands: int = 0
    backfills: int = 0
    faults: int = 0
    violations: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)


def main(*, small: bool = False, arguments: Sequence[str] = ()) -> Report:
    """Measure for `--minutes`; `small` is one minute."""
    parser = argparse.ArgumentParser(prog="bench soak")
    parser.add_argument("--minutes", type=float, default=1.0 if small else MINUTES)
    minutes: float = parser.parse_args(arguments).minutes
    found = asyncio.run(soak(minutes))
    for sentence in (*found.tracebacks, *found.violations):
        print(sentence, file=sys.stderr)
    return report_of(found, minutes)


async def soak(minutes: float) -> Soak:
    """Let the bot live so long."""
    found = Soak()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feeds = (
            MixedFeed(page_size=PAGE_SIZE),
            MixedFeed(page_size=PAGE_SIZE, name="Other News", first_number=500_000),
        )
        async with (
            PeerProcess.open(channels=4) as peer,
            serving(feeds[0]),
            serving(feeds[1]),
        ):
            recorder = Recorder(peer.channels)
            recorder.watch(*feeds)
            own = await _prepared(folder, peer, feeds)
            recorder.first_polled_at = datetime.now(UTC)
            async with running(folder, own, "-m", "bot", "run") as process:
                await peer.reached("commands")
                await peer.reached("ready")
                async with _sampled(found, process.pid, folder, minutes):
                    await _work(found, peer, feeds, folder, own, minutes)
                found.articles = await _settle(folder, feeds)
                process.send_signal(signal.SIGTERM)
                if code := await process.wait():
                    raise RuntimeError(f"The bot ended with {code}")
            standing = await _standing(peer)
            found.violations = violations(recorder.history, folder / "progress.db", standing)
            found.tracebacks = _tracebacks((folder / "log").read_text(encoding="utf-8"))
    return found


async def _prepared(folder: Path, peer: PeerProcess, feeds: Sequence[MixedFeed]) -> dict[str, str]:
    """The environment, once channels have subscribed and the index is filled."""
    catalogue = folder / "feeds.toml"
    catalogue.write_text("\n".join(each.catalogue for each in feeds), encoding="utf-8")
    own = environment(
        folder,
        DISCORD_API_URL=peer.api_url,
        DISCORD_TOKEN=peer.token,
        FEEDS_FILE=str(catalogue),
        ALLOWED_PRIVATE_HOSTS="127.0.0.1",
        POLL_INTERVAL="2s",
        CRAWL_DELAY="1s",
        # A summary of many would show its first ones alone.
        BURST_LIMIT="0",
    )
    async with Database.open(folder / "progress.db") as database:
        service = SubscriptionService(database, taxonomy(), SystemClock(), lambda: None)
        for channel in peer.channels:
            await service.save(WantedSubscription(peer.guild_ids[0], channel))
    await _command(folder, own, "poll", "--once")
    return own


async def _command(folder: Path, own: dict[str, str], *arguments: str) -> None:
    with (folder / "commands.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=folder, env=own, stdout=log, stderr=log
        )
        try:
            if code := await process.wait():
                raise RuntimeError(f"{' '.join(arguments)} ended with {code}")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _work(  # noqa: PLR0917 - what the work is done with
    found: Soak,
    peer: PeerProcess,
    feeds: Sequence[MixedFeed],
    folder: Path,
    own: dict[str, str],
    minutes: float,
) -> None:
    """Publish and ask, with a backfill, a fault or a silent feed now and then."""
    faults, commands = itertools.cycle(FAULTS), itertools.cycle(COMMANDS)
    until = time.monotonic() + minutes * 60
    async with asyncio.TaskGroup() as beside:
        for number in itertools.count(1):
            if time.monotonic() > until:
                break
            for each, _ in itertools.product(feeds, range(TOGETHER)):
                each.publish()
            if number % FAULT_EVERY == 0:
                found.faults += 1
                await peer.tell("faults", to_builtins(next(faults)))
            if number % BACKFILL_EVERY == BACKFILL_EVERY // 10:
                found.backfills += 1
                beside.create_task(_command(folder, own, "backfill", "--again"))
            if number % SILENT_EVERY == 0:
                beside.create_task(_silent(feeds[0]))
            name, options = next(commands)
            body = {"name": name, "options": options, "channel_id": peer.channels[0]}
            await peer.tell("slash", body)
            found.commands += 1
            await asyncio.sleep(PUBLISH_EVERY_SECONDS)


async def _silent(feed: MixedFeed) -> None:
    """Let a feed give no answer for a while."""
    feed.answering.clear()
    await asyncio.sleep(5 * PUBLISH_EVERY_SECONDS)
    feed.answering.set()


@contextlib.asynccontextmanager
async def _sampled(found: Soak, pid: int, folder: Path, minutes: float) -> AsyncIterator[None]:
    async def sample() -> None:
        started = time.monotonic()
        while True:
            hours = (time.monotonic() - started) / 3600
            found.samples.append(await asyncio.to_thread(_sample, pid, folder, hours))
            await asyncio.sleep(minutes * 60 / SAMPLES)

    task = asyncio.create_task(sample())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _sample(pid: int, folder: Path, hours: float) -> Sample:
    process, wal = psutil.Process(pid), folder / "progress.db-wal"
    return Sample(
        hours,
        process.memory_info().rss / 1e6,
        megabytes(pid),
        process.num_fds(),
        process.num_threads(),
        wal.stat().st_size / 1e6 if wal.exists() else 0.0,
        (folder / "log").stat().st_size / 1e6,
        _count(folder, "SELECT count(*) FROM articles"),
    )


def _count(folder: Path, sql: str) -> int:
    path = f"file:{folder / 'progress.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(path, uri=True)) as connection:
        return int(connection.execute(sql).fetchone()[0])


async def _settle(folder: Path, feeds: Sequence[MixedFeed]) -> int:
    """Wait until all is kept and announced, and count the articles.

    If it never is, the checker says what is missing.
    """
    published = sum(len(each.titles) for each in feeds)
    until, kept = time.monotonic() + SETTLED_SECONDS, 0
    while time.monotonic() < until:
        kept = _count(folder, "SELECT count(*) FROM articles")
        waiting = _count(folder, "SELECT count(*) FROM deliveries WHERE state = 'pending'")
        if kept >= published and not waiting:
            break
        await asyncio.sleep(1)
    return kept


def _tracebacks(log: str) -> list[str]:
    """The last lines of the log's tracebacks."""
    found = re.findall(r"^Traceback .*\n(?:[ \t].*\n|\n)*(.*)", log, flags=re.MULTILINE)
    return [str(each) for each in found]


async def _standing(peer: PeerProcess) -> dict[int, list[str]]:
    """The links in each channel, each once for every message that shows it."""
    messages = await peer.messages()
    return {
        channel: [found for each in messages[channel] for found in set(LINK.findall(str(each)))]
        for channel in peer.channels
    }


def report_of(found: Soak, minutes: float) -> Report:
    """The figures."""
    warm = [each for each in found.samples if each.hours * 60 >= minutes / 3]
    articles, new = found.articles, warm[-1].articles - warm[0].articles
    growth = _slope(warm, [each.memory for each in warm])
    return Report(
        "soak",
        f"nothing; {minutes:g} minutes, growth by the hour after a third of them",
        (
            Figure("articles stored in the end", articles, ""),
            Figure("memory of the bot in the end", warm[-1].memory, "MB"),
            Figure("the same with its readers", warm[-1].all_memory, "MB"),
            Figure("growth", growth, "MB/h"),
            Figure(
                "growth, each 1,000 articles stored",
                growth / articles * 1000,
                "MB/h",
                goal=GROWTH_GOAL if minutes >= MINUTES else None,
            ),
            Figure("growth with each 1,000 new articles", _by_articles(warm, new), "MB"),
            *_edges("open descriptors", [each.descriptors for each in warm]),
            *_edges("threads", [each.threads for each in warm]),
            Figure("WAL, at most", max(each.wal for each in warm), "MB"),
            Figure("log, by the hour", _slope(warm, [each.log for each in warm]), "MB/h"),
            Figure("commands answered", found.commands, ""),
            Figure("backfills", found.backfills, ""),
            Figure("faults of Discord", found.faults, ""),
            Figure("tracebacks in the log", len(found.tracebacks), "", goal=0),
            Figure("swallowed, by the history checker", len(found.violations), "", goal=0),
        ),
    )


def _edges(name: str, values: Sequence[int]) -> tuple[Figure, Figure]:
    return Figure(f"{name}, at most", max(values), ""), Figure(f"{name}, last", values[-1], "")


def _slope(warm: Sequence[Sample], values: Sequence[float]) -> float:
    return linear_regression([each.hours for each in warm], values).slope


def _by_articles(warm: Sequence[Sample], new: int) -> float:
    if not new:
        return 0.0
    articles = [each.articles / 1000 for each in warm]
    return linear_regression(articles, [each.memory for each in warm]).slope
