"""Words that the bot knows: Thesaurus, Language, Glossary, and Support for those in distress."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
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


class DistressKind(StrEnum):
    """The kind of distress that a member's words show.

    CRISIS: thoughts of death or self-harm, or abuse; support is named before any article.
    DYING: a question about dying or help to die, or the feeling of being a burden; articles answer
        it, and support is named beneath them. Also despair, and words of which nobody knows
        whether they tell of self-harm.
    """

    CRISIS = "crisis"
    DYING = "dying"


class SupportLanguage(Struct, frozen=True):
    """Words of distress in one language, and the texts for people who use them.

    Attributes:
        code: ISO 639-1.
        crisis: phrases of `DistressKind.CRISIS`. A word that ends in "*" stands for all words that
            begin with it; "…" stands for up to three words; "~" joins what may be one word or two;
            "=" is before a word that stands for no other form; "!" is before a word that must not
            follow; "<wish>" stands for each phrase of that name in `parts`.
        whole: phrases that count as `crisis` only if nothing but `words` stands around them.
        dying: phrases of `DistressKind.DYING`.
        unsure: phrases that count as `dying` only if nothing but `words` stands around them: of
            self-harm or an everyday complaint.
        despair: phrases that count as `dying` whatever stands around them, and as `crisis` beside a
            phrase of `whole`.
        other: phrases with another meaning; the words in them do not count.
        card: the text before the articles; holds "{support}".
        beneath: the text beneath the articles; holds "{support}".
        line: the support line if neither the server nor the operator names one.
        parts: phrases by a name.
        words: words that ask for no article. They tell the language, too.
        tells: further words that tell the language, with their accents.
        oneself: the words of phrases that a person replaces.
        persons: words for somebody close.
        whose: words that may stand before a person.
        of_others: words of phrases, with their forms for somebody else.
        spelled: common misspellings, with the right words.
        mixed: by a meaning's name, which all languages share, its words. The first one is read in
            place of another language's word.
        no_slips: words that are one slip away from a word of a phrase and mean something else.
        of_death: words with which no completion ends.
    """

    code: str
    crisis: tuple[str, ...]
    whole: tuple[str, ...]
    dying: tuple[str, ...]
    other: tuple[str, ...]
    card: str
    beneath: str
    line: str
    unsure: tuple[str, ...] = ()
    despair: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    tells: str = ""
    oneself: str = ""
    persons: str = ""
    whose: str = ""
    of_others: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    mixed: Mapping[str, str] = field(default_factory=dict)
    no_slips: str = ""
    of_death: str = ""


class SupportNote(Struct, frozen=True):
    """The text for a person in distress, ready to be shown.

    Attributes:
        alone: whether no articles belong beside it, because the member asked for none.
    """

    kind: DistressKind
    text: str
    alone: bool = False
