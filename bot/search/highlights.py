"""Marks the words of a query in a title, and finds the best passage of a text. Pure.

`ranking` reads the same `Passage` of an article. It finds words by their stems without stemming
every word of the text, which would take five times as long (measured).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from bot.model.answer import Piece
from bot.model.query import Concept
from bot.search.english_words import STAGE
from bot.search.numbers import AFTER_PART, BEHIND_PART, LONGEST_PART_BEFORE
from bot.search.words import Stems, aligned, end_of_word, name_parts, words_of

LONGEST_SMALL_STEM = 3
"""Letters of a stem that a text holds so often that another word of the row is looked for first.
Chosen by eye."""
NEXT_WORD = re.compile(r" +([^ ]+)")
FIELD_BORDER = "|"
"""A word that is none, between two fields: nothing stands in a row across it."""
BETWEEN_FIELDS = f" {FIELD_BORDER} "


class Passage:
    """Normalized words, each between spaces (see `words.aligned` and `words.words_of`)."""

    def __init__(self, normalized: str, stems: Stems, written: Sequence[str] = ()) -> None:
        """Initialize.

        Args:
            written: the fields before they were normalized, for the signs within numbers.
        """
        self._text = f" {normalized} "
        self._stems = stems
        self._fields = written
        self._found: dict[str, dict[int, int]] = {}
        self._rows: dict[tuple[str, ...], dict[int, int]] = {}

    def has(self, needle: str) -> bool:
        """Whether the passage has what `beginning` returns of a stem."""
        return needle in self._text

    def places(self, stem: str, *, begins: bool = False) -> dict[int, int]:
        """The end of each word with this stem, or that begins with it, by its start."""
        key = f"{stem}*" if begins else stem
        found = self._found.get(key)
        if found is None:
            if " " in stem:
                found = self._look_up_row(tuple(stem.split(" ")))
            else:
                found = self._look_up(stem, begins=begins)
            if not stem[0].isalpha():
                found = self._with_whole_numbers((stem,), found)
            self._found[key] = found
        return found

    def rows(self, row: Sequence[str], *, begins: bool = False) -> dict[int, int]:
        """The end of each row of words with these stems, by its start.

        Only one stem is looked for, no small one. The words beside it are read where it stands:
        every text is full of the small ones in "metastases in the brain".
        """
        if len(row) == 1:
            return self.places(row[0], begins=begins)
        key = tuple(row)
        found = self._rows.get(key)
        if found is None:
            if "".join(key).isalpha():  # as most
                found = self._look_up_row(key)
            else:
                found = self._look_up_row(tuple(" ".join(key).split(" ")))
                found = self._with_whole_numbers(key, found)
            self._rows[key] = found
        return found

    def written(self, words: Sequence[str]) -> str | None:
        """The words with the endings that the text has; None if the endings are the same."""
        if not words or f" {' '.join(words)} " in self._text:
            return None
        found = self.rows([self._stems[word] for word in words])
        first = next(iter(found.items()), None)
        if first and self._fields and not all(map(str.isalnum, words)):
            return self._written[first[0] : first[1]].lower()  # with the signs of its numbers
        return " ".join(self._text[first[0] : first[1] + 1].split()) if first else None

    @cached_property
    def _written(self) -> str:
        return BETWEEN_FIELDS.join(self._fields)

    def _with_whole_numbers(self, row: tuple[str, ...], found: dict[int, int]) -> dict[int, int]:
        """Leave out places with other numbers: the "5" of "2.5", or "2-5" for "2.5"."""
        if not (found and self._fields and any(stem[0].isdigit() for stem in row)):
            return found
        return {start: end for start, end in found.items() if self._is_whole(row, start, end)}

    def _is_whole(self, row: tuple[str, ...], start: int, end: int) -> bool:
        parted = any(" " in stem for stem in row)
        words = words_of(self._written[start:end]) if parted else ()
        if parted and tuple(map(self._stems.__getitem__, words)) != row:
            return False
        before = self._written[max(0, start - LONGEST_PART_BEFORE) : start]
        # The "2" of "BRCA1,2" is a number of its own.
        behind = BEHIND_PART.match(self._written, start) and words_of(before)[-1][0].isdigit()
        return not (behind or AFTER_PART.match(self._written, end))

    def _look_up(self, stem: str, *, begins: bool) -> dict[int, int]:
        text, stems, wanted = self._text, self._stems, beginning(stem, unfinished=begins)
        places = dict[int, int]()
        at = text.find(wanted)
        while at >= 0:
            end = text.find(" ", at + 1)
            if begins or stems[text[at + 1 : end]] == stem:
                places[at] = end - 1
            at = text.find(wanted, end)
        return places

    def _look_up_row(self, row: tuple[str, ...]) -> dict[int, int]:
        at = 0 if len(row[0]) > LONGEST_SMALL_STEM else row.index(max(row, key=len))
        before, after = row[:at], row[at + 1 :]
        # Most of the words behind it are others. A sign stands there as a second space.
        # Of a number, its parts count here.
        digits = row[at][0].isdigit()
        places = self._look_up(row[at], begins=False) if digits else self.places(row[at])
        near = (beginning(after[0]) if after else " ", "  ")
        return {
            first: last
            for start, end in places.items()
            if self._text.startswith(near, end + 1)
            if (last := self._end_of(after, end)) is not None
            if (first := self._start_of(before, start)) is not None
        }

    def _end_of(self, row: Sequence[str], end: int) -> int | None:
        """The end of the last word if words with these stems follow from here."""
        for stem in row:
            # The text has one more space at its beginning.
            found = NEXT_WORD.match(self._text, end + 1)
            if not found or self._stems[found[1]] != stem:
                return None
            end = found.end() - 1
        return end

    def _start_of(self, row: Sequence[str], start: int) -> int | None:
        """The start of the first word if words with these stems end here."""
        for stem in reversed(row):
            end = start
            while end and self._text[end - 1] == " ":
                end -= 1
            start = self._text.rfind(" ", 0, end)
            if self._stems[self._text[start + 1 : end]] != stem:
                return None
        return start


class Candidate(Struct, frozen=True, eq=False, dict=True):
    """The texts of an article that ranking and highlights read."""

    id: int
    dated: datetime
    title: str
    topic_words: str
    teaser: str
    text: str
    stems: Stems

    @cached_property
    def passage(self) -> Passage:
        """All fields in one passage. A word is as far from its field's start as in the text."""
        fields = self.title, self.topic_words, self.teaser, self.text
        return Passage(BETWEEN_FIELDS.join(map(aligned, fields)), self.stems, fields)

    @cached_property
    def starts(self) -> tuple[int, int, int, int]:
        """The start of each field in the passage: title, topics, teaser, text."""
        border = len(FIELD_BORDER) + 2
        topics = len(self.title) + border
        teaser = topics + len(self.topic_words) + border
        return 0, topics, teaser, teaser + len(self.teaser) + border

    def written(self, matched: str) -> str:
        """Names between commas, each as the article has it: "nauseas" as "nausea"."""
        return ", ".join(
            self.passage.written(words_of(name)) or name for name in matched.split(", ")
        )

    @property
    def length(self) -> int:
        """Characters of all fields."""
        return len(self.title) + len(self.topic_words) + len(self.teaser) + len(self.text)


def beginning(stem: str, *, unfinished: bool = False) -> str:
    """How all words with this stem begin, with the space before them.

    Porter's stemmer replaces one letter at most, and leaves words of two letters alone.
    """
    return " " + (stem[:-1] if len(stem) > 2 and not unfinished else stem)  # noqa: PLR2004


SNIPPET_CHARACTERS = 160
"""Characters of a snippet: about two lines in Discord. Chosen by eye."""
LEAD_IN_CHARACTERS = 40
"""Characters shown before the first match, if no sentence begins near it. Chosen by eye."""
MOST_BEGINNINGS = 300
"""The matches at which a snippet may begin. Trying them takes some 10 ms (measured)."""
SENTENCE = re.compile(r"[.!?]\s+(?=\S)")


class _Mark(Struct, frozen=True):
    """A place in a text and its concept."""

    start: int
    end: int
    concept: int


_Marked = tuple[str, list[_Mark]]
"""A text, and what is marked in it."""


class Highlighter:
    """Marks the words of one query."""

    def __init__(self, concepts: Sequence[Concept], stems: Stems) -> None:
        self._stems = stems
        rows = dict.fromkeys(
            row for number, one in enumerate(concepts) for row in _rows(number, one)
        )
        stemmed = (
            (number, [stems[word] for word in words], begins) for number, words, begins in rows
        )
        self._rows = [
            (beginning(row[0], unfinished=begins), number, row, begins)
            for number, row, begins in stemmed
        ]

    def shown(self, candidate: Candidate) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """The title and the snippet of teaser or text, in pieces."""
        found = self._found(candidate.passage)
        title, _, teaser, text = candidate.starts
        return (
            self._title(candidate.title, _marks(candidate.title, found, title)),
            self._snippet(
                (candidate.teaser, _marks(candidate.teaser, found, teaser)),
                (candidate.text, _marks(candidate.text, found, text)),
            ),
        )

    def title(self, text: str) -> tuple[Piece, ...]:
        """All of a text in pieces."""
        return self._title(text, self._marks_of(text))

    def snippet(self, teaser: str, text: str) -> tuple[Piece, ...]:
        """The part of teaser or text that holds most of the query, in pieces.

        If neither holds any of it, return the teaser's start.
        """
        return self._snippet((teaser, self._marks_of(teaser)), (text, self._marks_of(text)))

    def _title(self, text: str, marks: Sequence[_Mark]) -> tuple[Piece, ...]:
        return _pieces(text, marks, 0, len(text))

    def _snippet(self, teaser: _Marked, text: _Marked) -> tuple[Piece, ...]:
        in_teaser, start = _best_part(*teaser)
        in_text, start_in_text = _best_part(*text)
        if in_text > in_teaser or not teaser[0]:
            return _cut(*text, start_in_text)
        return _cut(*teaser, start)

    def _marks_of(self, text: str) -> list[_Mark]:
        return _marks(text, self._found(Passage(aligned(text), self._stems, (text,))), 0)

    def _found(self, passage: Passage) -> list[tuple[int, int, int]]:
        """Each row of words as its start, its negated end, and the number of its concept.

        So they sort from left to right, and the longest first.
        """
        return sorted(
            (start, -end, number)
            for needle, number, row, begins in self._rows
            if passage.has(needle)
            for start, end in passage.rows(row, begins=begins).items()
        )


def _best_part(text: str, marks: Sequence[_Mark]) -> tuple[tuple[int, int], int]:
    """The best snippet as its number of concepts, its number of matches, and its start."""
    ends = [mark.end for mark in marks]
    concepts = [mark.concept for mark in marks]
    best, chosen = (0, 0), 0

    def worth(first: int, start: int) -> tuple[int, int]:
        last = bisect_right(ends, start + SNIPPET_CHARACTERS)
        return len(set(concepts[first:last])), last - first

    all_concepts = len(set(concepts))
    for first, mark in enumerate(marks[:MOST_BEGINNINGS]):
        if best >= (all_concepts, len(marks) - first):
            break
        # Started at the match itself a snippet holds the most; it may start earlier.
        if worth(first, mark.start) > best:
            start = _beginning(text, mark.start)
            if (held := worth(first, start)) > best:
                best, chosen = held, start
    return best, chosen


def _marks(text: str, found: Sequence[tuple[int, int, int]], offset: int) -> list[_Mark]:
    """The places to mark, from left to right; of those that overlap, the longest.

    Args:
        found: in a passage that holds the text, in order.
        offset: where the text begins there.
    """
    within = found[bisect_left(found, (offset,)) : bisect_left(found, (offset + len(text),))]
    marks, taken, is_folded = list[_Mark](), offset, not text.isascii()
    for start, minus_end, number in within:
        if start >= taken:
            end = -minus_end - offset
            end = end_of_word(text, end) if is_folded else end
            marks.append(_Mark(start - offset, end, number))
            taken = end + offset
    return marks


def _rows(number: int, concept: Concept) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """The rows of words that show a concept: its phrases, and each typed word."""
    for phrase in concept.phrases:
        yield number, phrase.words, phrase.begins
        if phrase.typed and not STAGE.fullmatch(" ".join(phrase.words)):
            for part in name_parts(phrase.words):
                yield number, part, False


def _beginning(text: str, first: int) -> int:
    """The place where a snippet begins: the match's sentence, or some words before the match."""
    ends = [
        match.end()
        for match in SENTENCE.finditer(text, max(0, first - 2 * LEAD_IN_CHARACTERS), first)
    ]
    if ends or first <= LEAD_IN_CHARACTERS:
        return ends[-1] if ends else 0
    return text.find(" ", first - LEAD_IN_CHARACTERS, first) + 1 or first


def _cut(text: str, marks: Iterable[_Mark], start: int) -> tuple[Piece, ...]:
    end = start + SNIPPET_CHARACTERS
    if end < len(text):
        end = max(text.rfind(" ", start + LEAD_IN_CHARACTERS, end), start + LEAD_IN_CHARACTERS)
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
