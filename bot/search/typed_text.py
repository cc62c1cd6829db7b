"""Reads typed words with what may be meant by them: slips of a finger, and other languages. Pure.

Called by `support`. Search corrects spelling by the words of its index (`spelling`), which need not
hold words of distress.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct
from rapidfuzz.distance import OSA

# The letters of the shortest word in which a slip is allowed: two letters swapped, or one letter
# repeated, missing or added, or wrong. Shorter words have too many neighbors: "diet" is not "die".
LETTERS_TO_SWAP = 2
LETTERS_TO_REPEAT = 3
LETTERS_TO_MISS = 4
LETTERS_TO_MISTYPE = 5

LETTERS_OF_PART = 2
"""The least letters of each of two words that were typed without the space: "dei" is not "de i"."""
HELD_KEY = re.compile(r"(.)\1{2,}")
REPEATED = re.compile(r"(.)\1+")
MASK = "|"
"""Replaces words that mean something else. No phrase holds it, so none reaches across."""
NOTHING = frozenset[str]()


class TypedText(Struct, frozen=True):
    """The words of a text.

    Attributes:
        words: as typed, folded.
        begun: for each word, the known beginnings that it has.
        meant: for each word, the known words and beginnings of which it may be a slip.
        places: the indexes of the words that may mean something, by all that may be meant.
    """

    words: tuple[str, ...]
    begun: tuple[frozenset[str], ...]
    meant: tuple[frozenset[str], ...]
    places: Mapping[str, Sequence[int]]

    @classmethod
    def of(
        cls,
        words: Sequence[str],
        begun: Sequence[frozenset[str]],
        meant: Sequence[frozenset[str]],
    ) -> "TypedText":
        """The text of these words."""
        places = dict[str, list[int]]()
        for at, forms in enumerate(zip(words, begun, meant, strict=True)):
            for form in {forms[0]}.union(*forms[1:]):
                places.setdefault(form, []).append(at)
        return cls(tuple(words), tuple(begun), tuple(meant), places)

    def masked(self, spans: Iterable[range]) -> "TypedText":
        """The text with the words of the spans masked."""
        words, begun, meant = list(self.words), list(self.begun), list(self.meant)
        for at in chain.from_iterable(spans):
            words[at], begun[at], meant[at] = MASK, NOTHING, NOTHING
        return TypedText.of(words, begun, meant)


class WordsWithSlips:
    """Words that are also found if they are typed with one slip of a finger.

    Args:
        words: the words, folded, of each language.
        beginnings: beginnings of further words: "suicid".
        never: words that are no slips, since they have a meaning of their own.
    """

    def __init__(
        self, words: Sequence[frozenset[str]], beginnings: frozenset[str], never: frozenset[str]
    ) -> None:
        self._words = words
        every = frozenset[str]().union(*words)
        self._never = every | never
        self._every = every
        near = defaultdict[tuple[str, int], list[str]](list)
        for word in every:
            near[word[0], len(word)].append(word)
        self._near = dict(near)
        self._beginnings = tuple(sorted(beginnings))
        self._first_letters = tuple({beginning[:2] for beginning in beginnings})

    def typed(self, words: Sequence[str]) -> TypedText:
        """Read words that are taken as they are."""
        return TypedText.of(words, tuple(map(self._begun, words)), (NOTHING,) * len(words))

    def mistyped(self, words: Sequence[str]) -> TypedText | None:
        """Read words with what may be meant by them; None if none is mistyped."""
        unknown = {word: self._meant(word) for word in words if word not in self._never}
        if not unknown:
            return None
        parts = {
            word: parts
            for word, near in unknown.items()
            if not near and (parts := self._parted(word))
        }
        if not parts and not any(unknown.values()):
            return None
        parted = [part for word in words for part in parts.get(word, (word,))]
        meant = [unknown.get(word, NOTHING) for word in parted]
        return TypedText.of(parted, tuple(map(self._begun, parted)), meant)

    def _begun(self, word: str) -> frozenset[str]:
        if word.startswith(self._beginnings):
            return frozenset(filter(word.startswith, self._beginnings))
        return NOTHING

    def _meant(self, typed: str) -> frozenset[str]:
        """The words and beginnings of which this word may be a slip."""
        typed = HELD_KEY.sub(r"\1\1", typed)
        near = [
            word
            for length in range(len(typed) - 1, len(typed) + 2)
            for word in self._near.get((typed[0], length), ())
            if is_slip(typed, word)
        ]
        if (swapped := typed[1:2] + typed[0] + typed[2:]) in self._every:
            near.append(swapped)
        if typed.startswith(self._first_letters):
            near += (
                beginning
                for beginning in self._beginnings
                if beginning[:2] == typed[:2]
                and any(is_slip(typed[:end], beginning) for end in _ends(beginning))
            )
        return frozenset(near)

    def _parted(self, typed: str) -> tuple[str, str] | None:
        """Two words of one language that were typed without the space between them."""
        for at in range(LETTERS_OF_PART, len(typed) - LETTERS_OF_PART + 1):
            parts = typed[:at], typed[at:]
            if any(map(frozenset(parts).issubset, self._words)):
                return parts
        return None


def _ends(beginning: str) -> range:
    return range(len(beginning) - 1, len(beginning) + 2)


def is_slip(typed: str, word: str) -> bool:
    """Whether one slip of a finger makes of a word what was typed."""
    length = len(word)
    if OSA.distance(typed, word, score_cutoff=1) != 1:
        return False
    if len(typed) == length:
        swapped = sorted(typed) == sorted(word)
        least = LETTERS_TO_SWAP if swapped else LETTERS_TO_MISTYPE
        return length >= least and (swapped or typed[0] == word[0])
    repeated = len(typed) > length and _once(typed) == _once(word)
    least = LETTERS_TO_REPEAT if repeated else LETTERS_TO_MISS
    return length >= least and typed[0] == word[0]


def _once(word: str) -> str:
    return REPEATED.sub(r"\1", word)


class MixedLanguages:
    """Reads a sentence of two languages as one of either: "i want to morir" as "i want to die".

    Args:
        meanings: of each language, words by the name of their meaning, which all languages share;
            the first word is read in place of those of the others.
        known: of each language, further words.
    """

    def __init__(
        self, meanings: Sequence[Mapping[str, Sequence[str]]], known: Sequence[frozenset[str]]
    ) -> None:
        self._languages = [
            (meant, own.union(*meant.values())) for meant, own in zip(meanings, known, strict=True)
        ]
        self._meanings = dict[str, list[str]]()
        for meant in meanings:
            for name, words in meant.items():
                for word in words:
                    self._meanings.setdefault(word, []).append(name)

    def readings(self, words: Sequence[str]) -> Iterator[list[str]]:
        """Yield the words in each language; none if one language has all that have a meaning."""
        meant = {word for word in words if word in self._meanings}
        if any(meant <= own for _, own in self._languages):
            return
        for forms, own in self._languages:
            if not meant.isdisjoint(own):
                yield list(chain.from_iterable(self._read(word, forms, own) for word in words))

    def _read(
        self, word: str, forms: Mapping[str, Sequence[str]], own: frozenset[str]
    ) -> Sequence[str]:
        names = () if word in own else self._meanings.get(word, ())
        return [form for name in names for form in forms.get(name, ())[:1]] if names else [word]
