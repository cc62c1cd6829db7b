"""Looks up the words of one language and their English names. Pure; called by `languages`.

Words are compared by Snowball's stems of the language, so that plurals, genders and most verb forms
need not be listed. Words of a name may stand in any order, with stop words between them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise, takewhile
from types import MappingProxyType

import Stemmer
from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model.query import MemberQuestion
from bot.model.thesaurus import Language, SynonymGroup
from bot.search.english_words import STOP_WORDS
from bot.search.spelling import edits_allowed
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import StringTable, fold, plain, typed_words, words_of

LONGEST_NAME_WORDS = 7
"""The most words of a name, with the stop words between them. Chosen by eye."""
SHORTEST_PART = 3
"""The least letters of a part of a compound. Chosen by eye."""
SHORTEST_COMPOUND, LONGEST_COMPOUND = 9, 60
"""Letters of a word that may be a compound. Chosen by eye."""
LINKS = ("", "s", "n", "en", "es", "er", "e")
"""Letters between the parts of a German compound: "Behandlung-s-kosten"."""
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
UMLAUTS = str.maketrans({umlaut: f"{vowel}e" for umlaut, vowel in zip("äöü", "aou", strict=True)})
SHORTEST_OWN_PART = 5
"""Letters of a part that tells what a compound is about, though its other part is unknown. Chosen
by eye."""
SHORTEST_TELLING_PART, SHORTEST_REST = 6, 5
"""Letters of such a first part, and of what follows, that also tell the language: "positively" has
fewer. Chosen by eye."""
AFFECTIONATE = {
    "Spanish": re.compile(r"(?:e?c)?(?:it|ill|isim)([ao]s?)\Z"),
    "Portuguese": re.compile(r"(?:z?i(?:nh)|issim)([ao]s?)\Z"),
}
"""Endings that make a thing small or dear, or more than it is: "bultito", "cansadísima"."""
ACCENTS = {
    "Spanish": frozenset("áéíóúüñ"),
    "Portuguese": frozenset("áâãàçéêíóôõúü"),
    "French": frozenset("àâçéèêëîïôùûüÿ"),
    "German": frozenset("äöü"),
}
"""The accented letters of each language, with its ligatures apart: "tête" is not Spanish."""
DENIALS = {
    "Spanish": frozenset({"no", "nunca"}),
    "Portuguese": frozenset({"nao", "nunca"}),
    "French": frozenset({"ne", "n", "pas"}),
    "German": frozenset({"nicht", "nie"}),
}
"""Words that deny a verb."""
DOUBTING = frozenset({"si", "se", "ob", "que", "dass"})
"""After one of these, nothing is denied: "no sé si funciona"."""
WORKING, RESISTANCE = "works", "resistance"
SHORTEST_NEGATOR = 3
"""The least letters of a negator that tells its language. Chosen by eye."""
PORTUGUESE_PLURALS = {"coes": "cao", "soes": "sao", "oes": "ao"}
"""Endings that the stemmer knows only with accents: "mutacoes" for "mutações"."""
NEGATOR, NOT = "without", "not"
INITIAL_NEGATORS = frozenset({("nicht",), ("pas",)})
"""They negate what follows them only at the beginning: "ich vertrage nicht" does not."""
LAST_NEGATORS = frozenset({("nicht",), ("no",), ("nao",)})
NEITHER, NOR = "weder", "noch"
CACHED_FORMS = 4_000
"""Words of a language whose stem, and whose parts, are kept. Chosen by eye."""
ACCENTED = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
SMALL_ARTICLE = re.compile(r"\b[a-z]{2,3}\b")

NO_ACCENTS: Mapping[str, str] = MappingProxyType({})

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
        english: words that do not tell this language from English; `lookups_of` knows them.
    """

    def __init__(self, language: Language) -> None:
        self.stem = lru_cache(maxsize=CACHED_FORMS)(_stemmer_of(language))
        self._parted = lru_cache(maxsize=CACHED_FORMS)(self._parts_of_compound)
        self._compounds = language.compounds
        self.english = StringTable(())
        self.stop_words = words_typed(language.stop_words)
        self._affectionate = AFFECTIONATE.get(language.name)
        self._accents = ACCENTS.get(language.name)
        self.denials = DENIALS.get(language.name, frozenset())
        self._everyday = StringTable(words_typed(language.everyday))
        self._frequent = StringTable(words_typed(language.frequent))
        self._negators = {
            word for term in language.terms.get(NEGATOR, ()) for word, *_ in _typed(term)
        }
        self._leaving_out = self._negators | {
            word for row in language.negators for word, *others in _typed(row) if not others
        }
        self._also_english = StringTable(set(language.also_english))
        exact, names = self._terms_of(language)
        accented = _accented_of(language, exact)
        self._accented = StringTable(f"{word}\t{name}" for word, name in accented.items())
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
            exact.setdefault(" ".join(words), NOT)
        return exact, names

    def _english(self, table: StringTable, words: Iterable[str]) -> str | None:
        return next(iter(table.values(" ".join(words))), None)

    def stems_of(self, words: Iterable[str]) -> Words:
        """The stems of the words that are not stop words."""
        return tuple(sorted(self.stem(word) for word in words if word not in self.stop_words))

    def negates(self, word: str) -> bool:
        """Whether this word alone leaves out what follows: "keine", "sin"."""
        negates = word in self._leaving_out or word in self.denials
        return negates and len(word) >= SHORTEST_NEGATOR

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
        return (
            self._inflected((word,)) is not None or self.is_inner(word) or bool(self._parted(word))
        )

    def has(self, word: str) -> bool:
        """Whether a word, or a part of it, belongs to this language."""
        own = self.is_common(word) or self.knows(word)
        return own or bool(self._part_of_compound(word))

    def is_written(self, word: str) -> bool:
        """Whether a name contains this very word."""
        return word in self._written

    def is_everyday(self, word: str) -> bool:
        """Whether this is a common word of the language, in any form, that English lacks."""
        return any(form in self._everyday for form in self.forms_of(word))

    def is_frequent(self, word: str) -> bool:
        """Whether this is a word of any talk, which says nothing without others."""
        return word in self._frequent

    def is_common(self, word: str) -> bool:
        """Whether this is an everyday or a frequent word: its stem alone is no name."""
        return self.is_frequent(word) or self.is_everyday(word)

    def owns(self, word: str) -> bool:
        """Whether this is a common word, or a short name that English has, too."""
        if self.is_common(word) or word in self.stop_words:
            return True
        also_english = len(word) < SURE_FROM and word in self._also_english
        return also_english and self.exact(word) is not None

    def is_small(self, word: str) -> bool:
        """Whether a word asks rather than names."""
        return word in self.stop_words or self.is_frequent(word)

    def is_inner(self, word: str) -> bool:
        """Whether a name of several words contains this word in any form."""
        return self.stem(word) in self._inner

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
        if not edits_allowed(word) or len(word) < SHORTEST_SPELLED:
            return word
        if self.is_small(word) or self.knows(word):
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
            part = self._part_at(words, at, accents.get(words[at], ""), mixed=mixed)
            yield part
            at += len(part.typed)

    def _part_at(self, words: Sequence[str], at: int, accented: str, *, mixed: bool) -> Part:
        first = words[at]
        if mixed and (first in STOP_WORDS or first in self.english or self.is_shared(first)):
            return Part((first,), None)
        for end in range(min(at + LONGEST_NAME_WORDS, len(words)), at, -1):
            typed = tuple(words[at:end])
            if len(typed) == 1 and (meant := self._accented.values(accented)):
                return Part(typed, meant[0])
            if name := self._english(self._exact, typed) or self._inflected(typed):
                return Part(typed, name)
        if self.is_small(first):
            return Part((first,), "")
        return Part((first,), " ".join(self._parted(first)) or self._part_of_compound(first))

    def _inflected(self, typed: Words) -> str | None:
        if typed[0] in self.stop_words or typed[-1] in self.stop_words:
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
        if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND:
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
        if not self._compounds or not word.isalpha() or len(word) > LONGEST_COMPOUND:
            return None
        lengths = range(len(word) - SHORTEST_PART, SHORTEST_OWN_PART - 1, -1)
        parts = (*(word[:length] for length in lengths), *(word[-length:] for length in lengths))
        return next(filter(None, map(self._own, parts)), None)

    def begins_compound(self, word: str) -> bool:
        """Whether a word begins with a long one of this language, and has more behind it."""
        if not self._compounds or not word.isalpha() or len(word) > LONGEST_COMPOUND:
            return False
        lengths = range(SHORTEST_TELLING_PART, len(word) - SHORTEST_REST + 1)
        parts = filter(self.is_written, (word[:length] for length in lengths))
        return any(map(self._own, parts))

    def _own(self, word: str) -> str | None:
        """Translate a part that is no English word."""
        return None if word in self.english or self.is_shared(word) else self._word(word)

    def _word(self, word: str) -> str | None:
        """Translate one part of a compound; it may be the same in English."""
        if word in self.stop_words:
            return None
        name = self.exact(word)
        if not self.is_frequent(word):
            name = name or self._english(self._names, (self.stem(word),))
        return name or (word if word in self.english else None)


def _stemmer_of(language: Language) -> Callable[[str], str]:
    # The Lookup has a cache of its own.
    stem: Callable[[str], str] = Stemmer.Stemmer(language.name.lower(), 0).stemWord
    return partial(_portuguese_stem, stem) if language.name == "Portuguese" else stem


def _portuguese_stem(stem: Callable[[str], str], word: str) -> str:
    ending = next((each for each in PORTUGUESE_PLURALS if word.endswith(each)), "")
    return stem(word.removesuffix(ending) + PORTUGUESE_PLURALS.get(ending, ""))


def _accented_of(language: Language, exact: dict[str, str]) -> dict[str, str]:
    """The meaning of words that differ from others in their accents alone.

    It is "" for a frequent word.

    "Jeûne" is about fasting, and "jeune" is not. Names of such words are removed from `exact`, or
    belong to the word without accents.
    """
    small = frozenset(map(plain, language.frequent))
    singles = [
        (term.lower(), name)
        for name, terms in language.terms.items()
        for term in terms
        if term.isalpha()
    ]
    exact |= {word: name for word, name in singles if word.isascii()}
    found = {word: "" for word in small if not word.isascii() and fold(word) in exact}
    for word, name in singles:
        folded = fold(plain(word))
        if word.isascii() or (folded not in small and exact.get(folded) == name):
            continue
        found[plain(word)] = name
        if folded in small and exact.get(folded) == name:
            del exact[folded]
    return found


def words_typed(words: Iterable[str]) -> frozenset[str]:
    """Words in all ways to type them."""
    return frozenset(word for each in words for typed in _typed(each) for word in typed)


def _typed(text: str) -> Iterator[Words]:
    """The ways to type a name: without accents, or with two letters for an umlaut."""
    written = plain(text)
    yield tuple(words_of(written))
    if not written.isascii() and (other := written.translate(UMLAUTS)) != written:
        yield tuple(words_of(other))


def _behind_link(rest: str) -> Iterator[str]:
    """The possible rests of a compound, after its first part and a linking letter."""
    for link in LINKS:
        if rest.startswith(link) and len(rest) - len(link) >= SHORTEST_PART:
            yield rest.removeprefix(link)


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


def with_first_negated(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts. "Nicht" or "pas" as the first part right before a name becomes a negator.

    So does a last word behind the only name: "quimio no".
    """
    if len(parts) > 1 and parts[0].typed in INITIAL_NEGATORS and parts[1].english != "":
        parts = (Part(parts[0].typed, NOT), *parts[1:])
    elif len(parts) == 2 and parts[1].typed in LAST_NEGATORS and parts[0].english != "":  # noqa: PLR2004
        parts = (Part(parts[1].typed, NOT), parts[0])
    yield from parts


def with_resistance(parts: Sequence[Part], denials: frozenset[str]) -> Iterator[Part]:
    """Yield the parts, with "resistance" for a treatment that does not work: "no me funciona".

    Args:
        parts: of a whole question, with its stop words.
        denials: words that deny a verb.
    """
    for at, part in enumerate(parts):
        if part.names[0] != WORKING:
            yield part
            continue
        before = takewhile(lambda each: each.is_small, reversed(parts[:at]))
        behind = takewhile(lambda each: each.is_small, parts[at + 1 :])
        words = {word for each in (*before, *behind) for word in each.typed}
        denied = not denials.isdisjoint(words) and DOUBTING.isdisjoint(words - denials)
        yield Part(part.typed, RESISTANCE) if denied else part


def without_told_negators(
    parts: Iterable[Part], is_frequent: Callable[[str], bool]
) -> Iterator[Part]:
    """Yield the parts without "is not" before a word that is left out: "no es normal"."""
    for part, behind in pairwise((*parts, Part((), ""))):
        left_out = behind.is_stop_word and any(map(is_frequent, behind.typed))
        if not (part.english == NOT and len(part.typed) > 1 and left_out):
            yield part


def neither_nor(words: tuple[str, ...]) -> tuple[str, ...]:
    """Write "weder ... noch" as "weder ... weder", since "noch" alone means another thing."""
    if NEITHER not in words:
        return words
    first = words.index(NEITHER)
    return (*words[:first], *(NEITHER if word == NOR else word for word in words[first:]))


def accented_words(text: str) -> Mapping[str, str]:
    """The words that were typed with an accent: without it, and as they were typed."""
    return {fold(word): word for word in ACCENTED.findall(plain(text))}


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
