"""Support: words that tell of distress, and whom a person in distress can reach."""

from dataclasses import dataclass
from enum import StrEnum


class Concern(StrEnum):
    """What a member's words tell of.

    CRISIS: thoughts of death or self-harm; support is named before any article.
    DYING: a question about dying; articles answer it, support is named beneath.
    """

    CRISIS = "crisis"
    DYING = "dying"


@dataclass(frozen=True, slots=True)
class SupportLanguage:
    """Words of distress in one language, and what is said to people who use them.

    Attributes:
        code: ISO 639-1.
        crisis: phrases of `Concern.CRISIS`. A word that ends in "*" stands for all that begin so,
            "…" for up to three words.
        whole: as `crisis`, if they are the whole text.
        dying: phrases of `Concern.DYING`.
        other: phrases that mean something else; their words do not count.
        card: said before the articles; holds "{support}".
        beneath: said beneath the articles; holds "{support}".
        line: whom to reach if neither the server nor the operator names anybody.
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
    """What a person in distress is told, ready to be shown."""

    concern: Concern
    text: str
