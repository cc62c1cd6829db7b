"""Tells slips of a finger from other words: "diee", "sterbn". Pure.

Called for words of distress alone. Search corrects spelling by the words of its index
(`spelling`), which need not hold these.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Struct
from rapidfuzz.distance import OSA

LETTERS_TO_SWAP = 2
LETTERS_TO_REPEAT = 3
LETTERS_TO_MISS = 4
LETTERS_TO_MISTYPE = 5
"""Letters of the shortest words in which two letters may change places, one be repeated, one be
missing or too many, one be wrong. Shorter words have too many neighbors: "diet" is not "die"."""
LETTERS_OF_PART = 2
"""Letters of the shorter one of two words without a space: "de" and "i" are not "dei"."""
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
    """

    words: tuple[str, ...]
    begun: tuple[frozenset[str], ...]
    meant: tuple[frozenset[str], ...]

    def forms(self) -> frozenset[str]:
        """Return all that may be meant by any of the words."""
        return frozenset(self.words).union(*filter(None, (*self.begun, *self.meant)))

    def masked(self, spans: Iterable[range]) -> "TypedText":
        """Return it with the words of the spans masked."""
        words, begun, meant = list(self.words), list(self.begun), list(self.meant)
        for at in chain.from_iterable(spans):
            words[at], begun[at], meant[at] = MASK, NOTHING, NOTHING
        return TypedText(tuple(words), tuple(begun), tuple(meant))


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
        self._near = defaultdict[tuple[str, int], list[str]](list)
        for word in sorted(every):
            for length in range(len(word) - 1, len(word) + 2):
                self._near[word[0], length].append(word)
        self._beginnings = tuple(sorted(beginnings))
        self._first_letters = tuple({beginning[:2] for beginning in beginnings})

    def typed(self, words: Sequence[str]) -> TypedText:
        """Read words that are taken as they are."""
        return TypedText(tuple(words), tuple(map(self._begun, words)), (NOTHING,) * len(words))

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
        meant = (unknown.get(word, NOTHING) for word in parted)
        return TypedText(tuple(parted), tuple(map(self._begun, parted)), tuple(meant))

    def _begun(self, word: str) -> frozenset[str]:
        if word.startswith(self._beginnings):
            return frozenset(filter(word.startswith, self._beginnings))
        return NOTHING

    def _meant(self, typed: str) -> frozenset[str]:
        """Return the words and beginnings of which this word may be a slip."""
        typed = HELD_KEY.sub(r"\1\1", typed)
        near = [word for word in self._near.get((typed[0], len(typed)), ()) if is_slip(typed, word)]
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
        """Return two words of one language that were typed without the space between them."""
        for at in range(LETTERS_OF_PART, len(typed) - LETTERS_OF_PART + 1):
            parts = typed[:at], typed[at:]
            if any(map(frozenset(parts).issubset, self._words)):
                return parts
        return None


def _ends(beginning: str) -> range:
    return range(len(beginning) - 1, len(beginning) + 2)


def is_slip(typed: str, word: str) -> bool:
    """Return whether one slip of a finger makes of a word what was typed."""
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
