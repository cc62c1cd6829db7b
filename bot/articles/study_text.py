"""A title or an abstract, as the rules on kinds of study read it. Pure; used by `evidence`."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress, count
from typing import Self

from msgspec import Struct

from bot.articles import observed_words
from bot.articles import study_words as words
from bot.articles.phrase_index import (
    LETTER_BEYOND_ASCII,
    TextWords,
    split_words,
)
from bot.articles.study_words import RuleWords, WordPattern

WITHOUT_WORDS = TextWords("", ())
ALL_BITS = -1
"""A number whose bits are all set: the text may have every expression."""
ANY_LETTER = "_"
"""For expressions, it belongs to a word, as a letter does; none of them looks for it."""
MOST_QUOTES, QUOTE_CHARACTERS = 3, 120
"""Quotes of a label, and characters of each, so that they fit on a page. Chosen by eye."""
CUTS = re.compile(r"(?<=\w)(?=\w)|(?<=\d[.,\s])(?=\d)|(?<=\d)(?=[.,\s]\d)")
"""Matches within a word or a number."""
WHOLE = re.compile(r"\d{1,3}(?:\s\d{3})+(?!\d)|\d+(?:[.,]\d+)*\w*|\w+")
LONGEST_NUMBER = 20
"""Characters. With its spaces or commas, a number of 15 digits has as many."""
MOST_AROUND = 2
"""Sentences before and after its own work, but at most a third of an abstract. Chosen by eye."""


class StudyText(Struct, frozen=True, eq=False):
    """A title, an abstract, or a sentence of it, as written and in lower case, after a space.

    Attributes:
        low: in lower case, with ANY_LETTER in place of each letter beyond ASCII.
        words: of a title or an abstract.
        bits: of the expressions and words that it may have, as `bits_of` gives them.
    """

    text: str
    low: str
    words: TextWords = WITHOUT_WORDS
    bits: int = ALL_BITS

    @classmethod
    def of(cls, text: str) -> Self:
        """Take a text. If it is longer in lower case, as a few letters are, that is quoted."""
        if not text:
            return cls("", "", bits=0)
        written, low, found = f" {text}", f" {text.lower()}", TextWords.of(text)
        bits = words.bits_of(found.lower)
        if len(written) != len(low):
            written, bits = low, bits | words.bits_of(TextWords.of(low).lower)
        if not low.isascii():
            low = LETTER_BEYOND_ASCII.sub(ANY_LETTER, low)
        return cls(written, low, found, bits)

    def part(self, begin: int, end: int) -> "StudyText":
        """A sentence, or some of them, without its words."""
        return StudyText(self.text[begin:end], self.low[begin:end], bits=self.bits)

    def inner(self) -> tuple[int, int]:
        """The index of the end of the first sentence, and of the beginning of the last one."""
        ends, whole = ends_of(self), len(self.low)
        return (ends[0], ends[-1]) if ends else (whole, whole)

    def has(self, some: RuleWords | WordPattern) -> bool:
        """Whether any of these words stands in it, or one that the expression needs."""
        return self.bits & some.bit != 0

    def first(self, pattern: WordPattern) -> str:
        """The first match of an expression of `at_words`, as written; "" if there is none."""
        if not self.bits & pattern.bit:
            return ""
        found = pattern.search(self.low)
        return self.quote(found) if found else ""

    def search(
        self, pattern: WordPattern, begin: int = 0, end: int = sys.maxsize
    ) -> re.Match[str] | None:
        """The first match of an expression of `at_words` between two places, if any."""
        return pattern.search(self.low, begin, end) if self.bits & pattern.bit else None

    def without(self, pattern: WordPattern) -> Self:
        """The text with a space in place of each match; in lower case if there was one."""
        if not self.bits & pattern.bit:
            return self
        cut = pattern.compiled.sub(" ", self.low)
        return type(self)(cut, cut)

    def quote(self, found: re.Match[str]) -> str:
        """A match of an expression of `at_words`, as written, to the ends of its outer words."""
        text, begin, end = self.text, found.start() + 1, found.end()
        # The matched words begin behind a sign, so only a number may go on before them.
        if text[begin].isdecimal():
            begin, _ = _whole(text, begin)
        if text[end - 1].isdecimal() or not text[end : end + 1].isspace():
            _, end = _whole(text, end)
        return text[begin:end]

    def sentences(self, stem: str = "") -> "Iterator[StudyText]":
        """The sentences in which a stem stands."""
        bounds = (0, *ends_of(self), len(self.low))
        begin, at = 0, self.low.find(stem)
        while 0 <= at < len(self.low):
            place = bisect_right(bounds, at, begin, len(bounds) - 1)
            yield self.part(bounds[place - 1], bounds[place])
            begin, at = place, self.low.find(stem, bounds[place])


@lru_cache(maxsize=4)
def ends_of(text: StudyText) -> tuple[int, ...]:
    """The places between the sentences of a text: of the spaces behind periods and the like."""
    # Cached: several rules ask for them. Splitting takes half the time of a regex (measured).
    if not text.low.isascii():
        return tuple(found.end() - 1 for found in words.STUDY_SENTENCE_END.finditer(text.low))
    sentences = text.low.encode().translate(words.AS_PERIODS).split(words.PERIOD_AND_SPACE)
    ends, end = list[int](), -1
    for each in sentences[:-1]:
        end += len(each) + len(words.PERIOD_AND_SPACE)
        ends.append(end)
    return tuple(ends)


def _whole(text: str, at: int) -> tuple[int, int]:
    """The bounds of the word or number within which a place lies; the place twice if in none."""
    if CUTS.match(text, at):
        for found in WHOLE.finditer(text, max(0, at - LONGEST_NUMBER)):
            if found.end() > at:
                return min(found.start(), at), found.end() if found.start() < at else at
    return at, at


def counts_of(part: StudyText) -> Iterator[str]:
    """The words of each number of people that a text states."""
    if part.words is not WITHOUT_WORDS and not part.has(words.PEOPLE_WORDS):
        return
    for found in words.COUNTED.finditer(part.low):
        if not words.is_year(found["number"]):
            yield part.text[found.start() : found.end()]


def quotes_of(*found: str) -> tuple[str, ...]:
    """The words that a label rests on, each once, whatever their case."""
    distinct: dict[str, str] = {}
    for quote in filter(None, found):
        distinct.setdefault(quote.casefold(), " ".join(quote.split())[:QUOTE_CHARACTERS])
    return tuple(distinct.values())[:MOST_QUOTES]


def placed(part: StudyText, some: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Yield each place of these words, with the words before and after it."""
    lower = part.words.lower
    for at in compress(count(), map(some.__contains__, lower)):
        yield lower[at - 1] if at else "", at, lower[at + 1] if at + 1 < len(lower) else ""


@lru_cache(maxsize=2)
def own_part(text: StudyText) -> StudyText:
    """An abstract without what goes before and after its own work; the same if there is none.

    An abstract begins with the disease and the work of others, and ends with the prospects.
    """
    bounds = (0, *ends_of(text), len(text.low))
    sentences = len(bounds) - 1
    most = min(MOST_AROUND, (sentences + 1) // 3)
    first, last, begin, end = 0, sentences, 0, len(text.words.lower)
    while last > max(1, sentences - most):
        sentence = text.part(bounds[last - 1], bounds[last])
        if not (length := _length_of_outlook(sentence)):
            break
        last, end = last - 1, end - length
    while first < min(most, last - 1):
        sentence = text.part(bounds[first], bounds[first + 1])
        if not (length := _length_of_background(sentence)):
            break
        first, begin = first + 1, begin + length
    if last - first == sentences:
        return text
    between = text.words.part(begin, end)
    low = text.low[bounds[first] : bounds[last]]
    written = text.text[bounds[first] : bounds[last]]
    return StudyText(written, low, between, words.bits_of(between.lower))


def search_own(text: StudyText, pattern: WordPattern) -> re.Match[str] | None:
    """The first match of an expression in `own_part`, which is not made for words it has not."""
    return own_part(text).search(pattern) if text.has(pattern) else None


def _length_of_background(sentence: StudyText) -> int:
    number = _speaks(sentence, words.BACKGROUND)
    return 0 if number and any(counts_of(sentence)) else number


def _length_of_outlook(sentence: StudyText) -> int:
    return _speaks(sentence, words.OUTLOOK)


def _speaks(sentence: StudyText, some: frozenset[str]) -> int:
    """The number of words of a sentence with any of these, and none of the study's own work.

    0 if it is another sentence.
    """
    if sentence.low.startswith(words.OWN_BEGINNINGS):
        return 0
    lower = split_words(sentence.text, lower=True)
    own = not words.OWN_WORK.isdisjoint(lower)
    return 0 if own or some.isdisjoint(lower) else len(lower)


def is_overview(text: StudyText) -> bool:
    """Whether an abstract is about the work of others, and has no results of its own."""
    return text.has(observed_words.OVERVIEW_WORDS) and bool(text.first(observed_words.OVERVIEW))
