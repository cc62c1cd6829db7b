"""How much of Discord's 50 requests a second the bot uses, and what its members feel of it.

    database full of pending deliveries ─► `progress-bot run` ─► a peer that limits as Discord does
    /search, twice a second ───────────────────┘

Three processes: the bot, the peer, and this one.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil

from bench.children import running
from bench.figures import Figure, Report
from bench.pending import fill
from bench.whole_bot import sample_feed, settings
from tests.peer.process import PeerProcess

LIMIT_PER_SECOND = 50
SHARE_GOAL = 0.95
ANSWER_GOAL_MS = 300
ASK_EVERY_SECONDS = 0.5
QUERIES = ("brain mets", "radiation", "HER2+ treatment", "metastisis", "gentler treatment")
EXEMPT = ("/interactions/", "/webhooks/")
"""Requests that Discord's limit does not count."""


@dataclass(frozen=True, slots=True)
class Span:
    """The requests of the bot while it was watched.

    Attributes:
        answers: milliseconds from each /search to its answer.
    """

    begun: float
    ended: float
    cpu: float
    answers: Sequence[float]


def main(*, small: bool = False) -> Report:
    """Measure; `small` is 500 deliveries over 100 channels instead of 2,000 over 200.

    With fewer than 50 channels, Discord's limit of each channel would be the narrower one.
    """
    return asyncio.run(measure(channels=100 if small else 200, articles=5 if small else 10))


async def measure(*, channels: int, articles: int) -> Report:
    """Announce `articles` in each channel while members search."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            PeerProcess.open(channels=channels, limits=True) as peer,
            sample_feed() as url,
        ):
            await fill(folder / "progress.db", peer.guild_ids[0], peer.channels, articles)
            environment = settings(folder, peer, url, BURST_LIMIT="0")
            async with running(folder, environment, "-m", "bot", "run") as process:
                span = await _watched(peer, process.pid, folder / "progress.db")
            requests: list[dict[str, Any]] = await peer.ask("requests")
            stored = sum(map(len, (await peer.messages()).values()))
    if stored != channels * articles:
        raise RuntimeError(f"{stored} of {channels * articles} messages were posted")
    return Report(
        "rate",
        f"Discord's limit for a whole bot, {stored:,} messages to {channels} channels",
        (*_pace(requests), *_answers(span.answers), *_cpu(span, requests)),
    )


async def _watched(peer: PeerProcess, pid: int, database: Path) -> Span:
    """Search until everything is announced."""
    await peer.reached("ready")
    await peer.reached("commands")
    bot = psutil.Process(pid)
    begun, cpu, answers = time.monotonic(), sum(bot.cpu_times()[:2]), []
    for query in cycle(QUERIES):
        asked = time.monotonic()
        await peer.tell(
            "slash",
            {"name": "search", "options": {"query": query}, "channel_id": peer.channels[0]},
        )
        answers.append((time.monotonic() - asked) * 1000)
        if not _pending(database):
            break
        await asyncio.sleep(max(asked + ASK_EVERY_SECONDS - time.monotonic(), 0))
    return Span(begun, time.monotonic(), sum(bot.cpu_times()[:2]) - cpu, answers)


def _pending(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM deliveries WHERE state = 'pending'")
        return int(count[0])


def _pace(requests: list[dict[str, Any]]) -> tuple[Figure, ...]:
    sent = [request["at"] for request in requests if _sends(request)]
    counted = [
        request
        for request in requests
        if sent[0] <= request["at"] <= sent[-1] and not request["path"].startswith(EXEMPT)
    ]
    pace = (len(counted) - 1) / (sent[-1] - sent[0])
    refused = sum(request["status"] == 429 for request in requests)
    return (
        Figure(
            "requests a second",
            pace,
            "/s",
            LIMIT_PER_SECOND,
            pace / LIMIT_PER_SECOND,
            floor=SHARE_GOAL,
        ),
        Figure("answers of 429", refused, "", goal=0),
    )


def _sends(request: dict[str, Any]) -> bool:
    return bool(request["method"] == "POST" and request["path"].endswith("/messages"))


def _answers(answers: Sequence[float]) -> tuple[Figure, ...]:
    p95 = quantiles(answers, n=20)[-1]
    return (
        Figure("/search meanwhile, p95", p95, "ms", goal=ANSWER_GOAL_MS),
        Figure("/search meanwhile, slowest", max(answers), "ms", goal=ANSWER_GOAL_MS),
    )


def _cpu(span: Span, requests: list[dict[str, Any]]) -> tuple[Figure, ...]:
    sent = sum(_sends(each) and span.begun <= each["at"] <= span.ended for each in requests)
    return (
        Figure("CPU per message, with the searches", span.cpu * 1000 / sent, "ms"),
        Figure("CPU meanwhile, of one core", span.cpu * 100 / (span.ended - span.begun), "%"),
    )
