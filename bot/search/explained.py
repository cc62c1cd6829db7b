"""Finds words of the glossary in an article, and entries by typed words. Pure.

`ui.cards` counts the words of an article for the number on its button. `/explain` and the command
line look entries up.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.articles.topics import PhraseIndex, Words, forms_of, pattern_of
from bot.model.thesaurus import Glossary, GlossaryEntry
from bot.search.words import words_of


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


MIN_TERM_RATIO = 70
"""A ratio of 100, the same as for topics, whose names are as long. Chosen by eye."""
MOST_BEGUN_TERMS = 3
"""More names that begin alike are offered to choose from. Chosen by eye."""
MOST_NEAREST_TERMS = 5
LONGEST_TERM_TYPED = 100
"""Characters that are compared; no form is longer."""


class ExplainedTerms:
    """The names of all entries, prepared for look-ups; made once per glossary."""

    def __init__(self, glossary: Glossary) -> None:
        self._entries = glossary.entries
        self._words = glossary_words_of(glossary)
        numbered = list(enumerate(self._entries))[::-1]
        self._names = {name: number for number, entry in numbered for name in _names(entry)}
        self._terms = {term: number for number, entry in numbered for term in _terms(entry)}

    def explained(self, typed: str) -> tuple[GlossaryEntry, ...]:
        """Return the entry with this name in either language, else those that the text names.

        The longer part of a term at its beginning stands for the whole term: "progression free" is
        no progression. A shorter part does not: "drug" is no drug resistance.
        """
        asked = _plain(typed)
        number = self._names.get(asked)
        if number is not None:
            return (self._entries[number],)
        begun = {n for term, n in self._terms.items() if _is_most_of(term, asked)}
        if 0 < len(begun) <= MOST_BEGUN_TERMS:
            return tuple(self._entries[number] for number in sorted(begun))
        return self._words.found(typed)

    def matches(self, typed: str, limit: int) -> list[GlossaryEntry]:
        """Return the entries that may be meant, the likeliest first; all in order for ""."""
        asked = _plain(typed)
        if not asked:
            return list(self._entries[:limit])
        numbers = (
            number
            for end in (" ", "")
            for names in (self._terms, self._names)
            for number in _holding(names, asked, end)
        )
        found = dict.fromkeys((*numbers, *self._alike(asked, limit)))
        return [self._entries[number] for number in found][:limit]

    def _alike(self, asked: str, limit: int) -> Iterator[int]:
        near = process.extract(
            asked,
            self._names.keys(),
            scorer=fuzz.ratio,
            score_cutoff=MIN_TERM_RATIO,
            limit=2 * limit,
        )
        for name, _, _ in near:
            yield self._names[name]


@lru_cache(maxsize=4)
def explained_terms_of(glossary: Glossary) -> ExplainedTerms:
    """Return the `ExplainedTerms` of this glossary, from a cache."""
    return ExplainedTerms(glossary)


def _is_most_of(term: str, asked: str) -> bool:
    beginning = bool(asked) and term.startswith(f"{asked} ")
    return beginning and 2 * len(asked.split()) > len(term.split())


def _holding(names: Mapping[str, int], asked: str, end: str) -> Iterator[int]:
    """The numbers of the names that begin with the words, the shortest first, or hold them.

    Args:
        names: with the numbers of their entries.
        asked: words.
        end: " " if the last one must be a whole word, else "".
    """
    begun = [name for name in names if f"{name} ".startswith(f"{asked}{end}")]
    within = [name for name in names if f" {asked}{end}" in f"{name} "]
    return (names[name] for name in (*sorted(begun, key=len), *within))


def _names(entry: GlossaryEntry) -> Iterator[str]:
    yield from _terms(entry)
    yield from map(_plain, (*entry.forms, *entry.short))


def _terms(entry: GlossaryEntry) -> Iterator[str]:
    yield from map(_plain, (entry.name, entry.spanish_name))


def _plain(text: str) -> str:
    return " ".join(words_of(text[:LONGEST_TERM_TYPED]))
