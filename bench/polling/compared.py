"""Entries from bytes to stored and indexed, and feeds with nothing new: the bot and `reader`.

Both read the same feeds from the same loopback server, in turns, each in a process of its own with
an empty database. The server has its own process too.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from bench.children import ROOT, environment, result_of
from bench.figures import Figure, Report
from bench.polling.served import urls

Taken = dict[str, float]
Pairs = list[tuple[Taken, Taken]]

ENTRIES_FLOOR = 2.0
UNCHANGED_FLOOR = 3.0


def main(*, small: bool = False) -> Report:
    """Measure; `small` is a tenth, once."""
    return asyncio.run(measure(scale=10 if small else 1, rounds=1 if small else 3))


async def measure(*, scale: int, rounds: int) -> Report:
    """Poll full feeds, then a thousand small ones twice."""
    feeds, entries, many = 120 // scale, 50, 1_000 // scale
    full = await _pairs(feeds, entries, rounds)
    sparse = await _pairs(many, 1, rounds)
    count = feeds * entries
    return Report(
        "polling",
        f"reader's update_feeds over the same files and server, in turns, rounds: {rounds}",
        (
            _rate("entries stored and indexed", full, "filled", count, floor=ENTRIES_FLOOR),
            _rate(
                "the same, reader with its index too",
                full,
                "filled",
                count,
                theirs=lambda taken: taken["filled_wall"] + taken["indexed_wall"],
            ),
            _rate("feeds unchanged", sparse, "unchanged", many, floor=UNCHANGED_FLOOR),
            _each("CPU for an entry", full, "filled", count),
            _each("CPU for an unchanged feed", sparse, "unchanged", many),
        ),
    )


def _rate(
    name: str,
    pairs: Pairs,
    part: str,
    count: int,
    *,
    theirs: Callable[[Taken], float] | None = None,
    floor: float | None = None,
) -> Figure:
    """So many a second, by the wall clock."""
    of_theirs = theirs or (lambda taken: taken[f"{part}_wall"])
    ours = [count / mine[f"{part}_wall"] for mine, _ in pairs]
    others = [count / of_theirs(other) for _, other in pairs]
    ratio = median(a / b for a, b in zip(ours, others, strict=True))
    return Figure(name, median(ours), "a second", median(others), ratio, floor=floor)


def _each(name: str, pairs: Pairs, part: str, count: int) -> Figure:
    """Processor time of all processes."""
    ours = [1e3 * mine[f"{part}_cpu"] / count for mine, _ in pairs]
    others = [1e3 * other[f"{part}_cpu"] / count for _, other in pairs]
    ratio = median(a / b for a, b in zip(ours, others, strict=True))
    return Figure(name, median(ours), "ms", median(others), ratio)


async def _pairs(feeds: int, entries: int, rounds: int) -> Pairs:
    async with _served(feeds, entries) as addresses:
        return [(await _ours(addresses), await _theirs(addresses)) for _ in range(rounds)]


@asynccontextmanager
async def _served(feeds: int, entries: int) -> AsyncIterator[list[str]]:
    arguments = ("-m", "bench.polling.served", str(feeds), str(entries))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout  # noqa: S101 - a pipe was asked for
        yield urls(feeds, int(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


async def _ours(addresses: list[str]) -> Taken:
    with tempfile.TemporaryDirectory() as name:
        catalogue = Path(name) / "feeds.toml"
        tables = (
            f'[[feed]]\nname = "Feed {number}"\nurl = "{address}"\nhomepage = "{address}"\n'
            for number, address in enumerate(addresses)
        )
        catalogue.write_text("".join(tables), encoding="utf-8")
        own = environment(
            Path(name),
            FEEDS_FILE=str(catalogue),
            ALLOWED_PRIVATE_HOSTS="127.0.0.0/8",
            POLL_INTERVAL="1s",
        )
        return await result_of(Path(name), own, "-m", "bench.polling.ours")


async def _theirs(addresses: list[str]) -> Taken:
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name) / "addresses"
        listed.write_text("\n".join(addresses), encoding="utf-8")
        return await result_of(
            Path(name), environment(Path(name)), "-m", "bench.polling.theirs", str(listed)
        )
