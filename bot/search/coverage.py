"""Decides if the articles found answer the query, and what none of them holds. Pure.

A rare word tells more than a common one. An article that holds the common part of a question alone
("breast cancer" of "breast cancer horoscope") is no answer. If no article holds a phrase, its words
may stand apart: "tell my kids" is known to mean "telling children about cancer", and an article on
telling and on children still answers. The engine asks.
"""

import math
from collections.abc import Sequence

from msgspec.structs import replace

from bot.model.query import Concept, Phrase
from bot.search.bm25 import MIN_SURE_WEIGHT
from bot.search.ranking import Ranked
from bot.search.vocabulary import Vocabulary
from bot.search.words import STOP_WORDS, Stems, content_words

MIN_SHARE = 0.5
"""An article answers if it holds more than this share of the query's information."""
MIN_INFORMATIVE_CONCEPTS = 2
"""An article with this many informative concepts answers a question of LONG_QUESTION or more."""
LONG_QUESTION = 6
STORY_CONCEPTS = 5
MIN_STORY_SHARE = 0.35
"""If so many concepts count, more than this part is enough: such questions tell a story around what
they ask. No judged query without an answer has so many and reaches it."""
BEST = 10
"""Only the best articles are judged: among many, one holds most of a question by chance."""
PARTIAL_WEIGHT = 0.5
"""The share of its information that a phrase has if only a part of it is held."""
DOUBTFUL_WEIGHT = 0.5
"""The weight of a guess, and of a word that may mean something else."""
COMMON_FREQUENCY = 0.06
"""A word or name that a larger part of all articles holds tells too little to answer alone."""
MIN_ARTICLES_TO_JUDGE = 8
"""In a smaller index, frequencies mean nothing, so whatever was found is an answer."""
RAREST_FREQUENCY = 0.02
RARE_ARTICLES = 5
"""Words in fewer articles than this share, or than this number, count as equally rare."""

FIRST_ARTICLES = 3
"""The answer may be any of these; it need not be the first."""


def missing(concepts: Sequence[Concept], ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Return labels of the concepts that none of these articles holds; none without articles.

    Small words say nothing, not even together: "None about vs" helps nobody.
    """
    held = {number for place in ranked for number in place.holds}
    absent = (
        concept.label
        for number, concept in enumerate(concepts)
        if number not in held and concept.counted and not _small(concept)
    )
    return tuple(absent) if ranked else ()


def answers(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], vocabulary: Vocabulary, stems: Stems
) -> bool:
    """Return whether one of the best articles holds enough of the query to answer it."""
    if vocabulary.articles < MIN_ARTICLES_TO_JUDGE:
        return bool(ranked)
    asked = any(concept.counted for concept in concepts)
    worths = [
        _information(concept, vocabulary, stems) if concept.counted or not asked else 0.0
        for concept in concepts
    ]
    guessed = {number for number, concept in enumerate(concepts) if concept.guessed}
    is_story = sum(worth > 0 for worth in worths) >= STORY_CONCEPTS
    needed = (MIN_STORY_SHARE if is_story else MIN_SHARE) * sum(worths)
    informative = {n for n, worth in enumerate(worths) if worth > -math.log(COMMON_FREQUENCY)}

    said = sum(concept.phrases[0].typed for concept in concepts)

    def enough(place: Ranked) -> bool:
        doubtful = guessed.union(place.weak)
        part = sum(worths[n] * (DOUBTFUL_WEIGHT if n in doubtful else 1.0) for n in place.holds)
        part += PARTIAL_WEIGHT * sum(worths[n] for n in place.touches)
        surely = informative.intersection(place.holds) - doubtful
        several = said >= LONG_QUESTION and len(surely) >= MIN_INFORMATIVE_CONCEPTS
        return several or part > needed or not any(worths)

    return any(map(enough, ranked[:BEST]))


def telling(concepts: Sequence[Concept], ranked: Sequence[Ranked]) -> list[Ranked]:
    """The articles that hold something of what counts; all if nothing counts.

    Without an answer, an article that shares "help" with "does aspirin help" is not near either.
    """
    counted = {number for number, concept in enumerate(concepts) if concept.counted}
    if not counted:
        return list(ranked)
    return [each for each in ranked if counted.intersection((*each.holds, *each.touches))]


def held_share(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], vocabulary: Vocabulary, stems: Stems
) -> float:
    """Return the largest share of the query that one of the first articles holds, 0 to 1."""
    worths = [
        _information(concept, vocabulary, stems) if concept.counted else 0.0 for concept in concepts
    ]
    held = (
        sum(worths[n] for n in place.holds) + PARTIAL_WEIGHT * sum(worths[n] for n in place.touches)
        for place in ranked[:FIRST_ARTICLES]
    )
    return max(held, default=0.0) / sum(worths) if any(worths) else float(bool(ranked))


def _small(concept: Concept) -> bool:
    """Return whether the concept was typed as stop words alone."""
    return STOP_WORDS.issuperset(concept.phrases[0].words)


def _information(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> float:
    """Return how rare the concept is in articles, by its commonest form."""
    return min(
        sum(_rarity(vocabulary, stems[word]) for word in content_words(phrase.words))
        for phrase in concept.phrases
        if not phrase.begins
    )


def _rarity(vocabulary: Vocabulary, stem: str) -> float:
    articles = min(vocabulary.count(stem), vocabulary.articles)
    if articles <= RARE_ARTICLES:
        return -math.log(RAREST_FREQUENCY)
    return -math.log(max(RAREST_FREQUENCY, articles / vocabulary.articles))


def relaxed(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], vocabulary: Vocabulary, stems: Stems
) -> tuple[Concept, ...]:
    """Let the words of a concept's phrases stand apart if no article holds the concept.

    The words stay one concept: those of "end of life" must not count as three things that were
    asked for. A phrase with a word that no article has stays whole: without "phyllodes", "phyllodes
    tumor" is about anything. So does one that only may mean what was asked.
    """
    held = {number for place in ranked for number in place.holds}
    return tuple(
        concept
        if number in held or concept.senses
        else replace(concept, phrases=tuple(_apart(p, vocabulary, stems) for p in concept.phrases))
        for number, concept in enumerate(concepts)
    )


def relaxation(concepts: Sequence[Concept], loose: Sequence[Concept]) -> str:
    """Return the sentence on what no article says, and on what was looked for instead."""
    changed = [(old, new) for old, new in zip(concepts, loose, strict=True) if old != new]
    absent = "*, *".join(old.label for old, _ in changed)
    names = "*, *".join(dict.fromkeys(_parted(old, new) for old, new in changed))
    return f"No article says *{absent}*: searched for the words of *{names}*"


def _parted(old: Concept, new: Concept) -> str:
    """Return the longest phrase whose words may stand apart now."""
    pairs = zip(old.phrases, new.phrases, strict=True)
    words = [after.words for before, after in pairs if before != after]
    longest = max(words, key=lambda each: len(content_words(each)))
    return " ".join(longest)


def _apart(phrase: Phrase, vocabulary: Vocabulary, stems: Stems) -> Phrase:
    sure = phrase.weight >= MIN_SURE_WEIGHT and len(phrase.words) > 1
    known = all(vocabulary.count(stems[word]) for word in content_words(phrase.words))
    return replace(phrase, typed=True) if sure and known else phrase
