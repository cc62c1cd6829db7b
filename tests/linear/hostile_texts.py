"""Inputs that make a regular expression, or any reader of text, work hard.

From an expression's own tree: for each part that repeats, what leads up to it, the part many times,
and an end that fails; and what it mentions, many times over. Beside these, runs of what feeds hold.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import _constants as constants  # type: ignore[attr-defined] # the one way to a tree
from re import _parser as parser  # type: ignore[attr-defined] # the same
from typing import Any

ENDS = ("\x00", "é", "x ")
RUNS = (
    "a", "é", "0", " ", "\n", "_", "-", ".", ",", ":", "/", "@", "#", "*", "~", "`", "\\", "'", "(",
    "[", "]", "<", ">", "&", "+", '"', "…", "–", "“", "|", "||", "\u200b", "\u200d", "\u0301", "🎗️",
    "ab ", "a.", "a-", "é ", "e\u0301", "A1", "a\u200b", "\u0316\u0301", "\U0001d16d\U0001d165",
    "\ufdfa", "<b>", "<p>", "<div>", "</p>", "<b a=1>", "<!--", "&amp;", "&#x41;", "](", "[a](",
    "**", "...", ". ", "? ", "- ", "https://", "www.", "a.b/", "10.1000/", "<@1> ",
    "breast cancer ", "The post ", "Read more ",
)  # fmt: skip
CATEGORIES = {
    constants.CATEGORY_DIGIT: "1",
    constants.CATEGORY_NOT_DIGIT: "a-",
    constants.CATEGORY_SPACE: " \n",
    constants.CATEGORY_NOT_SPACE: "a.é",
    constants.CATEGORY_WORD: "a1_é",
    constants.CATEGORY_NOT_WORD: "-. ",
}
MOST_CHARACTERS = 6
"""Of a class; its neighbors do as it does."""
MANY = 16
"""A part that repeats at most so often is no run."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`before`, then `unit` as often as fits, then `end`."""

    before: str
    unit: str
    end: str

    def text(self, size: int) -> str:
        """About `size` characters of it."""
        return self.before + self.unit * (size // len(self.unit)) + self.end


def shapes(pattern: re.Pattern[Any] | None = None) -> list[Shape]:
    """Shapes for an expression; without one those that suit any reader of text."""
    found = dict.fromkeys(_pumped(pattern)) if pattern else {}
    units = (*_mentioned(pattern), *RUNS) if pattern else RUNS
    found |= dict.fromkeys(Shape("", unit, end) for unit in units for end in ENDS[:2])
    return list(found)


def _tree(pattern: re.Pattern[Any]) -> Sequence[Any]:
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    return list(parser.parse(text, pattern.flags & ~re.UNICODE))


def _pumped(pattern: re.Pattern[Any]) -> Iterator[Shape]:
    for before, bodies in _repeats(_tree(pattern), ""):
        for body in bodies:
            for end in ENDS:
                yield Shape(before, body, end)


def _repeats(nodes: Sequence[Any], before: str) -> Iterator[tuple[str, list[str]]]:
    """Each part that may repeat without end, or very often: what stands before it, and bodies."""
    for kind, value in nodes:
        if _is_repeat(kind):
            _, most, body = value
            bodies = [text for text in dict.fromkeys(_samples(body)) if text]
            if most > MANY:
                yield before, bodies
            yield from _repeats(body, before)
        else:
            for inner in _inner(kind, value):
                yield from _repeats(inner, before)
        before += next(iter(_samples([(kind, value)])), "")


def _mentioned(pattern: re.Pattern[Any]) -> Iterator[str]:
    """The texts of an expression: whole matches, their beginnings, each class's characters."""
    whole = [text for text in _samples(_tree(pattern)) if text]
    for text in whole:
        yield from (text, text[:-1] or text, f"{text} ")
    for before, bodies in _repeats(_tree(pattern), ""):
        yield from (f"{before}{body}" for body in bodies)
        if before:
            yield before


def _samples(nodes: Sequence[Any]) -> list[str]:
    """A few texts that these parts match, as if nothing stood around them."""
    found = [""]
    for kind, value in nodes:
        parts = _sampled(kind, value)
        longest = max(len(found), len(parts))
        found = [found[n % len(found)] + parts[n % len(parts)] for n in range(longest)]
    return list(dict.fromkeys(found))


def _sampled(kind: Any, value: Any) -> list[str]:
    if kind is constants.LITERAL:
        return [chr(value)]
    if kind is constants.NOT_LITERAL:
        return [char for char in "a- " if ord(char) != value]
    if kind is constants.ANY:
        return ["a", " "]
    if kind is constants.IN:
        return _class(value)
    if _is_repeat(kind):
        least, most, body = value
        return [text * min(max(least, 1), most) for text in _samples(body)]
    parts = [text for inner in _inner(kind, value) for text in _samples(inner)]
    return [""] if kind in {constants.ASSERT, constants.ASSERT_NOT} else parts or [""]


def _class(members: Sequence[Any]) -> list[str]:
    if members[0][0] is constants.NEGATE:
        excluded = re.compile(_as_source(members))
        return [char for char in "aé1- .\n" if excluded.match(char)][:MOST_CHARACTERS] or ["\x01"]
    chars = ""
    for kind, value in members:
        if kind is constants.LITERAL:
            chars += chr(value)
        elif kind is constants.RANGE:
            chars += chr(value[0]) + chr(value[1])
        else:
            chars += CATEGORIES[value]
    return list(dict.fromkeys(chars))[:MOST_CHARACTERS]


def _as_source(members: Sequence[Any]) -> str:
    names = {
        constants.CATEGORY_DIGIT: r"\d",
        constants.CATEGORY_NOT_DIGIT: r"\D",
        constants.CATEGORY_SPACE: r"\s",
        constants.CATEGORY_NOT_SPACE: r"\S",
        constants.CATEGORY_WORD: r"\w",
        constants.CATEGORY_NOT_WORD: r"\W",
    }
    source = ""
    for kind, value in members[1:]:
        if kind is constants.LITERAL:
            source += re.escape(chr(value))
        elif kind is constants.RANGE:
            source += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            source += names[value]
    return f"[^{source}]"


def _inner(kind: Any, value: Any) -> list[Sequence[Any]]:
    if kind is constants.SUBPATTERN:
        return [value[-1]]
    if kind is constants.BRANCH:
        return list(value[1])
    if kind in {constants.ASSERT, constants.ASSERT_NOT}:
        return [value[1]]
    if kind is constants.ATOMIC_GROUP:
        return [value]
    return []


def _is_repeat(kind: Any) -> bool:
    return kind in {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}
