"""The words that search knows: those of the thesaurus, of other languages, and common ones."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct, field


class SynonymKind(StrEnum):
    """The difference between the words of a group.

    Attributes:
        BRAND: names of one drug or test, or of something else that news must name.
        FOOD: names of one food or supplement. News must name it, too; but within a longer name it
            is no subject of its own: "sugar pill".
    """

    BRAND = "brand"
    FOOD = "food"
    ABBREVIATION = "abbreviation"
    LAY = "lay"
    SPELLING = "spelling"


NAMED_KINDS = frozenset({SynonymKind.BRAND, SynonymKind.FOOD})
"""The kinds of groups one of whose names an answer must hold."""


class SynonymGroup(Struct, frozen=True):
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


class CommonWords(Struct, frozen=True):
    """English words that are no misspellings, in lower case.

    Attributes:
        everyday: the commonest; they tell little of what a question is about.
        others: less common ones.
    """

    everyday: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.everyday) + len(self.others)


class SynonymGroups(Protocol):
    """Groups that may be read when they are needed."""

    def __getitem__(self, number: int, /) -> SynonymGroup: ...

    def __iter__(self) -> Iterator[SynonymGroup]: ...

    def __len__(self) -> int: ...


class Thesaurus(Struct, frozen=True):
    """All groups, in the order of the file."""

    groups: SynonymGroups = ()

    def __iter__(self) -> Iterator[SynonymGroup]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)


class Language(Struct, frozen=True):
    """Words of one language, and what they are in English.

    Attributes:
        name: in English and in Snowball's list of stemmers, such as "Spanish".
        stop_words: words that ask rather than name.
        terms: how the language says an English word or name.
        also_english: words of the language that are English words, too; they do not tell which of
            the two a query is written in.
        compounds: whether words are joined without a space, as in German.
        negators: words that negate the name behind them, as "not" does: "no tengo".
        everyday: common words that no article is about; English does not have them.
        frequent: verbs in their forms, adverbs, greetings and other words of any talk. A name has
            them only as they are written there.
    """

    name: str
    stop_words: tuple[str, ...]
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also_english: tuple[str, ...] = ()
    compounds: bool = False
    negators: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    frequent: tuple[str, ...] = ()
