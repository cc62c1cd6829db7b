"""How much the words of a query tell of a language; `languages` asks. Pure.

Many words are English and something else, too ("die", "bras", "main"), and others are so near to an
English one that they may be that, misspelled. None of them tells alone.
"""

from collections.abc import Mapping, Sequence

from bot.search.lookup import SURE_FROM, Lookup, forms_of, is_near
from bot.search.words import STOP_WORDS

TERM, TYPO, STOP_WORD, SHARED, KNOWN = 2.0, 1.25, 1.0, 0.5, 0.01
"""What a word tells that names something, that may be a misspelled English one, that asks, that is
English, too, and that is a name in the English thesaurus: that only decides between equals."""
ENOUGH = 1.5
"""One word that is not English, two stop words, or a stop word beside a misspelled English one.
None of 1,100 judged English queries has as much."""
SHORTEST_TYPO = 6


class LanguageEvidence:
    """What speaks for one language."""

    def __init__(self, lookup: Lookup, english: Mapping[str, Sequence[str]]) -> None:
        """Take what is known.

        Args:
            lookup: the words of the language.
            english: English words by their first letters.
        """
        self._lookup = lookup
        self._english = english

    def of(self, words: Sequence[str], accented: frozenset[str]) -> float:
        """How much these words tell.

        Args:
            words: in lower case, without accents.
            accented: those of them that were typed with one, as hardly an English word is.
        """
        told = [self._told_by(word, accented) for word in words]
        if max(told, default=0.0) > STOP_WORD:
            return sum(told)
        if any(told) and self._holds_name(words):
            return sum(told) + TERM
        asking = sum(word in self._lookup.stop_words for word in words)
        return sum(told) if 2 * asking > sum(map(str.isalpha, words)) else 0.0

    def _told_by(self, word: str, accented: frozenset[str]) -> float:
        lookup = self._lookup
        if word in accented and lookup.knows(word):
            return TERM
        if word in STOP_WORDS or not word.isalpha():
            return 0.0
        shared = word in lookup.english or lookup.is_shared(word)
        if word in lookup.stop_words:
            return SHARED if shared else STOP_WORD
        return self._told_by_term(word, shared=shared) if lookup.knows(word) else 0.0

    def _told_by_term(self, word: str, *, shared: bool) -> float:
        if word in self._lookup.english:
            return KNOWN
        if shared or not self._is_distinct(word):
            return SHARED
        typo = len(word) >= SHORTEST_TYPO and is_near(word, self._english, 1)
        return TYPO if typo else TERM

    def _is_distinct(self, word: str) -> bool:
        """Whether it is no English word by chance, as "case" has the stem of the Spanish "casa"."""
        if any(form in self._lookup.written for form in forms_of(word)):
            return True
        if self._lookup.is_inner(word):
            return len(word) >= SURE_FROM
        return word.startswith(self._lookup.telling) or word.endswith(self._lookup.telling)

    def _holds_name(self, words: Sequence[str]) -> bool:
        """Whether there is a name of several words, not all of which are English."""
        return any(
            part.english and len(part.typed) > 1 and any(map(self._is_own, part.typed))
            for part in self._lookup.parts(words, mixed=False)
        )

    def _is_own(self, word: str) -> bool:
        lookup = self._lookup
        known = word in STOP_WORDS or word in lookup.stop_words or word in lookup.english
        return word.isalpha() and not known
