"""Finds many phrases in a text at once. Pure; for topics, the glossary and kinds of study.

The words of a phrase must follow each other. Anything but letters and digits separates words, and
case does not count. A word that ends in `*` matches every word that begins with it. A phrase all in
capitals with at most five letters ("ATM") matches capitals only. "…" in a phrase ("commits …
million") stands for up to MOST_WORDS_IN_GAP words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import compress, count

from msgspec import Struct

from bot.model.article import PHRASE_GAP

WORD = re.compile(r"[^\W_]+")
MOST_LETTERS_IN_CAPITALS = 5
"""Letters of an abbreviation; a longer phrase in capitals is an ordinary one. Chosen by eye."""
MOST_WORDS_IN_GAP = 5
""""awards twelve early-career scientists new grants" has five. Chosen by eye."""
WORDS_REMEMBERED = 1 << 15
"""Entries of the cache of a `PhraseIndex`; chosen by eye."""
LETTER_BEYOND_ASCII = re.compile(r"[^\W\x00-\x7f]")
WORDS_APART = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)
"""For `bytes.translate`: all of ASCII but letters and digits becomes a space."""
LOWER_WORDS_APART = WORDS_APART.lower()


class TextWords(Struct, frozen=True, dict=True):
    """The words of a text.

    Attributes:
        text: as written.
        lower: its words, or a part of them, in lower case.
        first: the index of the first of them in the text.
    """

    text: str
    lower: tuple[str, ...]
    first: int = 0

    @classmethod
    def of(cls, text: str) -> "TextWords":
        """Split a text into words."""
        return cls(text, tuple(split_words(text, lower=True)))

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The words as written; few texts are asked for them."""
        return tuple(split_words(self.text)[self.first : self.first + len(self.lower)])

    def part(self, start: int, end: int) -> "TextWords":
        """The words from `start` to `end`."""
        return TextWords(self.text, self.lower[start:end], self.first + start)

    def spoken(self, start: int, end: int) -> str:
        """The words from `start` to `end`, as a reason shows them."""
        written = " ".join(self.written[start:end])
        return written if written.isupper() else written.lower()


def split_words(text: str, *, lower: bool = False) -> list[str]:
    """The words of a text, as written or in lower case."""
    if text.isascii() or not LETTER_BEYOND_ASCII.search(text):
        # Takes a third of the time of the regular expression (measured).
        apart = LOWER_WORDS_APART if lower else WORDS_APART
        return text.encode("ascii", "replace").translate(apart).decode("ascii").split()
    found = WORD.findall(text)
    return [word.lower() for word in found] if lower else found


@lru_cache(maxsize=4)
def words_of_text(text: str) -> TextWords:
    """The words of a text, from a cache: the teaser of a short article is its text."""
    return TextWords.of(text)


class Pattern(Struct, frozen=True, eq=False):
    """A phrase, ready to be compared.

    Attributes:
        slug: the topic of the phrase; "" for a feed's phrase.
        words: each with a flag; True if every word that begins with it matches.
        capitals: whether the phrase matches only in capitals.
        beside: phrases one of which must be in the article, too; None if none is needed.
        then: what must follow, some words later; None if nothing must.
        deniable: whether the phrase does not count where a text denies it.
        is_other_sense: whether the words mean something else there, so that they do not count.
    """

    slug: str
    words: tuple[tuple[str, bool], ...]
    capitals: bool
    beside: "PhraseIndex | None" = None
    then: "Pattern | None" = None
    deniable: bool = False
    is_other_sense: bool = False

    @property
    def is_more_than_words(self) -> bool:
        """Whether more than its words, in lower case, tells whether the phrase matches."""
        return self.capitals or self.then is not None

    def may_have(self, place: int, found: str) -> bool:
        """Whether this word of a text, in lower case, may be the phrase's word at `place`."""
        word, is_beginning = self.words[place]
        return found.startswith(word.lower()) if is_beginning else found == word.lower()

    def end(self, words: TextWords, at: int) -> int:
        """The index behind the phrase that begins at the word with index `at`; 0 if none does."""
        text = words.written if self.capitals else words.lower
        behind = at + len(self.words)
        there = text[at:behind]
        if len(there) < len(self.words):
            return 0
        # A loop, since a generator costs more than the comparison (measured).
        for found, (word, beginning) in zip(there, self.words, strict=True):
            if found != word and not (beginning and found.startswith(word)):
                return 0
        if self.then is None:
            return behind
        ends = (
            self.then.end(words, start) for start in range(behind, behind + MOST_WORDS_IN_GAP + 1)
        )
        return next(filter(None, ends), 0)


RankedPattern = tuple[int, Pattern]
"""A pattern with its place in the order in which an index yields patterns."""


class Phrases:
    """The phrases that begin with the same words, as a tree by the words that follow.

    Args:
        patterns: the phrases.
        length: the number of words that they share.
    """

    def __init__(self, patterns: Sequence[RankedPattern], length: int) -> None:
        self.whole = [each for each in patterns if len(each[1].words) == length]
        self._longer = [each for each in patterns if len(each[1].words) > length]
        self._length = length
        following = {pattern.words[length] for _, pattern in self._longer}
        # A tuple, since `str.startswith` tries all of it at once.
        self._beginnings = tuple(sorted(word.lower() for word, begins in following if begins))
        exact = {word.lower() for word, begins in following if not begins}
        self._by_word = {word: self._going_on(word) for word in exact}
        self._by_beginnings: dict[tuple[str, ...], Phrases] = {}

    def followed_by(self, word: str) -> "Phrases | None":
        """Those of the phrases that may go on with this word, in lower case; None if none may."""
        found = self._by_word.get(word)
        if found is None and self._beginnings and word.startswith(self._beginnings):
            begun = tuple(filter(word.startswith, self._beginnings))
            found = self._by_beginnings.get(begun)
            if found is None:
                found = self._by_beginnings[begun] = self._going_on(word)
        return found

    def _going_on(self, word: str) -> "Phrases":
        several = [each for each in self._longer if each[1].may_have(self._length, word)]
        return Phrases(several, self._length + 1)


class FirstWords(dict[str, Phrases | None]):
    """By each word that was read, the phrases that begin with it; most words begin none.

    Args:
        patterns: all phrases.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        super().__init__()
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        self._beginnings: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            first, is_beginning = pattern.words[0]
            (self._beginnings if is_beginning else self._exact)[first.lower()].append(pattern)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings}, reverse=True)
        self._shortest = min(self._lengths, default=0)
        self._heads = frozenset(beginning[: self._shortest] for beginning in self._beginnings)

    def __missing__(self, word: str) -> Phrases | None:
        if len(self) >= WORDS_REMEMBERED:
            self.clear()
        may_begin = word in self._exact or word[: self._shortest] in self._heads
        self[word] = found = self._beginning(word) if may_begin else None
        return found

    def _beginning(self, word: str) -> Phrases | None:
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                found += self._beginnings.get(word[:length], ())
        found.sort(key=lambda pattern: -len(pattern.words))
        return Phrases(list(enumerate(found)), 1) if found else None


class PhraseIndex:
    """Finds many phrases in a text at once: its words lead through trees of phrases."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._first_words = FirstWords(patterns)

    def matches(self, words: TextWords) -> Iterator[tuple[int, int, Pattern]]:
        """The beginning and end of each phrase that is found, in order, the longest first."""
        lower = words.lower
        for at in compress(count(), map(self._first_words.__getitem__, lower)):
            for _, pattern in self._at(lower, at):
                more = pattern.is_more_than_words
                end = pattern.end(words, at) if more else at + len(pattern.words)
                if end:
                    yield at, end, pattern

    def _at(self, lower: Sequence[str], at: int) -> Sequence[RankedPattern]:
        """The phrases whose words, in lower case, stand at a place of a text, longest first."""
        found: list[RankedPattern] = []
        phrases = self._first_words[lower[at]]
        while phrases:
            found += phrases.whole
            at += 1
            phrases = phrases.followed_by(lower[at]) if at < len(lower) else None
        return sorted(found) if len(found) > 1 else found


def pattern_of(slug: str, phrase: str, beside: PhraseIndex | None = None) -> Pattern:
    """Compile a phrase as the knowledge files write it."""
    first, *others = phrase.split(PHRASE_GAP)
    if others and not others[-1]:
        others.pop()
    then: Pattern | None = None
    for part in reversed(others):
        then = _pattern_of_part(slug, part, None, then)
    return _pattern_of_part(slug, first, beside, then)


def _pattern_of_part(
    slug: str, part: str, beside: PhraseIndex | None, then: Pattern | None
) -> Pattern:
    letters = sum(character.isalpha() for character in part)
    capitals = part.isupper() and letters <= MOST_LETTERS_IN_CAPITALS
    words = tuple(
        (match[0] if capitals else match[0].lower(), part.startswith("*", match.end()))
        for match in WORD.finditer(part)
    )
    return Pattern(slug, words, capitals, beside, then)


def forms_of(phrase: str) -> Iterator[str]:
    """The phrase and its possible plurals."""
    yield phrase
    if not phrase.endswith("*"):
        yield f"{phrase}s"
        yield f"{phrase}es"
    if phrase.endswith("y"):
        yield f"{phrase[:-1]}ies"
    if phrase.endswith("sis"):
        yield f"{phrase[:-3]}ses"
