"""Text to words and words to stems, just as the index does it; used by all of `search`."""

import re
import unicodedata
from collections.abc import Sequence

import Stemmer

MAX_CHARACTERS = 2_000
MAX_WORDS = 64
CACHED_STEMS = 30_000
WORD = re.compile(r"[^\W_]+")
ASCII_WORDS = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else ord(" ")  # noqa: PLR2004
    for code in range(256)
)
"""Each ASCII letter or digit in lower case, all else as a space."""
SIGNED = re.compile(r"\b(?P<receptor>(?i:er|pr|hr|her-?2?))(?P<sign>\+|[-\u2212\u2013](?![^\W_]))")
"""A receptor's sign as members write it; the sign of "HER2-low" is none."""
# Beyond Porter's paper, as FTS5's porter has it: (m>0) logi → log, (m>0) bli → ble.
MEASURED = re.compile(r"[aeiouy][^aeiouy]")

STOP_WORDS = frozenset(
    """
    a about after all am an and any anyone anything are as at be been being best better but by
    can could d did do does doing don else ever for from get gets getting give go going got had
    has have having he help her hers hi him his how i if in into is it its just know let like ll
    look looking m make many may me might more most much my need no not of off on one or other
    our out over please re really s say says she should show so some something t tell than that
    the their them then there these they thing things this those through to too up us use used
    using ve very want was way we well were what whats when where which while who whom whose why
    will with within without would yes you your yours
    """.split()  # noqa: SIM905 - 150 words in quotes would be harder to read
)
"""Words that ask rather than name; they are looked for only where nothing else was typed."""


def telling(words: Sequence[str]) -> Sequence[str]:
    """Those words that name something; all of them where none does."""
    return [word for word in words if word not in STOP_WORDS] or words


def fold(text: str) -> str:
    """Lower case, without accents, as the index's tokenizer folds it."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    # Marks belong to their letter; invisible format characters (bidi, joiners) to nothing at all.
    return "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})


def words_of(text: str) -> list[str]:
    """The words of any text: letters and digits; everything else separates."""
    if text.isascii():
        # Five times as fast as the expression, on what most articles are.
        return text.encode().translate(ASCII_WORDS).decode().split()
    return WORD.findall(fold(text))


def typed_words(text: str) -> tuple[str, ...]:
    """The words of a query, cut to what a person could mean; "ER+" is "er positive"."""
    signed = SIGNED.sub(_spelled_out, text[:MAX_CHARACTERS])
    return tuple(words_of(signed)[:MAX_WORDS])


def _spelled_out(match: re.Match[str]) -> str:
    return f"{match['receptor']} {'positive' if match['sign'] == '+' else 'negative'} "


class Stems(dict[str, str]):
    """Words to stems, remembered: `stems["metastases"]` is "metastas"."""

    def __init__(self) -> None:
        super().__init__()
        self._porter = Stemmer.Stemmer("porter", 0)

    def __missing__(self, word: str) -> str:
        stem = self._stem(word)
        # The commonest words come first: once it is full, what is left is rare.
        if len(self) < CACHED_STEMS:
            self[word] = stem
        return stem

    def spaced(self, text: str) -> str:
        """A text's stems, each with a space on both sides, so that they can be counted."""
        # `map` over a bound method, not a comprehension: this runs for every word that is ranked.
        return f" {'  '.join(map(self.__getitem__, words_of(text)))} "

    def _stem(self, word: str) -> str:
        if len(word) < 3:  # noqa: PLR2004 - FTS5 leaves these as they are
            return word
        stem: str = self._porter.stemWord(word)
        if stem.endswith("logi") and MEASURED.search(stem[:-4]):
            return stem[:-1]
        if stem.endswith("bli") and MEASURED.search(stem[:-3]):
            return str(self._porter.stemWord(stem[:-3] + "ble"))
        return stem
