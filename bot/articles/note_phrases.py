"""The phrases of `content_notes`, each compiled when a text has a word that it needs. Pure.

    a text ─► the beginnings of its words ─► the phrases that may stand in it ─► their expressions

All phrases at once took a fifth of a second to compile and 7 MB (measured); few texts need one in
ten of them. A phrase needs the words that stand in it in any case: "passed away" needs "passed".
"""

import re
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from bot.articles.needed_words import LEAST_NEEDED_LETTERS, commonness, needed_words
from bot.articles.person_words import (
    ANY_MARK,
    FAMILY_MARK,
    NAME_MARK,
    NAMED_FORMS,
    PARTS,
    PEOPLE_MARK,
    marked,
)

MOST_COMPILED = 300
"""Expressions that are kept; each takes some 6 KB. Half of all phrases: the others are rare."""
GAP_OF_HARMLESS = " · "
"""Stands in place of words that were taken out, so that their neighbors make no new phrase."""
_CONTINUED = re.compile(r"\\\n *")
"""A backslash at the end of a line: the phrase goes on."""
_WORD = re.compile(r"[^\W\d_]+")
_SHORT_FORMS = (
    ("<~>", r"(?:[\w’'-]+ ){0,4}?"),
    ("n't", "n['’]t"),
    ("'s", "['’]s"),
    ("'ve", "['’]ve"),
)
_MARKED_WORDS = (
    ("<family>", rf"{FAMILY_MARK}\w+"),
    ("<people>", rf"{PEOPLE_MARK}(?:co-)?\w+"),
    ("<first>", rf"{NAME_MARK}\w+(?:-\w+)?"),
    ("(?-i:[A-Z", f"{ANY_MARK}(?-i:[A-Z"),
    ("(?-i:[a-z", f"{ANY_MARK}(?-i:[a-z"),
)


Beginnings = tuple[str, ...]
"""Of words; a text needs one of them. Many phrases share theirs. Sets of their own for each phrase
take 0.5 MB more (measured)."""


class NotePhrases:
    """Lists of phrases by name."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._always = list[tuple[str, str]]()
        self._by_word = dict[str, list[tuple[str, str, tuple[Beginnings, ...]]]]()
        self._shared = dict[Beginnings, Beginnings]()
        for name, text in lists.items():
            for phrase in phrases_of(text):
                self._add(name, phrase)

    def _add(self, name: str, phrase: str) -> None:
        beginnings = (
            tuple(sorted({sys.intern(word.rstrip()) for word in each}))
            for each in needed_words(phrase)
        )
        needed = [
            self._shared.setdefault(each, each) for each in sorted(beginnings, key=commonness)
        ]
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
