"""Corrections for unknown words, and company for rare ones; the engine asks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.vocabulary import Vocabulary
from bot.search.words import STOP_WORDS, Stems

ONE_EDIT_FROM = 4
TWO_EDITS_FROM = 8
SHORTEST = 5
"""The shortest stem that is offered for another one: shorter words are near to too many others."""
LONG = 7
"""From so many letters a suggestion may be two slips away: who asked decides about it."""
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
    stem = stems[word]
    edits = min(edits_allowed(word), edits_allowed(stem))
    count = vocabulary.count(stem)
    if not edits or vocabulary.often(stem):
        return None
    if word in thesaurus_words:
        return None
    if count:
        near = [found for found in vocabulary.near(stem, 1) if _slipped(stem, found[2])]
        best = min(near, key=lambda found: found[1], default=None)
        if best and -best[1] >= FAR_COMMONER * count:
            return Correction(best[2], instead=False)
        return None
    known = [
        found
        for found in vocabulary.near(stem, edits)
        if _slipped(stem, found[2]) or _named(stem, found, thesaurus_words)
    ][:1]
    named = process.extractOne(word, thesaurus_words, scorer=OSA.distance, score_cutoff=edits)
    if named and _misread(word, named[0]) and (not known or named[1] < known[0][0]):
        return Correction(stems[named[0]], named[0])
    return Correction(known[0][2]) if known else None


def suggestions(words: Sequence[str], vocabulary: Vocabulary, stems: Stems) -> list[str]:
    """Stems of the index that are near to words which found nothing, the nearest first."""
    near = [
        found
        for word in words
        if len(word) >= ONE_EDIT_FROM and word not in STOP_WORDS
        for found in vocabulary.near(stems[word], 2 if len(stems[word]) >= LONG else 1)
        if len(found[2]) >= SHORTEST and _begins_alike(stems[word], found[2])
    ]
    return [stem for _, _, stem in sorted(near)]


def _slipped(stem: str, meant: str) -> bool:
    """Whether a stem may well be another one, typed in haste.

    In a short word a letter left out, doubled or swapped is a slip, but another letter in its place
    is another word: "horse" is not "worse", and "plane" no "place".
    """
    if min(len(stem), len(meant)) < SHORTEST or meant in STOP_WORDS:
        return False
    if len(stem) >= TWO_EDITS_FROM:
        return True
    return stem[0] == meant[0] and (len(stem) != len(meant) or sorted(stem) == sorted(meant))


def _named(stem: str, near: tuple[int, int, str], names: Sequence[str]) -> bool:
    """Whether the neighbour is a name that several articles use: then "tumar" may well be it."""
    _, minus_count, meant = near
    common = -minus_count > RARE and meant in names
    return common and len(meant) >= SHORTEST and _begins_alike(stem, meant)


def _misread(word: str, name: str) -> bool:
    """Whether a word may be a name of the thesaurus; those are spelled by ear more than by eye."""
    return _slipped(word, name) or (len(word) > SHORTEST and _begins_alike(word, name))


def _begins_alike(word: str, meant: str) -> bool:
    return len(word) >= TWO_EDITS_FROM or word[0] == meant[0]
