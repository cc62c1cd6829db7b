"""Translates queries in other languages into English. Pure; called by the engine.

words ─► which language? (`LanguageEvidence`) ─► spelling by its own words ─► names of its terms
     ─► word order as English has it ─► an English question ─► (interpreter) ─► Query

English questions stay as they are: only a word that is not English tells of another language.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model.query import SYNONYM_WEIGHTS, Concept, MemberQuestion, Phrase, Query
from bot.model.thesaurus import Language, SynonymGroup
from bot.search.english_words import STOP_WORDS
from bot.search.language_lookup import (
    SURE_FROM,
    Lookup,
    Part,
    is_near,
    lookups_of,
    shown_names,
    without_articles,
)
from bot.search.language_terms import NOT, Words, names_in, words_typed
from bot.search.negation import as_negated
from bot.search.spelling import edits_allowed
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, StringTable, label_of, typed_words, words_and_accents

IsWord = Callable[[str], bool]

SEARCHED_IN_ENGLISH = "Searched in English for"
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
        return lookups_of(self._known, self._in_names)

    @property
    def _english(self) -> StringTable:
        return self._languages[0].english

    @cached_property
    def _evidence(self) -> Sequence["LanguageEvidence"]:
        return [LanguageEvidence(one, self._is_common, self._is_in_name) for one in self._languages]

    def prepare(self) -> None:
        """Read the languages now, one after the other, so that no question waits for them."""
        self._languages = lookups_of(self._read(), self._in_names)
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
        words, accented = words_and_accents(asked.words)
        plain_english = not accented and self._is_plainly_english(words)
        lookup = None if plain_english else self._language_of(words, accented, vocabulary)
        if lookup is None:
            certain = frozenset() if plain_english else self._common_in(words).union(accented)
            asked = replace(asked, certain=certain) if certain else asked
            return without_articles(asked, self._names, lambda: self._stop_words)
        mixed = lookup.is_mixed(words)
        spelled = [
            word if mixed or self._is_english(word, vocabulary) else lookup.respelled(word)
            for word in words
        ]
        parts = list(lookup.parts(spelled, mixed=mixed, accents=accented))
        if any(part.english == NOT for part in parts) or not lookup.denials.isdisjoint(words):
            parts = list(as_negated(parts, lookup))
        found = self._in_english_order([part for part in parts if not part.is_stop_word])
        ordered = [part.by_first_name if first_names else part for part in found]
        english = self._as_asked(replace(asked, certain=self._common_in(words)), ordered)
        own = () if first_names else self._own_words(ordered, vocabulary)
        return replace(english, alternatives=(*english.alternatives, *own))

    def language(self, text: str, vocabulary: Vocabulary) -> str:
        """The name of the language in which a text is written; "" for English and unknown ones."""
        found = self._language_of(*words_and_accents(text), vocabulary)
        return found.name if found else ""

    def _common_in(self, words: Sequence[str]) -> frozenset[str]:
        """The words that are common in some language, and are no misspelled English ones."""
        unsure = (w for w in words if w not in STOP_WORDS and not self._is_in_name(w))
        own = (w for w in unsure if any(each.owns(w) for each in self._languages))
        return frozenset(w for w in own if not self._is_common(w))

    def _is_plainly_english(self, words: Sequence[str]) -> bool:
        """Whether no language could have enough evidence, so that no words need be compared.

        A word that English has counts little, unless it is a stop word elsewhere: "die", "son".
        """
        telling = [word for word in words if word not in STOP_WORDS]
        if not telling or not all(map(self._is_in_name, telling)):
            return False
        few = len(telling) * SHARED_EVIDENCE < MIN_LANGUAGE_EVIDENCE
        return few or self._stop_words.isdisjoint(telling)

    def _is_in_name(self, word: str) -> bool:
        return bool(self._names.groups_named(word)) or word in self._in_names

    def _language_of(
        self, words: Sequence[str], accented: Mapping[str, str], vocabulary: Vocabulary
    ) -> Lookup | None:
        evidence = [each.of(words, accented) for each in self._evidence]
        if max(evidence, default=MIN_LANGUAGE_EVIDENCE) < MIN_LANGUAGE_EVIDENCE:
            strange = [word for word in words if self._is_strange(word, vocabulary)]
            small = self._stop_words.difference(STOP_WORDS).intersection(words)
            if len(strange) == len(words):
                own = ([each.respelled(word) != word for word in words] for each in self._languages)
                evidence = [TERM_EVIDENCE * sum(respelled) for respelled in own]
            elif 2 * len(strange) > len(words) - len(small):
                known = (small.intersection(each.stop_words) for each in self._languages)
                evidence = [TERM_EVIDENCE * len(words) for words in known]
        best = max(evidence, default=0.0)
        return self._languages[evidence.index(best)] if best >= MIN_LANGUAGE_EVIDENCE else None

    def _is_strange(self, word: str, vocabulary: Vocabulary) -> bool:
        """Whether a word is not English, not even a misspelled English word."""
        known = word in self._english or any(each.is_shared(word) for each in self._languages)
        if len(word) < SURE_FROM or vocabulary.count(self._stems[word]) or known:
            return False
        return not (self._is_common(word) or is_near(word, self._english, MOST_ENGLISH_EDITS))

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
        words = typed_words(" ".join(part.text for part in parts))
        return all(part.english is not None for part in parts) and self._names.is_whole_name(words)

    def _own_words(self, parts: Sequence[Part], vocabulary: Vocabulary) -> Iterator[Words]:
        """Yield names, each with what was typed if it is not English and some articles hold it."""
        for part in (each for each in parts if each.english and not each.is_small):
            telling = [word for word in part.typed if word not in self._stop_words]
            foreign = not all(w in self._english or self._is_common(w) for w in telling)
            if foreign and all(vocabulary.count(self._stems[word]) for word in telling):
                yield part.names[0], " ".join(part.typed)

    def _as_asked(self, asked: MemberQuestion, parts: Sequence[Part]) -> MemberQuestion:
        text = " ".join(part.text for part in parts)
        unknown = (part.text for part in parts if part.english is None)
        unsure = {word for word in unknown if self._may_be_respelled(word)} - asked.certain
        names = [part.names for part in parts if part.english]
        named = dict.fromkeys(shown_names(part.names[0] for part in parts))
        shown = ", ".join(f"*{name}*" for name in named)
        return replace(
            asked,
            words=text,
            certain=frozenset(typed_words(text)) - unsure,
            alternatives=tuple(each for each in names if len(each) > 1),
            understood=(f"{SEARCHED_IN_ENGLISH} {shown}",) if shown else (),
        )

    def _may_be_respelled(self, word: str) -> bool:
        """Whether an unknown word may be a brand, or is nearly spelled as in English."""
        edits = edits_allowed(word)
        if not edits or len(word) >= SURE_FROM:
            return edits > 0
        brands = self._names.names.brands
        return bool(process.extractOne(word, brands, scorer=OSA.distance, score_cutoff=edits))


def with_translation(asked: MemberQuestion, query: Query) -> Query:
    """Add the translation's sentences to a query, and join the names of one thing."""
    concepts = list(query.concepts)
    for first, *others in asked.alternatives:
        concepts = _together(concepts, label_of(first), set(map(label_of, others)))
    understood = (*asked.understood, *query.understood)
    return replace(query, concepts=tuple(concepts), understood=understood)


def _together(concepts: list[Concept], first: str, others: set[str]) -> list[Concept]:
    """Move the phrases of all these concepts into the first one; what none is called is said so.

    Those are the words as they were typed: articles in that language are found by them.
    """
    if not any(concept.label == first for concept in concepts):
        return concepts
    same = [concept for concept in concepts if concept.label in others - {first}]
    more = [replace(phrase, typed=False) for concept in same for phrase in concept.phrases]
    unnamed = others - {concept.label for concept in concepts}
    more += [Phrase(tuple(each.split()), SYNONYM_WEIGHTS["spelling"], each) for each in unnamed]
    return [
        replace(each, phrases=(*each.phrases, *more)) if each.label == first else each
        for each in concepts
        if each not in same
    ]


TERM_EVIDENCE = 2.0
"""The evidence of a term that only this language has. Chosen by eye."""
TYPO_EVIDENCE = 1.25
"""The evidence of a term that may be a misspelled English word. Chosen by eye."""
STOP_WORD_EVIDENCE = 1.0
"""The evidence of a stop word, or of a common word, that English does not have. Chosen by eye."""
INNER_EVIDENCE = 1.5
"""The evidence of a common word that names of several words hold: "droit", but alone it is none.
Chosen by eye."""
SHARED_EVIDENCE = 0.5
"""The evidence of a word that English has, too. Chosen by eye."""
KNOWN_EVIDENCE = 0.01
"""The evidence of a name of the English thesaurus, which only decides between equals. Chosen by
eye."""
MIN_LANGUAGE_EVIDENCE = 1.5
"""One word that is not English, two stop words, or a stop word beside a misspelled English one.
None of 1,100 judged English queries has as much."""
SHORTEST_TYPO = 6
"""The least letters of a term that may be a misspelled English word. Chosen by eye."""


class LanguageEvidence:
    """Counts how much the words of a query speak for one language."""

    def __init__(self, lookup: Lookup, is_common: IsWord, is_in_name: IsWord) -> None:
        self._lookup = lookup
        self._is_common = is_common
        self._is_in_name = is_in_name

    def of(self, words: Sequence[str], accented: Mapping[str, str]) -> float:
        """The sum of the words' evidence for this language.

        Args:
            words: in lower case, without accents.
            accented: those of them that were typed with an accent, which few English words have, as
                they were typed.
        """
        told = [self._told_by(word, accented, alone=len(words) == 1) for word in words]
        told += (TERM_EVIDENCE for first, next_ in pairwise(words) if self._negates(first, next_))
        named = any(told) and self._holds_name(words)
        if named or max(told, default=0.0) > STOP_WORD_EVIDENCE:
            return sum(told) + TERM_EVIDENCE * named
        asking = sum(map(self._lookup.is_small, words))
        return sum(told) if 2 * asking > sum(map(str.isalpha, words)) else 0.0

    def _negates(self, word: str, behind: str) -> bool:
        """Whether a word leaves out the next one; one that English has, only a name."""
        if word in STOP_WORDS or not self._lookup.negates(word):
            return False
        shared = self._lookup.is_shared(word) or self._is_common(word)
        return not shared or self._is_in_name(behind)

    def _told_by(self, word: str, accented: Mapping[str, str], *, alone: bool) -> float:
        lookup = self._lookup
        if word in accented and lookup.has(word):
            own = TERM_EVIDENCE + KNOWN_EVIDENCE * (lookup.exact(word) is not None)
            return own if lookup.may_write(accented[word]) else 0.0
        if word in STOP_WORDS or not word.isalpha():
            return 0.0
        known = word in lookup.english or lookup.is_shared(word)
        shared = known or (not lookup.is_written(word) and self._is_common(word))
        if word in lookup.stop_words or lookup.says_nothing(word):
            own = INNER_EVIDENCE if lookup.is_only_inner(word) else STOP_WORD_EVIDENCE
            return SHARED_EVIDENCE if shared else own
        if lookup.knows(word):
            return self._told_by_term(word, shared=shared, alone=alone)
        if lookup.is_everyday(word):
            return STOP_WORD_EVIDENCE
        return TERM_EVIDENCE if not shared and lookup.begins_compound(word) else 0.0

    def _told_by_term(self, word: str, *, shared: bool, alone: bool) -> float:
        if word in self._lookup.english:
            return KNOWN_EVIDENCE
        if shared or not self._is_distinct(word):
            return SHARED_EVIDENCE
        # A misspelled question of one word is hardly a word of another language by chance.
        exact = self._lookup.is_common(word) or (alone and self._lookup.is_written(word))
        typo = not exact and len(word) >= SHORTEST_TYPO and is_near(word, self._lookup.english, 1)
        own = TYPO_EVIDENCE if typo else TERM_EVIDENCE
        return own + KNOWN_EVIDENCE * self._lookup.is_written(word)

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
        # Most questions hold none, which their words tell sooner than all parts of them.
        named = filter(self._lookup.is_in_name, filter(self._is_own, words))
        may_hold = self._lookup.may_join(words) or any(named)
        parts = self._lookup.parts(words, mixed=False) if may_hold else ()
        rows = (part.typed for part in parts if part.english and len(part.typed) > 1)
        return any(any(map(self._is_own, row)) or self._joins_all(row) for row in rows)

    def _joins_all(self, words: Sequence[str]) -> bool:
        own = self._lookup.stop_words
        return own.issuperset(words) or any(w in own and w not in STOP_WORDS for w in words[1:-1])

    def _is_own(self, word: str) -> bool:
        own = word in self._lookup.stop_words or word in self._lookup.english
        return word.isalpha() and not own and word not in STOP_WORDS
