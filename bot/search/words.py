"""Text to words and words to stems, just as the index does it; used by all of `search`."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

MAX_CHARACTERS = 2_000
MAX_WORDS = 64
CACHED_STEMS = 30_000
LONGEST_STEMMED = 64
"""FTS5's porter leaves longer words as they are (FTS5_PORTER_MAX_TOKEN)."""
WORD = re.compile(r"[^\W_]+")
WORD_BYTES = bytes(
    code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else ord(" ")  # noqa: PLR2004
    for code in range(256)
)
"""Each ASCII letter or digit in lower case, other ASCII as a space; the rest is folded before."""
FOREIGN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]*+[^\x00-\x7f][A-Za-z0-9\x80-\U0010ffff]*+")
"""What has to be folded, with the letters around it: a few words of most articles.

It begins where a word begins and never gives back: tried from each letter of a long word, it took
22 seconds for five articles of one word each.
"""
# With marks and invisible characters, which `fold` takes out of the middle of words.
REST = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff])*+")
TOKEN = re.compile(rf"[^\W_]{REST.pattern}")
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
    # Character by character: of a whole text, `normalize` sorts the marks behind each letter, in
    # time that grows with the square of their number.
    return "".join(map(_folded, text.lower()))


@lru_cache(maxsize=4_000)
def _folded(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    # Marks belong to their letter; invisible format characters (bidi, joiners) to nothing at all.
    return "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})


def words_of(text: str) -> list[str]:
    """The words of any text: letters and digits; everything else separates."""
    if not text.isascii():
        text = FOREIGN.sub(lambda run: f" {' '.join(WORD.findall(fold(run[0])))} ", text)
    return _spaced(text).split()


def aligned(text: str) -> str:
    """The same words in places as wide as theirs in the text, and spaces for all else."""
    return _spaced(text if text.isascii() else FOREIGN.sub(_folded_in_place, text))


def _folded_in_place(run: re.Match[str]) -> str:
    places = [" "] * len(run[0])
    for match in TOKEN.finditer(run[0]):
        folded = WORD.findall(fold(match[0]))
        if len(folded) == 1 and len(folded[0]) <= len(match[0]):
            places[match.start() : match.end()] = folded[0].ljust(len(match[0]))
    return "".join(places)


def end_of_word(text: str, at: int) -> int:
    """Where a word of the text itself ends that is narrower once it is folded."""
    match = REST.match(text, at)
    return match.end() if match else at


def _spaced(text: str) -> str:
    """Words between spaces; five times as fast as the expression."""
    return text.encode().translate(WORD_BYTES).decode()


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
        if len(word) > LONGEST_STEMMED:
            return word
        stem = self._stem(word)
        # The commonest words come first: once it is full, what is left is rare.
        if len(self) < CACHED_STEMS:
            self[word] = stem
        return stem

    def _stem(self, word: str) -> str:
        if len(word) < 3:  # noqa: PLR2004 - FTS5 leaves these as they are
            return word
        stem: str = self._porter.stemWord(word)
        if stem.endswith("logi") and MEASURED.search(stem[:-4]):
            return stem[:-1]
        if stem.endswith("bli") and MEASURED.search(stem[:-3]):
            return str(self._porter.stemWord(stem[:-3] + "ble"))
        return stem
