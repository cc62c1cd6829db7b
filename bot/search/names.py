"""Lists the names of the thesaurus for spelling and completion. Pure.

`thesaurus` builds them; the interpreter and the completer ask.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from operator import itemgetter

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.spelling import edits_allowed
from bot.search.words import STOP_WORDS, words_of

SYNONYM_WEIGHTS = {"abbreviation": 0.8, "brand": 0.8, "spelling": 0.8, "lay": 0.5}
"""The weight of a synonym beside the typed words. By eye: everyday words are the least precise."""
RELATED_WEIGHT = 0.3
"""The weight of a term for an everyday word that may mean it. By eye, below all synonyms."""
AMBIGUOUS_WEIGHT = 0.4
LONG_ENOUGH_TO_INFLECT = 4
LIKE_NO_OTHER = 6
MOST_LIKE = 10
FAMILIAR_FROM = 2
"""A word in so many names of the thesaurus is no misspelling: such a one stands in one name."""


class NameTie(Enum):
    """How a name belongs to its group."""

    NAME = "name"
    AMBIGUOUS = "ambiguous"
    RELATED = "related"


class NameEntry(Struct, frozen=True):
    """A group of the thesaurus that contains a certain name."""

    group: SynonymGroup
    tie: NameTie = NameTie.NAME

    @property
    def ambiguous(self) -> bool:
        """Whether the name has other senses, too."""
        return self.tie is NameTie.AMBIGUOUS

    @property
    def weight(self) -> float:
        """The weight of the group's terms."""
        if self.tie is NameTie.RELATED:
            return RELATED_WEIGHT
        return SYNONYM_WEIGHTS[self.group.kind] * (AMBIGUOUS_WEIGHT if self.ambiguous else 1.0)


class NameLists:
    """All names of a thesaurus in several lists."""

    def __init__(
        self, thesaurus: Thesaurus, entries: Mapping[tuple[str, ...], Sequence[NameEntry]]
    ) -> None:
        self._entries = entries
        self._inner_words = sorted(
            {word for words in entries if len(words) > 1 for word in words} - STOP_WORDS
        )
        self._single_words = sorted(self.single_words)
        self._written = sorted(
            (" ".join(words_of(term)), term) for group in thesaurus for term in group.terms
        )

    @property
    def single_words(self) -> list[str]:
        """Names of one word that are long enough for corrections of spelling."""
        return [
            words[0]
            for words, entries in self._entries.items()
            if len(words) == 1 and len(words[0]) >= LONG_ENOUGH_TO_INFLECT and words[0].isalpha()
            if not all(entry.ambiguous for entry in entries)
        ]

    @property
    def brands(self) -> list[str]:
        """Names of drugs that are unlike any everyday word."""
        return [
            word
            for word in self.single_words
            if len(word) >= LIKE_NO_OTHER
            and all(e.group.kind is SynonymKind.BRAND for e in self._entries[word,])
        ]

    @property
    def unambiguous(self) -> Iterator[str]:
        """Names of one word, of any length, that have one sense."""
        for words, entries in self._entries.items():
            if len(words) == 1 and not any(entry.ambiguous for entry in entries):
                yield words[0]

    @property
    def joined(self) -> dict[str, tuple[str, ...]]:
        """Names of several words by their spelling without spaces: "tdm1"."""
        return {
            "".join(words): words
            for words, entries in self._entries.items()
            if len(words) > 1 and len("".join(words)) >= LONG_ENOUGH_TO_INFLECT
            if not all(entry.ambiguous for entry in entries)
        }

    @property
    def familiar_words(self) -> frozenset[str]:
        """Words within names, which are never corrected ("water", "scare")."""
        times = Counter(word for words in self._entries if len(words) > 1 for word in set(words))
        return frozenset(word for word, number in times.items() if number >= FAMILIAR_FROM)

    def words_like(self, word: str) -> list[str]:
        """Return words within names that this one may be a misspelling of, the nearest first."""
        edits = edits_allowed(word)
        if not edits:
            return []
        found = process.extract(
            word, self._inner_words, scorer=OSA.distance, score_cutoff=edits, limit=MOST_LIKE
        )
        return [other for other, _, _ in found if other != word]

    def words_from(self, start: str) -> list[str]:
        """Return words within names that begin so."""
        at = bisect_left(self._inner_words, start)
        end = bisect_left(self._inner_words, start + "\U0010ffff")
        return [word for word in self._inner_words[at:end] if word != start]

    def names_from(self, start: str) -> list[str]:
        """Return names of one word that begin so.

        Everyday words go on as other everyday words ("hope" as "hopeless"): those are left out.
        """
        at = bisect_left(self._single_words, start)
        end = bisect_left(self._single_words, start + "\U0010ffff")
        return [word for word in self._single_words[at:end] if not self._everyday(word)]

    def _everyday(self, word: str) -> bool:
        kinds = {entry.group.kind for entry in self._entries[word,]}
        return kinds == {SynonymKind.LAY}

    def beginning(self, start: str) -> list[str]:
        """Return names, as written, that begin with these words; the last one may be unfinished."""
        at = bisect_left(self._written, start, key=itemgetter(0))
        end = bisect_left(self._written, start + "\U0010ffff", key=itemgetter(0))
        return [name for _, name in self._written[at:end]] if start else []
