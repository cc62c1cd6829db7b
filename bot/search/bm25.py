"""Gives an article points for the words of a query that it holds, by BM25 over weighted fields.

A concept is the best of its phrases, so that three synonyms count as one thing found. `ranking`
makes a score of the concepts' points. Pure.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from bot.model.query import Concept, Phrase
from bot.search.highlights import Candidate
from bot.search.vocabulary import Vocabulary
from bot.search.words import STOP_WORDS, Stems, content_words

# Chosen by nDCG@10 on two small collections, med and cranfield: .710 and .444, where a bare FTS5 OR
# has .701 and .428. Title weights of 2 to 4 and K1 of 1.6 to 2 differ by less than .01.
K1, B = 1.8, 0.75
TITLE_WEIGHT, TOPICS_WEIGHT, TEASER_WEIGHT, TEXT_WEIGHT = 3.0, 2.0, 2.0, 1.0
FIELD_WEIGHTS = (TITLE_WEIGHT, TOPICS_WEIGHT, TEASER_WEIGHT, TEXT_WEIGHT)
"""The weights in the order of the index's columns; FTS5 gets the same for its candidates."""
APART_WEIGHT = 0.5
"""The weight of a typed phrase whose words do not stand together; less if some are missing."""
OTHER_SENSE_WEIGHT = 0.25
"""The weight of a name of several senses if nothing shows that the article means this one."""
CHARACTERS = 6.5
"""The mean length of a word, with the space behind it."""
MIN_SURE_WEIGHT = 0.35
"""Synonyms of less weight only may mean what was asked: above related, below everyday words."""
DENIALS = tuple(
    """
    no not non without avoid skip omit omiss forgo declin refus spare instead
    """.split()  # noqa: SIM905 - stems
)
"""Stems of words before something that an article is without."""
FEW_WORDS = 3
"""A phrase of so many words is told with what is missing of it."""


class PhrasePattern(Struct, frozen=True):
    """The stems of a phrase, and its worth in points.

    Attributes:
        worth: its weight times how rare its words are together.
        parts: its words one by one, each with other ways to say it; nothing if they do not count.
        beside: one of these must be in the article too, or the phrase means something else.
        weak: whether it only may mean what was asked.
        limit: the most points that any article gets for it.
    """

    phrase: Phrase
    stems: tuple[str, ...]
    worth: float
    parts: tuple[tuple["PhrasePattern", ...], ...]
    beside: tuple[tuple[str, ...], ...]
    weak: bool
    limit: float


class ConceptMatch(NamedTuple):
    """The points that an article gets for a concept.

    Attributes:
        shown: as which words it was found.
        whole: whether all of them are there.
        weak: whether they only may mean it.
    """

    points: float
    shown: str
    whole: bool = True
    weak: bool = False


class ArticleFields:
    """An article's fields as one passage, and the penalty of its length on each match."""

    def __init__(self, candidate: Candidate, vocabulary: Vocabulary) -> None:
        self._passage = candidate.passage
        self._starts = candidate.starts
        length = candidate.length / CHARACTERS
        self._drag = K1 * (1 - B + B * length / (vocabulary.average_length or length or 1))

    def matches(self, row: Sequence[str], *, begins: bool = False) -> float:
        """Return the points of these stems in a row, 0 to K1 + 1."""
        places = self._passage.rows(row, begins=begins)
        if not places:
            return 0.0
        times = 0.0
        for start, _ in places:
            times += FIELD_WEIGHTS[bisect_right(self._starts, start) - 1]
        return times * (K1 + 1) / (times + self._drag)

    def holds(self, rows: Iterable[Sequence[str]]) -> bool:
        """Return whether the article holds any of these rows of stems."""
        return any(map(self._passage.rows, rows))

    def denies(self, row: Sequence[str]) -> bool:
        """Return whether the article negates these stems: "without chemo", "skip radiation"."""
        return any(
            self._passage.rows([word, *row]) or self._passage.rows([word, "of", *row])
            for word in DENIALS
        )


def patterns_of(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> list[PhrasePattern]:
    """Return patterns of a concept's typed words, and of the synonyms that an article can hold."""
    return [
        _pattern(phrase, vocabulary, stems)
        for phrase in concept.phrases
        if phrase is concept.phrases[0]
        or phrase.begins
        or all(vocabulary.may_hold(stems[word]) for word in phrase.words)
    ]


def _pattern(phrase: Phrase, vocabulary: Vocabulary, stems: Stems) -> PhrasePattern:
    words = tuple(stems[word] for word in phrase.words)
    held = vocabulary.begun if phrase.begins else vocabulary.count
    rarity = sum(_rarity(held(word), vocabulary.articles) for word in words)
    sure = phrase.typed or phrase.begins or phrase.sense or phrase.weight >= MIN_SURE_WEIGHT
    parts = _parts(phrase, vocabulary, stems)
    worth = phrase.weight * rarity
    limits = (max(pattern.limit for pattern in part) for part in parts)
    return PhrasePattern(
        phrase,
        words,
        worth,
        parts,
        beside=tuple(tuple(stems[word] for word in row) for row in phrase.beside),
        weak=not sure,
        limit=max(worth * (K1 + 1), APART_WEIGHT * phrase.weight * sum(limits)),
    )


def _parts(
    phrase: Phrase, vocabulary: Vocabulary, stems: Stems
) -> tuple[tuple[PhrasePattern, ...], ...]:
    """Return each content word of a typed phrase with its synonyms."""
    if not phrase.typed or len(phrase.words) == 1:
        return ()
    parts = phrase.parts or tuple(
        (Phrase((word,), 1.0, word),) for word in content_words(phrase.words)
    )
    # The small words of "did I do this to myself" say nothing of it one by one.
    return tuple(
        tuple(patterns_of(Concept("", alternatives), vocabulary, stems))
        for alternatives in parts
        if not STOP_WORDS.issuperset(alternatives[0].words)
    )


def _rarity(articles: int, of_all: int) -> float:
    held = min(articles, of_all)
    return math.log1p((of_all - held + 0.5) / (held + 0.5))


def matches_of(
    fields: ArticleFields, patterns: Iterable[Sequence[PhrasePattern]]
) -> list[ConceptMatch]:
    """Return the match of each concept in this article."""
    return [_best(fields, concept) for concept in patterns]


def _best(fields: ArticleFields, patterns: Sequence[PhrasePattern]) -> ConceptMatch:
    """Return the match of the pattern with the most points."""
    best = match_of(fields, patterns[0])
    for pattern in patterns[1:]:
        if pattern.limit >= best.points:
            best = max(best, match_of(fields, pattern))
    return best


def match_of(fields: ArticleFields, pattern: PhrasePattern) -> ConceptMatch:
    """Match a phrase in one piece or, if a member typed it, as the sum of its words."""
    phrase = pattern.phrase
    held = fields.matches(pattern.stems, begins=phrase.begins)
    whole = pattern.worth * held
    if held and pattern.beside and not fields.holds(pattern.beside):
        whole *= OTHER_SENSE_WEIGHT
    if not pattern.parts:
        return ConceptMatch(whole, phrase.shown, weak=pattern.weak)
    found = [match for match in matches_of(fields, pattern.parts) if match.points > 0]
    share = len(found) / len(pattern.parts)
    apart = APART_WEIGHT * share**2 * phrase.weight * sum(match.points for match in found)
    if whole >= apart:
        return ConceptMatch(whole, phrase.shown)
    # "brain" alone is not what was asked by "brain mets", and its reader should see that at once.
    named = ", ".join(dict.fromkeys(match.shown for match in found))
    weak = any(match.weak for match in found)
    if share < 1 and len(pattern.parts) > FEW_WORDS:
        return ConceptMatch(apart, named, whole=False, weak=weak)
    if share < 1:
        return ConceptMatch(apart, f"only “{named}” of “{phrase.shown}”", whole=False, weak=weak)
    return ConceptMatch(apart, named, weak=weak)
