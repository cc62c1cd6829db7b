"""How good a ranking is, by ir-measures; and as a file that other tools read."""

from collections.abc import Iterator, Mapping, Sequence

import ir_measures
from ir_measures import RR, R, nDCG

Ranking = Mapping[str, Sequence[str]]
"""Ids of documents by query, the best first."""
Judgements = Mapping[str, Mapping[str, int]]

NDCG = "nDCG@10"
MEASURES = {NDCG: nDCG @ 10, "recall@10": R @ 10, "MRR@10": RR @ 10}


def means(judgements: Judgements, ranking: Ranking) -> dict[str, float]:
    """Each measure over all judged queries; one without an answer counts 0."""
    found = ir_measures.calc_aggregate(MEASURES.values(), _graded(judgements), _scored(ranking))
    return {name: found[measure] for name, measure in MEASURES.items()}


def by_query(judgements: Judgements, ranking: Ranking) -> dict[str, float]:
    """nDCG@10 of each judged query."""
    found = ir_measures.iter_calc([MEASURES[NDCG]], _graded(judgements), _scored(ranking))
    return {each.query_id: each.value for each in found}


def trec_lines(ranking: Ranking, tag: str) -> Iterator[str]:
    """A ranking in TREC's run format."""
    for query, documents in ranking.items():
        for place, document in enumerate(documents, start=1):
            yield f"{query} Q0 {document} {place} {1 / place:.6f} {tag}\n"


def _graded(judgements: Judgements) -> dict[str, dict[str, int]]:
    return {query: dict(grades) for query, grades in judgements.items()}


def _scored(ranking: Ranking) -> dict[str, dict[str, float]]:
    """With scores that fall, as ir-measures sorts by them."""
    return {
        query: {document: 1 / place for place, document in enumerate(documents, start=1)}
        for query, documents in ranking.items()
    }
