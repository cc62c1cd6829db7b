"""Thesaurus: groups of words that mean the same. Read by `knowledge`, looked up by `search`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class SynonymKind(StrEnum):
    """How the words of a group differ."""

    BRAND = "brand"
    ABBREVIATION = "abbreviation"
    LAY = "lay"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words that mean the same.

    Attributes:
        terms: each stands for all the others; the first is the preferred one.
        short: short forms that lead to the terms, but not the other way.
        ambiguous: as `short`, but only where a word of `beside` is in the query too.
        beside: what tells the meaning of an ambiguous form.
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
