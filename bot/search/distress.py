"""Finds phrases of distress in a text, also about somebody close, and also mistyped. Pure.

    words ─► `WordsWithSlips` ─► TypedText ─► `PhrasesOfDistress.found` ─► FoundPhrases

Called by `support`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from bot.search.english_words import STOP_WORDS
from bot.search.typed_text import MASK, TypedText

ANY_ENDING = "*"
GAP_WORDS = 3
"""Words that may stand in a gap: "i [really just] want to die". Chosen by eye."""
WORDS_BEFORE_PERSON = 2
"""Words between "my" and a person: "my [best] friend", "my [70 year] old mom". Chosen by eye."""


class Persons(Struct, frozen=True):
    """How a language says of somebody close what its phrases say of oneself.

    Attributes:
        oneself: the words that a person replaces: "i".
        close: persons: "mother", "she".
        whose: words before a person: "my".
        others: words of phrases, with their forms for somebody else: "want" has "wants".
    """

    oneself: frozenset[str]
    close: frozenset[str]
    whose: frozenset[str]
    others: Mapping[str, frozenset[str]]


class FoundPhrase(Struct, frozen=True):
    """A phrase that was found in a text.

    Attributes:
        start: the index of its first word.
        end: the index behind its last one.
        of_other: whether it is said of somebody else.
    """

    start: int
    end: int
    of_other: bool


class PhraseWord(Struct, frozen=True, eq=False):
    """A word of a phrase; a language has one for each word, whatever phrases hold it.

    Attributes:
        word: "" for a gap.
        others: its forms for somebody else.
        begins: whether it stands for all words that begin with it.
        exact: whether it is never mistyped.
        is_oneself: whether persons replace it.
    """

    word: str
    others: frozenset[str]
    begins: bool
    exact: bool
    is_oneself: bool


class PhraseWay(Struct, frozen=True, eq=False, gc=False):
    """Words in a row.

    Attributes:
        barred: words that must not follow the phrase; "*" stands for all words.
    """

    words: tuple[PhraseWord, ...]
    barred: tuple[str, ...]


PhrasePlace = tuple[PhraseWay, ...]
"""The ways in which a part of a phrase is said."""


class PhraseReading(Struct, frozen=True, eq=False, gc=False):
    """The words of a text that were read as the first ones of a phrase.

    Attributes:
        end: the index behind the last one.
        slipped: whether one is mistyped.
        of_other: whether they are said of somebody else.
        barred: words that must not follow the phrase.
    """

    end: int
    slipped: bool = False
    of_other: bool = False
    barred: tuple[str, ...] = ()


class PhraseOfDistress(Struct, frozen=True, eq=False, gc=False):
    """A phrase, ready to be compared: its places, one after the other, each in one of its ways."""

    places: tuple[PhrasePlace, ...]
    persons: Persons

    def at(self, typed: TypedText, start: int) -> FoundPhrase | None:
        """The longest reading of the phrase from this word on, with at most one slip, if any."""
        found = max(self._from(typed, 0, PhraseReading(start)), key=_length, default=None)
        return FoundPhrase(start, found.end, found.of_other) if found else None

    def _from(self, typed: TypedText, place: int, before: PhraseReading) -> Iterator[PhraseReading]:
        """Yield the readings of all places from this one on."""
        if place == len(self.places):
            if not _is_barred(typed, before):
                yield before
            return
        for way in self.places[place]:
            for reading in self._said(typed, way, 0, before):
                yield from self._from(typed, place + 1, reading)

    def _said(
        self, typed: TypedText, way: PhraseWay, at: int, before: PhraseReading
    ) -> Iterator[PhraseReading]:
        """Yield the readings of the words of a way from this one on."""
        if at == len(way.words):
            barred = before.barred + way.barred
            yield PhraseReading(before.end, before.slipped, before.of_other, barred)
            return
        for end, is_slip, is_other in self._read(way.words[at], typed, before.end):
            if not (before.slipped and is_slip):
                slipped, of_other = before.slipped or is_slip, before.of_other or is_other
                reading = PhraseReading(end, slipped, of_other, before.barred)
                yield from self._said(typed, way, at + 1, reading)

    def _read(
        self, word: PhraseWord, typed: TypedText, at: int
    ) -> Iterator[tuple[int, bool, bool]]:
        """Yield the index behind the word, whether it is mistyped, and whether of somebody else."""
        words = typed.words
        if not word.word:
            most = min(GAP_WORDS, len(words) - at)
            free = next((n for n in range(most) if words[at + n] == MASK), most)
            yield from ((at + number, False, False) for number in range(free, -1, -1))
            return
        if at == len(words):
            return
        if words[at] == word.word or (word.begins and word.word in typed.begun[at]):
            yield at + 1, False, False
        elif words[at] in word.others:
            yield at + 1, False, True
        elif not word.exact and (meant := typed.meant[at]):
            if word.word in meant:
                yield at + 1, True, False
            elif not meant.isdisjoint(word.others):
                yield at + 1, True, True
        if word.is_oneself and (end := self._behind_person(words, at)):
            yield end, False, True

    def _behind_person(self, words: Sequence[str], at: int) -> int:
        """The index behind a person at this word, else 0."""
        if words[at] in self.persons.close:
            return at + 1
        if words[at] in self.persons.whose:
            for end in range(at + 1, min(at + 2 + WORDS_BEFORE_PERSON, len(words))):
                if words[end] in self.persons.close:
                    return end + 1
        return 0


def _length(reading: PhraseReading) -> tuple[int, bool]:
    """Orders readings from the same word on: of equal ones, what is said of oneself is the last."""
    return reading.end, not reading.of_other


def _is_barred(typed: TypedText, reading: PhraseReading) -> bool:
    follows = typed.words[reading.end] if reading.end < len(typed.words) else MASK
    return follows != MASK and any(_is_begun(follows, barred) for barred in reading.barred)


def _is_begun(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith(ANY_ENDING) else word == pattern


class PhraseStart(Struct, frozen=True, eq=False, gc=False):
    """A phrase, and how many words stand before a rare one.

    Attributes:
        least_before: the fewest words before it.
        most_before: the most words before it.
    """

    phrase: PhraseOfDistress
    least_before: int
    most_before: int


class PhrasesOfDistress:
    """Phrases of one kind, ready to be found.

    A text can hold a phrase only if it has a word of its rarest place: the rarest word of one of
    the ways in which that place is said.

    Attributes:
        words: the words of all phrases.
    """

    def __init__(self, phrases: Iterable[PhraseOfDistress]) -> None:
        phrases = tuple(phrases)
        often = Counter(place for phrase in phrases for place in phrase.places)
        words = Counter[PhraseWord]()
        for place, times in often.items():
            words.update(dict.fromkeys((w for way in place for w in way.words), times))
        self.words = frozenset(word for word in words if word.word)
        commonness = {word: _commonness(word, times) for word, times in words.items()}
        rarest = {place: _rarest(place, commonness) for place in often}
        by_word = defaultdict[str, list[PhraseStart]](list)
        for phrase in phrases:
            place = min(phrase.places, key=lambda place: rarest[place][0])
            before = phrase.places[: phrase.places.index(place)]
            for way, at in zip(place, rarest[place][1], strict=True):
                start = _start(phrase, before, way.words[:at])
                for form in (way.words[at].word, *way.words[at].others):
                    by_word[form].append(start)
        self._by_word = {word: tuple(starts) for word, starts in by_word.items()}

    @property
    def rarest(self) -> frozenset[str]:
        """No phrase stands in a text that has none of these words."""
        return frozenset(self._by_word)

    def found(self, typed: TypedText) -> list[FoundPhrase]:
        """Where phrases stand, in order; none reaches into another, and longer ones win."""
        begun = dict.fromkeys(self._begun(typed))
        matches = filter(None, (phrase.at(typed, at) for at, phrase in begun))
        kept = list[FoundPhrase]()
        for found in sorted(matches, key=lambda each: (each.start, -each.end, each.of_other)):
            if not kept or found.start >= kept[-1].end:
                kept.append(found)
        return kept

    def _begun(self, typed: TypedText) -> Iterator[tuple[int, PhraseOfDistress]]:
        """The phrases whose rarest word stands in a text, with where they may begin."""
        for at, word in enumerate(typed.words):
            for form in (word, *typed.begun[at], *typed.meant[at]):
                for start in self._by_word.get(form, ()):
                    last = at - start.least_before
                    for first in range(max(at - start.most_before, 0), last + 1):
                        yield first, start.phrase


Commonness = tuple[bool, bool, int]
"""Orders words: names of persons and gaps come last, then stop words, then by how often."""
NO_WORD: tuple[Commonness, int] = (True, True, 0), 0


def _commonness(word: PhraseWord, often: int) -> Commonness:
    return not word.word or word.is_oneself, word.word in STOP_WORDS, often


def _rarest(
    place: PhrasePlace, commonness: Mapping[PhraseWord, Commonness]
) -> tuple[Commonness, Sequence[int]]:
    """How common the rarest words of its ways are at most, and the index of each in its way.

    A place with many ways is looked for by many words, so its words count as more common.
    """
    rarest = [
        min(((commonness[word], at) for at, word in enumerate(way.words)), default=NO_WORD)
        for way in place
    ]
    (is_unfit, is_stop_word, often), _ = max(rarest)
    return (is_unfit, is_stop_word, often * len(place)), [at for _, at in rarest]


def _start(
    phrase: PhraseOfDistress, places: Sequence[PhrasePlace], words: Sequence[PhraseWord]
) -> PhraseStart:
    """The phrase with the lengths of these places and words."""
    least, most = _lengths(words)
    for place in places:
        lengths = [_lengths(way.words) for way in place]
        least += min(shortest for shortest, _ in lengths)
        most += max(longest for _, longest in lengths)
    return PhraseStart(phrase, least, most)


def _lengths(words: Iterable[PhraseWord]) -> tuple[int, int]:
    """The fewest and the most words of a text that these may stand for."""
    least = most = 0
    for word in words:
        least += bool(word.word)
        most += (1 + (WORDS_BEFORE_PERSON + 1) * word.is_oneself) if word.word else GAP_WORDS
    return least, most
