"""Finds phrases of distress in words: said of oneself or of somebody close, and mistyped. Pure.

Called by `support`. `data/support.toml` explains the marks of phrases.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, product

from msgspec import Struct

from bot.search.slips import MASK, TypedText
from bot.search.words import STOP_WORDS

ANY_WORDS = "…"
NOT_BEFORE = "!"
EXACTLY = "="
ANY_ENDING = "*"
GAP_WORDS = 3
"""Words that may stand in a gap: "i [really just] want to die". Chosen by eye."""
NO_FORMS = frozenset[str]()
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


class PhraseWord(Struct, frozen=True):
    """A word of a phrase.

    Attributes:
        word: "" for a gap.
        others: its forms for somebody else.
        begins: whether it stands for all words that begin with it.
        exact: whether it is never mistyped.
        is_oneself: whether persons replace it.
    """

    word: str
    others: frozenset[str] = frozenset()
    begins: bool = False
    exact: bool = False
    is_oneself: bool = False


class PhraseOfDistress(Struct, frozen=True, eq=False):
    """A phrase, ready to be compared.

    Attributes:
        barred: words that must not follow; "*" stands for all words.
    """

    words: tuple[PhraseWord, ...]
    barred: tuple[str, ...]
    persons: Persons

    def at(self, typed: TypedText, start: int) -> FoundPhrase | None:
        """Return the phrase that begins at this word, with at most one slip; None if none does."""
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
        """Return the index behind a person at this word, else 0."""
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


class PhraseReader:
    """Reads the phrases of one language; equal words of them are kept once.

    Args:
        persons: how the language says phrases of others.
        split: splits a text into folded words.
    """

    def __init__(self, persons: Persons, split: Callable[[str], Sequence[str]]) -> None:
        self._persons = persons
        self._split = split
        self._known = dict[tuple[str, bool, bool], PhraseWord]()

    def read(self, phrase: str) -> Iterator[PhraseOfDistress]:
        """Read a phrase of `data/support.toml`, in each way in which its words are joined."""
        written = phrase.split()
        barred = tuple(
            "".join(self._split(word)) + ANY_ENDING * word.endswith(ANY_ENDING)
            for word in written
            if word.startswith(NOT_BEFORE)
        )
        said = [self._ways(word) for word in written if not word.startswith(NOT_BEFORE)]
        for way in product(*said):
            yield PhraseOfDistress(tuple(chain.from_iterable(way)), barred, self._persons)

    def _ways(self, word: str) -> list[list[PhraseWord]]:
        """Read a word of a phrase, in each way in which its parts are joined."""
        if word == ANY_WORDS:
            return [[self._word("", begins=False, exact=False)]]
        exact, ending = word.startswith(EXACTLY), word.endswith(ANY_ENDING)
        return [
            [
                self._word(part, begins=ending and at == len(parts) - 1, exact=exact)
                for at, part in enumerate(parts)
            ]
            for parts in _joined(self._split(word))
        ]

    def _word(self, word: str, *, begins: bool, exact: bool) -> PhraseWord:
        key = word, begins, exact
        if key not in self._known:
            others = NO_FORMS if exact else self._persons.others.get(word, NO_FORMS)
            is_oneself = word in self._persons.oneself and not exact
            self._known[key] = PhraseWord(word, others, begins, exact, is_oneself)
        return self._known[key]


class PhraseStart(Struct, frozen=True, eq=False):
    """A phrase, and how many words stand before its rarest one.

    Attributes:
        least_before: the fewest.
        more_before: how many more may be: in gaps, and before persons.
    """

    phrase: PhraseOfDistress
    least_before: int
    more_before: int


class PhrasesOfDistress:
    """Phrases of one kind, ready to be found."""

    def __init__(self, phrases: Iterable[PhraseOfDistress]) -> None:
        self._phrases = tuple(phrases)
        often = Counter(
            word for phrase in self._phrases for word in {each.word for each in phrase.words}
        )
        self._by_word = defaultdict[str, list[PhraseStart]](list)
        for phrase in self._phrases:
            place = min(
                range(len(phrase.words)), key=lambda at: _commonness(phrase.words[at], often)
            )
            rarest = phrase.words[place]
            for form in (rarest.word, *rarest.others):
                self._by_word[form].append(_start(phrase, place))

    @property
    def words(self) -> Iterator[PhraseWord]:
        """The words of all phrases."""
        return (word for phrase in self._phrases for word in phrase.words if word.word)

    @property
    def rarest(self) -> frozenset[str]:
        """The rarest word of each phrase: no phrase stands in a text that has none of them."""
        return frozenset(self._by_word)

    def found(self, typed: TypedText) -> list[FoundPhrase]:
        """Return where phrases stand, in order; none reaches into another, and longer ones win."""
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
    before = phrase.words[:place]
    gaps = sum(not word.word for word in before)
    persons = sum(word.is_oneself for word in before)
    more = gaps * GAP_WORDS + persons * (WORDS_BEFORE_PERSON + 1)
    return PhraseStart(phrase, len(before) - gaps, more)


def _commonness(word: PhraseWord, often: Mapping[str, int]) -> tuple[bool, bool, int]:
    unfit = not word.word or word.is_oneself
    return unfit, word.word in STOP_WORDS, often[word.word]


def _joined(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the ways to write parts with or without a space between each two."""
    if len(parts) < 2:  # noqa: PLR2004 - nothing to join
        return [tuple(parts)]
    rest = _joined(parts[1:])
    return [
        way
        for first, *more in rest
        for way in ((parts[0], first, *more), (parts[0] + first, *more))
    ]
