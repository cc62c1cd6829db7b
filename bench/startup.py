"""Start to ready, idle memory, and the end on SIGTERM: `progress-bot run` against bare discord.py.

Both connect to the same peer, in turns. The bot polls a loopback feed with the demo's articles.
Then `progress-bot search` searches them, against a process that only imports its libraries.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.children import cpu_of, cpu_seconds, environment, megabytes, running
from bench.figures import Figure, Report
from bench.whole_bot import sample_feed, settings
from tests.peer.process import PeerProcess

MEMORY_GOAL_MB = 85
READY_GOAL_RATIO = 2.5
STOP_GOAL_SECONDS = 5
FIRST_POLL_SECONDS = 60
SEARCH_GOAL_SECONDS = 0.35
QUESTIONS = {
    "a name": "brain mets",
    "a whole question": "why am I so tired after chemo and radiation",
    "one in Spanish": "cáncer de mama en hombres",
}
LIBRARIES = (
    "import aiosqlite, dotenv, msgspec, platformdirs, rapidfuzz.process, Stemmer, tomli, typer"
)


@dataclass(frozen=True, slots=True)
class Life:
    """One start, idling and end.

    Attributes:
        cpu: seconds of the process alone up to `ready`; a busy machine changes them less.
        searches: CPU seconds of the command line for each of `QUESTIONS`; of the reference, those
            for importing the libraries.
    """

    ready: float
    cpu: float
    megabytes: float
    stop: float
    searches: tuple[float, ...]


def main(*, small: bool = False) -> Report:
    """Measure; `small` is one start with three idle seconds instead of three with ten."""
    return asyncio.run(measure(rounds=1 if small else 3, idle=3 if small else 10))


async def measure(*, rounds: int, idle: float) -> Report:
    """Start and end both sides that often."""
    bot, bare = [], []
    async with PeerProcess.open(guilds=3, channels=10) as peer, sample_feed() as url:
        for number in range(rounds):
            bot.append(await _bot(peer, url, idle, identified=2 * number))
            bare.append(await _bare(peer, idle, identified=2 * number + 1))
    return Report(
        "startup",
        f"bare discord.py with the same intents and caches, in turns, rounds: {rounds}",
        (
            _compared(
                "start to ready",
                "s",
                [life.ready for life in bot],
                [other.ready for other in bare],
                goal=READY_GOAL_RATIO,
            ),
            _compared(
                "CPU from start to ready",
                "s",
                [life.cpu for life in bot],
                [other.cpu for other in bare],
                goal=READY_GOAL_RATIO,
            ),
            _compared(
                "idle memory, all processes",
                "MB",
                [life.megabytes for life in bot],
                [other.megabytes for other in bare],
            ),
            Figure(
                "idle memory against its goal",
                median(life.megabytes for life in bot),
                "MB",
                goal=MEMORY_GOAL_MB,
            ),
            Figure("SIGTERM to exit", max(life.stop for life in bot), "s", goal=STOP_GOAL_SECONDS),
            *_searches(bot, bare),
        ),
    )


def _searches(bot: list[Life], bare: list[Life]) -> Iterator[Figure]:
    for place, name in enumerate(QUESTIONS):
        yield Figure(
            f"CPU of `search`, {name}",
            median(life.searches[place] for life in bot),
            "s",
            reference=median(life.searches[0] for life in bare),
            goal=None if place else SEARCH_GOAL_SECONDS,
        )


def _compared(
    name: str, unit: str, ours: list[float], theirs: list[float], goal: float | None = None
) -> Figure:
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    return Figure(name, median(ours), unit, median(theirs), ratio, goal)


async def _bot(peer: PeerProcess, feed_url: str, idle: float, *, identified: int) -> Life:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = settings(folder, peer, feed_url)
        started = time.monotonic()
        async with running(folder, own, "-m", "bot", "run") as process:
            ready = await peer.reached("ready", identified + 1)
            cpu = cpu_seconds(process.pid)
            commands = await peer.reached("commands", identified // 2 + 1)
            await _logged(folder / "log", "Polled Sample News")
            await asyncio.sleep(idle)
            memory = megabytes(process.pid)
            stop = await _stopped(process)
        cpu_of(folder, own, "-m", "bot", "search", "x")  # compiles what is not compiled yet
        searches = tuple(
            cpu_of(folder, own, "-m", "bot", "search", asked) for asked in QUESTIONS.values()
        )
    return Life(max(ready, commands) - started, cpu, memory, stop, searches)


async def _bare(peer: PeerProcess, idle: float, *, identified: int) -> Life:
    with tempfile.TemporaryDirectory() as name:
        own = environment(Path(name), DISCORD_API_URL=peer.api_url, DISCORD_TOKEN=peer.token)
        started = time.monotonic()
        async with running(Path(name), own, "-m", "bench.bare", "idle") as process:
            ready = await peer.reached("ready", identified + 1)
            cpu = cpu_seconds(process.pid)
            await asyncio.sleep(idle)
            memory = megabytes(process.pid)
        searches = (cpu_of(Path(name), own, "-c", LIBRARIES),)
    return Life(ready - started, cpu, memory, 0, searches)


async def _logged(log: Path, words: str) -> None:
    """Wait for a line in a log."""
    async with asyncio.timeout(FIRST_POLL_SECONDS):
        while not _holds(log, words):  # noqa: ASYNC110 - a file tells nobody that it has grown
            await asyncio.sleep(0.1)


def _holds(log: Path, words: str) -> bool:
    return words in log.read_text(encoding="utf-8")


async def _stopped(process: asyncio.subprocess.Process) -> float:
    """End a process by SIGTERM; how long it took.

    Raises:
        RuntimeError: it did not end well.
    """
    started = time.monotonic()
    process.terminate()
    if code := await process.wait():
        raise RuntimeError(f"The bot ended with {code}")
    return time.monotonic() - started
