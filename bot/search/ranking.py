"""The order of the candidates, and why each one is there; the engine asks. Pure.

FTS5 finds the candidates; here they are read and scored again, because its BM25 over a flat list of
words counts three synonyms as three things found, and cannot weigh one less than another.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.model.query import Concept, Phrase
from bot.search.passage import BORDER, Passage
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, aligned, fold, telling

# Chosen by nDCG@10 on two small collections, med and cranfield: .710 and .444, where a bare FTS5 OR
# has .701 and .428. Title weights of 2 to 4 and K1 of 1.6 to 2 differ by less than .01.
K1, B = 1.8, 0.75
TITLE_WEIGHT, TOPICS_WEIGHT, TEASER_WEIGHT, TEXT_WEIGHT = 3.0, 2.0, 2.0, 1.0
FIELD_WEIGHTS = (TITLE_WEIGHT, TOPICS_WEIGHT, TEASER_WEIGHT, TEXT_WEIGHT)
"""In the order of the index's columns, here as in FTS5's own order of the candidates."""
APART_WEIGHT = 0.5
"""What the words of a typed phrase count where they do not stand together; less where some lack."""
OTHER_SENSE_WEIGHT = 0.25
"""What a name of several senses counts where nothing tells that the article means this one."""
COVERAGE_BONUS, TITLE_BONUS, RECENCY_BONUS = 0.1, 0.1, 0.05
"""What having all concepts, a similar title and today's date add to a score, as parts of it."""
CHARACTERS = 6.5
"""Of a word, with the space behind it."""
RECENCY_HALF_LIFE = timedelta(days=365)
NEGATED_FACTOR = 0.4
"""What remains of a score if an article is all about what was not wanted."""
UNWANTED_FACTOR = 0.25
"""What holding it counts if nothing else was asked."""
MIN_SURE_WEIGHT = 0.35
"""Synonyms of less weight only may mean what was asked: above related, below everyday words."""
IN_A_TURN = 2
DENIALS = tuple(
    """
    no not non without avoid skip omit omiss forgo declin refus spare instead
    """.split()  # noqa: SIM905 - stems
)
"""Stems of words before something that an article is without."""
REASONS = 5
FEW_WORDS = 3
"""A phrase of so many words is told with what is missing of it."""
MIN_SCORE_SHARE_BY_DATE = 0.4
"""What scores less than this part of the best, and holds less, is no answer among the newest."""
MIN_SCORE_SHARE = 0.15
"""What scores less than this part of the best, and holds less, shares but a common word with it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as far as ranking reads it."""

    id: int
    dated: datetime
    title: str
    topic_words: str
    teaser: str
    text: str


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


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase as stems, with the rarity of each, and what else should be in the article."""

    phrase: Phrase
    stems: tuple[str, ...]
    rarities: tuple[float, ...]
    parts: tuple[tuple["_Pattern", ...], ...]
    beside: tuple[tuple[str, ...], ...]

    @property
    def weak(self) -> bool:
        """Whether it only may mean what was asked."""
        sure = self.phrase.typed or self.phrase.begins or self.phrase.sense
        return not sure and self.phrase.weight < MIN_SURE_WEIGHT

    @property
    def rarity(self) -> float:
        """Of all its words together."""
        return sum(self.rarities)


class _Match(NamedTuple):
    """What a concept is worth in an article.

    Attributes:
        shown: as which words it was found.
        whole: whether all of them are there.
        weak: whether they only may mean it.
    """

    points: float
    shown: str
    whole: bool = True
    weak: bool = False


class _Page:
    """An article's fields in a row, and how much its length takes from each match."""

    def __init__(self, candidate: Candidate, vocabulary: Vocabulary, stems: Stems) -> None:
        texts = (candidate.title, candidate.topic_words, candidate.teaser, candidate.text)
        fields = list(map(aligned, texts))
        self._passage = Passage(f" {BORDER} ".join(fields), stems)
        self._ends = list(accumulate(len(field) + len(BORDER) + 2 for field in fields[:-1]))
        length = sum(map(len, fields)) / CHARACTERS
        self._drag = K1 * (1 - B + B * length / (vocabulary.average_length or length or 1))

    def matches(self, row: Sequence[str], *, begins: bool = False) -> float:
        """How well the article holds these stems in a row: 0 to K1 + 1."""
        places = self._passage.rows(row, begins=begins)
        if not places:
            return 0.0
        times = sum(FIELD_WEIGHTS[bisect_right(self._ends, start)] for start, _ in places)
        return times * (K1 + 1) / (times + self._drag)

    def holds(self, rows: Iterable[Sequence[str]]) -> bool:
        """Whether any of these rows is in it."""
        return any(map(self._passage.rows, rows))

    def denies(self, row: Sequence[str]) -> bool:
        """Whether it speaks of being without these stems: "without chemo", "skip radiation"."""
        return any(
            self._passage.rows([word, *row]) or self._passage.rows([word, "of", *row])
            for word in DENIALS
        )


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
        self._patterns = [_patterns(concept, vocabulary, stems) for concept in concepts]
        self._negated = [number for number, each in enumerate(concepts) if each.negated]
        self._ambiguous = len(concepts) == 1 and bool(concepts[0].senses)
        self._asked = " ".join(concept.label for concept in concepts if not concept.negated)
        self._vocabulary = vocabulary
        self._stems = stems
        self._now = now

    def score(self, candidate: Candidate) -> Ranked | None:
        """The candidate's place; None where it holds nothing of the query."""
        page = _Page(candidate, self._vocabulary, self._stems)
        held = _found(page, self._patterns)
        found, factor = self._wanted(page, held)
        points = sum(match.points for match in found)
        score = (points or UNWANTED_FACTOR * sum(match.points for match in held)) * (
            1
            + COVERAGE_BONUS * sum(match.points > 0 for match in found) / len(found)
            + TITLE_BONUS * fuzz.token_set_ratio(self._asked, fold(candidate.title)) / 100
            + RECENCY_BONUS * _recency(candidate.dated, self._now)
        )
        if score <= 0:
            return None
        names = tuple(match.shown for match in (found if points else held) if match.points > 0)
        return Ranked(
            candidate.id,
            score * factor,
            names,
            candidate.dated,
            tuple(n for n, match in enumerate(found) if match.points > 0 and match.whole),
            tuple(n for n, match in enumerate(found) if match.points > 0 and not match.whole),
            self._sense(page),
            tuple(n for n, match in enumerate(found) if match.points > 0 and match.weak),
        )

    def _wanted(self, page: _Page, held: Sequence[_Match]) -> tuple[list[_Match], float]:
        """The matches without those on what is unwanted, and what that leaves of the score."""
        found, factor = list(held), 1.0
        for number in self._negated:
            patterns = self._patterns[number]
            if not any(page.denies(pattern.stems) for pattern in patterns):
                share = max(page.matches(pattern.stems) for pattern in patterns) / (K1 + 1)
                factor *= 1 - (1 - NEGATED_FACTOR) * share
                found[number] = _Match(0.0, "")
        return found, factor

    def _sense(self, page: _Page) -> str:
        """The sense of a query that is ambiguous and nothing else, or ""."""
        worth = {
            pattern.phrase.sense: _worth(page, pattern).points
            for pattern in reversed(self._patterns[0] if self._ambiguous else ())
            if pattern.phrase.sense and page.holds([pattern.stems])
        }
        return max(worth, key=lambda sense: worth[sense], default="")


def by_sense(places: Sequence[Ranked]) -> list[Ranked]:
    """The places in turns of their senses, two of each, so that the first page shows them all."""
    senses: dict[str, list[Ranked]] = {}
    for place in places:
        senses.setdefault(place.sense, []).append(place)
    if len(senses) < 2:  # noqa: PLR2004 - nothing to take turns
        return list(places)
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
    """Why an article is a hit, as sentences."""
    named = [name for name in dict.fromkeys(ranked.matched[:REASONS]) if name]
    as_sense = (f"as {ranked.sense}",) if ranked.sense else ()
    return (*as_sense, f"matched: {', '.join(named)}")


def _patterns(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> list[_Pattern]:
    """What is typed, and those synonyms which an article can hold."""
    return [
        _pattern(phrase, vocabulary, stems)
        for phrase in concept.phrases
        if phrase is concept.phrases[0]
        or phrase.begins
        or all(vocabulary.may_hold(stems[word]) for word in phrase.words)
    ]


def _pattern(phrase: Phrase, vocabulary: Vocabulary, stems: Stems) -> _Pattern:
    words = tuple(stems[word] for word in phrase.words)
    held = vocabulary.begun if phrase.begins else vocabulary.count
    rarities = tuple(_rarity(held(word), vocabulary.articles) for word in words)
    beside = tuple(tuple(stems[word] for word in row) for row in phrase.beside)
    return _Pattern(phrase, words, rarities, _parts(phrase, vocabulary, stems), beside)


def _parts(
    phrase: Phrase, vocabulary: Vocabulary, stems: Stems
) -> tuple[tuple[_Pattern, ...], ...]:
    """Each telling word of a typed phrase, with the other ways to say it."""
    if not phrase.typed or len(phrase.words) == 1:
        return ()
    parts = phrase.parts or tuple((Phrase((word,), 1.0, word),) for word in telling(phrase.words))
    return tuple(
        tuple(_patterns(Concept("", alternatives), vocabulary, stems)) for alternatives in parts
    )


def _rarity(articles: int, of_all: int) -> float:
    held = min(articles, of_all)
    return math.log1p((of_all - held + 0.5) / (held + 0.5))


def _found(page: _Page, patterns: Iterable[Sequence[_Pattern]]) -> list[_Match]:
    """For each concept what it is worth in this article, and as which words it was found."""
    return [max(_worth(page, pattern) for pattern in concept) for concept in patterns]


def _worth(page: _Page, pattern: _Pattern) -> _Match:
    """The phrase in one piece, or, where a member typed it, the sum of its words."""
    phrase = pattern.phrase
    held = page.matches(pattern.stems, begins=phrase.begins)
    whole = phrase.weight * pattern.rarity * held
    if held and pattern.beside and not page.holds(pattern.beside):
        whole *= OTHER_SENSE_WEIGHT
    if not pattern.parts:
        return _Match(whole, phrase.shown, weak=pattern.weak)
    found = [match for match in _found(page, pattern.parts) if match.points > 0]
    share = len(found) / len(pattern.parts)
    apart = APART_WEIGHT * share**2 * phrase.weight * sum(match.points for match in found)
    if whole >= apart:
        return _Match(whole, phrase.shown)
    # "brain" alone is not what was asked by "brain mets", and its reader should see that at once.
    named = ", ".join(dict.fromkeys(match.shown for match in found))
    weak = any(match.weak for match in found)
    if share < 1 and len(pattern.parts) > FEW_WORDS:
        return _Match(apart, named, whole=False, weak=weak)
    if share < 1:
        return _Match(apart, f"only “{named}” of “{phrase.shown}”", whole=False, weak=weak)
    return _Match(apart, named, weak=weak)


def _recency(dated: datetime, now: datetime) -> float:
    """1 today, falling by half in each further year or so."""
    return math.exp2(-max(0.0, (now - dated) / RECENCY_HALF_LIFE))
