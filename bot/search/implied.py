"""Finds what a question implies without saying a name of it: `understand` adds it. Pure.

No list of names is long enough: "put on 30 pounds", "not been close since surgery". Each name of
the thesaurus is an example of how members speak of its group. A question that shares the telling
words of an example, in any order and with other words between, may mean its group.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bot.model.query import Concept, Phrase
from bot.model.thesaurus import SynonymGroup
from bot.search.words import GENERIC_WORDS, STOP_WORDS, Stems, content_stems, words_of

MIN_EXAMPLE_SHARE = 0.65
"""How much of an example, weighed by how much each word tells, the question must share. Of 0.6,
0.65, 0.75 and 0.9 the last finds less, and the others differ by one query in 160."""
TELLING_SHARE = 0.05
"""A word in a larger part of all groups tells of none: "cancer", "treatment"."""
MOST_IMPLIED = 2
MIN_OF_BEST = 0.7
"""The groups of a question, and how likely each is beside the best one. Chosen by eye."""
LONGEST_EXAMPLE_SPAN = 8
"""Words of the question within which the words of an example stand. Chosen by eye."""
IMPLIED_WEIGHT = 0.4
"""Between everyday words and those that only may mean it; of 0.3, 0.4 and 0.6 the best."""
MOST_IMPLIED_TERMS = 12

TURNING_WORDS = STOP_WORDS | {"before"}
"""An example with one of these means something else without it: "chemo before surgery"."""

Examples = Mapping[tuple[str, ...], Collection[SynonymGroup]]
"""Groups by the content stems of their names of several words."""


class ImpliedGroups:
    """The names of a thesaurus as examples, found by their words."""

    def __init__(self, examples: Callable[[], Examples], stems: Stems) -> None:
        """Initialize.

        Args:
            examples: makes them, when the first question needs them.
            stems: of words.
        """
        self._make = examples
        self._stems = stems
        self._turning = frozenset(stems[word] for word in TURNING_WORDS)
        self._saying_little = frozenset(stems[word] for word in STOP_WORDS | GENERIC_WORDS)

    @cached_property
    def _examples(self) -> Examples:
        return self._make()

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for example in self._examples:
            for stem in set(example):
                found.setdefault(stem, []).append(example)
        return found

    @cached_property
    def _worths(self) -> Mapping[str, float]:
        """How much each stem tells: the less, the more groups have it."""
        total = len({group.terms for groups in self._examples.values() for group in groups})
        held = {
            stem: len({group.terms for each in some for group in self._examples[each]})
            for stem, some in self._by_stem.items()
        }
        return {stem: math.log1p(total / number) for stem, number in held.items()}

    @cached_property
    def _least_telling(self) -> float:
        return min(math.log1p(1 / TELLING_SHARE), max(self._worths.values(), default=0.0))

    def concepts(
        self, words: Sequence[str], free: Collection[str], named: Iterable[Concept]
    ) -> Iterator[Concept]:
        """Return a concept for each implied group. It ranks, but is no evidence of an answer.

        Args:
            words: of the question.
            free: those of them that no name covers; one of them must be in the example.
            named: what the question names; it is not implied once more.
        """
        known = {phrase.words for concept in named for phrase in concept.phrases}
        for group, share in self._likeliest(words, free):
            names = [(tuple(words_of(name)), name) for name in group.terms[:MOST_IMPLIED_TERMS]]
            if names[0][0] not in known:
                weight = IMPLIED_WEIGHT * share
                phrases = [Phrase(each, weight, name) for each, name in names if each not in known]
                yield Concept(group.terms[0], tuple(phrases), generic=True)

    def _likeliest(
        self, words: Sequence[str], free: Collection[str]
    ) -> Iterator[tuple[SynonymGroup, float]]:
        scores = dict[tuple[str, ...], float]()
        groups = dict[tuple[str, ...], SynonymGroup]()
        for example, score in self._scored(words, free):
            for group in self._examples[example]:
                groups[group.terms] = group
                scores[group.terms] = max(scores.get(group.terms, 0.0), score)
        for terms in sorted(scores, key=lambda each: (-scores[each], each))[:MOST_IMPLIED]:
            share = scores[terms] / max(scores.values())
            if share >= MIN_OF_BEST:
                yield groups[terms], share

    def _scored(
        self, words: Sequence[str], free: Collection[str]
    ) -> Iterator[tuple[tuple[str, ...], float]]:
        """Return the examples of which enough stands in the question, and how much it tells."""
        places = {stem: at for at, stem in reversed([*enumerate(self._stems_of(words))])}
        loose = set(self._stems_of(free)) - self._saying_little
        known = loose.intersection(self._by_stem)
        telling = {stem for stem in known if self._worths[stem] >= self._least_telling}
        for example in {each for stem in telling for each in self._by_stem[stem]}:
            shared = [stem for stem in dict.fromkeys(example) if stem in places]
            at = [places[stem] for stem in shared]
            if self._turning.intersection(example).difference(shared):
                continue
            if len(shared) > 1 and max(at) - min(at) <= LONGEST_EXAMPLE_SPAN:
                worth = sum(self._worths[stem] for stem in shared)
                whole = sum(self._worths[stem] for stem in dict.fromkeys(example))
                if worth >= MIN_EXAMPLE_SHARE * whole:
                    yield example, worth * worth / whole

    def _stems_of(self, words: Collection[str]) -> Sequence[str]:
        return content_stems(list(words), self._stems)
