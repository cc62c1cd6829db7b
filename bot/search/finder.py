"""Articles for what was understood: plan, candidates from the index, rank. The engine asks.

concepts ─► plan (retrieval) ─► ids from the index ─► Candidates ─► rank ─► Found
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.model.query import Concept, Filters, Sort
from bot.search import fusion, ranking, retrieval
from bot.search.fusion import Near
from bot.search.ranking import Candidate, Ranked
from bot.search.retrieval import UNLIMITED, Limits, Plan
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
from bot.storage import index
from bot.storage.database import Connection
from bot.storage.rows import from_seconds

MAX_RANKED = 30
"""So many candidates are ranked, and so many hits a query has at most."""
MIN_CANDIDATES = 10
"""With fewer candidates, articles that hold only common words of the query are added."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Articles in their order, and their texts by id.

    Attributes:
        confident: whether an article answers what was asked; see `coverage`.
    """

    ranked: list[Ranked]
    candidates: dict[int, Candidate]
    confident: bool = True


class Finder:
    """Finds articles by concepts."""

    def __init__(self, clock: Clock, stems: Stems) -> None:
        self._clock = clock
        self._stems = stems

    async def find(
        self,
        connection: Connection,
        concepts: Sequence[Concept],
        vocabulary: Vocabulary,
        filters: Filters,
        *,
        limits: Limits = UNLIMITED,
        sort: Sort = Sort.RELEVANCE,
    ) -> Findings:
        """The articles that hold anything of these concepts, the best or the newest first."""
        plan = retrieval.plan(concepts, vocabulary, self._stems, limits)
        ids = await _ids(connection, plan, filters, sort)
        candidates = await self.read(connection, ids)
        scorer = ranking.Scorer(concepts, vocabulary, self._stems, self._clock.now())
        scored = []
        for candidate in candidates.values():
            scored.append(scorer.score(candidate))
            # The worst texts take some milliseconds each.
            await asyncio.sleep(0)
        ranked = ranking.in_order(filter(None, scored))
        ranked = ranking.newest_first(ranked) if sort is Sort.DATE else ranking.by_sense(ranked)
        return Findings(ranked, candidates)

    async def fuse(
        self, connection: Connection, found: Findings, near: Sequence[Near], weight: float
    ) -> Findings:
        """What was found by words and what is near in meaning, as one list.

        Args:
            connection: a reader.
            found: by words.
            near: by meaning, the nearest first.
            weight: of what was found by words; see `fusion`.
        """
        shown = [key for key, _ in near[: fusion.MOST_SIMILAR] if key not in found.candidates]
        candidates = {**found.candidates, **await self.read(connection, shown)}
        ranked = fusion.fused(found.ranked, near, candidates, weight)[:MAX_RANKED]
        confident = found.confident or fusion.stands_out(near)
        return Findings(ranked, candidates, confident)

    async def read(self, connection: Connection, ids: Sequence[int]) -> dict[int, Candidate]:
        """These articles as far as ranking reads them."""
        return {
            row["id"]: Candidate(
                row["id"],
                from_seconds(row["dated"]),
                row["title"],
                row["topic_words"],
                row["teaser"],
                row["text"],
            )
            for row in await index.texts(connection, ids)
        }


async def _ids(connection: Connection, plan: Plan, filters: Filters, sort: Sort) -> list[int]:
    ids: list[int] = []
    if sort is Sort.DATE and plan.together:
        ids = await index.newest(connection, plan.together, filters, MAX_RANKED)
    if len(ids) < MIN_CANDIDATES and plan.scored:
        best = await index.best(
            connection, plan.scored, filters, ranking.FIELD_WEIGHTS, MAX_RANKED, within=plan.within
        )
        ids = list(dict.fromkeys((*ids, *best)))[:MAX_RANKED]
    for expression in plan.newest:
        if len(ids) < MIN_CANDIDATES:
            newest = await index.newest(connection, expression, filters, MAX_RANKED)
            ids = list(dict.fromkeys((*ids, *newest)))[:MAX_RANKED]
    return ids
