"""A text in which words are found by their stems, without stemming all the others. Pure.

Ranking reads a hundred articles for each query: looking a few stems up takes a fifth of the time of
stemming every word.
"""

from collections.abc import Sequence

from bot.search.words import Stems

BORDER = "|"
"""A word that is none, between two fields: nothing stands in a row across it."""
REACH = 40
"""So many characters are read for each further word of a row."""

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
        return [
            (start, last)
            for start, end in self.places(row[0])
            if (last := self._end_of(row[1:], end))
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

    def _end_of(self, row: Sequence[str], start: int) -> int | None:
        """Where these stems end, if they follow at once; what follows is cut, perhaps in a word."""
        following = self._text[start + 1 : start + 1 + REACH * (len(row) + 1)]
        end = 0
        for stem in row:
            begin = len(following) - len(following[end:].lstrip())
            end = following.find(" ", begin)
            if end < 0 or self._stems[following[begin:end]] != stem:
                return None
        return start + 1 + end - 1


def _common(stem: str) -> str:
    """What all words with this stem begin with: Porter changes no more than the last letter."""
    return stem[:-1] if len(stem) > 2 else stem  # noqa: PLR2004 - shorter words are not stemmed
