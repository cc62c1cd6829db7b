"""How well the engine answers the judged queries of tests/search/judged, class by class.

All of them come from people who had not seen the thesaurus; a collection that is held out has a
section of its own. `bench/__main__.py` runs it.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, Report
from tests.search.judging import (
    COLLECTIONS,
    HELD_OUT,
    LANGUAGES,
    Verdict,
    by_kind,
    ndcg,
    success,
    verdicts,
)

ALL_GOAL, CLASS_GOAL = 0.95, 0.9


def main(*, small: bool = False) -> Sequence[Report]:
    """Judge the first collection and, unless `small`, the others and what is held out."""
    if small:
        return (asyncio.run(_judge("search-judged", "blind queries", COLLECTIONS[:1])),)
    return (
        asyncio.run(_judge("search-judged", "blind queries", COLLECTIONS)),
        asyncio.run(_judge("search-languages", "queries in other languages", LANGUAGES)),
        asyncio.run(_judge("search-held-out", "blind queries, held out", HELD_OUT)),
    )


async def _judge(name: str, what: str, collections: Sequence[str]) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        judged = [each for one in collections for each in await verdicts(Path(folder), one)]
    figures = [_success("all", judged, ALL_GOAL), _ndcg("all", judged)]
    for kind, some in sorted(by_kind(judged).items()):
        figures += [_success(kind, some, CLASS_GOAL), _ndcg(kind, some)]
    return Report(name, f"{len(judged)} {what}", tuple(figures))


def _success(name: str, judged: Sequence[Verdict], goal: float) -> Figure:
    return Figure(f"{name} ({len(judged)}): success@3", success(judged), "", floor=goal)


def _ndcg(name: str, judged: Sequence[Verdict]) -> Figure:
    return Figure(f"{name} ({len(judged)}): nDCG@10", ndcg(judged), "")
