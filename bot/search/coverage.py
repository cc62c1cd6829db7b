"""How much of what was asked the articles hold: what is missing, and is it an answer? Pure.

A rare word tells more than a common one. Where an article is found by the common part of a question
alone ("breast cancer" of "breast cancer horoscope"), that is no answer.
"""

import math
from collections.abc import Sequence

from bot.model.query import Concept
from bot.search.ranking import Ranked
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, telling

LITTLE = 0.25
"""What holds less than this part of what was asked is no answer."""
SEVERAL = 2
"""So many telling words of a long question are an answer, however little of it they are."""
IN_PART = 0.5
COMMON = 0.1
"""A word or name that a larger part of all articles holds tells too little to answer alone."""
ENOUGH_ARTICLES = 8
"""Among fewer, how many hold a word says nothing of it: whatever was found is an answer."""


def missing(concepts: Sequence[Concept], ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Labels of what none of these articles holds; none where nothing was found."""
    held = {number for place in ranked for number in place.holds}
    absent = (concept.label for number, concept in enumerate(concepts) if number not in held)
    return tuple(absent) if ranked else ()


def answers(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], vocabulary: Vocabulary, stems: Stems
) -> bool:
    """Whether any of these articles holds enough of what was asked to be called an answer."""
    if vocabulary.articles < ENOUGH_ARTICLES:
        return bool(ranked)
    told = [_told(concept, vocabulary, stems) for concept in concepts]
    telling_ones = {number for number, worth in enumerate(told) if worth > -math.log(COMMON)}
    names = {number for number in telling_ones if _is_name(concepts[number])}

    def enough(place: Ranked) -> bool:
        several = len(telling_ones.intersection(place.holds)) >= SEVERAL
        part = sum(told[n] for n in place.holds) + IN_PART * sum(told[n] for n in place.touches)
        return several or not names.isdisjoint(place.holds) or part >= LITTLE * sum(told)

    return any(map(enough, ranked))


def _is_name(concept: Concept) -> bool:
    return any(not phrase.typed and not phrase.begins for phrase in concept.phrases)


def _told(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> float:
    """How much it tells that an article holds it, in its commonest form."""
    return min(
        sum(_rarity(vocabulary, stems[word]) for word in telling(phrase.words))
        for phrase in concept.phrases
        if not phrase.begins
    )


def _rarity(vocabulary: Vocabulary, stem: str) -> float:
    articles = min(vocabulary.count(stem), vocabulary.articles)
    return math.log((vocabulary.articles + 1) / (articles + 0.5))
