"""Texts in which words are found by their stems, without stemming all the others. Pure.

Looking a few stems up takes a fifth of the time of stemming every word. `ranking` and `highlights`
read the same passage of an article, so that each stem is looked up once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import accumulate

from bot.search.words import Stems, aligned

BORDER = "|"
"""A word that is none, between two fields: nothing stands in a row across it."""

Place = tuple[int, int]


class Passage:
    """Normalized words, each between spaces (see `words.aligned` and `words.words_of`)."""

    def __init__(self, normalized: str, stems: Stems) -> None:
        self._text = f" {normalized} "
        self._stems = stems
        self._found: dict[tuple[str, bool], list[Place]] = {}

    def places(self, stem: str, *, begins: bool = False) -> list[Place]:
        """Where words with this stem stand, or words that begin so: from and to."""
        key = (stem, begins)
        if key not in self._found:
            self._found[key] = self._look_up(stem, begins=begins)
        return self._found[key]

    def rows(self, row: Sequence[str], *, begins: bool = False) -> list[Place]:
        """Where words with these stems stand in a row."""
        if len(row) == 1:
            return self.places(row[0], begins=begins)
        if not all(map(self.places, row)):
            return []
        following = [dict(self.places(stem)) for stem in row[1:]]
        return [
            (start, last)
            for start, end in self.places(row[0])
            if (last := self._end_of(following, end))
        ]

    def _look_up(self, stem: str, *, begins: bool) -> list[Place]:
        text, wanted = self._text, " " + (stem if begins else _common(stem))
        places = []
        at = text.find(wanted)
        while at >= 0:
            end = text.index(" ", at + 1)
            if begins or self._stems[text[at + 1 : end]] == stem:
                places.append((at, end - 1))
            at = text.find(wanted, end)
        return places

    def _end_of(self, following: Sequence[dict[int, int]], end: int) -> int | None:
        """The end of the last of these words, if they follow one another from here."""
        for ends in following:
            start = end + 1
            while start not in ends:
                # The text has one more space at its beginning.
                if not self._text.startswith(" ", start + 1):
                    return None
                start += 1
            end = ends[start]
        return end


@dataclass(frozen=True)
class Candidate:
    """An article as far as ranking and highlights read it."""

    id: int
    dated: datetime
    title: str
    topic_words: str
    teaser: str
    text: str
    stems: Stems = field(repr=False, compare=False)

    @cached_property
    def passage(self) -> Passage:
        """All fields in a row; each word is as far from its field's start as in the field."""
        return Passage(f" {BORDER} ".join(map(aligned, self._fields)), self.stems)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The start of each field in the passage: title, topics, teaser, text."""
        widths = (len(text) + len(BORDER) + 2 for text in self._fields[:-1])
        return tuple(accumulate(widths, initial=0))

    @property
    def length(self) -> int:
        """Characters of all fields."""
        return sum(map(len, self._fields))

    @property
    def _fields(self) -> tuple[str, str, str, str]:
        return self.title, self.topic_words, self.teaser, self.text


def _common(stem: str) -> str:
    """What all words with this stem begin with: Porter changes no more than the last letter."""
    return stem[:-1] if len(stem) > 2 else stem  # noqa: PLR2004 - shorter words are not stemmed
