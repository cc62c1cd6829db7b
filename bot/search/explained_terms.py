"""Looks up entries of the glossary by what somebody typed. Pure.

`/explain` and the command line ask it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.articles.phrase_index import TextWords
from bot.model.glossary import Glossary, GlossaryEntry
from bot.search.asked_terms import (
    SHORT_FORM,
    denied_names,
    written_out,
)
from bot.search.english_words import NUMBER_OF_STAGE
from bot.search.glossary import glossary_words_of
from bot.search.named_within import (
    SMALL_WORDS,
    SPANISH_TELLING,
    NamesWithin,
    plain_name,
)
from bot.search.spanish_names import SpanishNames
from bot.search.words import typed_without_signs

DIGIT = re.compile("[0-9]")
MIN_NAME_LETTERS = 4
"""Shorter names are not offered for a misspelled word. Of 5,153 common English words that are no
terms, 0.2 % are taken for a misspelled name, and 0.4 % with 3 letters. Of 623 names with one random
slip, 99 % are found, and 94 % with two (measured)."""
MIN_BEGUN_LETTERS = 3
"""Letters that offer names which are not shown. Chosen by eye."""
MIN_HIDDEN_LETTERS = 7
"""Letters of names that are not shown, mostly brands, if they are to be the nearest ones. Chosen by
eye."""
LONG_NAME_LETTERS = 8
"""Names of at least this length may have two slips, shorter ones only one. Chosen by eye."""
MOST_BEGUN_TERMS = 3
"""More names that begin alike are offered to choose from. Chosen by eye."""
MOST_NEAREST_TERMS = 5
"""Terms that are offered in place of an unknown one. Chosen by eye."""


class ExplainedTerms:
    """The names of all entries, prepared for look-ups; made once per glossary."""

    def __init__(self, glossary: Glossary) -> None:
        self._entries = glossary.entries
        self._words = glossary_words_of(glossary)
        self._terms, self._names = dict[str, list[int]](), dict[str, list[int]]()
        for number, entry in enumerate(self._entries):
            _add(self._terms, _terms(entry), number)
            _add(self._names, (*_terms(entry), *entry.forms), number)
        for number, entry in enumerate(self._entries):
            _add(self._names, entry.short, number)
        for number, entry in enumerate(self._entries):
            for name in map(plain_name, entry.asked):
                if number not in self._names.setdefault(name, []):
                    self._names[name].append(number)
        self._leads = dict(self._names)
        for number, entry in enumerate(self._entries):
            _add(self._leads, entry.everyday, number)
        self._within = NamesWithin(self._entries, self._words, self._names)
        self._spanish = SpanishNames(self._entries)
        self._unspaced = {
            name.replace(" ", ""): numbers
            for names in (self._spanish.further, self._terms)
            for name, numbers in names.items()
        }
        self._spaced_spanish = _spaced(self._spanish.further)
        self._spaced_terms, self._spaced_leads = _spaced(self._terms), _spaced(self._leads)

    def explained(self, typed: str, *, spanish: bool = False) -> tuple[GlossaryEntry, ...]:
        """The entry with this name in either language, else those that the text names.

        A Spanish name may stand in another number or gender, and without its small words. Any name
        may lack its spaces or have a hyphen more.

        A short form with several meanings returns an entry for each. The longer part of a term at
        its beginning stands for the whole term: "progression free" is no progression. A shorter
        part does not: "drug" is no drug resistance.

        Args:
            typed: as typed.
            spanish: whether meanings in Spanish come first: "TAC" is a scan there.
        """
        typed = written_out(typed)
        asked = plain_name(typed)
        if named := self._named(typed, asked, spanish=spanish):
            return self._of(named)
        begun = {n for term, (n,) in self._terms.items() if _is_most_of(term, asked)}
        if 0 < len(begun) <= MOST_BEGUN_TERMS:
            return self._of(sorted(begun))
        found = tuple(self._within.numbers(typed))
        tells_spanish = spanish or SPANISH_TELLING.intersection(asked.split())
        if (found and not tells_spanish) or len(asked) < MIN_NAME_LETTERS:
            return self._of(found)
        if not found and any(_misspelled(self._terms, asked, MIN_NAME_LETTERS)):
            return ()
        within = tuple(self._spanish.within(asked))
        return self._of((*within, *found) if spanish else (*found, *within))

    def _named(self, typed: str, asked: str, *, spanish: bool) -> Sequence[int]:
        """The entries of which a text is a name, with any spaces and hyphens, or lists names."""
        named, in_spanish = self._names.get(asked, ()), self._spanish.named(asked)
        if named:
            return (*in_spanish, *named) if spanish else named
        unspaced = asked.replace(" ", "")
        if not in_spanish and len(unspaced) >= LONG_NAME_LETTERS:
            singular = self._unspaced.get(unspaced.removesuffix("s"), ())
            in_spanish = self._unspaced.get(unspaced, singular)
        listed = [self._names.get(plain_name(name), ()) for name in typed.split(",")]
        return in_spanish or (tuple(chain.from_iterable(listed)) if all(listed) else ())

    def denied(self, typed: str) -> tuple[GlossaryEntry, ...]:
        """The entries that a text names only to deny them: "without chemo"."""
        named = (
            next(filter(None, (self._names.get(n) or self._spanish.named(n) for n in names)), ())
            for names in denied_names(plain_name(written_out(typed)).split())
        )
        return self._of(number for numbers in named for number in numbers)

    def unexplained(self, typed: str) -> tuple[str, ...]:
        """The short forms of a text that have no entry, as they are written."""
        typed = written_out(typed)
        words = TextWords.of(typed_without_signs(typed))
        known = {at for place in self._words.places(words) for at in range(place.at, place.end)}
        unknown = (
            written
            for at, (written, word) in enumerate(zip(words.written, words.lower, strict=True))
            if SHORT_FORM.fullmatch(written)
            and not (at in known or word in SMALL_WORDS or word in self._names)
            and not self._spanish.named(word)
        )
        return () if plain_name(typed) in self._names else tuple(dict.fromkeys(unknown))

    def _of(self, numbers: Iterable[int]) -> tuple[GlossaryEntry, ...]:
        return tuple(self._entries[number] for number in dict.fromkeys(numbers))

    def matches(self, typed: str, limit: int) -> list[GlossaryEntry]:
        """The entries that may be meant, the likeliest first; all in order for ""."""
        asked = plain_name(typed)
        if not asked:
            return list(self._entries[:limit])
        known = (self._spaced_terms, self._spaced_leads, self._spaced_spanish)
        # A few letters begin too many names that are not shown; who types on finds those.
        few = len(asked) < MIN_BEGUN_LETTERS
        lists = [_holding(names, asked) for names in (known[:1] if few else known)]
        numbers = [
            number for end in (" ", "") for names in lists for number in _numbers(names, asked, end)
        ]
        numbers = [*self._names.get(asked, ()), *numbers]
        # A word that is only like a name would be offered, and then be unknown.
        alike = () if numbers else self._misspelled(asked)
        return list(self._of((*numbers, *alike)))[:limit]

    def nearest(self, typed: str) -> list[GlossaryEntry]:
        """The entries that may be meant by a word that has none.

        These are the entries that the word leads to, those with a shown name that holds it, and
        those with a name of which it may be a misspelling. A similarity to a hidden name, or to one
        word of a name, is chance: "scar" is like the "scare" of a false positive.
        """
        asked = plain_name(typed)
        if len(asked) < MIN_NAME_LETTERS:
            return []
        holding = _holding(self._spaced_terms, asked)
        found = (
            *self._leads.get(asked, ()),
            *_numbers(holding, asked, " "),
            *self._misspelled(asked),
        )
        return list(self._of(found))[:MOST_NEAREST_TERMS]

    def _misspelled(self, asked: str) -> Iterator[int]:
        yield from _misspelled(self._terms, asked, MIN_NAME_LETTERS)
        yield from _misspelled(self._names, asked, MIN_HIDDEN_LETTERS)


@lru_cache(maxsize=4)
def explained_terms_of(glossary: Glossary) -> ExplainedTerms:
    """The `ExplainedTerms` of this glossary, from a cache."""
    return ExplainedTerms(glossary)


def _add(numbers: dict[str, list[int]], names: Iterable[str], number: int) -> None:
    """Let names stand for an entry, unless they stand for an earlier one."""
    for name in map(plain_name, names):
        numbers.setdefault(name, [number])


def _misspelled(
    names: Mapping[str, Sequence[int]], asked: str, least_letters: int
) -> Iterator[int]:
    """The numbers of the names of which a word may be a misspelling, the likeliest first.

    Names with digits are passed over: "hero" is no "HER2". So are those with another number:
    "stage 2b" is no "stage IV".
    """
    numbers = _numbers_in(asked)
    near = process.extract(
        asked,
        [
            name
            for name in names
            if name[0] == asked[0]
            and len(name) >= least_letters
            and not DIGIT.search(name)
            and _numbers_in(name) == numbers
        ],
        scorer=OSA.distance,
        score_cutoff=2,
        limit=MOST_NEAREST_TERMS,
    )
    for name, slips, _ in near:
        if slips < 2 or len(name) >= LONG_NAME_LETTERS:  # noqa: PLR2004 - one slip or none
            yield from names[name]


def _numbers_in(text: str) -> list[str]:
    return [word for word in text.split() if NUMBER_OF_STAGE.fullmatch(word)]


def _is_most_of(term: str, asked: str) -> bool:
    beginning = bool(asked) and term.startswith(f"{asked} ")
    return beginning and 2 * len(asked.split()) > len(term.split())


Spaced = Mapping[str, Sequence[int]]
"""The numbers of entries by their names between two spaces: " brain metastases "."""


def _spaced(names: Mapping[str, Sequence[int]]) -> Spaced:
    return {f" {name} ": numbers for name, numbers in names.items()}


def _holding(names: Spaced, asked: str) -> Spaced:
    """The names that hold the words, the last of which may be the beginning of one."""
    return {name: numbers for name, numbers in names.items() if f" {asked}" in name}


def _numbers(names: Spaced, asked: str, end: str) -> Iterator[int]:
    """The numbers of the names that begin with the words, the shortest first, or hold them.

    Args:
        end: " " if the last one must be a whole word, else "".
    """
    begun = [name for name in names if name.startswith(f" {asked}{end}")]
    within = [name for name in names if f" {asked}{end}" in name]
    return (number for name in (*sorted(begun, key=len), *within) for number in names[name])


def _terms(entry: GlossaryEntry) -> Iterator[str]:
    yield from map(plain_name, (entry.name, entry.spanish_name))
