"""Glossary: words that stand on cards, explained. `knowledge` loads it from a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

NCI_DICTIONARY = "https://www.cancer.gov/publications/dictionaries/cancer-terms/def/"


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word with its explanation.

    Attributes:
        name: the word as it is shown.
        forms: all forms that are found in a text, `name` among them.
        short: forms that only a member who asks for the word types.
        definition: in plain English.
        spanish_name: the word in Spanish.
        spanish: the definition in Spanish.
        reviewed: when somebody last found the entry right.
        nci: the end of its address in the NCI Dictionary of Cancer Terms; None if it is not there.
        group: the first term of the thesaurus group that it explains; None if it explains none.
    """

    name: str
    forms: tuple[str, ...]
    definition: str
    spanish_name: str
    spanish: str
    reviewed: date
    short: tuple[str, ...] = ()
    nci: str | None = None
    group: str | None = None

    @property
    def url(self) -> str | None:
        """Its address in the NCI Dictionary of Cancer Terms."""
        return f"{NCI_DICTIONARY}{self.nci}" if self.nci else None


class Glossary:
    """All entries, in the order of the file."""

    def __init__(self, entries: tuple[GlossaryEntry, ...] = ()) -> None:
        self.entries = entries

    def __iter__(self) -> Iterator[GlossaryEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


NO_GLOSSARY = Glossary()
"""Explains nothing."""
