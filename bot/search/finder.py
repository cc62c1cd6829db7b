"""Finds and ranks articles for an understood query. Called by the engine.

concepts ─► plan (retrieval) ─► ids from the index ─► Candidates ─► rank ─► Findings
         ─► no answer (coverage)? once more by the words of phrases that no article holds
         ─► the asked part with what matched (highlights) ─► Hits
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.model.query import Concept, Filters, Hit, Query, Sort
from bot.search import bm25, coverage, ranking, retrieval
from bot.search.highlights import Candidate, Highlighter
from bot.search.ranking import Near, Ranked
from bot.search.retrieval import UNLIMITED, Limits, Plan
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
from bot.storage import articles, index
from bot.storage.database import Connection
from bot.storage.rows import from_seconds

MAX_RANKED = 30
"""The candidates that are ranked, which is also the most hits that a query has."""
MIN_CANDIDATES = 10
"""With fewer candidates, articles that hold only common words of the query are added."""


Reasons = Callable[[Ranked], tuple[str, ...]]

CHARACTERS_AT_ONCE = 4_000
"""Other tasks run after so many. Such an article takes a tenth of a millisecond, the worst some
milliseconds (measured)."""


class Turns:
    """Lets other tasks run between articles that are read."""

    def __init__(self) -> None:
        self._characters = 0

    async def after(self, candidate: Candidate) -> None:
        """Count an article, and let other tasks run after enough of them."""
        self._characters += candidate.length
        if self._characters >= CHARACTERS_AT_ONCE:
            self._characters = 0
            await asyncio.sleep(0)


class Findings(Struct, frozen=True):
    """Ranked articles, and their texts by id.

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

    async def answer(
        self,
        connection: Connection,
        query: Query,
        vocabulary: Vocabulary,
        filters: Filters,
        *,
        limits: Limits,
        sort: Sort,
    ) -> tuple[Query, Findings]:
        """Find articles that answer the query, else the nearest; see `coverage`.

        Returns:
            The query as it was searched for in the end, and the articles.
        """
        find = partial(
            self.find, connection, vocabulary=vocabulary, filters=filters, limits=limits, sort=sort
        )

        def answers() -> bool:
            return coverage.answers(query.concepts, found.ranked, vocabulary, self._stems)

        found = await find(query.concepts)
        if answers():
            return query, found
        loose = coverage.relaxed(query.concepts, found.ranked, vocabulary, self._stems)
        looser = await find(loose) if loose != query.concepts else found
        if looser is not found and looser.ranked:
            said = (*query.understood, coverage.relaxation(query.concepts, loose))
            query, found = replace(query, concepts=loose, understood=said), looser
            if answers():
                return query, found
        nearest = coverage.telling(query.concepts, found.ranked)
        return query, replace(found, ranked=nearest, confident=False)

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
        """Find articles with any of these concepts, the best or the newest first."""
        plan = retrieval.plan(concepts, vocabulary, self._stems, limits)
        ids = await _ids(connection, plan, filters, sort)
        candidates = await self.read(connection, ids)
        scorer = ranking.Scorer(concepts, vocabulary, self._stems, self._clock.now())
        scored, turns = [], Turns()
        for candidate in candidates.values():
            scored.append(scorer.score(candidate))
            await turns.after(candidate)
        ranked = ranking.in_order(filter(None, scored))
        ranked = ranking.newest_first(ranked) if sort is Sort.DATE else ranking.by_sense(ranked)
        return Findings(ranked, candidates)

    async def fuse(
        self, connection: Connection, found: Findings, near: Sequence[Near], weight: float
    ) -> Findings:
        """Fuse the articles found by words with those near in meaning.

        Args:
            connection: a reader.
            found: by words.
            near: by meaning, the nearest first.
            weight: of what was found by words; see `ranking`.
        """
        shown = [key for key, _ in near[: ranking.MOST_SIMILAR] if key not in found.candidates]
        candidates = {**found.candidates, **await self.read(connection, shown)}
        ranked = ranking.fused(found.ranked, near, candidates, weight)[:MAX_RANKED]
        confident = found.confident or ranking.stands_out(near)
        return Findings(ranked, candidates, confident)

    async def read(self, connection: Connection, ids: Sequence[int]) -> dict[int, Candidate]:
        """Read the texts of these articles that ranking needs."""
        return {
            row["id"]: Candidate(
                row["id"],
                from_seconds(row["dated"]),
                row["title"],
                row["topic_words"],
                row["teaser"],
                row["text"],
                self._stems,
            )
            for row in await index.texts(connection, ids)
        }


async def _ids(connection: Connection, plan: Plan, filters: Filters, sort: Sort) -> list[int]:
    ids: list[int] = []
    if sort is Sort.DATE and plan.together:
        ids = await index.newest(connection, plan.together, filters, MAX_RANKED)
    if len(ids) < MIN_CANDIDATES and plan.scored:
        best = await index.best(
            connection, plan.scored, filters, bm25.FIELD_WEIGHTS, MAX_RANKED, within=plan.within
        )
        ids = list(dict.fromkeys((*ids, *best)))[:MAX_RANKED]
    for expression in plan.newest:
        if len(ids) < MIN_CANDIDATES:
            newest = await index.newest(connection, expression, filters, MAX_RANKED)
            ids = list(dict.fromkeys((*ids, *newest)))[:MAX_RANKED]
    return ids


async def hits_of(
    connection: Connection,
    page: Sequence[Ranked],
    candidates: Mapping[int, Candidate],
    marks: Highlighter,
    reasons: Reasons,
) -> tuple[Hit, ...]:
    """Read the articles of these ranks, and return them as hits."""
    kept = await articles.load(connection, [place.id for place in page])
    hits, turns = [], Turns()
    for place in page:
        if place.id in kept:  # else deleted between the two statements
            shown = marks.shown(candidates[place.id])
            hits.append(Hit(kept[place.id], place.score, reasons(place), *shown))
            await turns.after(candidates[place.id])
    return tuple(hits)


async def newest_hits(
    connection: Connection,
    filters: Filters,
    stems: Stems,
    *,
    limit: int,
    offset: int,
    without: str = "",
) -> tuple[tuple[Hit, ...], int]:
    """Return a part of the articles by date, and the number of all; none matches `without`."""
    ids, total = await index.latest(
        connection, filters, limit=limit, offset=offset, without=without
    )
    kept = await articles.load(connection, ids)
    marks = Highlighter((), stems)
    found = (kept[key] for key in ids if key in kept)
    hits = (
        Hit(one, 0.0, (), marks.title(one.article.title), marks.snippet(one.article.teaser, ""))
        for one in found
    )
    return tuple(hits), total
