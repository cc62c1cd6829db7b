"""The order of the candidates, and why each one is there; the engine asks. Pure.

FTS5 finds the candidates; here they are read and scored again, because its BM25 over a flat list of
words counts three synonyms as three things found, and cannot weigh one less than another.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from bot.model.query import Concept
from bot.search.matching import K1, ArticleFields, ConceptMatch, match_of, matches_of, patterns_of
from bot.search.passage import Candidate
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, fold

COVERAGE_BONUS, TITLE_BONUS, RECENCY_BONUS = 0.1, 0.1, 0.05
"""What having all concepts, a similar title and today's date add to a score, as parts of it."""
RECENCY_HALF_LIFE = timedelta(days=365)
NEGATED_FACTOR = 0.4
"""What remains of a score if an article is all about what was not wanted."""
UNWANTED_FACTOR = 0.25
"""What holding it counts if nothing else was asked."""
IN_A_TURN = 2
MOST_NAMED_REASONS = 5
SIMILAR_IN_MEANING = "similar in meaning"
MIN_SCORE_SHARE_BY_DATE = 0.4
"""What scores less than this part of the best, and holds less, is no answer among the newest."""
MIN_SCORE_SHARE = 0.15
"""What scores less than this part of the best, and holds less, shares but a common word with it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's place.

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
    """Scores candidates one by one, so that others may get their turn in between.

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
        """The candidate's place; None where it holds nothing of the query."""
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
        """The matches without those on what is unwanted, and what that leaves of the score."""
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
        """The sense in which an article uses an ambiguous form, or ""."""
        worth = {
            pattern.phrase.sense: match_of(fields, pattern).points
            for pattern in reversed(self._patterns[0])
            if pattern.phrase.sense and fields.holds([pattern.stems])
        }
        return max(worth, key=lambda sense: worth[sense], default="")


def by_sense(places: Sequence[Ranked]) -> list[Ranked]:
    """The places in turns of their senses, two of each, so that the first page shows them all."""
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
    """The places that answer well enough, the best first."""
    places = sorted(ranked, key=lambda each: (-each.score, -each.dated.timestamp(), -each.id))
    return [place for place in places if _answers(place, places[0], MIN_SCORE_SHARE)]


def newest_first(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those that answer about as well as the best one, by date."""
    fitting = [place for place in ranked if _answers(place, ranked[0], MIN_SCORE_SHARE_BY_DATE)]
    return sorted(fitting, key=lambda place: (place.dated, place.id), reverse=True)


def _answers(place: Ranked, best: Ranked, part: float) -> bool:
    return place.score >= part * best.score or len(place.holds) >= len(best.holds)


def reasons(ranked: Ranked) -> tuple[str, ...]:
    """Why an article is a hit, as sentences; no word led to those found by meaning alone."""
    if not ranked.matched:
        return (SIMILAR_IN_MEANING,)
    named = [name for name in dict.fromkeys(ranked.matched[:MOST_NAMED_REASONS]) if name]
    as_sense = (f"as {ranked.sense}",) if ranked.sense else ()
    return (*as_sense, f"matched: {', '.join(named)}")


def _recency(dated: datetime, now: datetime) -> float:
    """1 today, falling by half in each further year or so."""
    return math.exp2(-max(0.0, (now - dated) / RECENCY_HALF_LIFE))
