"""Translates queries in other languages into English. Pure; called by the engine.

words ─► which language? (`LanguageEvidence`) ─► spelling by its own words ─► names of its terms
     ─► word order as English has it ─► an English question ─► (interpreter) ─► `told` ─► Query

English questions stay as they are: only a word that is not English tells of another language.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model.query import Concept, MemberQuestion, Query
from bot.model.thesaurus import Language, SynonymGroup
from bot.search import foreign_words as foreign
from bot.search import language_lookup as lookups
from bot.search.english_words import NEGATORS, STOP_WORDS
from bot.search.language_lookup import SURE_FROM, Lookup, Part, is_near, names_in, words_typed
from bot.search.spelling import edits_allowed
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, StringTable, plain, typed_words

IsWord = Callable[[str], bool]

MOST_REVERSED = 3
"""At most this many parts in a row are reversed: "metastasis" "brain" is "brain metastasis"."""
MOST_ENGLISH_EDITS = 2
"""A word within this many edits of an English one is a misspelling of it, not a foreign word."""


class Translator:
    """Translates queries of several languages, word by word."""

    def __init__(
        self,
        languages: Callable[[], Iterable[Language]],
        groups: Iterable[SynonymGroup],
        names: ThesaurusIndex,
        stems: Stems,
        is_common: IsWord = lambda _: False,
    ) -> None:
        """Initialize.

        Args:
            languages: reads them, in the order in which they are tried; called when it must be.
            groups: those of the thesaurus; their words are English.
            names: the same thesaurus by words.
            is_common: whether a word is a common English one, which does not tell a language.
        """
        self._read = languages
        self._groups = groups
        self._names = names
        self._stems = stems
        self._is_common = is_common

    @cached_property
    def _known(self) -> Sequence[Language]:
        return tuple(self._read())

    @cached_property
    def _stop_words(self) -> frozenset[str]:
        return frozenset[str]().union(*(words_typed(each.stop_words) for each in self._known))

    @cached_property
    def _in_names(self) -> StringTable:
        return StringTable(set(names_in(self._groups)))

    @cached_property
    def _languages(self) -> Sequence[Lookup]:
        return lookups.lookups_of(self._known, self._in_names)

    @property
    def _english(self) -> StringTable:
        return self._languages[0].english

    @cached_property
    def _evidence(self) -> Sequence["LanguageEvidence"]:
        return [LanguageEvidence(lookup, self._is_common) for lookup in self._languages]

    def prepare(self) -> None:
        """Read the languages now, one after the other, so that no question waits for them."""
        self._languages = lookups.lookups_of(self._read(), self._in_names)
        self._stop_words = frozenset[str]().union(*(each.stop_words for each in self._languages))
        _ = self._evidence

    def in_english(
        self, asked: MemberQuestion, vocabulary: Vocabulary, *, first_names: bool = False
    ) -> MemberQuestion:
        """Translate a query into English. English and unknown languages stay as they are.

        Args:
            asked: as typed.
            vocabulary: the index's stems: a word that many articles hold is no misspelling.
            first_names: whether only the first of several names of a thing is taken. The others,
                such as "hair" for "hair loss", are too wide for words that are followed.
        """
        words = lookups.neither_nor(typed_words(plain(asked.words)))
        accented = lookups.accented_words(asked.words)
        plain_english = not accented and self._is_plainly_english(words)
        lookup = None if plain_english else self._language_of(words, accented, vocabulary)
        if lookup is None:
            certain = frozenset() if plain_english else accented | self._everyday_in(words)
            asked = replace(asked, certain=certain) if certain else asked
            return lookups.without_articles(asked, self._names, lambda: self._stop_words)
        mixed = lookup.is_mixed(words)
        spelled = [
            word if mixed or self._is_english(word, vocabulary) else lookup.respelled(word)
            for word in words
        ]
        parts = lookup.parts(spelled, mixed=mixed)
        told = [part for part in lookups.with_first_negated(list(parts)) if not part.is_stop_word]
        found = self._in_english_order(told)
        ordered = [part.by_first_name if first_names else part for part in found]
        return self._as_asked(replace(asked, certain=self._everyday_in(words)), ordered)

    def _everyday_in(self, words: Sequence[str]) -> frozenset[str]:
        """Words that are common in some language, and are no misspelled English ones."""
        own = (word for word in words if any(each.owns(word) for each in self._evidence))
        return frozenset(word for word in own if not self._is_english_word(word))

    def _is_english_word(self, word: str) -> bool:
        return word in STOP_WORDS or word in self._english or self._is_common(word)

    def _is_plainly_english(self, words: Sequence[str]) -> bool:
        """Whether no language could have enough evidence, so that no words need be compared.

        A word that English has counts little, unless it is a stop word elsewhere: "die", "son".
        """
        telling = [word for word in words if word not in STOP_WORDS]
        if not telling or not all(map(self._is_in_name, telling)):
            return False
        few = len(telling) * foreign.SHARED_EVIDENCE < foreign.MIN_LANGUAGE_EVIDENCE
        return few or self._stop_words.isdisjoint(telling)

    def _is_in_name(self, word: str) -> bool:
        return bool(self._names.groups_named(word)) or word in self._in_names

    def _language_of(
        self, words: Sequence[str], accented: frozenset[str], vocabulary: Vocabulary
    ) -> Lookup | None:
        evidence = [each.of(words, accented) for each in self._evidence]
        least = foreign.MIN_LANGUAGE_EVIDENCE
        if max(evidence, default=least) < least:
            evidence = [each.of_small(words, accented) for each in self._evidence]
            if not any(evidence) and all(self._is_strange(word, vocabulary) for word in words):
                evidence = [
                    foreign.TERM_EVIDENCE * sum(lookup.respelled(word) != word for word in words)
                    for lookup in self._languages
                ]
        best = max(evidence, default=0.0)
        return self._languages[evidence.index(best)] if best >= least else None

    def _is_strange(self, word: str, vocabulary: Vocabulary) -> bool:
        """Whether a word is not English, not even a misspelled English word."""
        if len(word) < SURE_FROM or self._is_known(word, vocabulary):
            return False
        shared = any(lookup.is_shared(word) for lookup in self._languages)
        return not (shared or is_near(word, self._english, MOST_ENGLISH_EDITS))

    def _is_known(self, word: str, vocabulary: Vocabulary) -> bool:
        held = vocabulary.count(self._stems[word]) > 0
        return held or self._is_english_word(word)

    def _is_english(self, word: str, vocabulary: Vocabulary) -> bool:
        return word in self._english or vocabulary.often(self._stems[word])

    def _in_english_order(self, rest: Sequence[Part]) -> Iterator[Part]:
        """Swap neighboring parts if that makes a name of the thesaurus."""
        while rest:
            counts = range(min(MOST_REVERSED, len(rest)), 1, -1)
            count = next((n for n in counts if self._is_turned(rest[:n])), 1)
            yield from reversed(rest[:count])
            rest = rest[count:]

    def _is_turned(self, parts: Sequence[Part]) -> bool:
        return self._is_name(parts[::-1]) and not self._is_name(parts)

    def _is_name(self, parts: Sequence[Part]) -> bool:
        if any(part.english is None for part in parts):
            return False
        words = typed_words(" ".join(part.text for part in parts))
        naming = self._names.longest_at(words, 0)
        return naming is not None and naming.length == len(words)

    def _as_asked(self, asked: MemberQuestion, parts: Sequence[Part]) -> MemberQuestion:
        text = " ".join(part.text for part in parts)
        unknown = (part.text for part in parts if part.english is None)
        unsure = {word for word in unknown if self._may_be_respelled(word)} - asked.certain
        names = [part.names for part in parts if part.english]
        shown = ", ".join(
            f"*{name}*" for name in dict.fromkeys(_shown(part.names[0] for part in parts))
        )
        return replace(
            asked,
            words=text,
            certain=frozenset(typed_words(text)) - unsure,
            alternatives=tuple(each for each in names if len(each) > 1),
            understood=(f"searched in English for {shown}",) if shown else (),
        )

    def _may_be_respelled(self, word: str) -> bool:
        """Whether an unknown word may be a brand, or is nearly spelled as in English."""
        edits = edits_allowed(word)
        if not edits or len(word) >= SURE_FROM:
            return edits > 0
        near = process.extractOne(
            word, self._names.names.brands, scorer=OSA.distance, score_cutoff=edits
        )
        return near is not None


def _shown(names: Iterable[str]) -> Iterator[str]:
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


def told(asked: MemberQuestion, query: Query) -> Query:
    """Add the translation's sentences to a query, and join the names of one thing."""
    concepts = list(query.concepts)
    for first, *others in asked.alternatives:
        concepts = _together(concepts, _label(first), set(map(_label, others)))
    return replace(
        query, concepts=tuple(concepts), understood=(*asked.understood, *query.understood)
    )


def _together(concepts: list[Concept], first: str, others: set[str]) -> list[Concept]:
    """Move the phrases of all these concepts into the first one."""
    if not any(concept.label == first for concept in concepts):
        return concepts
    same = [concept for concept in concepts if concept.label in others - {first}]
    more = [replace(phrase, typed=False) for concept in same for phrase in concept.phrases]
    return [
        replace(each, phrases=(*each.phrases, *more)) if each.label == first else each
        for each in concepts
        if each not in same
    ]


def _label(name: str) -> str:
    return " ".join(typed_words(name))


class LanguageEvidence:
    """Counts how much the words of a query speak for one language."""

    def __init__(self, lookup: Lookup, is_common: IsWord) -> None:
        self._lookup = lookup
        self._is_common = is_common

    def of(self, words: Sequence[str], accented: frozenset[str]) -> float:
        """The sum of the words' evidence for this language.

        Args:
            words: in lower case, without accents.
            accented: those of them that were typed with an accent, which few English words have.
        """
        told = [self._told_by(word, accented, alone=len(words) == 1) for word in words]
        named = any(told) and self._holds_name(words)
        if named or max(told, default=0.0) > foreign.STOP_WORD_EVIDENCE:
            return sum(told) + foreign.TERM_EVIDENCE * named
        asking = sum(word in self._lookup.stop_words for word in words)
        return sum(told) if 2 * asking > sum(map(str.isalpha, words)) else 0.0

    def of_small(self, words: Sequence[str], accented: frozenset[str]) -> float:
        """The evidence of small words beside nothing but names that English has, too.

        "Keine Chemo" has one, and "quién sabe" two.
        """
        own = [word for word in words if self.owns(word) or word in self._lookup.negators]
        others = [word for word in words if word.isalpha() and word not in own]
        negates = bool(others) and not self._lookup.negators.isdisjoint(own)
        told = negates or any(word in accented or self._is_foreign(word) for word in own)
        known = all(word in self._lookup.english for word in others)
        return foreign.TERM_EVIDENCE * len(own) if told and known else 0.0

    def _is_foreign(self, word: str) -> bool:
        english = word in STOP_WORDS or word in self._lookup.english or self._is_common(word)
        return len(word) > foreign.LONGEST_SHARED and not english

    def owns(self, word: str) -> bool:
        """Whether this is a small or common word of the language."""
        return word in self._lookup.stop_words or self._lookup.is_everyday(word)

    def _told_by(self, word: str, accented: frozenset[str], *, alone: bool) -> float:
        lookup = self._lookup
        if word in accented and (self.owns(word) or lookup.has(word)):
            exact = self.owns(word) or any(map(lookup.is_written, lookup.forms_of(word)))
            return foreign.TERM_EVIDENCE + foreign.STOP_WORD_EVIDENCE * exact
        if word in STOP_WORDS or not word.isalpha():
            return 0.0
        common = not lookup.is_written(word) and self._is_common(word)
        shared = common or word in lookup.english or lookup.is_shared(word)
        if word in lookup.stop_words:
            return foreign.SHARED_EVIDENCE if shared else foreign.STOP_WORD_EVIDENCE
        if lookup.knows(word):
            return self._told_by_term(word, shared=shared, alone=alone)
        if lookup.is_everyday(word):
            return foreign.SHARED_EVIDENCE if shared else foreign.STOP_WORD_EVIDENCE
        return foreign.TERM_EVIDENCE if not shared and lookup.begins_compound(word) else 0.0

    def _told_by_term(self, word: str, *, shared: bool, alone: bool) -> float:
        if word in self._lookup.english:
            return foreign.KNOWN_EVIDENCE
        if shared or not self._is_distinct(word):
            return foreign.SHARED_EVIDENCE
        # A misspelled question of one word is hardly a word of another language by chance.
        exact = self._lookup.is_everyday(word) or (alone and self._lookup.is_written(word))
        long = not exact and len(word) >= foreign.SHORTEST_TYPO
        typo = long and is_near(word, self._lookup.english, 1)
        return foreign.TYPO_EVIDENCE if typo else foreign.TERM_EVIDENCE

    def _is_distinct(self, word: str) -> bool:
        """Whether no English word shares its stem, as "case" does with "casa"."""
        if any(map(self._lookup.is_written, self._lookup.forms_of(word))):
            return True
        if self._lookup.is_inner(word):
            return len(word) >= SURE_FROM
        return self._lookup.begins_or_ends_so(word)

    def _holds_name(self, words: Sequence[str]) -> bool:
        """Whether the words hold a name of several words that is no English one.

        One of its words is of this language alone, or joins the others in it: "cancer de mama"; or
        all are stop words of it: "no es".
        """
        return any(
            part.english
            and len(part.typed) > 1
            and (any(map(self._is_own, part.typed)) or self._joins_all(part.typed))
            for part in self._lookup.parts(words, mixed=False)
        )

    def _joins_all(self, words: Sequence[str]) -> bool:
        return any(map(self._joins, words[1:-1])) or self._lookup.stop_words.issuperset(words)

    def _joins(self, word: str) -> bool:
        return word in self._lookup.stop_words and word not in STOP_WORDS

    def _is_own(self, word: str) -> bool:
        own = word in self._lookup.stop_words or word in self._lookup.english
        return word.isalpha() and not own and word not in STOP_WORDS
