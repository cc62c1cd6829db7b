"""Corrections for unknown words, and company for rare ones; the engine asks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.vocabulary import Vocabulary
from bot.search.words import STOP_WORDS, Stems

ONE_EDIT_FROM = 4
TWO_EDITS_FROM = 8
RARE = 3
FAR_COMMONER = 20


@dataclass(frozen=True, slots=True)
class Correction:
    """A better word for a typed one.

    Attributes:
        stem: as the index has it, where the index offers it.
        word: as members read it, where the thesaurus offers it; else "".
        instead: in place of the typed word; otherwise beside it.
    """

    stem: str
    word: str = ""
    instead: bool = True


def edits_allowed(word: str) -> int:
    """How many slips of the finger are forgiven; a word with a digit is a name, never a slip."""
    if not word.isalpha() or word in STOP_WORDS or len(word) < ONE_EDIT_FROM:
        return 0
    return 1 if len(word) < TWO_EDITS_FROM else 2


def correct(
    word: str, vocabulary: Vocabulary, stems: Stems, thesaurus_words: Sequence[str] = ()
) -> Correction | None:
    """The correction of one typed word, or None where it stands as it is.

    An unknown word gives way to its nearest neighbour, the commonest of equals. A known one in a
    few articles alone gets a far commoner neighbour beside it ("brian mets").
    """
    stem, edits = stems[word], edits_allowed(word)
    count = vocabulary.count(stem)
    if not edits or count > RARE:
        return None
    if count:
        near = vocabulary.near(stem, 1)
        best = min(near, key=lambda found: found[1], default=None)
        if best and -best[1] >= FAR_COMMONER * count:
            return Correction(best[2], instead=False)
        return None
    known = vocabulary.near(stem, edits)[:1]
    named = process.extractOne(word, thesaurus_words, scorer=OSA.distance, score_cutoff=edits)
    if named and (not known or named[1] < known[0][0]):
        return Correction(stems[named[0]], named[0])
    return Correction(known[0][2]) if known else None


def suggestions(words: Sequence[str], vocabulary: Vocabulary, stems: Stems) -> list[str]:
    """Stems of the index that are near to words which found nothing, the nearest first."""
    near = [
        found
        for word in words
        if len(word) >= ONE_EDIT_FROM and word not in STOP_WORDS
        for found in vocabulary.near(stems[word], 2)
    ]
    return [stem for _, _, stem in sorted(near)]
