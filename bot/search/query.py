"""Builds a Query: a concept for each thing that a member asked for. Pure.

The interpreter decides how each word is read, and then calls `understand`. That looks for names of
the thesaurus once more, now among the words as they are read.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.model.query import Concept, Naming, Phrase, Query
from bot.search.subjects import NON, is_left_out, wanted, weighed
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import (
    GENERIC_WORDS,
    MAX_CHARACTERS,
    STOP_WORDS,
    content_words,
    typed_words,
)

CORRECTED_WEIGHT = 0.9
BEGUN_WEIGHT = 0.6
"""The weight of a longer word that continues the last, unknown word typed."""
AMBIGUOUS_STEM_WEIGHT = 0.5
"""The weight of a short form that shares its stem with another word: "mets" would find "met"."""
MISSPELLED_NAME_WORDS = 4
"""A misspelled word is looked for in names that begin so many words before it."""
GENERIC_WEIGHT = 0.3
"""The weight of a word that says little about the subject. Chosen by eye."""
ROW_NEGATORS = frozenset({NON, "never"})
"""Negators that make a name with the words behind them: "non-smokers", "never smokers"."""
LONG_NUMBER = 3
"""Shorter numbers stand in any text."""
MOST_SHOWN = 2
"""The synonyms of one name that the asker is told; all of them are searched for."""
MOST_SHOWN_IN_ALL = 5
ALSO_SEARCHED = "Also searched for"
NEAR_DUPLICATE_NAME_RATIO = 80
"""Names that read so much like one another are told once: "brain metastases", "metastasis"."""


class Reading(Struct, frozen=True):
    """The reading of some typed words.

    Attributes:
        words: the words that are meant, one or several.
        typed: the words that were typed, one or several.
        instead: whether they replace the typed words; otherwise both are searched for.
        begins: whether the typed word may not be finished.
        beginning: with what the longer words begin: "herni" for "hernie".
        guessed: whether it may well be wrong.
    """

    words: tuple[str, ...]
    typed: tuple[str, ...]
    instead: bool = True
    begins: bool = False
    guessed: bool = False
    beginning: str = ""

    @property
    def changed(self) -> bool:
        """Whether the reading differs from the typed words."""
        return self.words != self.typed


class Span(Struct, frozen=True):
    """The place of a name or single word in the query."""

    start: int
    length: int
    naming: Naming | None


def spans(words: Sequence[str], thesaurus: ThesaurusIndex | None) -> Iterator[Span]:
    """Split words into names, the longest possible, and single words."""
    start = 0
    while start < len(words):
        naming = thesaurus.longest_at(words, start) if thesaurus else None
        if thesaurus and naming and words[start] in STOP_WORDS:
            naming = None if _overlapped(words, start, naming, thesaurus) else naming
        if thesaurus and naming and _negates_next(words, start + naming.length, thesaurus):
            naming = thesaurus.longest_at(words[: start + naming.length - 1], start)
        length = naming.length if naming else 1
        yield Span(start, length, naming)
        start += length


def _overlapped(
    words: Sequence[str], start: int, naming: Naming, thesaurus: ThesaurusIndex
) -> bool:
    """Return whether a later name overlaps its end: "want to quit" and "to quit my pills"."""
    end = start + naming.length
    later = ((at, thesaurus.longest_at(words, at)) for at in range(start + 1, end))
    return any(name and name.length > 1 and at + name.length > end for at, name in later)


def _negates_next(words: Sequence[str], end: int, thesaurus: ThesaurusIndex) -> bool:
    """Return whether a name's last word belongs to the next: "chemo not" in "chemo not surgery"."""
    denies = end < len(words) and words[end - 1] in {"not", NON}  # "do without" means another thing
    return denies and bool(thesaurus.longest_at(words, end))


def misspelled_name(words: Sequence[str], at: int, thesaurus: ThesaurusIndex) -> str | None:
    """Return the word that makes a name with its neighbors: "brain" in "chemo brian"."""
    return _naming(words, at, thesaurus, thesaurus.names.words_like(words[at]))


def unfinished_name(words: Sequence[str], thesaurus: ThesaurusIndex) -> str | None:
    """Return the word that completes a name with those before it: "flashes" in "hot fla"."""
    return _naming(words, len(words) - 1, thesaurus, thesaurus.names.words_from(words[-1]))


def _naming(
    words: Sequence[str], at: int, thesaurus: ThesaurusIndex, others: Iterable[str]
) -> str | None:
    """Return the first of the other words that makes a name of several words in this place."""
    for other in others:
        read = [*words[:at], other, *words[at + 1 :]]
        for start in range(max(0, at - MISSPELLED_NAME_WORDS), at + 1):
            naming = thesaurus.longest_at(read, start)
            if naming and naming.length > 1 and start + naming.length > at:
                return other
    return None


def free_words(text: str, thesaurus: ThesaurusIndex) -> list[str]:
    """Return the words that no name of the thesaurus covers; they may be misspelled."""
    words = typed_words(text)
    return [words[span.start] for span in spans(words, thesaurus) if span.naming is None]


def understand(
    text: str,
    thesaurus: ThesaurusIndex | None,
    readings: Sequence[Reading],
    quoted: Sequence[tuple[str, ...]] = (),
    everyday: Callable[[str], bool] = lambda _: False,
) -> Query:
    """Return the Query that a text means.

    Args:
        text: as typed.
        thesaurus: what else things are called; None for the words alone.
        readings: of all its words, one after the other.
        quoted: what must be there in a row; looked for as it is.
        everyday: tells the commonest English words.
    """
    owners = [reading for reading in readings for _ in reading.words]
    read = [word for reading in readings for word in reading.words]
    found = list(spans(read, thesaurus))
    asks_only = not quoted and all(not s.naming and read[s.start] in STOP_WORDS for s in found)
    concepts, names, sentences = list[Concept](), list[str](), list(_respelled(readings))
    within = {at for s in found if s.naming for at in range(s.start, s.start + s.length)}
    for number, span in enumerate(found):
        words = tuple(read[span.start : span.start + span.length])
        if not span.naming and words[0] in STOP_WORDS and not asks_only:
            continue
        if thesaurus and words == (NON,) and not span.naming and number + 1 < len(found):
            concepts += _non(read, found[number + 1])
            continue
        naming = span.naming or Naming(1, ())
        involved = dict.fromkeys(owners[span.start : span.start + span.length])
        parts = thesaurus.parts_of(words) if thesaurus and len(words) > 1 else ()
        read_as = _concept(words, naming, list(involved), parts)
        concepts.append(concept := _with_negation(read_as, span, read, within))
        names += () if naming.senses or concept.negated else _included(words, naming.synonyms)
        sentences += [_ambiguous(words, naming.senses)] if naming.senses else []
    implied = [] if quoted else _implied(read, found, concepts, thesaurus)
    names += [f"*{concept.label}*" for concept in implied]
    every = [*weighed(concepts, everyday), *implied, *map(_quoted, quoted)]
    told = tuple(dict.fromkeys((*sentences, *_also_searched(names, concepts))))
    guesses = tuple(" ".join(reading.typed) for reading in readings if reading.guessed)
    return Query(text[:MAX_CHARACTERS], _unique(wanted(every)), told, guesses)


def _implied(
    words: Sequence[str],
    found: Sequence[Span],
    concepts: Sequence[Concept],
    thesaurus: ThesaurusIndex | None,
) -> list[Concept]:
    free = {words[span.start] for span in found if not span.naming}
    return list(thesaurus.implied.concepts(words, free, concepts)) if thesaurus else []


def _quoted(words: tuple[str, ...]) -> Concept:
    row = " ".join(words)
    return Concept(f"\u201c{row}\u201d", (Phrase(words, 1.0, row),))


def _also_searched(names: Iterable[str], concepts: Iterable[Concept]) -> Iterator[str]:
    """Return the sentence that names what was searched for beside the words, if anything was."""
    asked = {f"*{concept.label}*" for concept in concepts}
    if each_once := [name for name in dict.fromkeys(names) if name.lower() not in asked]:
        yield f"{ALSO_SEARCHED} {', '.join(each_once[:MOST_SHOWN_IN_ALL])}"


def _is_generic(word: str) -> bool:
    return (
        word in GENERIC_WORDS or word in STOP_WORDS or (word.isdigit() and len(word) < LONG_NUMBER)
    )


def _non(words: Sequence[str], behind: Span) -> Iterator[Concept]:
    """Yield what "non" makes of the word behind it, if that is not a name that it negates."""
    negates_name = behind.naming and not behind.naming.related
    if not negates_name and words[behind.start] not in STOP_WORDS:
        yield negated_row((NON, *words[behind.start : behind.start + behind.length]))


def _with_negation(
    concept: Concept, span: Span, words: Sequence[str], within: Collection[int]
) -> Concept:
    """Return the concept of a name, negated if the words before it say so.

    Of other words it is too uncertain what "no" before them means. Articles write a name with "non"
    as one word, too: "nonmetastatic".
    """
    known = span.naming is not None and not span.naming.related
    if not known or not is_left_out(concept, words, span.start, within):
        return concept
    first, *others = words[span.start : span.start + span.length]
    row = (NON + first, *others)
    joined = (Phrase(row, 1.0, " ".join(row)),) if words[span.start - 1] == NON else ()
    return replace(concept, phrases=(*concept.phrases, *joined), negated=True)


def negated_rows(
    words: Sequence[str], thesaurus: ThesaurusIndex
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Take "non" and "never" out of words, each with the name or the word behind it.

    Names of the thesaurus that hold one of them stay: "non-invasive".
    """
    found, rest, rows = list(spans(words, thesaurus)), list[str](), list[tuple[str, ...]]()
    while found:
        span = found.pop(0)
        typed = tuple(words[span.start : span.start + span.length])
        negator = not span.naming and typed[0] in ROW_NEGATORS
        behind = found[0] if found else None
        if negator and behind and (behind.naming or words[behind.start] not in STOP_WORDS):
            found.pop(0)
            rows.append(tuple(words[span.start : behind.start + behind.length]))
        else:
            rest += typed
    return rest, rows


def negated_row(words: tuple[str, ...]) -> Concept:
    """Return the concept of such a row: "non-smokers", also written as one word."""
    first, second, *others = words
    shown = f"{first}-{' '.join(words[1:])}"
    rows = {words: None, (first + second, *others): None}
    return Concept(shown, tuple(Phrase(row, 1.0, " ".join(row)) for row in rows))


def _ambiguous(words: Sequence[str], senses: Sequence[str]) -> str:
    named = " or ".join(f"*{sense}*" for sense in senses)
    return f"*{' '.join(words).upper()}* may mean {named}"


def _concept(
    words: tuple[str, ...],
    naming: Naming,
    readings: Sequence[Reading],
    parts: tuple[tuple[Phrase, ...], ...],
) -> Concept:
    shown = " ".join(words)
    changed = any(reading.changed for reading in readings)
    generic = len(words) == 1 and _is_generic(words[0]) and not naming.synonyms
    weight = (
        CORRECTED_WEIGHT if changed else AMBIGUOUS_STEM_WEIGHT if naming.ambiguous_stem else 1.0
    )
    weight *= GENERIC_WEIGHT if generic else 1.0
    phrases = [
        Phrase(words, weight, shown, typed=True, beside=naming.beside, parts=parts),
        # A word whose correction stands beside it, not in its place, is still looked for as typed.
        *(_as_typed(one.typed) for one in readings if one.changed and not one.instead),
        *(
            Phrase(one.typed, BEGUN_WEIGHT, f"{one.beginning or one.typed[0]}\u2026", begins=True)
            for one in readings
            if one.begins
        ),
        *naming.synonyms,
    ]
    return Concept(
        shown,
        tuple(phrases),
        guessed=any(reading.guessed for reading in readings),
        generic=generic,
        senses=naming.senses,
    )


def _as_typed(words: tuple[str, ...]) -> Phrase:
    # The parts of "her 2" mean nothing one by one.
    apart = all(word.isalpha() for word in words) and len(content_words(words)) == len(words)
    return Phrase(words, 1.0, " ".join(words), typed=apart)


def _unique(concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    """Remove repeated concepts."""
    return tuple({concept.label: concept for concept in concepts}.values())


def _respelled(readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        if reading.changed and (reading.instead or len(reading.typed) == 1):
            how = "Showing results for" if reading.instead else ALSO_SEARCHED
            yield f"{how} *{' '.join(reading.words)}*"
        if reading.begins and not (reading.changed and reading.instead):
            begun = reading.beginning or reading.typed[0]
            yield f"{ALSO_SEARCHED} words that begin with *{begun}*"


def _included(words: Sequence[str], synonyms: Sequence[Phrase]) -> list[str]:
    """Return the synonyms to mention; "HER-2" beside "her2" is not worth a mention."""
    told = ["".join(words)]
    names: list[str] = []
    for synonym in synonyms:
        joined = "".join(synonym.words)
        if len(names) < MOST_SHOWN and all(
            fuzz.ratio(joined, other) < NEAR_DUPLICATE_NAME_RATIO for other in told
        ):
            told.append(joined)
            names.append(f"*{synonym.shown}*")
    return names
