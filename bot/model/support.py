"""Words of distress, and what is shown to those who use them."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class DistressKind(StrEnum):
    """The kind of distress that a member's words show.

    CRISIS: thoughts of death or self-harm, abuse, or the wish for a crisis line; support is named
        before any article.
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
