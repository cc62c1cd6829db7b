"""Splits text into words, and words into stems, exactly as the index does.

`StringTable` holds thousands of words or names in little memory.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import Stemmer

from bot.articles import signs
from bot.search.english_words import (
    ASKING_WORDS,
    FILLERS,
    FORMS,
    INDEXED_STEMS,
    IRREGULAR,
    OWN_STEMS,
    PLURALS_ALONE,
    STOP_WORDS,
    WHOLE_WORDS,
)
from bot.search.numbers import MAY_PART_NUMBER, OTHER_PART_SIGN, PARTED_NUMBER, spelled_units

MAX_CHARACTERS, MAX_WORDS = 2_000, 64
"""The most characters and words of a query that are read; people type far fewer. Chosen by eye."""
CACHED_STEMS = 30_000
"""Words whose stem is kept. Chosen by eye."""
SHORTEST_STEMMED, LONGEST_STEMMED = 3, 64
"""FTS5's porter leaves other words as they are (FTS5_PORTER_MAX_TOKEN)."""
WORD = re.compile(r"[^\W_]+")
WORD_BYTES = bytes(
    code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else ord(" ")  # noqa: PLR2004
    for code in range(256)
)
"""Each ASCII letter or digit in lower case, other ASCII as a space; the rest is folded before."""
LINE_BYTES = WORD_BYTES[:10] + b"\n" + WORD_BYTES[11:]
"""The same, but for the ends of lines."""
ASCII_SIGNS = r"\x00-/:-@\[-`{-\x7f"
FOREIGN = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z0-9]*+[^\x00-\x7f][^{ASCII_SIGNS}]*+")
"""Words with characters that must be folded: few in most articles.

It matches only where a word begins, and never backtracks. Without that, five articles of one long
word each took 22 seconds. Naming the ASCII signs, and not all other characters, saves 2 ms of
compiling.
"""
# With marks and invisible characters, which `fold` takes out of the middle of words.
REST = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff])*+")
TOKEN = re.compile(rf"[^\W_]{REST.pattern}")
JOINED_UNIT = re.compile(r"\b([0-9]{1,2}|[0-9][0-9.,]{1,6})(yo|yrs?|mg|mcg)\b", re.IGNORECASE)
"""An age or a dose with its unit, written as one word."""
SIGNED_NUMBER = re.compile(
    r"\b(?:under|over|below|above|before|past|than)\s+(?:[$\u00a3\u20ac]\s?\d|\d+\s?%)",
    re.IGNORECASE,
)
"""A number that would be an age without its sign: "under 40%"."""
NEGATED_VERB = re.compile(r"\b([A-Za-z]{2,7}n)['\u2019]t\b")
LETTERS_IN_A_ROW = re.compile(r"[^\W\d_]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
"""The letters that people type if their keyboard lacks these."""
# Beyond Porter's paper, as FTS5's porter has it: (m>0) logi → log, (m>0) bli → ble.
MEASURED = re.compile(r"[aeiouy][^aeiouy]")
ENDS_OF_NAMES = frozenset("bcdefghjklmnopqrtuvwxyz") | {"positive", "negative"}
"""Behind a word they are part of a name: "CAR T" is no car, and "HER2 positive" not all with HER2.
The letters "a", "i" and the "s" of "Paget's" mostly are not."""
LONGEST_GAP = 3
"""The small words that may stand between two words of a name. Chosen by eye."""


def content_words(words: Sequence[str]) -> Sequence[str]:
    """The words that are not stop words; all of them if there are only stop words."""
    return [word for word in words if word not in STOP_WORDS] or words


def name_parts(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The content words of a name; some belong to the word before: "CAR T", "HER2 positive".

    If all are stop words, they have a meaning only together: "get out of".
    """
    parts = list[tuple[str, ...]]()
    for before, word in zip(("", *words), words, strict=False):
        if parts and before not in STOP_WORDS and word in ENDS_OF_NAMES:
            parts[-1] = (*parts[-1], word)
        elif word not in STOP_WORDS:
            parts.append((word,))
    return parts or [tuple(words)]


def content_stems(words: Sequence[str], stems: "Stems") -> tuple[str, ...]:
    """The stems of a name without stop words: "water on the lungs" is "water lung"."""
    return tuple([stems[IRREGULAR.get(word, word)] for word in words if word not in FILLERS])


def content_stems_at(
    words: Sequence[str], start: int, longest: int, stems: "Stems"
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The runs of two or more content stems that begin here, each with its end."""
    found, gap = list[str](), 0
    for at in range(start, len(words)):
        filler = words[at] in FILLERS
        gap = gap + 1 if filler else 0
        if gap > LONGEST_GAP or len(found) == longest or (filler and not found):
            return
        if not filler:
            found.append(stems[IRREGULAR.get(words[at], words[at])])
            if len(found) > 1:
                yield at + 1, tuple(found)


def says_little(words: Sequence[str]) -> bool:
    """Whether it is a single word that has little meaning."""
    return len(words) == 1 and words[0] in ASKING_WORDS


LONGEST_WITHOUT_PLURAL = 4
"""Words of at most this many letters that end in "s" are no plurals: "this", "mass"."""


def singular(name: str) -> str:
    """A name without the endings of plurals.

    It does not use stems, which would join "expect" and "expecting", "progress" and "progression".
    """
    if ("s " not in name and not name.endswith("s")) or name in PLURALS_ALONE:  # the first mostly
        return name
    return " ".join(
        word.removesuffix("s") if len(word) > LONGEST_WITHOUT_PLURAL else word
        for word in name.split()
    )


def contracted(text: str) -> str:
    """Write "can't" as "cant", since members write both."""
    return NEGATED_VERB.sub(r"\1t", text) if "'" in text or "\u2019" in text else text


def fold(text: str) -> str:
    """The text in lower case without accents, as the index's tokenizer folds it."""
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
    """The words of any text; everything but letters and digits separates.

    A number with signs is one word: "1,000", "2.5".
    """
    if MAY_PART_NUMBER.search(text) is None:  # as in most names
        return indexed_words(text)
    found, at = list[str](), 0
    for number in PARTED_NUMBER.finditer(text):
        found += indexed_words(text[at : number.start()])
        found.append(fold(OTHER_PART_SIGN.sub(",", number[0])))
        at = number.end()
    return found + indexed_words(text[at:])


def words_of_each(names: Sequence[str]) -> list[list[str]]:
    """The words of several names: read together, they take half the time."""
    whole = "\n".join(names)
    has_breaks = whole.count("\n") >= len(names)
    if has_breaks or not whole.isascii() or MAY_PART_NUMBER.search(whole):
        return list(map(words_of, names))
    return list(map(str.split, whole.encode().translate(LINE_BYTES).decode().split("\n")))


def indexed_words(text: str) -> list[str]:
    """The words as the index's tokenizer parts them: those of "1,000" are "1" and "000"."""
    if not text.isascii():
        text = FOREIGN.sub(lambda run: f" {' '.join(WORD.findall(fold(run[0])))} ", text)
    return _spaced(text).split()


def aligned(text: str) -> str:
    """The text with its words folded and all else as spaces; words keep their places."""
    return _spaced(text if text.isascii() else FOREIGN.sub(_folded_in_place, text))


def _folded_in_place(run: re.Match[str]) -> str:
    places = [" "] * len(run[0])
    for match in TOKEN.finditer(run[0]):
        folded = WORD.findall(fold(match[0]))
        if len(folded) == 1 and len(folded[0]) <= len(match[0]):
            places[match.start() : match.end()] = folded[0].ljust(len(match[0]))
    return "".join(places)


def end_of_word(text: str, at: int) -> int:
    """Where a word ends in the text; folding may have shortened the word."""
    match = REST.match(text, at)
    return match.end() if match else at


def _spaced(text: str) -> str:
    """Split a text at spaces; five times as fast as the regular expression."""
    return text.encode().translate(WORD_BYTES).decode()


def plain(text: str) -> str:
    """The text in lower case, with ligatures as letters."""
    lower = text.lower()
    return lower if lower.isascii() else lower.translate(LIGATURES)


def typed_without_signs(text: str) -> str:
    """Write signs as articles name them: "her2+" is "her2 positive ", "β" is "beta"."""
    text = signs.TYPED_SIGNED.sub(signs.spelled_out, text)
    return text if text.isascii() else signs.GREEK_LETTER.sub(signs.greek_name, text)


def label_of(name: str) -> str:
    """The label of the concept that a name becomes."""
    return " ".join(typed_words(name))


def typed_words(text: str) -> tuple[str, ...]:
    """The words of a query, bounded in number.

    "ER+" is "er positive", and "++-" says the same of all three receptors; "15yo" is "15 yo", and
    "under 40%" is "under 40 percent".
    """
    text = text[:MAX_CHARACTERS]
    text = spelled_units(text) if SIGNED_NUMBER.search(text) else text
    signed = signs.THREE_SIGNS.sub(signs.three_receptors, contracted(text))
    signed = JOINED_UNIT.sub(r"\1 \2", typed_without_signs(signed))
    return tuple(words_of(signed)[:MAX_WORDS])


def has_row(words: Sequence[str], row: Sequence[str]) -> bool:
    """Whether words have others somewhere in a row."""
    return any(words[at : at + len(row)] == row for at in range(len(words) - len(row) + 1))


def words_and_accents(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The words of a query; and those with accents, as they were typed."""
    letters = LETTERS_IN_A_ROW.findall(text.lower())
    accented = {fold(plain(word)): plain(word) for word in letters if not word.isascii()}
    return typed_words(plain(text)), accented


def as_typed(row: str, text: str) -> str:
    """Words of a query as the text has them: "standig" is "ständig", "5 10" is "5-10"."""
    words = tuple(row.split(" "))
    tokens = list(TOKEN.finditer(text))
    ends = tokens[len(words) - 1 :]
    written = (text[f.start() : last.end()] for f, last in zip(tokens, ends, strict=False))
    return next((each for each in written if typed_words(plain(each)) == words), row)


def indexed(stem: str) -> str:
    """The index's stem of words that have a stem of their own here: "met" of "mets"."""
    return INDEXED_STEMS.get(stem, stem)


class Stems(dict[str, str]):
    """Maps words to stems, with a cache: `stems["metastases"]` is "metastas".

    Of two words that Porter's stemmer takes for one, such as "mets" and "met", one has its own.
    The stem of a number of several parts has them between spaces, as the index has them in a row.
    """

    def __init__(self) -> None:
        super().__init__()
        self._porter = Stemmer.Stemmer("porter", 0)

    def __missing__(self, word: str) -> str:
        if word[:1].isdigit() and not word.isalnum():
            return " ".join(map(self.__getitem__, indexed_words(word)))
        stem = self._kept(word, self._porter.stemWord(word))
        # The commonest words come first, so only rare ones find the cache full.
        if len(self) < CACHED_STEMS and len(word) <= LONGEST_STEMMED:
            self[word] = stem
        return stem

    def of_guesses(self, words: Sequence[str]) -> set[str]:
        """The stems of words that may not exist, without keeping them."""
        # Asked for together, they take half the time (measured).
        return set(map(self._kept, words, self._porter.stemWords(words)))

    def _kept(self, word: str, stem: str) -> str:
        """A word's own stem; else that of the stemmer, as FTS5 has it."""
        if not SHORTEST_STEMMED <= len(word) <= LONGEST_STEMMED or word in OWN_STEMS:
            return OWN_STEMS.get(word, word)
        if stem.endswith("logi") and MEASURED.search(stem[:-4]):
            return stem[:-1]
        if stem.endswith("bli") and MEASURED.search(stem[:-3]):
            return str(self._porter.stemWord(stem[:-3] + "ble"))
        return word if stem == word else stem  # one object, if they are equal


CACHED_WORDS = 20_000
"""Words whose base forms are kept. Chosen by eye."""
SHORTEST_BASE = 2
"""The least letters before an ending: "being" is a form of "be", "king" of nothing."""


def same_word(one: str, other: str) -> bool:
    """Whether these words, which share their stem, are forms of one word.

    Porter's stemmer gives "generic" and "generation" one stem. A search only ranks an article by
    that. Words that are followed or muted decide whether an article is posted, so they match only
    their own forms.
    """
    if not one.isalnum():  # "2,5" and "2.5" are one number
        return True
    return one == other or not bases_of(one).isdisjoint(bases_of(other))


@lru_cache(maxsize=CACHED_WORDS)
def bases_of(word: str) -> frozenset[str]:
    """A word and all that it may be a form of: "ached" of "ache"."""
    return frozenset((word, *_shorter(word)))


def _shorter(word: str) -> Iterator[str]:
    if word in WHOLE_WORDS or not word.isalpha():
        return
    for ending, instead in FORMS:
        base = word.removesuffix(ending)
        if base != word and len(base) >= SHORTEST_BASE:
            yield from (base + end for end in instead)
            if base[-1] == base[-2]:
                yield base[:-1]  # "stopped", "planning"


LINES_PER_PAGE = 32
"""With 16, 32, 64 and 128 a look-up takes 2.5, 2.8, 3.3 and 4.2 µs (measured). Each page takes some
50 bytes more than its lines."""
END_OF_KEY = "\t"
LAST = "\U0010ffff"
"""Sorts behind every letter."""


class StringTable:
    """Sorted lines: each is a key, or a key, a tab and a value.

    A dict of the 13,000 names of the thesaurus takes 3.7 MB, and this 0.5 MB (measured).
    """

    def __init__(self, lines: Iterable[str]) -> None:
        """Sort the lines by their keys; those of one key stay in the order in which they come.

        Args:
            lines: without line breaks. A key sorts as its words do: it holds letters, digits and
                single spaces.
        """
        ordered = sorted(lines, key=_key)
        self._pages = [
            "\n".join(("", *ordered[first : first + LINES_PER_PAGE], ""))
            for first in range(0, len(ordered), LINES_PER_PAGE)
        ]

    def __iter__(self) -> Iterator[str]:
        for page in self._pages:
            yield from page[1:-1].split("\n")

    def __contains__(self, line: object) -> bool:
        whole = f"\n{line}\n"
        page = bisect_right(self._pages, f"{whole}{LAST}") - 1
        return page >= 0 and whole in self._pages[page]

    def __getitem__(self, number: int) -> str:
        page, line = divmod(number, LINES_PER_PAGE)
        return self._pages[page].split("\n", line + 2)[line + 1]

    def begins(self, start: str) -> bool:
        """Whether any line begins so."""
        probe = f"\n{start}"
        at = bisect_left(self._pages, probe)
        within = at > 0 and probe in self._pages[at - 1]
        return within or (at < len(self._pages) and self._pages[at].startswith(probe))

    def beginning(self, start: str) -> list[str]:
        """The lines that begin so."""
        probe = f"\n{start}"
        at = bisect_left(self._pages, probe)
        # The first ones may stand in the page before.
        found = _lines(self._pages[at - 1], probe) if at else []
        while at < len(self._pages) and self._pages[at].startswith(probe):
            found += _lines(self._pages[at], probe)
            at += 1
        return found

    def values(self, key: str) -> list[str]:
        """The text behind a key; nothing if it is unknown."""
        start = f"{key}{END_OF_KEY}"
        return [line.removeprefix(start) for line in self.beginning(start)]


def _lines(page: str, probe: str) -> list[str]:
    begin = page.find(probe)
    if begin < 0:
        return []
    end = page.index("\n", page.rfind(probe) + 1)
    return page[begin + 1 : end].split("\n")


def _key(line: str) -> str:
    return line.partition(END_OF_KEY)[0]


class WordsByLength:
    """Words between spaces, apart by their length; lists would take five times the memory."""

    def __init__(self, words: Iterable[str]) -> None:
        found = defaultdict[int, list[str]](list)
        for word in words:
            found[len(word)].append(word)
        self._by_length = {length: " ".join(alike) for length, alike in found.items()}

    def within(self, edits: int, length: int) -> list[str]:
        """The words whose length differs by so many letters at most."""
        lengths = range(length - edits, length + edits + 1)
        return " ".join(self._by_length.get(each, "") for each in lengths).split()
