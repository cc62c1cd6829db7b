"""Texts for articles: plain sentences, and the worst that a feed could have brought.

Each text begins with a word that the bench asks for. All are written straight into the tables, far
past what cleaning lets through today: an older version, or a restored backup, may hold them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

ASKED = "xylophone"
"""In every text, and not in the thesaurus: a typo in it is looked up in the texts themselves."""
MEGABYTE = 1_000_000
LONG_WORD = 19_000
"""Letters; as long as a whole text of one word that cleaning lets through."""
FIELD_CHARACTERS = 100_000
"""Of every hostile field but the text; such fields are read many at a time."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of an article.

    Attributes:
        text: its text.
        field: any other field.
    """

    text: str
    field: str


def plain(number: int) -> Texts:
    """Sentences, as long as those of feeds."""
    sentence = f"The {ASKED} helped {number} women who had surgery for breast cancer to sleep. "
    return Texts(sentence * 40, (sentence * 3)[:200])


def hostile(number: int) -> Texts:
    """One of the worst texts; each number has its own words."""
    text = f"{ASKED} {WORST[number % len(WORST)](number)} {ASKED}"
    return Texts(text, text[:FIELD_CHARACTERS])


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda number: (unit * (MEGABYTE // len(unit.encode()) + 1))[: MEGABYTE - number]


def _foreign_word(number: int) -> str:
    return f"{'a' * LONG_WORD} é {number}"


def _foreign_words(number: int) -> str:
    return " ".join(f"{'x' * LONG_WORD}é{place}" for place in range(number, number + 50))


def _distinct_words(number: int) -> str:
    return " ".join(_words(number, 100_000))


def _long_distinct_words(number: int) -> str:
    return " ".join(f"{'long' * 250}{word}" for word in _words(number, 1_000))


def _near_words(number: int) -> str:
    """Words that begin and read like the one that is asked for."""
    return " ".join(f"{ASKED[:5]}{word}" for word in _words(number, 20_000))


def _words(number: int, count: int) -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for place in range(number * count, (number + 1) * count):
        word, rest = "", place
        while rest or not word:
            rest, letter = divmod(rest, len(letters))
            word += letters[letter]
        yield f"q{word}"


WORST: tuple[Callable[[int], str], ...] = (
    _foreign_word,
    _foreign_words,
    _distinct_words,
    _long_distinct_words,
    _near_words,
    _repeated(f"{ASKED} "),
    _repeated("q "),
    _repeated("乳がん"),
    _repeated("xyloph"),
    _repeated("é"),
    _repeated("a\u0316\u0301\u0316\u0301"),
    _repeated("\u0301\u0316"),
    _repeated("\ufdfa"),
    _repeated("🎗️👩‍⚕️"),
    _repeated("\u200b"),
    _repeated(" "),
    _repeated("<b>"),
    _repeated("<!--"),
    _repeated("[](http://evil.example "),
    _repeated("*_~|`\\"),
    _repeated("@everyone "),
    _repeated("discord.gg/abc."),
    _repeated("1 000 000,5 "),
    _repeated(". "),
    _repeated("&amp;"),
    _repeated("breast cancer metastasis HER2+ "),
)
