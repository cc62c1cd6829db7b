"""One list of two: articles found by words, and articles near in meaning. Pure; the engine asks.

Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): a place adds 1 / (60 + rank), whatever
the scores of its list mean. Here the words' list counts by how much of the query its best articles
hold. If they hold all of it, every article found by words stays before those that are only similar.
If a query is in another language, they hold next to nothing of it, and the meaning decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.search.passage import Candidate
from bot.search.ranking import Ranked

K = 60
WHOLE_SHARE = 0.99
WHOLE_WEIGHT = 3.0
"""What the words' list counts if it holds all that was asked; the meaning's list counts 1."""
MOST_SIMILAR = 10
"""So many of the nearest are shown though no word of the query led to them."""
OUTSTANDING = 0.025
"""How much nearer than the tenth article the first one is if it answers. It was so for 63 % of the
queries that have an answer, and for 8 % of those that have none, over 246 articles."""
TENTH = 9

Near = tuple[int, float]
"""An article, and its similarity to the query."""


def words_weight(share: float) -> float:
    """What the words' list counts if its best articles hold this share of a query."""
    return WHOLE_WEIGHT if share >= WHOLE_SHARE else share**2


def fused(
    by_words: Sequence[Ranked],
    by_meaning: Sequence[Near],
    candidates: Mapping[int, Candidate],
    weight: float,
) -> list[Ranked]:
    """The places of both lists, the best first.

    Args:
        by_words: in their order.
        by_meaning: ids with their similarity, the nearest first.
        candidates: all of them as texts; what is missing was deleted meanwhile.
        weight: of the words' list; that of the meaning's list is 1.
    """
    places = {place.id: place for place in by_words}
    scores = {place.id: weight / (K + rank) for rank, place in enumerate(by_words, 1)}
    for rank, (article_id, _) in enumerate(by_meaning, 1):
        if article_id in places or (rank <= MOST_SIMILAR and article_id in candidates):
            dated = candidates[article_id].dated
            places.setdefault(article_id, Ranked(article_id, 0.0, (), dated))
            scores[article_id] = scores.get(article_id, 0.0) + 1 / (K + rank)
    order = sorted(scores, key=lambda key: -scores[key])
    return [replace(places[key], score=scores[key]) for key in order]


def stands_out(near: Sequence[Near]) -> bool:
    """Whether the nearest article is so much nearer than the others that it is an answer."""
    return len(near) > TENTH and near[0][1] - near[TENTH][1] >= OUTSTANDING
