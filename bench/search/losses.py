"""The queries on which the bot answers worse than a bare FTS5 OR: where to look next."""

from collections.abc import Iterator, Mapping

from bench.search.collection import Collection
from bench.search.contenders import BARE, OURS
from bench.search.measures import by_query
from bench.search.trial import Round, Standing


def worst(
    collection: Collection, standings: Mapping[str, Standing], name: str, count: int
) -> Iterator[str]:
    """Lines for so many queries of the first round of this name, the greatest loss first."""
    ours, bare = standings[OURS].rounds[name][0], standings[BARE].rounds[name][0]
    scores, others = _scores(collection, ours), _scores(collection, bare)
    lost = sorted((scores[query.id] - others[query.id], query.id) for query in ours.queries)
    texts = {query.id: query.text for query in ours.queries}
    yield f"{collection.name}, {name}: nDCG@10 of {OURS}, of {BARE}, the query"
    for difference, query in lost[:count]:
        if difference < 0:
            yield f"  {scores[query]:.3f}  {others[query]:.3f}  {query}: {texts[query]}"


def _scores(collection: Collection, answers: Round) -> dict[str, float]:
    return by_query(collection.judgements, answers.ranking)
