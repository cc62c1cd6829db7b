"""Thesaurus: groups of words that mean the same. `knowledge` loads them, `search` uses them."""

from collections.abc import Iterator
from dataclasses import dataclass
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
