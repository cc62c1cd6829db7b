"""Where a hit holds what was asked: its title in pieces, and the best part of its text. Pure.

Words are compared as stems, as the index compares them; a synonym of several words is marked where
they stand in a row, and so are words in quotes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from bot.model.query import Concept, Piece
from bot.search.passage import Passage
from bot.search.words import Stems, aligned, end_of_word, telling

SNIPPET = 160
LEAD = 40
"""So much of what stands before the first match is shown, where no sentence begins there."""
MOST_BEGINNINGS = 300
"""Of so many matches it is tried whether the snippet begins there: some 10 ms (measured)."""
SENTENCE = re.compile(r"[.!?]\s+(?=\S)")


class _Mark(NamedTuple):
    """Where something stands, from left to right and the longest first, and of which concept."""

    start: int
    before_end: int
    concept: int

    @property
    def end(self) -> int:
        return -self.before_end


class Highlighter:
    """Marks the words of one query."""

    def __init__(self, concepts: Sequence[Concept], stems: Stems) -> None:
        self._stems = stems
        self._rows = list(
            dict.fromkeys(row for number, one in enumerate(concepts) for row in _rows(number, one))
        )

    def title(self, text: str) -> tuple[Piece, ...]:
        """All of a text in pieces."""
        return _pieces(text, self._marks(text), 0, len(text))

    def snippet(self, teaser: str, text: str) -> tuple[Piece, ...]:
        """The part of teaser or text that holds most of what was asked; else the teaser's begin."""
        best, chosen = (0, 0, 0), (teaser or text, list[_Mark](), 0)
        for place, passage in enumerate((teaser, text)):
            marks = self._marks(passage)
            for first, mark in enumerate(marks[:MOST_BEGINNINGS]):
                start = _beginning(passage, mark.start)
                within = _until(marks, first, start + SNIPPET)
                worth = (len({m.concept for m in within}), len(within), -place)
                if worth > best:
                    best, chosen = worth, (passage, marks, start)
        passage, marks, start = chosen
        return _cut(passage, marks, start)

    def _marks(self, text: str) -> list[_Mark]:
        """What is marked, from left to right, the longest of those that begin together."""
        passage = Passage(aligned(text), self._stems)
        found = sorted(
            _Mark(start, -end_of_word(text, end), number)
            for number, words, begins in self._rows
            for start, end in passage.rows([self._stems[word] for word in words], begins=begins)
        )
        marks = list[_Mark]()
        for mark in found:
            if not marks or mark.start >= marks[-1].end:
                marks.append(mark)
        return marks


def _rows(number: int, concept: Concept) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """All rows of words that show a concept: its phrases, and each word of what was typed."""
    for phrase in concept.phrases:
        yield number, phrase.words, phrase.begins
        if phrase.typed:
            for word in telling(phrase.words):
                yield number, (word,), False


def _until(marks: Sequence[_Mark], first: int, end: int) -> list[_Mark]:
    # By index: to pass over the marks before would take longer with each.
    following = (marks[number] for number in range(first, len(marks)))
    return list(takewhile(lambda mark: mark.end <= end, following))


def _beginning(text: str, first: int) -> int:
    """Where a snippet with this match begins: its sentence, or some words before."""
    ends = [match.end() for match in SENTENCE.finditer(text, max(0, first - 2 * LEAD), first)]
    if ends or first <= LEAD:
        return ends[-1] if ends else 0
    return text.find(" ", first - LEAD, first) + 1 or first


def _cut(text: str, marks: Iterable[_Mark], start: int) -> tuple[Piece, ...]:
    end = start + SNIPPET
    if end < len(text):
        end = max(text.rfind(" ", start + LEAD, end), start + LEAD)
    before = Piece("… ") if start else None
    after = Piece(" …") if end < len(text.rstrip()) else None
    shown = _pieces(text, marks, start, min(end, len(text)))
    return tuple(piece for piece in (before, *shown, after) if piece)


def _pieces(text: str, marks: Iterable[_Mark], start: int, end: int) -> tuple[Piece, ...]:
    pieces, at = list[Piece](), start
    for mark in marks:
        if mark.start < start or mark.end > end:
            continue
        pieces += [Piece(text[at : mark.start]), Piece(text[mark.start : mark.end], matched=True)]
        at = mark.end
    pieces.append(Piece(text[at:end]))
    return tuple(piece for piece in pieces if piece.text)
