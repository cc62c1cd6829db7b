"""Combines articles found by words with those near in meaning, with SEMANTIC=on.

An article gets points for the share of the query that its words hold, and for how much nearer in
meaning it is than the tenth nearest article. The points are added. With ranks added instead, an
article far ahead by words lost its place to articles that stood somewhere in both lists. Called by
the engine and by `similar`.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.model.query import Concept, Ranked
from bot.search.finder import MOST_JUDGED, Finder, Findings, held_share, information
from bot.search.highlights import Candidate
from bot.search.retrieval import MAX_RANKED
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
from bot.storage.database import Connection

INDEX_OF_TENTH = 9
"""The place of the tenth nearest article, from which similarities are counted."""
STANDING_OUT_WEIGHT = 10.0
"""The weight of a similarity beyond the tenth one: by 0.1 an article stands out as if it held the
whole query. Of 6, 8, 10, 13 and 16 the best; 8 to 13 differ by less than .01."""
MIN_HELD_SHARE = 0.2
"""An article that holds less of the query is ranked by its meaning alone: it may share no more than
a name with a question in another language. Chosen by eye; 0 to 0.25 differ by less than .01."""
MOST_SIMILAR = 10
"""The nearest articles that are shown although they hold no word of the query. Chosen by eye."""
USUAL_STANDING_OUT = 0.22
"""How far the nearest article stands out if its meaning tells neither for an answer nor against it.
With `INFORMATION_WEIGHT`, 93 % of 1,300 queries with an answer over titles and teasers are told to
have one, and 22 % of 700 without."""
INFORMATION_WEIGHT = 0.04
"""Some article is always near, so it counts how much an article holds, too, and not only its share:
"chemo" is half of "hiccups after chemo". Without it, 91 and 23 % of 340 queries that nothing was
fitted to are told to have an answer; with it, 92 and 11 %. 0.03 and 0.05 differ by less than
.01."""
USUAL_INFORMATION = 5.5
"""Nats; two words of one article in twenty have 6."""

Near = tuple[int, float]
"""An article, and its similarity to the query."""


def standing_out(near: Sequence[Near]) -> dict[int, float]:
    """How far each of the ten nearest articles stands out of them, by its id.

    A similarity alone says little: the nearest of any 150 articles reaches .8.
    """
    if not near:
        return {}
    _, tenth = near[min(INDEX_OF_TENTH, len(near) - 1)]
    return {key: STANDING_OUT_WEIGHT * (one - tenth) for key, one in near[:MOST_SIMILAR]}


def ranked_by_both(
    by_words: Sequence[Ranked],
    meaning: Mapping[int, float],
    candidates: Mapping[int, Candidate],
    shares: Mapping[int, float],
) -> list[Ranked]:
    """Combine articles found by words with those near in meaning, the best first.

    Args:
        by_words: in their order.
        meaning: how far articles stand out in meaning.
        candidates: all of them as texts; what is missing was deleted meanwhile.
        shares: how much of the query each article found by words holds, 0 to 1.
    """
    if not meaning:
        return list(by_words)
    best = max((place.score for place in by_words), default=1.0)
    scores = {
        place.id: share * place.score / best if (share := shares[place.id]) > MIN_HELD_SHARE else 0
        for place in by_words
    }
    places = {place.id: place for place in by_words}
    for key, points in meaning.items():
        if key in candidates:
            places.setdefault(key, Ranked(key, 0.0, (), candidates[key].dated))
            scores[key] = scores.get(key, 0.0) + points
    order = sorted(scores, key=lambda key: -scores[key])
    return [replace(places[key], score=scores[key]) for key in order]


class HeldParts(Struct, frozen=True):
    """How much of a query articles hold.

    Attributes:
        shares: the share of each article, 0 to 1, by its id.
        information: the most that one of the best holds, in nats; see `information`.
    """

    shares: Mapping[int, float]
    information: float = USUAL_INFORMATION


def held_parts(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], vocabulary: Vocabulary, stems: Stems
) -> HeldParts:
    """How much of the query the articles hold."""
    worths = [
        information(concept, vocabulary, stems) if concept.counted else 0.0 for concept in concepts
    ]
    if not any(worths):
        return HeldParts({place.id: 1.0 for place in ranked})
    told = [(worth, worth) for worth in worths]
    best = (sum([worths[number] for number in place.holds]) for place in ranked[:MOST_JUDGED])
    return HeldParts(
        {place.id: held_share(place, told) for place in ranked}, max(best, default=0.0)
    )


def confidence_of_both(by_words: float, near: Sequence[Near], held: float) -> float:
    """The confidence in an answer by words, and by how far the nearest article stands out.

    Among fewer than ten articles, none counts as standing out.

    Args:
        by_words: see `finder.confidence`.
        held: the information that one of the best articles holds.
    """
    if len(near) <= INDEX_OF_TENTH:
        return by_words
    by_meaning = max(standing_out(near).values()) - USUAL_STANDING_OUT
    return by_words + by_meaning + INFORMATION_WEIGHT * (held - USUAL_INFORMATION)


async def combine(
    finder: Finder,
    connection: Connection,
    found: Findings,
    near: Sequence[Near],
    held: HeldParts,
) -> Findings:
    """Combine the articles found by words with those near in meaning.

    Args:
        found: by words.
        near: by meaning, the nearest first.
        held: how much of the query the articles found by words hold.
    """
    found = await with_near(finder, connection, found, near)
    meaning = standing_out(near)
    ranked = ranked_by_both(found.ranked, meaning, found.candidates, held.shares)[:MAX_RANKED]
    told = confidence_of_both(found.confidence, near, held.information)
    return Findings(ranked, found.candidates, told)


async def with_near(
    finder: Finder, connection: Connection, found: Findings, near: Sequence[Near]
) -> Findings:
    """Add the texts of the nearest articles."""
    shown = [key for key, _ in near[:MOST_SIMILAR] if key not in found.candidates]
    texts = await finder.read(connection, shown)
    return replace(found, candidates={**found.candidates, **texts})
