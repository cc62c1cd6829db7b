"""Language: how people who do not write English name things. Read by `knowledge` for `search`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Language:
    """Words of one language, and what they are in English.

    Attributes:
        name: in English and in Snowball's list of stemmers, such as "Spanish".
        stop_words: words that ask rather than name.
        terms: how the language says an English word or name.
        also_english: words of the language that are English words, too; they do not tell which of
            the two a query is written in.
        compounds: whether words are joined without a space, as in German.
    """

    name: str
    stop_words: tuple[str, ...]
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also_english: tuple[str, ...] = ()
    compounds: bool = False
