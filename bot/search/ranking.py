"""The order of the candidates, and why each one is there; the engine asks. Pure.

FTS5 finds the candidates; here they are read and scored again, because its BM25 over a flat list of
words counts three synonyms as three things found, and cannot weigh one less than another.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import mul
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.model.query import Concept, Phrase
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, fold, telling

# Chosen by nDCG@10 on two small collections, med and cranfield: .710 and .444, where a bare FTS5 OR
# has .701 and .428. Title weights of 2 to 4 and K1 of 1.6 to 2 differ by less than .01.
K1, B = 1.8, 0.75
WEIGHTS = (3.0, 2.0, 2.0, 1.0)
"""Of title, topics, teaser and text, here as in FTS5's own order of the candidates."""
APART = 0.5
"""What the words of a typed phrase count where they do not stand together; less where some lack."""
ELSEWHERE = 0.25
"""What a name of several senses counts where nothing tells that the article means this one."""
COVERAGE, TITLE, RECENCY = 0.1, 0.1, 0.05
"""What having all concepts, a similar title and today's date add to a score, as parts of it."""
RECENT = timedelta(days=365)
REASONS = 5
FEW_WORDS = 3
"""A phrase of so many words is told with what is missing of it."""
FITTING = 0.4
"""What scores less than this part of the best, and holds less, is no answer among the newest."""
FAINT = 0.15
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
    """

    id: int
    score: float
    matched: tuple[str, ...]
    dated: datetime
    holds: tuple[int, ...] = ()
    touches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase as stems that can be counted in `Stems.spaced` text, with the rarity of each."""

    phrase: Phrase
    whole: str
    words: tuple[str, ...]
    rarities: tuple[float, ...]
    telling: frozenset[str]
    beside: tuple[str, ...]


class _Match(NamedTuple):
    """What a concept is worth in an article, as which words, and whether all of them are there."""

    points: float
    shown: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Page:
    """An article's stems, field by field, and how much its length takes from each match."""

    fields: tuple[str, ...]
    whole: str
    drag: float

    def matches(self, pattern: str) -> float:
        """How well the article holds these stems in a row: 0 to K1 + 1."""
        if pattern not in self.whole:
            return 0.0
        times: float = sum(map(mul, WEIGHTS, [field.count(pattern) for field in self.fields]))
        return times * (K1 + 1) / (times + self.drag)


def rank(
    concepts: Sequence[Concept],
    candidates: Sequence[Candidate],
    vocabulary: Vocabulary,
    stems: Stems,
    now: datetime,
) -> list[Ranked]:
    """The candidates that hold anything of the query, the best first."""
    patterns = [[_pattern(p, vocabulary, stems) for p in concept.phrases] for concept in concepts]
    asked = " ".join(concept.label for concept in concepts)
    places = []
    for candidate in candidates:
        found = _found(_page(candidate, vocabulary, stems), patterns)
        score = sum(match.points for match in found) * (
            1
            + COVERAGE * sum(match.points > 0 for match in found) / len(found)
            + TITLE * fuzz.token_set_ratio(asked, fold(candidate.title)) / 100
            + RECENCY * _recency(candidate.dated, now)
        )
        if score > 0:
            names = tuple(match.shown for match in found if match.points > 0)
            holds = tuple(n for n, match in enumerate(found) if match.points > 0 and match.whole)
            touches = tuple(
                n for n, match in enumerate(found) if match.points > 0 and not match.whole
            )
            places.append(Ranked(candidate.id, score, names, candidate.dated, holds, touches))
    places.sort(key=lambda place: (-place.score, -place.dated.timestamp(), -place.id))
    return [place for place in places if _answers(place, places[0], FAINT)]


def newest_first(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those that answer about as well as the best one, by date."""
    fitting = [place for place in ranked if _answers(place, ranked[0], FITTING)]
    return sorted(fitting, key=lambda place: (place.dated, place.id), reverse=True)


def _answers(place: Ranked, best: Ranked, part: float) -> bool:
    return place.score >= part * best.score or len(place.holds) >= len(best.holds)


def reasons(ranked: Ranked) -> tuple[str, ...]:
    """Why an article is a hit, as sentences."""
    return (f"matched: {', '.join(dict.fromkeys(ranked.matched[:REASONS]))}",)


def _pattern(phrase: Phrase, vocabulary: Vocabulary, stems: Stems) -> _Pattern:
    words = tuple(stems[word] for word in phrase.words)
    held = vocabulary.begun if phrase.begins else vocabulary.count
    rarities = tuple(_rarity(held(word), vocabulary.articles) for word in words)
    spaced = tuple(f" {word}" if phrase.begins else f" {word} " for word in words)
    beside = tuple("".join(f" {stems[word]} " for word in row) for row in phrase.beside)
    return _Pattern(
        phrase, "".join(spaced), spaced, rarities, frozenset(telling(phrase.words)), beside
    )


def _rarity(articles: int, of_all: int) -> float:
    held = min(articles, of_all)
    return math.log1p((of_all - held + 0.5) / (held + 0.5))


def _page(candidate: Candidate, vocabulary: Vocabulary, stems: Stems) -> _Page:
    texts = (candidate.title, candidate.topic_words, candidate.teaser, candidate.text)
    fields = tuple(map(stems.spaced, texts))
    whole = "".join(fields)
    length = whole.count("  ")
    drag = K1 * (1 - B + B * length / (vocabulary.average_length or length or 1))
    return _Page(fields, whole, drag)


def _found(page: _Page, patterns: Iterable[Sequence[_Pattern]]) -> list[_Match]:
    """For each concept what it is worth in this article, and as which words it was found."""
    return [max(_worth(page, pattern) for pattern in concept) for concept in patterns]


def _worth(page: _Page, pattern: _Pattern) -> _Match:
    """The phrase in one piece, or, where a member typed it, the sum of its words."""
    phrase = pattern.phrase
    whole = phrase.weight * sum(pattern.rarities) * page.matches(pattern.whole)
    if pattern.beside and not any(words in page.whole for words in pattern.beside):
        whole *= ELSEWHERE
    if not phrase.typed or len(phrase.words) == 1:
        return _Match(whole, phrase.shown)
    parts = [
        (rarity * page.matches(stem), word)
        for rarity, stem, word in zip(pattern.rarities, pattern.words, phrase.words, strict=True)
        if word in pattern.telling
    ]
    found = [word for points, word in parts if points > 0]
    share = len(found) / len(parts)
    apart = APART * share**2 * phrase.weight * sum(points for points, _ in parts)
    if whole >= apart:
        return _Match(whole, phrase.shown)
    # "brain" alone is not what was asked by "brain mets", and its reader should see that at once.
    named = ", ".join(dict.fromkeys(found))
    if share < 1 and len(parts) > FEW_WORDS:
        return _Match(apart, named, whole=False)
    if share < 1:
        return _Match(apart, f"only “{named}” of “{phrase.shown}”", whole=False)
    return _Match(apart, named)


def _recency(dated: datetime, now: datetime) -> float:
    """1 today, falling by half in each further year or so."""
    return math.exp2(-max(0.0, (now - dated) / RECENT))
