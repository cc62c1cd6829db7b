"""Finds phrases of distress in a text, also about somebody close, and also mistyped. Pure.

    words ─► `WordsWithSlips` ─► TypedText ─► `PhrasesOfDistress.found` ─► FoundPhrases

Called by `support`. Search corrects spelling by the words of its index (`spelling`), which need not
hold words of distress.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct
from rapidfuzz.distance import OSA

from bot.search.english_words import STOP_WORDS

ANY_ENDING = "*"
GAP_WORDS = 3
"""Words that may stand in a gap: "i [really just] want to die". Chosen by eye."""
WORDS_BEFORE_PERSON = 2
"""Words between "my" and a person: "my [best] friend", "my [70 year] old mom". Chosen by eye."""

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
        """All that may be meant by any of the words."""
        return frozenset(self.words).union(*filter(None, (*self.begun, *self.meant)))

    def masked(self, spans: Iterable[range]) -> "TypedText":
        """The text with the words of the spans masked."""
        words, begun, meant = list(self.words), list(self.begun), list(self.meant)
        for at in chain.from_iterable(spans):
            words[at], begun[at], meant[at] = MASK, NOTHING, NOTHING
        return TypedText(tuple(words), tuple(begun), tuple(meant))


class PhraseOfDistress(Struct, frozen=True, eq=False, gc=False):
    """A phrase, ready to be compared.

    Attributes:
        barred: words that must not follow; "*" stands for all words.
    """

    words: tuple[PhraseWord, ...]
    barred: tuple[str, ...]
    persons: Persons

    def at(self, typed: TypedText, start: int) -> FoundPhrase | None:
        """The phrase that begins at this word, with at most one slip; None if none does."""
        return self._from(typed, start, start, 0, slipped=False, of_other=False)

    def _from(
        self, typed: TypedText, start: int, at: int, place: int, *, slipped: bool, of_other: bool
    ) -> FoundPhrase | None:
        if place == len(self.words):
            return None if self._is_barred(typed, at) else FoundPhrase(start, at, of_other)
        word = self.words[place]
        for end, is_slip, is_other in self._read(word, typed, at):
            if not (slipped and is_slip):
                found = self._from(
                    typed,
                    start,
                    end,
                    place + 1,
                    slipped=slipped or is_slip,
                    of_other=of_other or is_other,
                )
                if found:
                    return found
        return None

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

    def _is_barred(self, typed: TypedText, at: int) -> bool:
        follows = typed.words[at] if at < len(typed.words) else MASK
        return follows != MASK and any(_is_begun(follows, barred) for barred in self.barred)


def _is_begun(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith(ANY_ENDING) else word == pattern


class PhraseStart(Struct, frozen=True, eq=False, gc=False):
    """A phrase, and how many words stand before its rarest one.

    Attributes:
        least_before: the fewest words before it. more_before: how many more there may be, in gaps
            and before persons.
    """

    phrase: PhraseOfDistress
    least_before: int
    more_before: int


class PhrasesOfDistress:
    """Phrases of one kind, ready to be found.

    Attributes:
        words: the words of all phrases.
    """

    def __init__(self, phrases: Iterable[PhraseOfDistress]) -> None:
        phrases = tuple(phrases)
        often = Counter[str]()
        for phrase in phrases:
            often.update({each.word for each in phrase.words})
        every = frozenset(word for phrase in phrases for word in phrase.words)
        commonness = {word: _commonness(word, often) for word in every}
        self.words = frozenset(word for word in every if word.word)
        by_word = defaultdict[str, list[PhraseStart]](list)
        for phrase in phrases:
            common = [commonness[word] for word in phrase.words]
            place = common.index(min(common))
            rarest, start = phrase.words[place], _start(phrase, place)
            for form in (rarest.word, *rarest.others):
                by_word[form].append(start)
        self._by_word = {word: tuple(starts) for word, starts in by_word.items()}

    @property
    def rarest(self) -> frozenset[str]:
        """The rarest word of each phrase: no phrase stands in a text that has none of them."""
        return frozenset(self._by_word)

    def found(self, typed: TypedText) -> list[FoundPhrase]:
        """Where phrases stand, in order; none reaches into another, and longer ones win."""
        matches = [
            (found.start, -len(start.phrase.words), found.end, found)
            for at, start in self._begun(typed)
            if (found := start.phrase.at(typed, at))
        ]
        kept = list[FoundPhrase]()
        for *_, found in sorted(matches, key=lambda match: match[:3]):
            if not kept or found.start >= kept[-1].end:
                kept.append(found)
        return kept

    def _begun(self, typed: TypedText) -> Iterator[tuple[int, PhraseStart]]:
        """The phrases whose rarest word stands in a text, with where they may begin."""
        for at, word in enumerate(typed.words):
            for form in (word, *typed.begun[at], *typed.meant[at]):
                for start in self._by_word.get(form, ()):
                    last = at - start.least_before
                    for first in range(max(last - start.more_before, 0), last + 1):
                        yield first, start


def _start(phrase: PhraseOfDistress, place: int) -> PhraseStart:
    least = more = 0
    for word in phrase.words[:place]:
        least += bool(word.word)
        more += (WORDS_BEFORE_PERSON + 1) * word.is_oneself if word.word else GAP_WORDS
    return PhraseStart(phrase, least, more)


def _commonness(word: PhraseWord, often: Mapping[str, int]) -> tuple[bool, bool, int]:
    unfit = not word.word or word.is_oneself
    return unfit, word.word in STOP_WORDS, often[word.word]


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
        for word in sorted(every):
            for length in range(len(word) - 1, len(word) + 2):
                near[word[0], length].append(word)
        self._near = {key: tuple(words) for key, words in near.items()}
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
        """The words and beginnings of which this word may be a slip."""
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
