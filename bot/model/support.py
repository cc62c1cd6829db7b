"""Support: words that show distress, and texts that say where to find help."""

from dataclasses import dataclass
from enum import StrEnum


class DistressKind(StrEnum):
    """The kind of distress that a member's words show.

    CRISIS: thoughts of death or self-harm; support is named before any article.
    DYING: a question about dying; articles answer it, and support is named beneath them.
    """

    CRISIS = "crisis"
    DYING = "dying"


@dataclass(frozen=True, slots=True)
class SupportLanguage:
    """Words of distress in one language, and the texts for people who use them.

    Attributes:
        code: ISO 639-1.
        crisis: phrases of `DistressKind.CRISIS`. A word that ends in "*" stands for all words that
            begin with it; "…" stands for up to three words.
        whole: phrases that count as `crisis` only if they are the whole text.
        dying: phrases of `DistressKind.DYING`.
        other: phrases with another meaning; the words in them do not count.
        card: the text before the articles; holds "{support}".
        beneath: the text beneath the articles; holds "{support}".
        line: the support line if neither the server nor the operator names one.
    """

    code: str
    crisis: tuple[str, ...]
    whole: tuple[str, ...]
    dying: tuple[str, ...]
    other: tuple[str, ...]
    card: str
    beneath: str
    line: str


@dataclass(frozen=True, slots=True)
class SupportNote:
    """The text for a person in distress, ready to be shown.

    Attributes:
        alone: whether no articles belong beside it, because the member asked for none.
    """

    kind: DistressKind
    text: str
    alone: bool = False
