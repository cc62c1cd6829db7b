"""A collection put to all contenders: what each answers, to clean and to spoiled queries, its cost.

Each query is asked of all in turns, so that a busy machine is busy for all.
"""

import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.search.collection import Collection, JudgedText
from bench.search.contenders import Ask, Contender
from bench.search.measures import MEASURES, means
from bench.search.perturbations import PERTURBATIONS, spoiled

CLEAN = "clean"
WARM = 10
"""So many queries are asked first and not counted."""


@dataclass(frozen=True, slots=True)
class Round:
    """The queries as they were asked, and what one contender said to each."""

    queries: Sequence[JudgedText]
    ranking: dict[str, list[str]] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Standing:
    """The result of one contender.

    Attributes:
        rounds: by the name of the perturbation, or CLEAN; one for each seed.
        seconds: what indexing took.
        megabytes: what it left on disk.
    """

    rounds: dict[str, list[Round]] = field(default_factory=dict)
    seconds: float = 0.0
    megabytes: float = 0.0


async def run(
    collection: Collection, contenders: Iterable[Contender], seeds: int, folder: Path
) -> dict[str, Standing]:
    """The results of all contenders, by name.

    Args:
        collection: what is asked of all.
        contenders: who is asked.
        seeds: how often each perturbation is asked, otherwise spoiled each time.
        folder: an empty one.
    """
    standings: dict[str, Standing] = {}
    async with AsyncExitStack() as stack:
        asks: dict[str, Ask] = {}
        for number, contender in enumerate(contenders):
            place = folder / str(number)
            place.mkdir()
            standings[contender.name] = Standing()
            asks[contender.name] = await stack.enter_async_context(
                _indexed(contender, collection, place, standings[contender.name])
            )
        await _asked(collection.queries[:WARM], asks)
        for name, queries in _query_sets(collection, seeds):
            for contender_name, answers in (await _asked(queries, asks)).items():
                standings[contender_name].rounds.setdefault(name, []).append(answers)
    return standings


def means_of(collection: Collection, rounds: Sequence[Round]) -> dict[str, float]:
    """Each measure, its mean over the rounds."""
    found = [means(collection.judgements, each.ranking) for each in rounds]
    return {name: sum(one[name] for one in found) / len(found) for name in MEASURES}


@asynccontextmanager
async def _indexed(
    contender: Contender, collection: Collection, folder: Path, standing: Standing
) -> AsyncIterator[Ask]:
    """Open a contender; what it takes on disk is known once it is closed."""
    started = time.perf_counter()
    async with contender.open(folder, collection.documents) as ask:
        standing.seconds = time.perf_counter() - started
        yield ask
    standing.megabytes = _megabytes(folder)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _query_sets(collection: Collection, seeds: int) -> Iterator[tuple[str, Sequence[JudgedText]]]:
    """Each set once: what takes no chance spoils queries in one way only."""
    yield CLEAN, collection.queries
    for name in PERTURBATIONS:
        ways = (spoiled(collection.queries, name, seed) for seed in range(1, seeds + 1))
        for queries in dict.fromkeys(map(tuple, ways)):
            yield name, queries


async def _asked(queries: Sequence[JudgedText], asks: dict[str, Ask]) -> dict[str, Round]:
    taken = {name: Round(queries) for name in asks}
    for query in queries:
        for name, ask in asks.items():
            started = time.perf_counter()
            taken[name].ranking[query.id] = await ask(query.text)
            taken[name].milliseconds.append((time.perf_counter() - started) * 1_000)
    return taken
