"""Compares titles: do two of them tell the same story? Pure; called by `duplicates`.

A title becomes the stems of its telling words. Two titles tell the same story if the shorter one's
words stand in the longer one, in about the same order, and nothing that matters is only in one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import Stemmer
from msgspec import Struct
from rapidfuzz import fuzz

MIN_TELLING_WORDS = 4
"""Telling words that a title needs to be compared: "News in brief" may come every week."""
MIN_TELLING_WORDS_IF_EQUAL = 3
"""Telling words that are enough if both titles hold the same words in the same order."""
MOST_EXTRA_SHARE = 0.2
"""The share of the longer title's telling words that the shorter one may lack."""
MIN_WORDS_BEFORE_CUT = 6
"""Words that a cut title needs before its last one."""
MIN_ORDER_RATIO = 55.0
"""rapidfuzz's `ratio` of the words in their order: some parts may change places, but not all."""
MOST_WORDS_IN_AN_OUTLET = 4
"""More words after the last dash or bar are a part of the title. Chosen by eye."""

COMPARED_CHARACTERS = 500
"""Characters; `clean` keeps 250. The time to normalize grows with the square of the accents."""
WORD = re.compile(r"[^\W_]+")
TRAILING_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\s*$")
OUTLET = re.compile(r"(?<!\s)\s++[-–—|]\s++([^|–—]{2,40})$")
NUMBER_WORDS = {
    "zero": "0",
    "one": "1",
    "single": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "fifteen": "15",
    "twenty": "20",
}
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
NUMBERED = frozenset({"phase", "stage", "part", "grade", "type", "level"})
SPELLINGS = (
    (re.compile(r"^o(?=estr|edem|esoph)"), ""),
    (re.compile(r"(?<=.)ae(?=m|d|c|s)"), "e"),
    (re.compile(r"oea$"), "ea"),
    (re.compile(r"our(?=s?$|al|ed|ing)"), "or"),
    (re.compile(r"is(?=e[ds]?$|ing$|ation)"), "iz"),
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"),
    (re.compile(r"programme"), "program"),
    (re.compile(r"ll(?=ed$|ing$)"), "l"),
)
"""British to American spelling. Rough rules are enough, because they apply to both titles."""
DRUG = re.compile(
    r"(?:mab|nib|ciclib|parib|taxel|platin|rubicin|trozole|oxifene|tecan|lisib|strant|relin|tide|"
    r"limus|citabine|dronate|dronic|sertib|mestane|vedotin|emtansine)$"
)
"""Stems of international nonproprietary names: https://www.who.int/teams/health-product-and-policy-standards/inn"""

_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(word)
    return stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(_stem, words.split()))


FILLING = _stems(
    "a an the of in on at to for with and or by from as is are was were be been being has have had "
    "it its their his her who whom that which this these those may might can could will would "
    "study studies research researcher researchers scientist scientists find finds found show "
    "shows showed say says report reports suggest suggests reveal reveals conclude concludes new "
    "news data analysis according team video podcast update updated announcement press release "
    "trial us"
)
"""Words that say nothing about the story. They are ignored."""
COMMON = _stems("breast cancer cancers disease patient patients week weekly month monthly today")
"""Words that must agree, but are too frequent here to tell stories apart."""
DECIDING = _stems(
    "no not without never fails failed lacks negative positive low high higher lower more fewer "
    "less increase increases decrease decreases rise rises fall falls improve improves worsen "
    "worsens benefit harm gain loss start starts begin begins end ends stop stops stopped halt "
    "halted withdrawn recall recalled approve approves approved reject rejects rejected refuse "
    "before after during early late advanced metastatic recurrent adjuvant neoadjuvant first "
    "second third premenopausal postmenopausal men man male women woman female young younger old "
    "older elderly children ductal lobular inflammatory invasive brain bone liver lung lymph skin "
    "correction corrigendum erratum retraction retracted reply comment commentary editorial part "
    "episode chapter mice mouse rats europe european britain british england scotland canada "
    "canadian china chinese japan india australia african asian black white hispanic"
)
"""Words that make another story if only one of two titles has them."""
ORDERING = _stems("than before after versus vs over beat beats follow follows followed")
"""Words that make the order matter: "A beats B" is not "B beats A"."""


class Title(Struct, frozen=True):
    """A title, ready to be compared.

    Attributes:
        words: stems of all words but filling, in their order.
        deciding: those of them that another title of the same story must have, too.
        cut: whether the title ends in "…".
        ordered: whether the order of its words matters.
    """

    words: tuple[str, ...]
    deciding: frozenset[str]
    cut: bool
    ordered: bool

    @property
    def uncommon(self) -> list[str]:
        """The words that tell stories apart: all but the common ones."""
        return _uncommon(self.words)


def same_title(one: str, other: str) -> bool:
    """Whether two titles tell the same story."""
    return any(_same(read(a), read(b)) for a, b in _readings(one, other))


@lru_cache(maxsize=1 << 12)
def read(title: str) -> Title:
    """Split a title into stems, and find the deciding ones."""
    text = unicodedata.normalize("NFKC", title[:COMPARED_CHARACTERS])
    text = text.replace("%", " percent ").replace("+", " plus ").replace("’", "").replace("'", "")
    shouted = text.isupper()
    words, deciding, ordered = [], set(), False
    before = ""
    for written in WORD.findall(text):
        word = _plain(written.casefold(), before)
        stem = _stem(word)
        ordered |= stem in ORDERING
        before = word
        if stem in FILLING and not word.isdigit():
            continue
        words.append(stem)
        short_form = len(written) > 1 and written.isupper() and not shouted
        if stem in DECIDING or short_form or DRUG.search(word) or any(map(str.isdigit, word)):
            deciding.add(stem)
    return Title(tuple(words), frozenset(deciding), bool(TRAILING_ELLIPSIS.search(title)), ordered)


def search_words(title: str, number: int) -> tuple[str, ...]:
    """The longest words of a title, at most `number`, to find similar titles in an index."""
    words = {word for word in WORD.findall(title.casefold()) if _stem(word) not in FILLING}
    return tuple(sorted(sorted(words), key=len, reverse=True)[:number])


@lru_cache(maxsize=1 << 11)
def title_stems(title: str) -> frozenset[str]:
    """The stems of all words of a title, from a cache: documents of the same days share titles."""
    return frozenset(map(_stem, WORD.findall(title.casefold())))


def _plain(word: str, before: str) -> str:
    if word in ROMAN and before in NUMBERED:
        return ROMAN[word]
    word = NUMBER_WORDS.get(word, word)
    for british, american in SPELLINGS:
        word = british.sub(american, word)
    return word


def _readings(one: str, other: str) -> Iterable[tuple[str, str]]:
    """The pairs of titles to compare.

    They are the titles as written, each one in turn without an outlet's name at its end, and, if
    both hold a "|", both without it.
    """
    yield one, other
    yield _without_outlet(one), other
    yield one, _without_outlet(other)
    if "|" in one and "|" in other:
        yield _without_outlet(one), _without_outlet(other)


def _without_outlet(title: str) -> str:
    found = OUTLET.search(title)
    if not found or len(WORD.findall(found[1])) > MOST_WORDS_IN_AN_OUTLET:
        return title
    return title if read(found[1].lower()).deciding else title[: found.start()]


def _same(one: Title, other: Title) -> bool:
    if one.words == other.words:
        return len(one.uncommon) >= MIN_TELLING_WORDS_IF_EQUAL
    shorter, longer = sorted((one, other), key=lambda title: len(title.words))
    if len(shorter.uncommon) < MIN_TELLING_WORDS:
        return False
    return _begins(longer, shorter) or _holds(longer, shorter)


def _begins(longer: Title, cut: Title) -> bool:
    """Whether a cut title is the beginning of the other; its last word may be incomplete."""
    whole = len(cut.words) - 1
    return cut.cut and whole >= MIN_WORDS_BEFORE_CUT and cut.words[:whole] == longer.words[:whole]


def _holds(longer: Title, shorter: Title) -> bool:
    """Whether the longer title holds the words of the shorter one and adds nothing that matters."""
    extra = tuple((Counter(longer.words) - Counter(shorter.words)).elements())
    rest = _without(longer.words, extra)
    return (
        len(rest) == len(shorter.words)
        and not longer.deciding.intersection(extra)
        and len(_uncommon(extra)) <= MOST_EXTRA_SHARE * len(longer.uncommon)
        and (shorter.words == rest or (not shorter.ordered and _in_same_order(shorter.words, rest)))
    )


def _in_same_order(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return fuzz.ratio(" ".join(one), " ".join(other)) >= MIN_ORDER_RATIO


def _without(words: tuple[str, ...], extra: Iterable[str]) -> tuple[str, ...]:
    left, kept = Counter(extra), []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            kept.append(word)
    return tuple(kept)


def _uncommon(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in COMMON]
