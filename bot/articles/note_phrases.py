"""The phrases of `content_notes`, each compiled when a text has a word that it needs. Pure.

    a text ─► the beginnings of its words ─► the phrases that may stand in it ─► their expressions

All phrases at once took a fifth of a second to compile and 7 MB (measured); few texts need one in
ten of them. A phrase needs the words that stand in it in any case: "passed away" needs "passed".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from bot.articles.person_words import (
    ANY_MARK,
    FAMILY_MARK,
    NAMED_FORMS,
    PARTS,
    PEOPLE_MARK,
    marked,
)

MOST_COMPILED = 300
"""Expressions that are kept; each takes some 6 KB. Half of all phrases: the others are rare."""
LEAST_NEEDED_LETTERS = 3
"""Letters of a word by whose beginning a phrase is known."""
FREQUENT_WORDS = frozenset(
    {
        *("the", "and", "her", "his", "she", "him", "our", "their", "its", "your", "with", "was"),
        *("were", "has", "have", "had", "for", "from", "that", "this", "who", "not", "after"),
        *("before", "when", "are", "you", "they", "them", "will", "would"),
    }
)
"""Words that nearly every text has: a phrase is known by others of its words, if it has any."""
GAP_OF_HARMLESS = " · "
"""Stands in place of words that were taken out, so that their neighbors make no new phrase."""
_CONTINUED = re.compile(r"\\\n *")
"""A backslash at the end of a line: the phrase goes on."""
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(
    r"(<~>|<\w+>|\\.|\[\]?[^\]]{0,99}\]|[^\W\d_]+|\(\?(?:<?[=!]|[-a-z]*:)|.)"
    r"([?*+]\??|\{[\d,]+\}\??)?"
)
"""Letters, a group's beginning or end, a class, a name or a sign; and how often it stands."""
_OPTIONAL = frozenset("?*{")
_LOOKING = ("(?=", "(?!", "(?<")
_SEPARATORS = frozenset({" ", "-", "’", "'", "[- ]"})
_SHORT_FORMS = (
    ("<~>", r"(?:[\w’'-]+ ){0,4}?"),
    ("n't", "n['’]t"),
    ("'s", "['’]s"),
    ("'ve", "['’]ve"),
)
_MARKED_WORDS = (
    ("<family>", rf"{FAMILY_MARK}\w+"),
    ("<people>", rf"{PEOPLE_MARK}(?:co-)?\w+"),
    ("(?-i:[A-Z", f"{ANY_MARK}(?-i:[A-Z"),
    ("(?-i:[a-z", f"{ANY_MARK}(?-i:[a-z"),
)


Needed = tuple[frozenset[str], ...]
"""Of each set, a text must have a word that begins with one of its words."""


class NotePhrases:
    """Lists of phrases by name."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._always = list[tuple[str, str]]()
        self._by_word = dict[str, list[tuple[str, str, Needed]]]()
        for name, text in lists.items():
            for phrase in phrases_of(text):
                self._add(name, phrase)

    def _add(self, name: str, phrase: str) -> None:
        needed = sorted(needed_words(phrase), key=_commonness)
        if not needed:
            self._always.append((name, phrase))
            return
        for word in needed[0]:
            self._by_word.setdefault(word, []).append((name, phrase, tuple(needed[1:])))

    def read(self, text: str) -> "NotedText":
        """Mark a text, and find the phrases that may stand in it."""
        begun = {
            word[:length]
            for word in frozenset(_WORD.findall(text.lower()))
            for length in range(LEAST_NEEDED_LETTERS, len(word) + 1)
        }
        fitting = dict.fromkeys(self._always)
        for beginning in begun:
            for name, phrase, others in self._by_word.get(beginning, ()):
                if not any(begun.isdisjoint(each) for each in others):
                    fitting[name, phrase] = None
        phrases = dict[str, list[str]]()
        for name, phrase in fitting:
            phrases.setdefault(name, []).append(phrase)
        return NotedText(marked(text), phrases)


class NotedText(Struct, frozen=True):
    """A text with marks before words for people.

    Attributes:
        text: as `person_words.marked` returns it.
        phrases: by the name of their list, those of which the text has a word.
    """

    text: str
    phrases: Mapping[str, list[str]]

    def has(self, name: str) -> bool:
        """Whether a phrase of a list stands in it."""
        return any(compiled(each).search(self.text) for each in self.phrases.get(name, ()))

    def without(self, name: str) -> "NotedText":
        """The text without the phrases of a list; of those that begin together, the longest."""
        spans = (
            match.span()
            for each in self.phrases.get(name, ())
            for match in compiled(each).finditer(self.text)
        )
        found = sorted(spans, key=lambda span: (span[0], -span[1]))
        kept, end = list[str](), 0
        for start, stop in found:
            if start >= end:
                kept += [self.text[end:start], GAP_OF_HARMLESS]
                end = stop
        return NotedText("".join([*kept, self.text[end:]]), self.phrases) if found else self

    def beside(self, other: "NotedText") -> "NotedText":
        """Both texts as one."""
        names = {**self.phrases, **other.phrases}
        phrases = {
            name: list(dict.fromkeys([*self.phrases.get(name, ()), *other.phrases.get(name, ())]))
            for name in names
        }
        return NotedText(f"{self.text}{GAP_OF_HARMLESS}{other.text}", phrases)


@lru_cache(maxsize=MOST_COMPILED)
def compiled(phrase: str) -> re.Pattern[str]:
    """The expression of a phrase."""
    for name, form in NAMED_FORMS.items():
        phrase = phrase.replace(f"<{name}>", form)
    for name, words in PARTS.items():
        phrase = phrase.replace(f"<{name}>", f"(?:{'|'.join(words.split())})")
    for written, expression in _SHORT_FORMS:
        phrase = phrase.replace(written, expression)
    phrase = marked(phrase)
    for name, expression in _MARKED_WORDS:
        phrase = phrase.replace(name, expression)
    return re.compile(rf"(?<![\w-])(?=\w)(?:{phrase})(?!\w)", re.IGNORECASE)


def phrases_of(text: str) -> Iterator[str]:
    """The phrases of a list, one a line."""
    return filter(None, map(str.strip, _CONTINUED.sub("", text).splitlines()))


def needed_words(phrase: str) -> Needed:
    """The beginnings of words without which a text cannot have the phrase; none if unknown."""
    return _needed(iter(_PIECE.findall(phrase)), at_word=True).words


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


def _needed(pieces: Iterator[tuple[str, str]], *, at_word: bool) -> _Need:
    """Read an expression, or a group to its end.

    Args:
        pieces: what is left of the expression, as `_PIECE` divides it.
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
        need = _needed_of(atom, times, pieces, at_word=before_word)
        if atom.startswith(_LOOKING):
            continue
        is_optional = need.times[:1] in _OPTIONAL
        choices += () if is_optional else need.words
        before_word = need.before_word and (before_word or not is_optional)
    return _either([*parts, _Need(tuple(choices), before_word)], "")


def _needed_of(atom: str, times: str, pieces: Iterator[tuple[str, str]], *, at_word: bool) -> _Need:
    if atom[0] == "(":
        return _needed(pieces, at_word=at_word)
    if atom == "<~>":
        return _Need((), at_word)
    if atom[0] == "<":
        words = PARTS.get(atom[1:-1], r"\w").split()
        return _needed(iter(_PIECE.findall("|".join(words))), at_word=at_word)
    if atom.isalpha():
        # "?" and "*" concern the last letter alone: "colou?r" needs "colo".
        run = atom.lower()[:-1] if times[:1] in _OPTIONAL else atom.lower()
        begins = at_word and len(run) >= LEAST_NEEDED_LETTERS
        return _Need((frozenset([run]),) if begins else (), before_word=False)
    return _Need((), atom in _SEPARATORS or (at_word and atom in {"^", "$"}), times)


def _commonness(words: frozenset[str]) -> tuple[bool, int]:
    return not FREQUENT_WORDS.isdisjoint(words), len(words)


def _either(parts: Sequence[_Need], times: str) -> _Need:
    """Return the needs of a single part, or of several one set with the rarest words of each."""
    before_word = all(each.before_word for each in parts)
    if len(parts) == 1:
        return _Need(parts[0].words, before_word, times)
    rarest = [min(each.words, key=_commonness) for each in parts if each.words]
    either = (frozenset[str]().union(*rarest),) if len(rarest) == len(parts) else ()
    return _Need(either, before_word, times)
