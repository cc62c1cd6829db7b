"""Thesaurus and Language: words that mean the same, and their names in other languages.

`knowledge` loads them, `search` uses them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SynonymKind(StrEnum):
    """The difference between the words of a group."""

    BRAND = "brand"
    ABBREVIATION = "abbreviation"
    LAY = "lay"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words that mean the same.

    Attributes:
        terms: a search for one of them finds all; the first is the preferred one.
        short: short forms: a search for one finds the terms, but not the other way round.
        ambiguous: as `short`, but only if a word of `beside` is in the query, too.
        beside: words that show that an ambiguous form has this meaning.
        related: everyday words that may mean it: they lead to the terms as weaker evidence, and
            may stand in several groups.
        ages: from and to which age the group speaks of; None if it speaks of no age.
    """

    kind: SynonymKind
    terms: tuple[str, ...]
    short: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """All groups, in the order of the file."""

    groups: tuple[SynonymGroup, ...] = ()

    def __iter__(self) -> Iterator[SynonymGroup]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)


@dataclass(frozen=True, slots=True)
class Language:
    """Words of one language, and what they are in English.

    Attributes:
        name: in English and in Snowball's list of stemmers, such as "Spanish".
        stop_words: words that ask rather than name.
        terms: how the language says an English word or name.
        also_english: words of the language that are English words, too; they do not tell which of
            the two a query is written in.
        compounds: whether words are joined without a space, as in German.
    """

    name: str
    stop_words: tuple[str, ...]
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also_english: tuple[str, ...] = ()
    compounds: bool = False
