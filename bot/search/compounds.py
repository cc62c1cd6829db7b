"""Takes compounds of a language apart: "Brustkrebsforschung". Pure; called by `language_lookup`."""

from collections.abc import Callable, Iterator
from functools import lru_cache

SHORTEST_PART = 3
"""The least letters of a part of a compound. Chosen by eye."""
SHORTEST_COMPOUND, LONGEST_COMPOUND = 9, 60
"""Letters of a word that may be a compound. Chosen by eye."""
LINKS = ("", "s", "n", "en", "es", "er", "e")
"""Letters between the parts of a German compound: "Behandlung-s-kosten"."""
SHORTEST_OWN_PART = 5
"""Letters of a part that tells what a compound is about, though its other part is unknown. Chosen
by eye."""
SHORTEST_TELLING_PART, SHORTEST_REST = 6, 5
"""Letters of such a first part, and of what follows, that also tell the language: "positively" has
fewer. Chosen by eye."""
SHORTEST_DIVIDED = SHORTEST_OWN_PART + SHORTEST_PART
"""The least letters of a word that has parts for any purpose."""
CACHED_COMPOUNDS = 4_000
"""Words whose parts are kept. Chosen by eye."""

Translate = Callable[[str], str | None]


class Compounds:
    """The compounds of a language, and the English names of their parts."""

    def __init__(self, word: Translate, own: Translate, is_written: Callable[[str], bool]) -> None:
        """Initialize.

        Args:
            word: translates one part; it may be the same in English.
            own: translates a part that is no English word.
            is_written: whether a name contains this very word.
        """
        self._word, self._own, self._is_written = word, own, is_written
        self.parts = lru_cache(maxsize=CACHED_COMPOUNDS)(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Translate a compound by its parts; the longest first part is tried first."""
        if not word.isalpha() or not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND:
            return ()
        for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            if first := self._word(word[:end]):
                for rest in _behind_link(word[end:]):
                    single = self._word(rest)
                    if others := (single,) if single else self.parts(rest):
                        return (first, *others)
        return ()

    def part(self, word: str) -> str | None:
        """Translate the longest known part of a compound, the first one rather than the last.

        "Hospizplatz" is about a hospice, whatever "Platz" is.
        """
        if not word.isalpha() or len(word) > LONGEST_COMPOUND:
            return None
        lengths = range(len(word) - SHORTEST_PART, SHORTEST_OWN_PART - 1, -1)
        parts = (*(word[:length] for length in lengths), *(word[-length:] for length in lengths))
        return next(filter(None, map(self._own, parts)), None)

    def begins(self, word: str) -> bool:
        """Whether a word begins with a long one of the language, and has more behind it."""
        if not word.isalpha() or len(word) > LONGEST_COMPOUND:
            return False
        lengths = range(SHORTEST_TELLING_PART, len(word) - SHORTEST_REST + 1)
        parts = filter(self._is_written, (word[:length] for length in lengths))
        return any(map(self._own, parts))


def _behind_link(rest: str) -> Iterator[str]:
    """The possible rests of a compound, after its first part and a linking letter."""
    for link in LINKS:
        if rest.startswith(link) and len(rest) - len(link) >= SHORTEST_PART:
            yield rest.removeprefix(link)
