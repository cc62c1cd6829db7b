"""Finds the words that a text must have for an expression to match it. Pure.

Read from the expression itself: "passed away" needs "passed", and "(?:grief|mourning) for" one of
two. `note_phrases` compiles a phrase when a text has its words; the tests compare the words beside
the expressions of `study_words` with those that are read here.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from bot.articles.person_words import PARTS

LEAST_NEEDED_LETTERS = 3
"""Letters of a word by whose beginning a phrase is known."""
_FREQUENT = (
    "those received our their its your her his she him they them you are have had has not"
    " before after when this that who would will from for with were was and the"
    " no we as at on by be is an or to in of randomi"
)
FREQUENT_WORDS = {word: rank for rank, word in enumerate(_FREQUENT.split(), 1)}
"""Words that many texts have, the most frequent last: an expression is known by others of its
words, if it has any. "randomi" stands in each abstract in which the rules on chance look for it."""
_PIECE = re.compile(
    r"(<~>|<\w+>|\\.|\[\]?[^\]]{0,99}\]|[^\W\d_]+(?: |\\b)(?![?*{])|[^\W\d_]+"
    r"|\(\?(?:<?[=!]|[-a-z]*:)|.)"
    r"([?*+]\??|\{[\d,]+\}\??)?"
)
"""Letters, a group's beginning or end, a class, a name or a sign; and how often it stands."""
_OPTIONAL = frozenset("?*{")
_LOOKING = ("(?=", "(?!", "(?<")
_SEPARATORS = frozenset({" ", "-", "’", "'", "[- ]", "[ -]", r"\b", r"\(", r"\s", r"\W"})
"""Behind them a word begins, if a letter follows."""
Needed = tuple[frozenset[str], ...]
"""Of each set, a text must have a word that begins with one of its words.

One with a space behind it must be a whole word.
"""


def needed_words(phrase: str, least: int = LEAST_NEEDED_LETTERS) -> Needed:
    """The beginnings of words without which a text cannot have the phrase; none if unknown.

    Args:
        phrase: an expression.
        least: letters of such a beginning.
    """
    return _needed(iter(_PIECE.findall(phrase)), least, at_word=True).words


class _Need(Struct, frozen=True):
    """The words without which a part of a phrase cannot match.

    Attributes:
        words: the beginnings of words that a text must have.
        before_word: whether a word begins behind the part.
        times: how often the part stands, as expressions write it.
    """

    words: Needed
    before_word: bool
    times: str = ""


def _needed(pieces: Iterator[tuple[str, str]], least: int, *, at_word: bool) -> _Need:
    """Read an expression, or a group to its end.

    Args:
        pieces: what is left of the expression, as `_PIECE` divides it.
        least: letters of the beginning of a word.
        at_word: whether it begins a word.
    """
    parts, choices, before_word = list[_Need](), list[frozenset[str]](), at_word
    for atom, times in pieces:
        if atom in {"|", ")"}:
            parts.append(_Need(tuple(choices), before_word))
            choices, before_word = [], at_word
            if atom == ")":
                return _either(parts, times)
            continue
        need = _needed_of((atom, times), pieces, least, at_word=before_word)
        if atom.startswith(_LOOKING):
            continue
        is_optional = need.times[:1] in _OPTIONAL
        choices += () if is_optional else need.words
        before_word = need.before_word and (before_word or not is_optional)
    return _either([*parts, _Need(tuple(choices), before_word)], "")


def _needed_of(
    piece: tuple[str, str], pieces: Iterator[tuple[str, str]], least: int, *, at_word: bool
) -> _Need:
    atom, times = piece
    if atom[0] == "(":
        return _needed(pieces, least, at_word=at_word)
    if atom == "<~>":
        return _Need((), at_word)
    if atom[0] == "<":
        words = PARTS.get(atom[1:-1], r"\w").split()
        return _needed(iter(_PIECE.findall("|".join(words))), least, at_word=at_word)
    if atom[0].isalpha() and atom.endswith((" ", r"\b")):
        # The word ends there: "i was" needs the word "i".
        word = atom.removesuffix(r"\b").rstrip().lower()
        # A whole word tells more than a beginning, so it may be short where beginnings may be.
        begins = at_word and (least < LEAST_NEEDED_LETTERS or len(word) >= least)
        return _Need((frozenset([f"{word} "]),) if begins else (), before_word=True)
    if atom.isalpha():
        # "?" and "*" concern the last letter alone: "colou?r" needs "colo".
        run = atom.lower()[:-1] if times[:1] in _OPTIONAL else atom.lower()
        begins = at_word and len(run) >= least
        return _Need((frozenset([run]),) if begins else (), before_word=False)
    return _Need((), atom in _SEPARATORS or (at_word and atom in {"^", "$"}), times)


def commonness(words: Collection[str]) -> tuple[int, int, int]:
    """Sort key for sets of words, the rarest set first.

    Sets without frequent words come first, then the smallest, then those whose shortest word is the
    longest.
    """
    frequent = max((FREQUENT_WORDS.get(word.rstrip(), 0) for word in words), default=0)
    return frequent, len(words), -min(map(len, words), default=0)


def _either(parts: Sequence[_Need], times: str) -> _Need:
    """Return the needs of a single part, or of several one set with the rarest words of each."""
    before_word = all(each.before_word for each in parts)
    if len(parts) == 1:
        return _Need(parts[0].words, before_word, times)
    rarest = [min(each.words, key=commonness) for each in parts if each.words]
    either = (frozenset[str]().union(*rarest),) if len(rarest) == len(parts) else ()
    return _Need(either, before_word, times)
