"""A member's words, understood: names, then spelling, then a concept for each thing asked. Pure.

    text ─► typed_words ─► the thesaurus's names ─► the rest: to be checked for spelling
         ─► corrections ─► names again, over the corrected words ─► Query

The engine calls `free_words`, looks the corrections up, and calls `understand`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.model.query import Concept, Phrase, Query
from bot.search.thesaurus import Naming, ThesaurusIndex
from bot.search.words import MAX_CHARACTERS, STOP_WORDS, typed_words

CORRECTED_WEIGHT = 0.9
MOST_SHOWN = 2
"""So many synonyms of one name are told to the asker; all of them are looked for."""
ALIKE = 80
"""Names that read so much like one another are told once: "brain metastases", "metastasis"."""


@dataclass(frozen=True, slots=True)
class Respelling:
    """The word that a typed one is read as, in place of it or beside it."""

    word: str
    instead: bool


def free_words(text: str, thesaurus: ThesaurusIndex) -> list[str]:
    """The words that no name of the thesaurus covers: they may be misspelled."""
    words = typed_words(text)
    spans = _spans(words, thesaurus)
    return [words[start] for start, naming in spans if naming is None]


def understand(
    text: str, thesaurus: ThesaurusIndex, respellings: Mapping[str, Respelling]
) -> Query:
    """The query that this text means.

    Args:
        text: anything at all.
        thesaurus: what else things are called.
        respellings: by typed word; words without one stand as they are.
    """
    typed = typed_words(text)
    read = [respellings[word].word if word in respellings else word for word in typed]
    asks_only = all(word in STOP_WORDS for word in read)
    concepts, sentences = [], list(_respelled(typed, respellings))
    for start, naming in _spans(read, thesaurus):
        length = naming.length if naming else 1
        words, original = tuple(read[start : start + length]), typed[start : start + length]
        if not naming and words[0] in STOP_WORDS and not asks_only:
            continue
        synonyms = naming.synonyms if naming else ()
        concepts.append(_concept(words, original, synonyms, respellings))
        sentences += _included(words, synonyms)
    return Query(text[:MAX_CHARACTERS], _unique(concepts), tuple(dict.fromkeys(sentences)))


def _spans(words: Sequence[str], thesaurus: ThesaurusIndex) -> Iterator[tuple[int, Naming | None]]:
    """Where each name or single word begins; names are taken as long as they can be."""
    start = 0
    while start < len(words):
        naming = thesaurus.longest_at(words, start)
        yield start, naming
        start += naming.length if naming else 1


def _concept(
    words: tuple[str, ...],
    typed: Sequence[str],
    synonyms: Sequence[Phrase],
    respellings: Mapping[str, Respelling],
) -> Concept:
    shown = " ".join(words)
    corrected = words != tuple(typed)
    phrases = [
        Phrase(words, CORRECTED_WEIGHT if corrected else 1.0, shown, typed=True),
        # A rare word that was corrected beside, not instead, is still looked for as typed.
        *(
            Phrase((word,), 1.0, word, typed=True)
            for word in typed
            if word in respellings and not respellings[word].instead
        ),
        *synonyms,
    ]
    return Concept(shown, tuple(phrases))


def _unique(concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    """Each thing once, however often it was typed."""
    return tuple({concept.label: concept for concept in concepts}.values())


def _respelled(words: Sequence[str], respellings: Mapping[str, Respelling]) -> Iterator[str]:
    for word in words:
        if word in respellings:
            better = respellings[word]
            how = "showing results for" if better.instead else "including"
            yield f"{how} *{better.word}*"


def _included(words: Sequence[str], synonyms: Sequence[Phrase]) -> Iterator[str]:
    # "HER-2" beside "her2" is nothing that a member needs to be told.
    told = ["".join(words)]
    names: list[str] = []
    for synonym in synonyms:
        joined = "".join(synonym.words)
        if len(names) < MOST_SHOWN and all(fuzz.ratio(joined, other) < ALIKE for other in told):
            told.append(joined)
            names.append(f"*{synonym.shown}*")
    if names:
        yield f"including {', '.join(names)}"
