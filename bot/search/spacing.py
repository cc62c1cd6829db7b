"""Spaces left out or put in: "brainmets", "her 2" and "chemo therapy" as the index has them. Pure.

The interpreter asks.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.search.vocabulary import LONGEST_STEM, Vocabulary
from bot.search.words import STOP_WORDS, Stems

SHORTEST_PART = 3
SHORTEST_SPLIT = 5
MOST_PARTS = 4

Words = tuple[str, ...]


class Spacing:
    """Looks words up apart and together."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        stems: Stems,
        names: frozenset[str],
        joined: Mapping[str, Words],
    ) -> None:
        """Take what is known.

        Args:
            vocabulary: the index's stems.
            stems: of words.
            names: the thesaurus's names of one word.
            joined: its names of several words, by those without spaces.
        """
        self._vocabulary = vocabulary
        self._stems = stems
        self._names = names
        self._joined = joined
        self._counts: dict[str, int] = {}

    def parted(self, word: str, rival: float = 0.0) -> Words | None:
        """The words that an unknown one consists of, or None.

        By chance alone, two words follow each other as often as both are common: where a `rival`
        spelling is in more articles than that, it is likelier.
        """
        if name := self._joined.get(word):
            return name
        if (
            not word.isascii()
            or not word.isalpha()
            or not SHORTEST_SPLIT <= len(word) <= LONGEST_STEM
        ):
            return None
        best = max(self._partings(word, MOST_PARTS), default=None)
        return best[1] if best and best[0] > rival else None

    def _partings(self, word: str, parts: int) -> Iterator[tuple[float, Words]]:
        """Ways to part it into known words, with how many articles each would be in by chance."""
        articles = max(1, self._vocabulary.articles)
        for end in range(2, len(word) - 1):
            head, tail = word[:end], word[end:]
            if not (count := self._count(head)):
                continue
            if rest := self._count(tail):
                yield count * rest / articles, (head, tail)
            elif parts > 2 and len(tail) > SHORTEST_SPLIT:  # noqa: PLR2004 - at least two more
                for likely, others in self._partings(tail, parts - 1):
                    yield count * likely / articles, (head, *others)

    def _count(self, word: str) -> int:
        # The parts of a word are asked for again and again.
        if word not in self._counts:
            self._counts[word] = self._looked_up(word)
        return self._counts[word]

    def _looked_up(self, word: str) -> int:
        if len(word) < SHORTEST_PART and word not in STOP_WORDS:
            return 0
        return self._vocabulary.count(self._stems[word]) or (word in self._names)

    def together(self, words: Sequence[str]) -> tuple[str, bool] | None:
        """The word that these are without spaces, and whether it is meant in place of them."""
        joined = "".join(words)
        if all(word in STOP_WORDS for word in words) or len(joined) < SHORTEST_PART:
            return None
        named = joined in self._names
        if not named and (len(words) > 2 or not self._vocabulary.count(self._stems[joined])):  # noqa: PLR2004
            return None
        strange = [word for word in words if not self._known(word)]
        if strange:
            return joined, True
        apart = named or words[-1].isdigit() or not any(word in STOP_WORDS for word in words)
        return (joined, False) if apart else None

    def _known(self, word: str) -> bool:
        known = word in STOP_WORDS or word in self._names
        return known or self._vocabulary.count(self._stems[word]) > 0
