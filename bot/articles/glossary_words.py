"""Finds the words of the glossary in an article's title and teaser. Pure.

Called by `ui.cards`, for the number on the button, by the glossary cog and by `search.explained`.

A form is found if its words follow each other, in the singular or plural; punctuation does not
count. Of forms that begin at the same word, the longest is taken. Forms do not overlap.
"""

from collections.abc import Iterator
from functools import lru_cache

from bot.articles.topics import PhraseIndex, Words, forms_of, pattern_of
from bot.model.thesaurus import Glossary, GlossaryEntry


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

    def found(self, title: str, teaser: str = "") -> tuple[GlossaryEntry, ...]:
        """The entries whose words stand in these texts, each once, in the order of the texts."""
        numbers = (*self._numbers(title), *self._numbers(teaser))
        return tuple(self._entries[number] for number in dict.fromkeys(numbers))

    def _numbers(self, text: str) -> Iterator[int]:
        behind = 0
        for at, end, pattern in self._index.matches(Words.of(text)):
            if at >= behind:
                behind = end
                yield int(pattern.slug)


@lru_cache(maxsize=4)
def glossary_words_of(glossary: Glossary) -> GlossaryWords:
    """The `GlossaryWords` of this glossary, from a cache."""
    return GlossaryWords(glossary)
