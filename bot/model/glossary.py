"""Glossary: words of the news with their explanations."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property

from msgspec import Struct

NCI_DICTIONARY = "https://www.cancer.gov/publications/dictionaries/cancer-terms/def/"


class GlossaryEntry(Struct, frozen=True):
    """A word with its explanation.

    Attributes:
        name: the word as it is shown.
        forms: all forms that are found in a text, `name` among them.
        short: forms that only a member who asks for the word types.
        everyday: words that go with it, and are no name of it: whoever types them is led to it.
        doubtful: forms with other meanings, too; the next four fields decide whether one in a text
            has this meaning (`search.glossary_senses`).
        beside: phrases that show this meaning; "*" as topics have it.
        unless: phrases that show another meaning.
        needs: phrases of which one must be there, if neither `beside` nor `unless` decides.
        of_cancer: whether the form must be said of cancer, or of no disease.
        asked: as `short`, but with other meanings, too; several entries may have the same one.
        definition: in plain English.
        spanish_name: the word in Spanish.
        spanish: the definition in Spanish.
        spanish_forms: further names in Spanish, by which the entry is asked for; no text is
            searched for them.
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
    everyday: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    of_cancer: bool = False
    asked: tuple[str, ...] = ()
    spanish_forms: tuple[str, ...] = ()
    nci: str | None = None
    group: str | None = None

    @property
    def url(self) -> str | None:
        """Its address in the NCI Dictionary of Cancer Terms, if it has one."""
        return f"{NCI_DICTIONARY}{self.nci}" if self.nci else None


class Glossary:
    """All entries, in the order of the file.

    Args:
        entries: or what reads them, when the first one is needed.
    """

    def __init__(
        self, entries: tuple[GlossaryEntry, ...] | Callable[[], tuple[GlossaryEntry, ...]] = ()
    ) -> None:
        self._given = entries

    @cached_property
    def entries(self) -> tuple[GlossaryEntry, ...]:
        """All of them."""
        return self._given() if callable(self._given) else self._given

    def __iter__(self) -> Iterator[GlossaryEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


NO_GLOSSARY = Glossary()
"""Explains nothing."""
