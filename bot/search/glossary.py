"""Finds words of the glossary in an article. Pure.

`ui.cards` counts the words of an article for the number on its button. `explained_terms` looks up
what somebody typed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from bot.articles.phrase_index import PhraseIndex, TextWords, forms_of, pattern_of
from bot.articles.signs import without_signs
from bot.model.glossary import Glossary, GlossaryEntry
from bot.search.glossary_senses import sense_rules_of
from bot.search.words import words_of

BRACKETED = re.compile(r"\(([A-Z][A-Za-z0-9]{1,7}?)s?\)")
"""A short form as texts introduce it, behind its name."""
INTRODUCED_CHARACTERS = 120
"""Eight words before a bracket are shorter."""


class EntryPlace(Struct, frozen=True):
    """A form of an entry in a text.

    Attributes:
        at: the index of its first word.
        end: the index behind its last one.
        number: of the entry.
        decided: whether the form is doubtful, and the text decides for this entry.
    """

    at: int
    end: int
    number: int
    decided: bool


class GlossaryWords:
    """The forms of a glossary, ready to be found; made once per glossary."""

    def __init__(self, glossary: Glossary) -> None:
        self._entries = glossary.entries
        self._index = PhraseIndex(
            pattern_of(str(number), each)
            for number, entry in enumerate(self._entries)
            for form in entry.forms
            for each in forms_of(form)
        )
        self._sense_rules = dict(sense_rules_of(self._entries))

    def found(self, title: str, teaser: str = "") -> tuple[GlossaryEntry, ...]:
        """The entries whose words stand in these texts, each once, in the order of the texts.

        "ER+" counts as "ER-positive". A short form that the texts themselves use for something
        else does not count: in "male breast cancer (MBC)" the letters are not metastatic. A
        doubtful form counts if the texts do not speak of something else: a hormone therapy for hot
        flashes blocks no hormone, and a recurrence of shingles is none of cancer.
        """
        texts = [without_signs(title), without_signs(teaser)]
        meant = {short: name for text in texts for short, name in _introduced(text)}
        read = [TextWords.of(text) for text in texts]
        places = (place for words in read for place in self._places(words, read, meant))
        return tuple(self._entries[number] for number in dict.fromkeys(p.number for p in places))

    def places(self, words: TextWords) -> list["EntryPlace"]:
        """The places of the glossary's words in a text, in order."""
        return list(self._places(words, [words], {}))

    def _places(
        self, words: TextWords, texts: Sequence[TextWords], meant: Mapping[str, str]
    ) -> Iterator["EntryPlace"]:
        behind = 0
        for at, end, pattern in self._index.matches(words):
            if at >= behind:
                behind = end
                number = int(pattern.slug)
                name = meant.get(words.written[at]) if end == at + 1 else None
                rule = self._sense_rules.get((number, pattern.words))
                if (name is None or self._is_named(number, name)) and (
                    rule is None or rule.decides(texts, words, at, end)
                ):
                    yield EntryPlace(at, end, number, decided=rule is not None)

    def _is_named(self, number: int, name: str) -> bool:
        """Whether a name is one of an entry, or begins as one does."""
        forms = self._entries[number].forms
        first = name.split(maxsplit=1)[0]
        return any(len(words := words_of(form)) > 1 and words[0] == first for form in forms)


def _introduced(text: str) -> Iterator[tuple[str, str]]:
    """The short forms that a text introduces by the first letters of a name, each with the name."""
    for match in BRACKETED.finditer(text):
        short = match[1]
        before = words_of(text[max(0, match.start() - INTRODUCED_CHARACTERS) : match.start()])
        name = before[-len(short) :]
        if "".join(word[0] for word in name) == short.lower():
            yield from ((each, " ".join(name)) for each in (short, f"{short}s"))


@lru_cache(maxsize=4)
def glossary_words_of(glossary: Glossary) -> GlossaryWords:
    """The `GlossaryWords` of this glossary, from a cache."""
    return GlossaryWords(glossary)
