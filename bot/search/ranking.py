"""Ranks candidates, with the reason for each; fuses two lists into one. Pure; `finder` asks.

The points of each concept, by the weights of title, topics, teaser and text, come from `bm25`.

Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): a place adds 1 / (60 + rank), whatever
the scores of its list mean. Here the words' list counts by how much of the query its best articles
hold. If they hold all of it, every article found by words stays before those that are only similar.
If a query is in another language, they hold next to nothing of it, and the meaning decides.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.model.query import Concept
from bot.search.bm25 import K1, ArticleFields, ConceptMatch, match_of, matches_of, patterns_of
from bot.search.highlights import Candidate
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, fold

COVERAGE_BONUS, TITLE_BONUS, RECENCY_BONUS = 0.1, 0.1, 0.05
"""The parts of its score that an article gains by all concepts, a similar title, and recency."""
RECENCY_HALF_LIFE = timedelta(days=365)
NEGATED_FACTOR = 0.4
"""The factor for an article that is all about a negated concept."""
UNWANTED_FACTOR = 0.25
"""The factor for a negated concept if nothing else was asked."""
IN_A_TURN = 2
MOST_NAMED_REASONS = 5
SIMILAR_IN_MEANING = "similar in meaning"
MIN_SCORE_SHARE = 0.15
"""Articles below this share of the best score that hold less share only a common word with it."""
MIN_SCORE_SHARE_BY_DATE = 0.4
"""The same with the newest first."""


class Ranked(Struct, frozen=True):
    """A candidate with its score and matches.

    Attributes:
        matched: what of the query it holds, as words to be shown.
        holds: numbers of the concepts that it holds, and of those it holds in part alone.
        sense: as which sense of an ambiguous query it was found.
        weak: numbers of the concepts of which it holds words that only may mean them.
    """

    id: int
    score: float
    matched: tuple[str, ...]
    dated: datetime
    holds: tuple[int, ...] = ()
    touches: tuple[int, ...] = ()
    sense: str = ""
    weak: tuple[int, ...] = ()


class Scorer:
    """Scores candidates one by one, so that other tasks can run in between.

    Args:
        concepts: what was asked.
        vocabulary: tells how rare each word is.
        stems: of words.
        now: the present.
    """

    def __init__(
        self, concepts: Sequence[Concept], vocabulary: Vocabulary, stems: Stems, now: datetime
    ) -> None:
        self._patterns = [patterns_of(concept, vocabulary, stems) for concept in concepts]
        self._negated = [number for number, each in enumerate(concepts) if each.negated]
        self._generic = {number for number, each in enumerate(concepts) if each.generic}
        self._ambiguous = len(concepts) == 1 and bool(concepts[0].senses)
        self._asked = " ".join(concept.label for concept in concepts if not concept.negated)
        self._vocabulary = vocabulary
        self._now = now

    def score(self, candidate: Candidate) -> Ranked | None:
        """Score a candidate; None if it holds nothing of the query."""
        fields = ArticleFields(candidate, self._vocabulary)
        held = matches_of(fields, self._patterns)
        found, factor = self._wanted(fields, held)
        points = sum([match.points for match in found])
        held_ones = [(n, match) for n, match in enumerate(found) if match.points > 0]
        score = (points or UNWANTED_FACTOR * sum(match.points for match in held)) * (
            1
            + COVERAGE_BONUS * len(held_ones) / len(found)
            + TITLE_BONUS * fuzz.token_set_ratio(self._asked, fold(candidate.title)) / 100
            + RECENCY_BONUS * _recency(candidate.dated, self._now)
        )
        if score <= 0:
            return None
        return Ranked(
            candidate.id,
            score * factor,
            self._named(held_ones or [(n, match) for n, match in enumerate(held) if match.points]),
            candidate.dated,
            holds=tuple([n for n, match in held_ones if match.whole]),
            touches=tuple([n for n, match in held_ones if not match.whole]),
            sense=self._sense(fields) if self._ambiguous else "",
            weak=tuple([n for n, match in held_ones if match.weak]),
        )

    def _wanted(
        self, fields: ArticleFields, held: Sequence[ConceptMatch]
    ) -> tuple[list[ConceptMatch], float]:
        """Remove matches of negated concepts; return the others and the factor on the score."""
        found, factor = list(held), 1.0
        for number in self._negated:
            patterns = self._patterns[number]
            if not any(fields.denies(pattern.stems) for pattern in patterns):
                share = max(fields.matches(pattern.stems) for pattern in patterns) / (K1 + 1)
                factor *= 1 - (1 - NEGATED_FACTOR) * share
                found[number] = ConceptMatch(0.0, "")
        return found, factor

    def _named(self, matches: Sequence[tuple[int, ConceptMatch]]) -> tuple[str, ...]:
        """The matches as words to be shown; "mean" of "what does HER2 mean" is no reason."""
        telling = [match.shown for n, match in matches if n not in self._generic]
        return tuple(telling or [match.shown for _, match in matches])

    def _sense(self, fields: ArticleFields) -> str:
        """Return the sense in which an article uses an ambiguous form, or ""."""
        worth = {
            pattern.phrase.sense: match_of(fields, pattern).points
            for pattern in reversed(self._patterns[0])
            if pattern.phrase.sense and fields.holds([pattern.stems])
        }
        return max(worth, key=lambda sense: worth[sense], default="")


def by_sense(places: Sequence[Ranked]) -> list[Ranked]:
    """Alternate between senses, two articles of each, so that the first page shows them all."""
    senses: dict[str, list[Ranked]] = {}
    for place in places:
        senses.setdefault(place.sense, []).append(place)
    turns = [some for sense, some in senses.items() if sense] + [senses.get("", [])]
    return [
        place
        for start in range(0, len(places), IN_A_TURN)
        for some in turns
        for place in some[start : start + IN_A_TURN]
    ]


def in_order(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Return the candidates with enough points, the best first."""
    places = sorted(ranked, key=lambda each: (-each.score, -each.dated.timestamp(), -each.id))
    return [place for place in places if _answers(place, places[0], MIN_SCORE_SHARE)]


def newest_first(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the candidates that are about as good as the best one, by date."""
    fitting = [place for place in ranked if _answers(place, ranked[0], MIN_SCORE_SHARE_BY_DATE)]
    return sorted(fitting, key=lambda place: (place.dated, place.id), reverse=True)


def _answers(place: Ranked, best: Ranked, part: float) -> bool:
    return place.score >= part * best.score or len(place.holds) >= len(best.holds)


def reasons(ranked: Ranked) -> tuple[str, ...]:
    """Return the reasons for a hit as sentences."""
    if not ranked.matched:
        return (SIMILAR_IN_MEANING,)
    named = [name for name in dict.fromkeys(ranked.matched[:MOST_NAMED_REASONS]) if name]
    as_sense = (f"as {ranked.sense}",) if ranked.sense else ()
    return (*as_sense, f"matched: {', '.join(named)}")


def _recency(dated: datetime, now: datetime) -> float:
    """Return the weight of an article's age: 1 today, about half after each year."""
    return math.exp2(-max(0.0, (now - dated) / RECENCY_HALF_LIFE))


K = 60
WHOLE_SHARE = 0.99
WHOLE_WEIGHT = 3.0
"""The weight of the lexical list if it holds all of the query; that of the semantic list is 1."""
MOST_SIMILAR = 10
"""The nearest articles that are shown although they hold no word of the query."""
OUTSTANDING = 0.025
"""How much nearer than the tenth article the first one is if it answers. It was so for 63 % of the
queries that have an answer, and for 8 % of those that have none, over 246 articles."""
TENTH = 9

Near = tuple[int, float]
"""An article, and its similarity to the query."""


def words_weight(share: float) -> float:
    """Return the weight of the list by words if its best articles hold this share of a query."""
    return WHOLE_WEIGHT if share >= WHOLE_SHARE else share**2


def fused(
    by_words: Sequence[Ranked],
    by_meaning: Sequence[Near],
    candidates: Mapping[int, Candidate],
    weight: float,
) -> list[Ranked]:
    """Fuse two lists by reciprocal ranks, the best first.

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
    """Return whether the nearest article is so much nearer than others that it is an answer."""
    return len(near) > TENTH and near[0][1] - near[TENTH][1] >= OUTSTANDING
