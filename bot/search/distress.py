"""Finds phrases of distress in a text, also about somebody close, and also mistyped. Pure.

    words ─► `WordsWithSlips` ─► TypedText ─► `PhrasesOfDistress.found` ─► FoundPhrases

Called by `support`.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, product

from msgspec import Struct

from bot.knowledge.support import ANY_ENDING, ANY_WORDS, NOT_BEFORE, PART
from bot.search.typed_text import MASK, TypedText

NO_FORMS = frozenset[str]()
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
    """A phrase, ready to be compared: its places, one after the other, each in one of its ways.

    Attributes:
        first: the forms of words with which it may begin; none if it may begin with any word.
    """

    places: tuple[PhrasePlace, ...]
    persons: Persons
    first: frozenset[str]

    def starts(self, typed: TypedText) -> Iterable[int]:
        """The indexes of the words of a text with which the phrase may begin."""
        if not self.first:
            return range(len(typed.words))
        begun = self.first.intersection(typed.places)
        return {at: None for form in begun for at in typed.places[form]}

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
    return follows != MASK and any(is_begun(follows, barred) for barred in reading.barred)


def is_begun(word: str, pattern: str) -> bool:
    """Whether a word is this one, or begins so if the pattern ends with `ANY_ENDING`."""
    return word.startswith(pattern[:-1]) if pattern.endswith(ANY_ENDING) else word == pattern


class PhrasesOfDistress:
    """Phrases of one kind. A phrase is read when a text has its rarest word.

    Args:
        phrases: as `data/support.toml` writes them, by their rarest words; see `RarestWords`.
        reader: of their language.

    Attributes:
        rarest: no phrase stands in a text that has none of these words.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]], reader: "PhraseReader") -> None:
        self._by_word = phrases
        self._reader = reader
        self.rarest = phrases.keys()

    def found(self, typed: TypedText) -> list[FoundPhrase]:
        """The places of phrases, in order. Of phrases that overlap, the longest counts."""
        known = self.rarest & typed.places.keys()
        phrases = dict.fromkeys(phrase for word in known for phrase in self._by_word[word])
        matches = [
            found
            for phrase in map(self._reader.read, phrases)
            for at in phrase.starts(typed)
            if (found := phrase.at(typed, at))
        ]
        kept = list[FoundPhrase]()
        for found in sorted(matches, key=lambda each: (each.start, -each.end, each.of_other)):
            if not kept or found.start >= kept[-1].end:
                kept.append(found)
        return kept


EXACTLY = "="
NO_WORD = (ANY_WORDS, NOT_BEFORE, "<")
"""A piece of a phrase that begins with one of these is no word."""


class PhraseReader:
    """Reads the phrases of one language; equal words and parts are read and kept once.

    Args:
        persons: how the language says phrases of others.
        parts: the ways in which a part is said, by its name.
        split: splits a text into folded words.
    """

    def __init__(
        self,
        persons: Persons,
        parts: Mapping[str, Sequence[str]],
        split: Callable[[str], Sequence[str]],
    ) -> None:
        self._persons = persons
        self._parts = parts
        self._split = split
        self._known = dict[str, list[list[PhraseWord]]]()
        self._places = dict[str, PhrasePlace]()
        self._phrases = dict[str, PhraseOfDistress]()

    def words(self, phrases: Iterable[str]) -> frozenset[PhraseWord]:
        """The words of phrases, and of the ways in which parts are said."""
        written = set(chain.from_iterable(map(str.split, phrases)))
        ways = (self.word(each) for each in written if not each.startswith(NO_WORD))
        return frozenset(word for joined in ways for way in joined for word in way)

    def read(self, phrase: str) -> PhraseOfDistress:
        """Read a phrase of `data/support.toml`."""
        if phrase not in self._phrases:
            pieces = filter(str.strip, PART.split(phrase))
            places = tuple(map(self._place, pieces))
            firsts = [self._forms(way.words[0]) for way in places[0] if way.words]
            first = frozenset[str]().union(*firsts) if all(firsts) else frozenset[str]()
            self._phrases[phrase] = PhraseOfDistress(places, self._persons, first)
        return self._phrases[phrase]

    def _forms(self, word: PhraseWord) -> frozenset[str]:
        """All that may stand in place of a word; nothing for a gap."""
        if not word.word:
            return frozenset()
        persons = self._persons.close | self._persons.whose if word.is_oneself else ()
        return word.others.union((word.word,), persons)

    def _place(self, piece: str) -> PhrasePlace:
        if piece not in self._places:
            said = self._parts[piece[1:-1]] if PART.fullmatch(piece) else (piece,)
            self._places[piece] = tuple(chain.from_iterable(map(self._ways, said)))
        return self._places[piece]

    def _ways(self, said: str) -> Iterator[PhraseWay]:
        """Read words, in each way in which they are joined."""
        written = said.split()
        barred = tuple(self._bar(word) for word in written if word.startswith(NOT_BEFORE))
        words = [self.word(word) for word in written if not word.startswith(NOT_BEFORE)]
        for joined in product(*words):
            yield PhraseWay(tuple(chain.from_iterable(joined)), barred)

    def _bar(self, word: str) -> str:
        return "".join(self._split(word)) + ANY_ENDING * word.endswith(ANY_ENDING)

    def word(self, written: str) -> list[list[PhraseWord]]:
        """Read a word of a phrase, in each way in which its parts are joined."""
        if written not in self._known:
            exact, ending = written.startswith(EXACTLY), written.endswith(ANY_ENDING)
            parts = self._split(written)
            self._known[written] = [
                [
                    self._of(part, begins=ending and at == len(way) - 1, exact=exact)
                    for at, part in enumerate(way)
                ]
                for way in _joined(parts or [""])
            ]
        return self._known[written]

    def _of(self, word: str, *, begins: bool, exact: bool) -> PhraseWord:
        others = NO_FORMS if exact else self._persons.others.get(word, NO_FORMS)
        is_oneself = word in self._persons.oneself and not exact
        return PhraseWord(word, others, begins, exact, is_oneself)


Rarest = tuple[tuple[bool, bool, int, int], tuple[str, ...]]
"""A rare word in all its forms. Persons come last in order, then common words, then short ones."""
COMMONEST: Rarest = (True, True, 0, 0), ()


class RarestWords(dict[str, Rarest]):
    """The rarest word of each word or part of a phrase, so that each is looked at once.

    Args:
        reader: of the language.
        parts: the ways in which a part is said, by its name.
        common: words that many texts have.
    """

    def __init__(
        self, reader: PhraseReader, parts: Mapping[str, Sequence[str]], common: Container[str]
    ) -> None:
        super().__init__()
        self._reader = reader
        self._parts = parts
        self._common = common

    def phrases_by_word(self, phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Phrases by words of which a text has one if the phrase stands in it."""
        by_word = defaultdict[str, list[str]](list)
        for phrase in phrases:
            _, forms = self._of(phrase)
            for form in forms:
                by_word[form].append(phrase)
        return {form: tuple(found) for form, found in by_word.items()}

    def _of(self, said: str) -> Rarest:
        return min(map(self.__getitem__, said.split()))

    def __missing__(self, piece: str) -> Rarest:
        if PART.fullmatch(piece):
            rarest = self._of_part(piece[1:-1])
        else:
            rarest = COMMONEST if piece.startswith(NO_WORD) else self._of_word(piece)
        self[piece] = rarest
        return rarest

    def _of_part(self, name: str) -> Rarest:
        """The rarest word of each way of saying it; it is as rare as the commonest of these."""
        ways = list(map(self._of, self._parts[name]))
        (is_oneself, is_common, letters, _), _ = max(ways)
        forms = tuple(chain.from_iterable(forms for _, forms in ways))
        return (is_oneself, is_common, letters, len(forms)), forms

    def _of_word(self, written: str) -> Rarest:
        """How rare a word is; if it may be joined with the next one, the longest of each way."""
        words = [max(way, key=_letters) for way in self._reader.word(written)]
        rarity = (
            any(word.is_oneself for word in words),
            any(word.word in self._common for word in words),
            -min(map(_letters, words)),
            len(words),
        )
        return rarity, tuple(form for word in words for form in (word.word, *word.others))


def _letters(word: PhraseWord) -> int:
    return len(word.word)


def _joined(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """The ways to write parts with or without a space between each two."""
    if len(parts) < 2:  # noqa: PLR2004 - nothing to join
        return [tuple(parts)]
    rest = _joined(parts[1:])
    return [
        way
        for first, *more in rest
        for way in ((parts[0], first, *more), (parts[0] + first, *more))
    ]
