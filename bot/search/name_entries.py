"""How each name belongs to its groups of the thesaurus. Pure; called by `ThesaurusIndex`."""

from collections.abc import Iterable, Mapping
from enum import Enum

from msgspec import Struct

from bot.model.thesaurus import SynonymGroup
from bot.search.words import STOP_WORDS, contracted, says_little, words_of

SYNONYM_WEIGHTS = {"abbreviation": 0.8, "brand": 0.8, "spelling": 0.8, "lay": 0.5}
"""The weight of a synonym; a typed word has 1. Everyday words are the least precise. Chosen by
eye."""
RELATED_WEIGHT = 0.3
"""The weight of a term for an everyday word that sometimes means it: below all synonyms. Chosen by
eye."""
AMBIGUOUS_WEIGHT = 0.4


class NameTie(Enum):
    """How a name belongs to its group."""

    NAME = "name"
    AMBIGUOUS = "ambiguous"
    RELATED = "related"


class NameEntry(Struct, frozen=True):
    """A group of the thesaurus that contains a certain name."""

    group: SynonymGroup
    tie: NameTie = NameTie.NAME

    @property
    def ambiguous(self) -> bool:
        """Whether the name has other senses, too."""
        return self.tie is NameTie.AMBIGUOUS

    @property
    def weight(self) -> float:
        """The weight of the group's terms."""
        if self.tie is NameTie.RELATED:
            return RELATED_WEIGHT
        return SYNONYM_WEIGHTS[self.group.kind] * (AMBIGUOUS_WEIGHT if self.ambiguous else 1.0)


TIES = tuple(NameTie)
Names = Mapping[str, str]
"""The numbers of the entries of each name, between spaces; so are the words of the name. Each group
has as many numbers as there are ties."""


def entries_by_name(groups: Iterable[SynonymGroup]) -> Names:
    """Return the names of all groups, each with the numbers of its entries."""
    found: dict[str, str] = {}
    for at, group in enumerate(groups):
        names = ((*group.terms, *group.short), group.ambiguous, group.related)
        for number, (tie, several) in enumerate(zip(TIES, names, strict=True), at * len(TIES)):
            shown = str(number)
            for words in filter(None, map(words_of, map(contracted, several))):
                if tie is NameTie.RELATED and says_little(words):
                    continue
                # "will it come back" is not about a last will.
                if len(words) == 1 and words[0] in STOP_WORDS and tie is not NameTie.AMBIGUOUS:
                    continue
                name = " ".join(words)
                found[name] = f"{found[name]} {shown}" if name in found else shown
    return found
