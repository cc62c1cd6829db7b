"""Knows entries of the glossary by their Spanish names, in any number and gender. Pure.

`explained_terms` asks it for words that are no name in English.
"""

from collections.abc import Iterator, Sequence

from bot.model.glossary import GlossaryEntry
from bot.search.asked_terms import SHORT_FORM
from bot.search.words import typed_without_signs, words_of

_SMALL_WORDS = "a al de del e el en la las los un una y"
SPANISH_SMALL_WORDS = frozenset(_SMALL_WORDS.split())
"""Words that Spanish names may have or lack: "receptor (de) estrógeno"."""
SPANISH_NUMBERS = dict(
    zip(("uno", "dos", "tres", "cuatro", "i", "ii", "iii", "iv"), "12341234", strict=True)
)
LEAST_INFLECTED_LETTERS = 4
"""Letters of the shortest word that is taken to have a plural: not "gas". Chosen by eye."""


class SpanishNames:
    """The Spanish names of all entries, by the stems of their words, which lack number and gender.

    Attributes:
        further: the numbers of entries by those names that are not their first one.
    """

    def __init__(self, entries: Sequence[GlossaryEntry]) -> None:
        names = (name for entry in entries for name in (entry.spanish_name, *entry.spanish_forms))
        self._short = frozenset(_plain(name) for name in names if SHORT_FORM.fullmatch(name))
        self._numbers = dict[tuple[str, ...], list[int]]()
        self.further = dict[str, list[int]]()
        # An entry's own name comes before those that search knows.
        for number, entry in enumerate(entries):
            self._add(entry.spanish_name, number)
        for number, entry in enumerate(entries):
            for name in entry.spanish_forms:
                self._add(name, number)
                self.further.setdefault(_plain(name), [number])
        self._longest = max(map(len, self._numbers), default=0)

    def named(self, asked: str) -> Sequence[int]:
        """The entry whose name this is."""
        return self._numbers.get(self._stems(asked), ())

    def within(self, asked: str) -> Iterator[int]:
        """Yield the entries whose names stand in a text, the longest name at each place."""
        stems, at = self._stems(asked), 0
        while at < len(stems):
            ends = range(min(len(stems), at + self._longest), at, -1)
            end = next((end for end in ends if stems[at:end] in self._numbers), 0)
            yield from self._numbers.get(stems[at:end], ())
            at = max(end, at + 1)

    def _add(self, name: str, number: int) -> None:
        if stems := self._stems(_plain(name)):
            self._numbers.setdefault(stems, [number])

    def _stems(self, text: str) -> tuple[str, ...]:
        words = (SPANISH_NUMBERS.get(word, word) for word in text.split())
        return tuple(self._stem(word) for word in words if word not in SPANISH_SMALL_WORDS)

    def _stem(self, word: str) -> str:
        """The stem; short forms have no plural: "CDIS" is no form of "CDI"."""
        return word if word in self._short else _spanish_stem(word)


def _spanish_stem(word: str) -> str:
    """A Spanish word in one number and gender, and no shorter.

    A stemmer takes more away, by which "rapid" was hair loss ("rapar").
    """
    if len(word) < LEAST_INFLECTED_LETTERS:
        return word
    if word.endswith("es") and word[-3] not in "aeiou":
        word = word[:-2]
    word = word.removesuffix("s").removesuffix("e")
    return f"{word[:-1]}a" if word.endswith("o") else word


def _plain(text: str) -> str:
    return " ".join(words_of(typed_without_signs(text)))
