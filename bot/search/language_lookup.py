"""Looks up the words of one language and their English names. Pure; called by `languages`.

Words are compared by Snowball's stems of the language, so that plurals, genders and most verb forms
need not be listed. Words of a name may stand in any order, with stop words between them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model.query import MemberQuestion
from bot.model.thesaurus import Language
from bot.search.compounds import SHORTEST_DIVIDED, SHORTEST_PART, Compounds
from bot.search.english_words import NEGATORS, STOP_WORDS
from bot.search.language_terms import (
    ACCENTS,
    AFFECTIONATE,
    NEGATOR,
    NOT,
    VERB_NEGATORS,
    Words,
    accented_terms,
    negators_of,
    stemmer_of,
    terms_of,
    typed_rows,
    words_typed,
)
from bot.search.spelling import edits_allowed
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import StringTable, typed_words, words_of

LONGEST_NAME_WORDS = 7
"""The most words of a name, with the stop words between them. Chosen by eye."""
SHORTEST_SINGULAR = 4
"""The least letters that stay when an ending is taken off. Chosen by eye."""
ENDINGS = ("s", "es", "e", "n", "en", "er")
"""Endings of plurals and genders, for words that are too short for the stemmer."""
SHORTEST_SPELLED = 5
"""The least letters of a word that others are misspelled from, or begin or end with. Chosen by
eye."""
SURE_FROM = 8
"""The least letters of words with few neighbors: in a shorter word, another letter makes another
word."""
SHORTEST_NEGATOR = 3
"""The least letters of a negator that tells its language. Chosen by eye."""
CACHED_FORMS = 4_000
"""Words of a language whose stem is kept. Chosen by eye."""
SMALL_ARTICLE = re.compile(r"\b[a-z]{2,3}\b")

NO_ACCENTS: Mapping[str, str] = MappingProxyType({})


class Part(Struct, frozen=True):
    """Consecutive words of a query and their translation.

    Attributes:
        typed: as they stood there.
        english: its English names, between commas; "" for a stop word, None if it is unknown.
    """

    typed: Words
    english: str | None

    @property
    def is_stop_word(self) -> bool:
        """Whether the part is a stop word."""
        return self.english == ""

    @property
    def is_small(self) -> bool:
        """Whether the part names nothing: a stop word or a negator."""
        return self.english in {"", NOT}

    @property
    def names(self) -> Words:
        """The English names; the first one is shown."""
        return tuple(name.strip() for name in (self.english or "").split(","))

    @property
    def by_first_name(self) -> "Part":
        """The part, with its first English name alone."""
        return Part(self.typed, self.names[0]) if self.english else self

    @property
    def text(self) -> str:
        """The first English name, or the words as typed if they are unknown."""
        return " ".join(self.typed) if self.english is None else self.english


class Lookup:
    """The words of one language, found as members type them.

    Attributes:
        name: in English.
        english: words that do not tell this language from English; `lookups_of` knows them.
    """

    def __init__(self, language: Language) -> None:
        self.stem = lru_cache(maxsize=CACHED_FORMS)(stemmer_of(language))
        compounds = Compounds(self._word, self._own, self.is_written)
        self._compounds = compounds if language.compounds else None
        self.name = language.name
        self.english = StringTable(())
        self.stop_words = words_typed(language.stop_words)
        self._affectionate = AFFECTIONATE.get(language.name)
        self._accents = ACCENTS.get(language.name)
        self.denials = VERB_NEGATORS.get(language.name, frozenset())
        self._everyday = StringTable(words_typed(language.everyday))
        self._frequent = StringTable(words_typed(language.frequent))
        terms = language.terms.get(NEGATOR, ())
        self._negators = {word for term in terms for word, *_ in typed_rows(term)}
        self._leaving_out = negators_of(language)
        self._also_english = StringTable(set(language.also_english))
        exact, names = terms_of(language, self.stems_of)
        accented = accented_terms(language, exact)
        self._accented = StringTable(f"{word}\t{name}" for word, name in accented.items())
        self._exact = StringTable(f"{term}\t{name}" for term, name in exact.items())
        self._names = StringTable(f"{stems}\t{name}" for stems, name in names.items())
        self._written = StringTable({word for term in exact for word in term.split(" ")})
        self._inner = StringTable({stem for stems in names for stem in stems.split(" ")})
        self._shared = StringTable(set(map(self.stem, language.also_english)))
        self.stem.cache_clear()  # an entry takes five times as much as its word

    def _english(self, table: StringTable, words: Iterable[str]) -> str | None:
        return next(iter(table.values(" ".join(words))), None)

    def stems_of(self, words: Iterable[str]) -> Words:
        """The stems of the words that are not stop words."""
        return tuple(sorted(self.stem(word) for word in words if word not in self.stop_words))

    def negates(self, word: str) -> bool:
        """Whether this word alone leaves out what follows: "keine", "sin"."""
        return len(word) >= SHORTEST_NEGATOR and (word in self._leaving_out or word in self.denials)

    def may_write(self, word: str) -> bool:
        """Whether the language has all accents of a word as it was typed."""
        return self._accents is None or self._accents.issuperset(c for c in word if not c.isascii())

    def is_shared(self, word: str) -> bool:
        """Whether a word of this language is also English."""
        if self.is_written(word):
            return word in self._also_english
        return self.stem(word) in self._shared

    def knows(self, word: str) -> bool:
        """Whether a word, or all parts of a compound, belong to this language."""
        named = self._inflected((word,)) is not None or self.is_inner(word)
        return named or bool(self._parts_of(word))

    def has(self, word: str) -> bool:
        """Whether a word, or a part of it, belongs to this language."""
        small = len(word) > 1 and word in self.stop_words
        own = small or self.is_common(word) or self.knows(word)
        return own or bool((compounds := self._dividing(word)) and compounds.part(word))

    def is_written(self, word: str) -> bool:
        """Whether a name contains this very word."""
        return word in self._written

    def is_in_name(self, word: str) -> bool:
        """Whether a name contains this word in any form."""
        return self.is_written(word) or self.is_inner(word)

    def is_everyday(self, word: str) -> bool:
        """Whether this is a common word of the language, in any form, that English lacks."""
        return any(form in self._everyday for form in self.forms_of(word))

    def is_frequent(self, word: str) -> bool:
        """Whether this is a word of any talk, which says nothing without others."""
        return word in self._frequent

    def says_nothing(self, word: str) -> bool:
        """Whether this is a frequent word that is no name alone: "mal" in Portuguese."""
        return self.is_frequent(word) and self.exact(word) is None

    def is_only_inner(self, word: str) -> bool:
        """Whether this is such a word that a name of several words contains: "mal" of "faz mal"."""
        return self.is_written(word) and self.says_nothing(word) and word not in self.stop_words

    def is_common(self, word: str) -> bool:
        """Whether this is an everyday or a frequent word: its stem alone is no name."""
        return self.is_frequent(word) or self.is_everyday(word)

    def owns(self, word: str) -> bool:
        """Whether this is a common word, or a short name that English has, too."""
        also_english = len(word) < SURE_FROM and word in self._also_english
        is_short_name = also_english and self.exact(word) is not None
        return is_short_name or self.is_common(word) or word in self.stop_words

    def is_small(self, word: str) -> bool:
        """Whether a word asks rather than names."""
        return word in self.stop_words or self.is_frequent(word)

    def is_inner(self, word: str) -> bool:
        """Whether a name of several words contains this word in any form."""
        return self.stem(word) in self._inner

    def may_join(self, words: Sequence[str]) -> bool:
        """Whether stop words of this language may make these words a name."""
        small = [word for word in words if word in self.stop_words]
        return len(small) > 1 or not STOP_WORDS.issuperset(small)

    def is_long(self, word: str) -> bool:
        """Whether this word is long and a name contains it."""
        return (
            len(word) >= SHORTEST_SPELLED and self.is_written(word) and word not in self.stop_words
        )

    def begins_or_ends_so(self, word: str) -> bool:
        """Whether a word begins or ends with a long one that English does not have."""
        lengths = range(SHORTEST_SPELLED, len(word) + 1)
        parts = (part for length in lengths for part in (word[:length], word[-length:]))
        return any(
            self.is_long(part) and part not in self.english and not self.is_shared(part)
            for part in parts
        )

    def is_mixed(self, words: Sequence[str]) -> bool:
        """Whether English stop words outnumber those of this language."""
        english = sum(word in STOP_WORDS and word not in self.stop_words for word in words)
        return english > sum(word in self.stop_words for word in words)

    def respelled(self, word: str) -> str:
        """The word of this language nearest to an unknown one, or the word itself."""
        may_be_slip = edits_allowed(word) and len(word) >= SHORTEST_SPELLED
        if not may_be_slip or self.is_small(word) or self.knows(word):
            return word
        likely = list(filter(self.is_long, self._written.beginning(word[0])))
        near = process.extractOne(word, likely, scorer=OSA.distance, score_cutoff=1)
        return near[0] if near and _is_slip(word, near[0]) else word

    def parts(
        self, words: Sequence[str], *, mixed: bool, accents: Mapping[str, str] = NO_ACCENTS
    ) -> Iterator[Part]:
        """Split words into names, the longest possible first, and what is between them.

        Args:
            words: in lower case, without accents.
            mixed: whether words that are English, too, are meant in English.
            accents: the words that were typed with an accent, as they were typed.
        """
        at = 0
        while at < len(words):
            part = self._part_at(words, at, accents, mixed=mixed)
            yield part
            at += len(part.typed)

    def _part_at(
        self, words: Sequence[str], at: int, accents: Mapping[str, str], *, mixed: bool
    ) -> Part:
        first = words[at]
        if mixed and (first in STOP_WORDS or first in self.english or self.is_shared(first)):
            return Part((first,), None)
        for end in range(min(at + LONGEST_NAME_WORDS, len(words)), at, -1):
            typed = tuple(words[at:end])
            # "Mamá con cáncer" is about a mother, though "cáncer de mama" has the same letters.
            own = [name for word in typed for name in self._accented.values(accents.get(word, ""))]
            if own and len(typed) == 1:
                return Part(typed, own[0])
            alike = () if any(own) else typed
            if name := self._english(self._exact, typed) or self._inflected(alike):
                return Part(typed, name)
        return Part((first,), "" if self.is_small(first) else self._of_compound(first))

    def _inflected(self, typed: Words) -> str | None:
        if not typed or typed[0] in self.stop_words or typed[-1] in self.stop_words:
            return None
        if len(typed) == 1:
            return self._single(typed[0])
        # It negates what follows: "Chemotherapie ohne Bestrahlung" is not without chemotherapy.
        if typed[-1] in self._negators:
            return None
        return self._english(self._names, self.stems_of(typed))

    def _single(self, word: str) -> str | None:
        """The name of a word; of a common one, another word's with its stem is none."""
        if self.is_frequent(word):
            return self.exact(word)
        exact = [name for form in self.forms_of(word) if (name := self.exact(form))]
        plural = self.exact(word) or self.exact(word.removesuffix("s"))
        if plural or self.is_common(word) or word in self.english:
            return plural or next(iter(exact), None)
        return self._english(self._names, (self.stem(word),)) or next(iter(exact), None)

    def exact(self, word: str) -> str | None:
        """The English name of this very word."""
        return self._english(self._exact, (word,))

    def _dividing(self, word: str) -> Compounds | None:
        """The compounds to look this word up in; None if it is short, or the language has none."""
        return self._compounds if len(word) >= SHORTEST_DIVIDED else None

    def _parts_of(self, word: str) -> Words:
        return compounds.parts(word) if (compounds := self._dividing(word)) else ()

    def _of_compound(self, word: str) -> str | None:
        part = compounds.part(word) if (compounds := self._dividing(word)) else None
        return " ".join(self._parts_of(word)) or part

    def begins_compound(self, word: str) -> bool:
        """Whether a word begins with a long one of this language, and has more behind it."""
        return bool((compounds := self._dividing(word)) and compounds.begins(word))

    def _own(self, word: str) -> str | None:
        """Translate a part of a compound that is no English word."""
        return None if word in self.english or self.is_shared(word) else self._word(word)

    def _word(self, word: str) -> str | None:
        """Translate one part of a compound; it may be the same in English."""
        if word in self.stop_words:
            return None
        name = self.exact(word)
        if not self.is_frequent(word):
            name = name or self._english(self._names, (self.stem(word),))
        return name or (word if word in self.english else None)

    def forms_of(self, word: str) -> Iterator[str]:
        """Words of which this may be a form that the stemmer does not know."""
        yield from forms_of(word)
        if self._affectionate and (ending := self._affectionate.search(word)):
            base = word[: ending.start()]
            yield from (base + ending[1], base) if len(base) >= SHORTEST_PART else ()


def forms_of(word: str) -> Iterator[str]:
    """A word, and the word without an ending of plural or gender."""
    yield word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_SINGULAR:
            yield word.removesuffix(ending)


def is_near(word: str, others: StringTable, edits: int) -> bool:
    """Whether a word is one of the others or near to one with the same first letter."""
    likely = others.beginning(word[0])  # few misspellings begin with another one
    return process.extractOne(word, likely, scorer=OSA.distance, score_cutoff=edits) is not None


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word is probably another one with a slip of the finger."""
    return len(word) >= SURE_FROM or len(word) != len(meant) or sorted(word) == sorted(meant)


def lookups_of(languages: Iterable[Language], names: Iterable[str]) -> list[Lookup]:
    """The words of each language, found as members type them.

    Each language is let go before the next one is read: together they take 4 MB (measured).

    Args:
        languages: read while this goes through them, or before.
        names: the English words of the thesaurus.
    """
    english = set(names)

    def lookup_of(language: Language) -> Lookup:
        english.update(*map(words_of, language.terms))
        return Lookup(language)

    found = list(map(lookup_of, languages))
    table = StringTable(english)
    for lookup in found:
        lookup.english = table
    return found


def without_articles(
    asked: MemberQuestion, names: ThesaurusIndex, foreign: Callable[[], Collection[str]]
) -> MemberQuestion:
    """Leave out small words of other languages that are short forms, too: "le docetaxel".

    They are in small letters, and before a word that does not tell them to be short forms. In a
    question with English small words they are short forms: "se from radiation".

    Args:
        asked: a question of no other language.
        names: knows the short forms.
        foreign: returns the stop words of other languages; called for an undecided short form.
    """
    words, small = typed_words(asked.words), frozenset(SMALL_ARTICLE.findall(asked.words))
    first = list(enumerate(words[:-1] if STOP_WORDS.isdisjoint(words) else ()))
    namings = ((at, names.longest_at(words, at)) for at, word in first if word in small)
    left_out = {at for at, each in namings if each and each.senses and words[at] in foreign()}
    kept = " ".join(word for at, word in enumerate(words) if at not in left_out)
    return replace(asked, words=kept) if left_out else asked


def shown_names(names: Iterable[str]) -> Iterator[str]:
    """The names to show: no stop words, and no name within one shown before.

    "Without" and "no" are shown with the name after them.

    Args:
        names: of the parts of a query; "" for an unknown word.
    """
    negator, told_words = "", set[str]()
    for name in names:
        words = typed_words(name)
        if not name or name in STOP_WORDS:
            negator = f"{name} " if name in NEGATORS else ""
        elif negator or not told_words.issuperset(words):
            yield f"{negator}{name}"
            told_words.update(words)
            negator = ""
