"""Where a hit holds what was asked: its title in pieces, and the best part of its text. Pure.

Words are compared as stems, as the index compares them; a synonym of several words is marked where
they stand in a row, and so are words in quotes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from bot.model.query import Concept, Piece
from bot.search.words import Stems, telling, words_of

SNIPPET = 160
LEAD = 40
"""So much of what stands before the first match is shown, where no sentence begins there."""
# With marks and invisible characters, which `fold` takes out of the middle of words.
TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff])*")
SENTENCE = re.compile(r"[.!?]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Stems in a row that are marked, and which concept they belong to."""

    stems: tuple[str, ...]
    concept: int
    begins: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    concept: int


class Highlighter:
    """Marks the words of one query."""

    def __init__(self, concepts: Sequence[Concept], stems: Stems) -> None:
        self._stems = stems
        self._wanted: dict[str, list[_Wanted]] = {}
        self._begun: list[_Wanted] = []
        for number, concept in enumerate(concepts):
            for wanted in dict.fromkeys(self._rows(number, concept)):
                if wanted.begins:
                    self._begun.append(wanted)
                else:
                    self._wanted.setdefault(wanted.stems[0], []).append(wanted)

    def _rows(self, number: int, concept: Concept) -> Iterator[_Wanted]:
        for phrase in concept.phrases:
            row = tuple(self._stems[word] for word in phrase.words)
            yield _Wanted(row, number, phrase.begins)
            if phrase.typed:
                for word in telling(phrase.words):
                    yield _Wanted((self._stems[word],), number)

    def title(self, text: str) -> tuple[Piece, ...]:
        """All of a text in pieces."""
        return _pieces(text, self._marks(text), 0, len(text))

    def snippet(self, teaser: str, text: str) -> tuple[Piece, ...]:
        """The part of teaser or text that holds most of what was asked; else the teaser's begin."""
        best, chosen = (0, 0, 0), (teaser or text, list[_Mark](), 0)
        for place, passage in enumerate((teaser, text)):
            marks = self._marks(passage)
            for first, mark in enumerate(marks):
                start = _beginning(passage, mark.start)
                within = _until(marks, first, start + SNIPPET)
                worth = (len({m.concept for m in within}), len(within), -place)
                if worth > best:
                    best, chosen = worth, (passage, marks, start)
        passage, marks, start = chosen
        return _cut(passage, marks, start)

    def _marks(self, text: str) -> list[_Mark]:
        """What is marked, from left to right, the longest of those that begin together."""
        tokens = [(match.start(), match.end()) for match in TOKEN.finditer(text)]
        stems = [self._stem(text[start:end]) for start, end in tokens]
        marks, at = list[_Mark](), 0
        while at < len(tokens):
            found = self._at(stems, at)
            if found is None:
                at += 1
                continue
            last = at + len(found.stems) - 1
            marks.append(_Mark(tokens[at][0], tokens[last][1], found.concept))
            at = last + 1
        return marks

    def _stem(self, token: str) -> str:
        words = words_of(token)
        return self._stems[words[0]] if len(words) == 1 else ""

    def _at(self, stems: Sequence[str], at: int) -> _Wanted | None:
        known = (
            wanted
            for wanted in self._wanted.get(stems[at], ())
            if tuple(stems[at : at + len(wanted.stems)]) == wanted.stems
        )
        begun = (wanted for wanted in self._begun if stems[at].startswith(wanted.stems[0]))
        return max((*known, *begun), key=lambda wanted: len(wanted.stems), default=None)


def _until(marks: Sequence[_Mark], first: int, end: int) -> list[_Mark]:
    return list(takewhile(lambda mark: mark.end <= end, islice(marks, first, None)))


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
