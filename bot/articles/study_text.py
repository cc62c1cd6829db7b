"""A title or an abstract, as the rules on kinds of study read it. Pure; used by `evidence`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Self

from msgspec import Struct

from bot.articles import observed_words
from bot.articles import study_words as words
from bot.articles.phrase_index import Words, words_of_text
from bot.articles.study_words import WordPattern

WITHOUT_WORDS = Words((), (), frozenset())
MOST_QUOTES = 3
QUOTE_CHARACTERS = 120
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
        words: of a title or an abstract.
        telling: those of the words for which a rule looks: few, so that a look is quick.
    """

    text: str
    low: str
    words: Words = WITHOUT_WORDS
    telling: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Self:
        """Take a text. If it is longer in lower case, as a few letters are, that is quoted."""
        if not text:
            return cls("", "")
        low, found = f" {text.lower()}", words_of_text(text)
        written = f" {text}" if len(text) + 1 == len(low) else low
        return cls(written, low, found, found.distinct & words.RULE_WORDS)

    def part(self, begin: int, end: int) -> "StudyText":
        """A sentence, or some of them, without its words."""
        return StudyText(self.text[begin:end], self.low[begin:end])

    def inner(self) -> tuple[int, int]:
        """The index of the end of the first sentence, and of the beginning of the last one."""
        ends = [found.end() - 1 for found in words.STUDY_SENTENCE_END.finditer(self.low)]
        whole = len(self.low)
        return (ends[0], ends[-1]) if ends else (whole, whole)

    def has(self, some: frozenset[str]) -> bool:
        """Whether any of these words of `words_in` stands in it."""
        return not some.isdisjoint(self.telling)

    def first(self, pattern: WordPattern) -> str:
        """The first match of an expression of `at_words`, as written; "" if there is none."""
        found = pattern.search(self.low)
        return self.quote(found) if found else ""

    def quote(self, found: re.Match[str]) -> str:
        """A match of an expression of `at_words`, as written, to the ends of its outer words."""
        begin, _ = _whole(self.text, found.start() + 1)
        _, end = _whole(self.text, found.end())
        return self.text[begin:end]

    def sentences(self, stem: str = "") -> "Iterator[StudyText]":
        """The sentences in which a stem stands."""
        begin = 0
        while begin < len(self.low) and (at := self.low.find(stem, begin)) >= 0:
            for before in words.STUDY_SENTENCE_END.finditer(self.low, begin, at):
                begin = before.end() - 1
            end = words.STUDY_SENTENCE_END.search(self.low, at)
            start, begin = begin, end.end() - 1 if end else len(self.low)
            yield self.part(start, begin)


def _whole(text: str, at: int) -> tuple[int, int]:
    """Where the word or number begins and ends that a place cuts; the place if it cuts none."""
    if CUTS.match(text, at):
        for found in WHOLE.finditer(text, max(0, at - LONGEST_NUMBER)):
            if found.end() > at:
                return min(found.start(), at), found.end() if found.start() < at else at
    return at, at


def counts_of(part: StudyText) -> Iterator[tuple[int, str]]:
    """The numbers of people that a text states, each with its words."""
    if part.words is not WITHOUT_WORDS and not part.has(words.PEOPLE_WORDS):
        return
    for found in words.COUNTED.finditer(part.low):
        if not words.is_year(found["number"]):
            number = int("".join(filter(str.isdecimal, found["number"])))
            yield number, part.text[found.start() : found.end()]


def quotes_of(*found: str) -> tuple[str, ...]:
    """The words that a label rests on, each once, whatever their case."""
    distinct: dict[str, str] = {}
    for quote in filter(None, found):
        distinct.setdefault(quote.casefold(), " ".join(quote.split())[:QUOTE_CHARACTERS])
    return tuple(distinct.values())[:MOST_QUOTES]


def placed(part: StudyText, some: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Yield each place of these words, with the words before and after it."""
    lower = part.words.lower
    for at in [at for at, word in enumerate(lower) if word in some]:
        yield lower[at - 1] if at else "", at, lower[at + 1] if at + 1 < len(lower) else ""


@lru_cache(maxsize=2)
def own_part(text: StudyText) -> StudyText:
    """An abstract without what goes before and after its own work; the same if there is none.

    At its beginning it tells of a disease and the work of others, and at its end of what may come.
    """
    ends = [found.end() - 1 for found in words.STUDY_SENTENCE_END.finditer(text.low)]
    bounds = [0, *ends, len(text.low)]
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
    return StudyText(
        text.text[bounds[first] : bounds[last]], low, between, text.telling & between.distinct
    )


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
    lower = Words.of(sentence.low).lower
    own = not words.OWN_WORK.isdisjoint(lower)
    return 0 if own or some.isdisjoint(lower) else len(lower)


def is_overview(text: StudyText) -> bool:
    """Whether an abstract tells of the work of others, and has no results of its own."""
    return text.has(observed_words.OVERVIEW_WORDS) and bool(text.first(observed_words.OVERVIEW))
