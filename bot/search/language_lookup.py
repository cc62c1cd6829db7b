"""Looks up the words of one language and their English names. Pure; called by `languages`.

Words are compared by Snowball's stems of the language, so that plurals, genders and most verb forms
need not be listed. Words of a name may stand in any order, with stop words between them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial

import Stemmer
from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from bot.model.query import MemberQuestion
from bot.model.thesaurus import Language, SynonymGroup
from bot.search import foreign_words as foreign
from bot.search.english_words import STOP_WORDS
from bot.search.spelling import edits_allowed
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import StringTable, plain, typed_words, words_of

SHORTEST_PART = 3
"""The least letters of a part of a compound. Chosen by eye."""
SHORTEST_SPELLED = 5
"""The least letters of a word that others are misspelled from, or begin or end with. Chosen by
eye."""
SURE_FROM = 8
"""The least letters of words with few neighbors: in a shorter word, another letter makes another
word."""
CACHED_FORMS = 4_000
"""Words of a language whose stem, and whose parts, are kept. Chosen by eye."""

Words = tuple[str, ...]


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
        english: words that do not tell this language from English; `lookups_of` knows them.
        negators: those that mean "without".
    """

    def __init__(self, language: Language) -> None:
        self.stem = lru_cache(maxsize=CACHED_FORMS)(_stemmer_of(language))
        self._parted = lru_cache(maxsize=CACHED_FORMS)(self._parts_of_compound)
        self._compounds = language.compounds
        self.english = StringTable(())
        self.stop_words = words_typed(language.stop_words)
        self._affectionate = foreign.AFFECTIONATE.get(language.name)
        self._everyday = StringTable(words_typed(language.everyday))
        self._fillers = words_typed(language.fillers)
        without = language.terms.get(foreign.NEGATOR, ())
        self.negators = {word for term in without for word, *_ in _typed(term)}
        self._also_english = StringTable(set(language.also_english))
        exact, names = self._terms_of(language)
        self._exact = StringTable(f"{term}\t{name}" for term, name in exact.items())
        self._names = StringTable(f"{stems}\t{name}" for stems, name in names.items())
        self._written = StringTable({word for term in exact for word in term.split(" ")})
        self._inner = StringTable({stem for stems in names for stem in stems.split(" ")})
        self._shared = StringTable(set(map(self.stem, language.also_english)))
        self.stem.cache_clear()  # an entry takes five times as much as its word

    def _terms_of(self, language: Language) -> tuple[dict[str, str], dict[str, str]]:
        """The terms and the stems of terms, each with its English name."""
        exact, names = dict[str, str](), dict[str, str]()
        for name, terms in language.terms.items():
            for words in (each for term in terms for each in _typed(term)):
                exact.setdefault(" ".join(words), name)
                stems = self.stems_of(words)
                # One word is left of "dire aux enfants", which means less than the whole.
                if len(stems) > 1 or len(words) == 1:
                    names.setdefault(" ".join(stems), name)
        for words in (each for row in language.negators for each in _typed(row)):
            exact.setdefault(" ".join(words), foreign.NOT)
        return exact, names

    def _english(self, table: StringTable, words: Iterable[str]) -> str | None:
        return next(iter(table.values(" ".join(words))), None)

    def stems_of(self, words: Iterable[str]) -> Words:
        """The stems of the words that are not stop words."""
        return tuple(sorted(self.stem(word) for word in words if word not in self.stop_words))

    def is_shared(self, word: str) -> bool:
        """Whether a word of this language is also English."""
        if self.is_written(word):
            return word in self._also_english
        return self.stem(word) in self._shared

    def knows(self, word: str) -> bool:
        """Whether a word, or all parts of a compound, belong to this language."""
        known = self._inflected((word,)) is not None or self.is_inner(word)
        return known or bool(self._parted(word))

    def has(self, word: str) -> bool:
        """Whether a word, or a part of it, belongs to this language."""
        return self.knows(word) or self.is_everyday(word) or bool(self._part_of_compound(word))

    def is_written(self, word: str) -> bool:
        """Whether a name contains this very word."""
        return word in self._written

    def is_everyday(self, word: str) -> bool:
        """Whether this is a common word of the language, in any form, that English lacks."""
        return word in self._fillers or any(form in self._everyday for form in self.forms_of(word))

    def is_inner(self, word: str) -> bool:
        """Whether a name of several words contains this word in any form."""
        return self.stem(word) in self._inner

    def is_long(self, word: str) -> bool:
        """Whether this word is long and a name contains it."""
        long = len(word) >= SHORTEST_SPELLED and word not in self.stop_words
        return long and self.is_written(word)

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
        if not edits_allowed(word) or len(word) < SHORTEST_SPELLED:
            return word
        if word in self.stop_words or self.knows(word):
            return word
        likely = list(filter(self.is_long, self._written.beginning(word[0])))
        near = process.extractOne(word, likely, scorer=OSA.distance, score_cutoff=1)
        return near[0] if near and _is_slip(word, near[0]) else word

    def parts(self, words: Sequence[str], *, mixed: bool) -> Iterator[Part]:
        """Split words into names, the longest possible first, and what is between them.

        Args:
            words: in lower case, without accents.
            mixed: whether words that are English, too, are meant in English.
        """
        at = 0
        while at < len(words):
            part = self._part_at(words, at, mixed=mixed)
            yield part
            at += len(part.typed)

    def _part_at(self, words: Sequence[str], at: int, *, mixed: bool) -> Part:
        first = words[at]
        if mixed and (first in STOP_WORDS or first in self.english or self.is_shared(first)):
            return Part((first,), None)
        for end in range(min(at + foreign.LONGEST_NAME_WORDS, len(words)), at, -1):
            typed = tuple(words[at:end])
            if name := self._english(self._exact, typed) or self._inflected(typed):
                return Part(typed, name)
        if first in self.stop_words or first in self._fillers:
            return Part((first,), "")
        return Part((first,), " ".join(self._parted(first)) or self._part_of_compound(first))

    def _inflected(self, typed: Words) -> str | None:
        if typed[0] in self.stop_words or typed[-1] in self.stop_words:
            return None
        if len(typed) == 1:
            return self._single(typed[0])
        # It negates what follows: "Chemotherapie ohne Bestrahlung" is not without chemotherapy.
        if typed[-1] in self.negators:
            return None
        return self._english(self._names, self.stems_of(typed))

    def _single(self, word: str) -> str | None:
        """Translate one word by its forms; an everyday word is no form of another one."""
        if word in self._everyday or word in self._fillers:
            return self._english(self._exact, (word,))
        forms = (self._english(self._exact, (form,)) for form in self.forms_of(word))
        return self._by_stem(word) or next(filter(None, forms), None)

    def _by_stem(self, word: str) -> str | None:
        """Translate one word by its stem. Unrelated words share a short one: "sabe", "sábado"."""
        stem = self.stem(word)
        name = self._english(self._names, (stem,))
        if name is None or len(stem) >= foreign.LONG_STEM:
            return name
        alike = (each for each in self._written.beginning(word[:2]) if self.stem(each) == stem)
        forms = (self._english(self._exact, (each,)) for each in alike if is_form(word, each))
        return next(filter(None, forms), None)

    def forms_of(self, word: str) -> Iterator[str]:
        """Words of which this may be a form that the stemmer does not know."""
        yield from forms_of(word)
        if self._affectionate and (ending := self._affectionate.search(word)):
            base = word[: ending.start()]
            yield from (base + ending[1], base) if len(base) >= SHORTEST_PART else ()

    def _parts_of_compound(self, word: str) -> Words:
        """Translate a compound by its parts; the longest first part is tried first."""
        if not self._compounds or not word.isalpha():
            return ()
        if not foreign.SHORTEST_COMPOUND <= len(word) <= foreign.LONGEST_COMPOUND:
            return ()
        for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            if first := self._word(word[:end]):
                for rest in _behind_link(word[end:]):
                    single = self._word(rest)
                    if others := (single,) if single else self._parted(rest):
                        return (first, *others)
        return ()

    def _part_of_compound(self, word: str) -> str | None:
        """Translate the longest known part of a compound, the first one rather than the last.

        "Hospizplatz" is about a hospice, whatever "Platz" is.
        """
        if not self._compounds or not word.isalpha() or len(word) > foreign.LONGEST_COMPOUND:
            return None
        lengths = range(len(word) - SHORTEST_PART, foreign.SHORTEST_OWN_PART - 1, -1)
        parts = (*(word[:length] for length in lengths), *(word[-length:] for length in lengths))
        return next(filter(None, map(self._own, parts)), None)

    def begins_compound(self, word: str) -> bool:
        """Whether a word begins with a long one of this language, and has more behind it."""
        if not self._compounds or not word.isalpha() or len(word) > foreign.LONGEST_COMPOUND:
            return False
        lengths = range(foreign.SHORTEST_TELLING_PART, len(word) - foreign.SHORTEST_REST + 1)
        parts = filter(self.is_written, (word[:length] for length in lengths))
        return any(map(self._own, parts))

    def _own(self, word: str) -> str | None:
        """Translate a part that is no English word."""
        return None if word in self.english or self.is_shared(word) else self._word(word)

    def _word(self, word: str) -> str | None:
        """Translate one part of a compound; it may be the same in English."""
        if word in self.stop_words:
            return None
        name = self._english(self._exact, (word,)) or self._english(self._names, (self.stem(word),))
        return name or (word if word in self.english else None)


def _stemmer_of(language: Language) -> Callable[[str], str]:
    # The Lookup has a cache of its own.
    stem: Callable[[str], str] = Stemmer.Stemmer(language.name.lower(), 0).stemWord
    return partial(_portuguese_stem, stem) if language.name == "Portuguese" else stem


def _portuguese_stem(stem: Callable[[str], str], word: str) -> str:
    ending = next((each for each in foreign.PORTUGUESE_PLURALS if word.endswith(each)), "")
    return stem(word.removesuffix(ending) + foreign.PORTUGUESE_PLURALS.get(ending, ""))


def words_typed(words: Iterable[str]) -> frozenset[str]:
    """Words in all ways to type them."""
    return frozenset(word for each in words for typed in _typed(each) for word in typed)


def _typed(text: str) -> Iterator[Words]:
    """The ways to type a name: without accents, or with two letters for an umlaut."""
    written = plain(text)
    yield tuple(words_of(written))
    if not written.isascii() and (other := written.translate(foreign.UMLAUTS)) != written:
        yield tuple(words_of(other))


def _behind_link(rest: str) -> Iterator[str]:
    """The possible rests of a compound, after its first part and a linking letter."""
    for link in foreign.LINKS:
        if rest.startswith(link) and len(rest) - len(link) >= SHORTEST_PART:
            yield rest.removeprefix(link)


def forms_of(word: str) -> Iterator[str]:
    """A word, and the word without an ending of plural or gender."""
    yield word
    for ending in foreign.ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= foreign.SHORTEST_SINGULAR:
            yield word.removesuffix(ending)


def is_form(word: str, other: str) -> bool:
    """Whether a word with a short stem is a form of another one, as far as endings tell."""
    if foreign.INFINITIVE.search(other):
        return True
    one, two = word.removesuffix("s"), other.removesuffix("s")
    same = Prefix.similarity(one, two)
    return one == two or tuple(sorted((one[same:], two[same:]))) in foreign.GENDERS


def is_near(word: str, others: StringTable, edits: int) -> bool:
    """Whether a word is one of the others or near to one with the same first letter."""
    likely = others.beginning(word[0])  # few misspellings begin with another one
    return process.extractOne(word, likely, scorer=OSA.distance, score_cutoff=edits) is not None


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word is probably another one with a slip of the finger."""
    return len(word) >= SURE_FROM or len(word) != len(meant) or sorted(word) == sorted(meant)


def with_first_negated(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts. "Nicht" or "pas" as the first part right before a name becomes a negator."""
    negates = len(parts) > 1 and parts[0].typed in foreign.INITIAL_NEGATORS and parts[1].english
    yield from (Part(parts[0].typed, foreign.NOT), *parts[1:]) if negates else parts


def neither_nor(words: tuple[str, ...]) -> tuple[str, ...]:
    """Write "weder ... noch" as "weder ... weder", since "noch" alone means another thing."""
    if foreign.NEITHER not in words:
        return words
    first = words.index(foreign.NEITHER)
    return (
        *words[:first],
        *(foreign.NEITHER if word == foreign.NOR else word for word in words[first:]),
    )


def accented_words(text: str) -> frozenset[str]:
    """The words that were typed with an accent, without it."""
    typed = (word for word in text.split() if any(c.isalpha() and c > "\x7f" for c in word))
    return frozenset(folded for word in typed for folded in words_of(plain(word)))


def names_in(groups: Iterable[SynonymGroup]) -> Iterator[str]:
    """The words of all names but those that only may mean a thing."""
    for group in groups:
        for name in (*group.terms, *group.short, *group.ambiguous):
            yield from words_of(name)


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
    asked: MemberQuestion, names: ThesaurusIndex, others: Callable[[], Collection[str]]
) -> MemberQuestion:
    """Leave out small words of other languages that are short forms, too: "le docetaxel".

    They are in small letters, and before a word that does not tell them to be short forms. In a
    question with English small words they are short forms: "se from radiation".

    Args:
        asked: a question of no other language.
        names: knows the short forms.
        others: returns the stop words of other languages; called for an undecided short form.
    """
    words, small = typed_words(asked.words), frozenset(foreign.SMALL_ARTICLE.findall(asked.words))
    first = list(enumerate(words[:-1] if STOP_WORDS.isdisjoint(words) else ()))
    namings = ((at, names.longest_at(words, at)) for at, word in first if word in small)
    left_out = {at for at, each in namings if each and each.senses and words[at] in others()}
    kept = " ".join(word for at, word in enumerate(words) if at not in left_out)
    return replace(asked, words=kept) if left_out else asked
