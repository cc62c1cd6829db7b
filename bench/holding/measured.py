"""For how long the event loop is held at most while members ask, with the worst stored texts.

Each operation runs beside a heartbeat of a millisecond, over hostile and over plain texts in turns:
while the loop is held, nobody else is answered.
"""

import asyncio
import gc
import logging
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.figures import Figure, Report
from bench.heartbeat import beating
from bench.holding.asking import operations
from bench.holding.library import TERMS, fill
from bench.holding.texts import hostile, plain
from bot.app import assemble
from bot.lifecycle import freeze_garbage_collector
from bot.settings import Settings

GOAL_MS = 50
ROUNDS = 3

Held = dict[str, tuple[float, float]]


def main(*, small: bool = False) -> Report:
    """Measure; `small` is one round over a smaller vocabulary."""
    return asyncio.run(
        measure(rounds=1 if small else ROUNDS, terms=TERMS // 10 if small else TERMS)
    )


async def measure(*, rounds: int, terms: int) -> Report:
    """Ask everything of both databases."""
    logging.disable()
    with tempfile.TemporaryDirectory() as name:
        bad, good = Path(name, "hostile.db"), Path(name, "plain.db")
        await fill(bad, hostile, terms=terms)
        await fill(good, plain, terms=terms)
        pairs = [(await _held(bad), await _held(good)) for _ in range(rounds)]
    return Report(
        "holding",
        f"the same over plain texts, in turns, rounds: {rounds}; the longest hold of each by the "
        "loop's own work, and by the clock, which on a busy machine also tells of others",
        tuple(_figures(pairs)),
    )


def _figures(pairs: Sequence[tuple[Held, Held]]) -> Iterator[Figure]:
    names = list(pairs[0][0])
    for name in names:
        yield _figure(name, [(bad[name][0], good[name][0]) for bad, good in pairs], GOAL_MS)
    for number, (kind, goal) in enumerate((("work", GOAL_MS), ("clock", None))):
        longest = [
            (
                max(held[number] for held in bad.values()),
                max(held[number] for held in good.values()),
            )
            for bad, good in pairs
        ]
        yield _figure(f"longest of all, by {kind}", longest, goal)


def _figure(name: str, pairs: Sequence[tuple[float, float]], goal: float | None) -> Figure:
    bad, good = (median(each) for each in zip(*pairs, strict=True))
    return Figure(name, bad, "ms", good, goal=goal)


async def _held(path: Path) -> Held:
    """The longest hold during each operation, by work and by the clock, in milliseconds."""
    settings = Settings(
        database_path=path,
    )
    held: Held = {}
    async with assemble(settings) as bot:
        freeze_garbage_collector()  # as `run` does
        for name, operation in operations(bot).items():
            gc.collect()
            async with beating() as heartbeat:
                await operation()
            held[name] = heartbeat.longest_work_ms, heartbeat.longest_ms
    return held
