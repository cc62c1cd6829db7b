"""The thesaurus as search asks it: which words are names, and what else are they called? Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model.query import Phrase
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.spelling import edits_allowed
from bot.search.words import STOP_WORDS, Stems, words_of

WEIGHTS = {"abbreviation": 0.8, "brand": 0.8, "spelling": 0.8, "lay": 0.5}
AMBIGUOUS_WEIGHT = 0.4
MOST_SYNONYMS = 12
"""Each synonym is a phrase that FTS5 looks for: this bounds what one name can cost."""
LONG_ENOUGH_TO_INFLECT = 4
LIKE_NO_OTHER = 6
MOST_LIKE = 10


@dataclass(frozen=True, slots=True)
class Naming:
    """Some consecutive words of a query that are a name.

    Attributes:
        length: how many words.
        synonyms: the other names, the preferred one first.
        blurred: whether the index has them under a stem that is another word's, too.
        beside: what tells the sense of an ambiguous name, in an article as in the query.
    """

    length: int
    synonyms: tuple[Phrase, ...]
    blurred: bool = False
    beside: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    group: SynonymGroup
    ambiguous: bool


class ThesaurusIndex:
    """A thesaurus, found by words."""

    def __init__(self, thesaurus: Thesaurus, stems: Stems) -> None:
        self._stems = stems
        self._entries: dict[tuple[str, ...], list[_Entry]] = {}
        self._singular: dict[tuple[str, ...], tuple[str, ...]] = {}
        for group in thesaurus.groups:
            self._add((*group.terms, *group.short), _Entry(group, ambiguous=False))
            self._add(group.ambiguous, _Entry(group, ambiguous=True))
        self._inner_words = sorted(
            {word for words in self._entries if len(words) > 1 for word in words} - STOP_WORDS
        )
        self._single_words = sorted(self.single_words)
        self._longest = max(map(len, self._entries), default=0)
        self._written = sorted(
            (" ".join(words_of(term)), term) for group in thesaurus for term in group.terms
        )

    def _add(self, names: Iterable[str], entry: _Entry) -> None:
        for name in names:
            words = tuple(words_of(name))
            if words:
                self._entries.setdefault(words, []).append(entry)
                self._singular.setdefault(_singular(words), words)

    def _stem(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self._stems.__getitem__, words))

    @property
    def single_words(self) -> list[str]:
        """Names of one word, long enough to be spelled wrongly."""
        return [
            words[0]
            for words, entries in self._entries.items()
            if len(words) == 1 and len(words[0]) >= LONG_ENOUGH_TO_INFLECT and words[0].isalpha()
            if not all(entry.ambiguous for entry in entries)
        ]

    @property
    def brands(self) -> list[str]:
        """Drugs by names that are like no everyday word."""
        return [
            word
            for word in self.single_words
            if len(word) >= LIKE_NO_OTHER
            and all(e.group.kind is SynonymKind.BRAND for e in self._entries[word,])
        ]

    @property
    def unambiguous(self) -> Iterator[str]:
        """All names of one word that mean one thing, however short."""
        for words, entries in self._entries.items():
            if len(words) == 1 and not any(entry.ambiguous for entry in entries):
                yield words[0]

    @property
    def joined(self) -> dict[str, tuple[str, ...]]:
        """Names of several words by how they are written without spaces: "tdm1"."""
        return {
            "".join(words): words
            for words, entries in self._entries.items()
            if len(words) > 1 and len("".join(words)) >= LONG_ENOUGH_TO_INFLECT
            if not all(entry.ambiguous for entry in entries)
        }

    def words_like(self, word: str) -> list[str]:
        """Words within names of several that this one may be, misspelled; the nearest first."""
        edits = edits_allowed(word)
        if not edits:
            return []
        found = process.extract(
            word, self._inner_words, scorer=OSA.distance, score_cutoff=edits, limit=MOST_LIKE
        )
        return [other for other, _, _ in found if other != word]

    def words_from(self, start: str) -> list[str]:
        """Words within names of several that go on from this beginning."""
        at = bisect_left(self._inner_words, start)
        end = bisect_left(self._inner_words, start + "\U0010ffff")
        return [word for word in self._inner_words[at:end] if word != start]

    def names_from(self, start: str) -> list[str]:
        """Names of one word that go on from this beginning."""
        at = bisect_left(self._single_words, start)
        end = bisect_left(self._single_words, start + "\U0010ffff")
        return self._single_words[at:end]

    def beginning(self, start: str) -> list[str]:
        """Names as they are written that begin with these words, the last one unfinished or not."""
        at = bisect_left(self._written, start, key=itemgetter(0))
        end = bisect_left(self._written, start + "\U0010ffff", key=itemgetter(0))
        return [name for _, name in self._written[at:end]] if start else []

    def longest_at(self, words: Sequence[str], start: int) -> Naming | None:
        """The longest name that begins at this word of the query."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            typed = tuple(words[start : start + length])
            entries = self._entries.get(typed) or self._entries.get(
                self._singular.get(_singular(typed), ()), []
            )
            if meant := [entry for entry in entries if self._decided(entry, words, typed)]:
                synonyms = tuple(self._synonyms(meant, words, typed))[:MOST_SYNONYMS]
                return Naming(length, synonyms, self._blurred(typed), _company(meant, typed))
        return None

    def _blurred(self, typed: Sequence[str]) -> bool:
        stem = self._stems[typed[0]]
        return len(typed) == 1 and stem != typed[0] and len(stem) < LONG_ENOUGH_TO_INFLECT

    def _decided(self, entry: _Entry, words: Sequence[str], typed: Sequence[str]) -> bool:
        """Whether the company that an ambiguous name keeps says which sense is meant."""
        return not entry.ambiguous or self._in_company(entry, words, typed)

    def _in_company(self, entry: _Entry, words: Sequence[str], typed: Sequence[str]) -> bool:
        spaced = f" {' '.join(words)} "
        company = (" ".join(words_of(name)) for name in entry.group.beside)
        return any(f" {name} " in spaced for name in company if name not in typed)

    def _synonyms(
        self, entries: Iterable[_Entry], words: Sequence[str], typed: Sequence[str]
    ) -> Iterator[Phrase]:
        seen = {self._stem(typed)}
        for entry in entries:
            weight = WEIGHTS[entry.group.kind] * (AMBIGUOUS_WEIGHT if entry.ambiguous else 1.0)
            for name, worth in (
                *((name, weight) for name in entry.group.terms),
                *((name, weight * AMBIGUOUS_WEIGHT) for name in self._shorter(entry, words, typed)),
            ):
                others = tuple(words_of(name))
                if others and self._stem(others) not in seen:
                    seen.add(self._stem(others))
                    yield Phrase(others, worth, shown=name)

    def _shorter(self, entry: _Entry, words: Sequence[str], typed: Sequence[str]) -> Sequence[str]:
        """Ambiguous short forms of a name, where the query's other words say which sense it is."""
        if entry.ambiguous or not entry.group.ambiguous:
            return ()
        return entry.group.ambiguous if self._in_company(entry, words, typed) else ()


def _company(entries: Iterable[_Entry], typed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Other names and company of the senses that are meant; nothing where there is but one."""
    groups = [entry.group for entry in entries if entry.ambiguous]
    names = (name for group in groups for name in (*group.terms, *group.beside))
    company = (tuple(words_of(name)) for name in names)
    return tuple(dict.fromkeys(words for words in company if words and words != typed))


def _singular(words: Sequence[str]) -> tuple[str, ...]:
    """Words without the ending of a plural.

    Not stems: by those, what to "expect" would be "expecting", and "progress" the "progression".
    """
    return tuple(
        word.removesuffix("s") if len(word) > LONG_ENOUGH_TO_INFLECT else word for word in words
    )
