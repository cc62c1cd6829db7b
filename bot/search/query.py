"""Builds a Query: a concept for each thing that a member asked for. Pure.

    Readings ─► names of the thesaurus ─► concepts ─► negated, joined, weighed ─► Query

The interpreter decides how each word is read, and then calls `understand`. A query also says who
asks and how they feel: such words weigh less than its subject.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.model.query import Concept, ConceptRole, Naming, Phrase, Query, Reading, Span
from bot.search.english_words import (
    ASKING_WORDS,
    LASTING_WORDS,
    NEGATORS,
    NON,
    RELATIVES,
    STAGE,
    STOP_WORDS,
    WIDER_STAGES,
)
from bot.search.negation import non_rows, sets_aside, with_negation, without_leftovers
from bot.search.numbers import other_forms
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import MAX_CHARACTERS, as_typed, content_words

CORRECTED_WEIGHT = 0.9
"""The factor on the weight of a name that was misspelled. Chosen by eye."""
BEGUN_WEIGHT = 0.6
"""The weight of a longer word that continues the last, unknown word typed. Chosen by eye."""
AMBIGUOUS_STEM_WEIGHT = 0.5
"""The weight of a short form that shares its stem with another word: "NETs" also finds "net"."""
GENERIC_WEIGHT = 0.3
"""The weight of a word that says little about the subject. Chosen by eye."""
LONG_NUMBER = 3
"""Shorter numbers stand in any text. Chosen by eye."""
MOST_SHOWN = 2
"""At most this many synonyms of a name are shown to the asker; all of them are searched for. Chosen
by eye."""
MOST_SHOWN_IN_ALL = 5
"""At most this many synonyms of a whole query are shown to the asker. Chosen by eye."""
ALSO_SEARCHED = "Also searched for"
SHOWING_RESULTS = "Showing results for"
MAY_MEAN = "may mean"
NEAR_DUPLICATE_NAME_RATIO = 80
"""Of names that are at least this similar, 0 to 100, only one is shown. Chosen by eye."""
EVERYDAY_WEIGHT = 0.6
"""The weight of an everyday word or a relative beside a name. Of 1, 0.7, 0.6, 0.5 and 0.3 the best
on the judged sets, med and cranfield together; for relatives, of 0.6 and 0.4."""
FEELING_WEIGHT = 0.6
"""The weight of a feeling beside its cause: "dreading going bald" is about hair."""
MENTIONED_PERSONS = RELATIVES.union(("doctor", "doc", "dr"))
"""They are mentioned beside a question: "my doctor says"."""
SAID_ALONG = (ConceptRole.ASIDE, ConceptRole.EVERYDAY)
FEELINGS = frozenset({("anxiety",), ("psychological", "distress"), ("depression",)})
"""The preferred names of groups of feelings that anything may cause."""
SILENT = STOP_WORDS | LASTING_WORDS
"""Words that are not searched for beside a name. "Fast" has the stem of "fasting"."""


def spans(words: Sequence[str], thesaurus: ThesaurusIndex | None) -> Iterator[Span]:
    """Split words into names, the longest possible, and single words."""
    start = 0
    while start < len(words):
        naming = thesaurus.longest_at(words, start) if thesaurus else None
        if thesaurus and naming and words[start] in STOP_WORDS:
            overlapped = _overlapped(words, start, naming, thesaurus)
            aside = words[start] == "not" and sets_aside(words, start, naming, thesaurus)
            naming = None if overlapped or aside else naming
        if thesaurus and naming and _negates_next(words, start + naming.length, thesaurus):
            naming = thesaurus.longest_at(words[: start + naming.length - 1], start)
        if not naming and STAGE.fullmatch(" ".join(words[start : start + 2])):
            naming = Naming(2, ())
        length = naming.length if naming else 1
        yield Span(start, length, naming)
        start += length


def _overlapped(
    words: Sequence[str], start: int, naming: Naming, thesaurus: ThesaurusIndex
) -> bool:
    """Whether a later name overlaps its end: "want to quit" and "to quit my pills"."""
    end = start + naming.length
    later = ((at, thesaurus.longest_at(words, at)) for at in range(start + 1, end))
    return any(name and at + name.length > end for at, name in later)


def _negates_next(words: Sequence[str], end: int, thesaurus: ThesaurusIndex) -> bool:
    """Whether a name ends in a "not" of the next: "chemo not" in "chemo not surgery"."""
    denies = end < len(words) and words[end - 1] in {"not", NON}  # "do without" means another thing
    return denies and bool(thesaurus.longest_at(words, end))


def understand(
    text: str,
    thesaurus: ThesaurusIndex | None,
    readings: Sequence[Reading],
    quoted: Sequence[tuple[str, ...]] = (),
    *,
    everyday: Callable[[str], bool] = lambda _: False,
    barred: Callable[[Sequence[str]], bool] = lambda _: False,
) -> Query:
    """The Query that a text means.

    Args:
        text: as typed.
        thesaurus: knows synonyms; None for the words alone.
        readings: of all its words, one after the other.
        quoted: what must be there in a row; looked for as it is.
        everyday: tells the commonest English words.
        barred: whether an operator leaves out all articles with these words.
    """
    read, owners = _read(readings)
    found, negates = list(spans(read, thesaurus)), not NEGATORS.isdisjoint(read)
    asks_only = not quoted and all(not s.naming and read[s.start] in STOP_WORDS for s in found)
    concepts, named = list[Concept](), list[_Named]()
    within = {at for s in found if s.naming for at in range(s.start, s.start + s.length)}
    for number, span in enumerate(found):
        words = tuple(read[span.start : span.start + span.length])
        if not (span.naming or asks_only) and words[0] in (SILENT if within else STOP_WORDS):
            continue
        if thesaurus and words == (NON,) and not span.naming and number + 1 < len(found):
            concepts += non_rows(read, found[number:])
            continue
        naming = span.naming or Naming(1, ())
        involved = dict.fromkeys(owners[span.start : span.start + span.length])
        parts, drugs = thesaurus.within(words, naming) if thesaurus and len(words) > 1 else ((), ())
        concept = _concept(words, naming, list(involved), parts, _as_shown(words, text))
        concept = with_negation(concept, span, read, within) if negates else concept
        concepts += [concept, *_drugs(concept, drugs)]
        named += [] if naming.senses or concept.negated else [(words, naming.synonyms)]
    own = {read[span.start] for span in found if not span.naming}
    implied = thesaurus.implied.concepts(read, own, concepts) if thesaurus and not quoted else ()
    meant, others = _wanted(list(_weighed(concepts, everyday)), implied, named, barred)
    told = (*_respelled(readings), *_ambiguous(concepts), *_also_searched(others, concepts))
    guesses = tuple(" ".join(reading.typed) for reading in readings if reading.guessed)
    asked = _unique([*meant, *map(_quoted, quoted)])
    return Query(text[:MAX_CHARACTERS], asked, tuple(dict.fromkeys(told)), guesses)


def _read(readings: Iterable[Reading]) -> tuple[list[str], list[Reading]]:
    """The words that are meant, and for each the reading that it is from."""
    pairs = [(word, reading) for reading in readings for word in reading.words]
    return [word for word, _ in pairs], [reading for _, reading in pairs]


def _drugs(concept: Concept, drugs: Iterable[tuple[str, Naming]]) -> Iterator[Concept]:
    """Yield the drugs within a name, unless the query leaves it out."""
    if not concept.negated:
        yield from (_concept((word,), drug) for word, drug in drugs)


_Named = tuple[tuple[str, ...], Sequence[Phrase]]
"""Words of a query that are a name, with its other forms."""


def _wanted(
    concepts: Sequence[Concept],
    implied: Iterable[Concept],
    named: Iterable[_Named],
    barred: Callable[[Sequence[str]], bool],
) -> tuple[list[Concept], list[str]]:
    """Remove what the query leaves out from its concepts and from the names to mention."""
    wanted = partial(_without, {p.words for c in concepts if c.negated for p in c.phrases}, barred)
    implied = [each for each in implied if wanted(each.phrases[:1])]
    names = [name for words, others in named for name in _included(words, wanted(others))]
    kept = [
        each if each.negated else replace(each, phrases=wanted(each.phrases))
        for each in (*concepts, *implied)
    ]
    names += [f"*{concept.label}*" for concept in implied]
    return [concept for concept in kept if concept.phrases], names


def _quoted(words: tuple[str, ...]) -> Concept:
    row = " ".join(words)
    return Concept(f"\u201c{row}\u201d", (Phrase(words, 1.0, row),))


def _also_searched(names: Iterable[str], concepts: Iterable[Concept]) -> Iterator[str]:
    """The sentence that names what was searched for beside the words, if anything was."""
    asked = {f"*{concept.label}*" for concept in concepts}
    if each_once := [name for name in dict.fromkeys(names) if name.lower() not in asked]:
        yield f"{ALSO_SEARCHED} {', '.join(each_once[:MOST_SHOWN_IN_ALL])}"


def _is_generic(word: str) -> bool:
    return word in ASKING_WORDS or (word.isdigit() and len(word) < LONG_NUMBER)


def _ambiguous(concepts: Iterable[Concept]) -> Iterator[str]:
    for concept in concepts:
        if concept.senses:
            named = " or ".join(f"*{sense}*" for sense in concept.senses)
            yield f"*{' '.join(concept.phrases[0].words).upper()}* {MAY_MEAN} {named}"


def _as_shown(words: Sequence[str], text: str) -> str:
    """Words as they are shown; those of a range of numbers as typed: "5-10 years"."""
    row = " ".join(words)
    ranges = any(one[0].isdigit() and other[0].isdigit() for one, other in pairwise(words))
    return as_typed(row, text) if ranges else row


def _concept(
    words: tuple[str, ...],
    naming: Naming,
    readings: Sequence[Reading] = (),
    parts: tuple[tuple[Phrase, ...], ...] = (),
    shown: str = "",
) -> Concept:
    shown = shown or " ".join(words)
    changed = any(reading.changed for reading in readings)
    generic = len(words) == 1 and _is_generic(words[0]) and not naming.synonyms
    weight = (
        CORRECTED_WEIGHT if changed else AMBIGUOUS_STEM_WEIGHT if naming.ambiguous_stem else 1.0
    )
    weight *= GENERIC_WEIGHT if generic else 1.0
    phrases = [
        Phrase(words, weight, shown, typed=True, beside=naming.beside, parts=parts),
        # A word with an added correction is still searched for as typed.
        *(_as_typed(one.typed) for one in readings if one.changed and not one.instead),
        *(
            Phrase(one.typed, BEGUN_WEIGHT, f"{one.beginning or one.typed[0]}\u2026", begins=True)
            for one in readings
            if one.begins
        ),
        *(Phrase(tuple(form.split()), 1.0, form) for form in _other_forms(shown)),
        *(*naming.synonyms, *WIDER_STAGES.get(words, ())),
    ]
    guessed = any(reading.guessed for reading in readings)
    return Concept(
        shown,
        tuple(phrases),
        guessed=guessed,
        generic=generic,
        senses=naming.senses,
        drug=naming.drug and not guessed,
        term=naming.term and not guessed,
    )


def _other_forms(shown: str) -> tuple[str, ...]:
    return other_forms(shown) if shown[0].isdigit() or STAGE.fullmatch(shown) else ()


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
            how = SHOWING_RESULTS if reading.instead else ALSO_SEARCHED
            yield f"{how} *{' '.join(reading.words)}*"
        if reading.begins and not (reading.changed and reading.instead):
            begun = reading.beginning or reading.typed[0]
            yield f"{ALSO_SEARCHED} words that begin with *{begun}*"


def _included(words: Sequence[str], synonyms: Sequence[Phrase]) -> list[str]:
    """The synonyms to mention; "HER-2" beside "her2" is not worth a mention.

    A word that only sometimes means the same is named if there is no other synonym: brain
    metastases are no other word for a headache.
    """
    told, names = ["".join(words)], list[str]()
    same = [each for each in synonyms if each.sure]
    for synonym in same or [each for each in synonyms if not each.other]:
        joined = "".join(synonym.words)
        if len(names) < MOST_SHOWN and all(
            fuzz.ratio(joined, other) < NEAR_DUPLICATE_NAME_RATIO for other in told
        ):
            told.append(joined)
            names.append(f"*{synonym.shown}*")
    return names


def _weighed(concepts: Sequence[Concept], everyday: Callable[[str], bool]) -> Iterator[Concept]:
    """Join concepts of one group, assign roles, and lower the weight of feelings and relatives."""
    if any(concept.negated for concept in concepts):
        concepts = without_leftovers(concepts)
    return _lowered(list(_joined(_meant(concepts))), everyday)


def _joined(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Join concepts of one group, so that two ways to say one thing are not two things.

    "Foggy" and "lost my words" mean the same; together they are surer than each alone.
    """
    groups: dict[tuple[str, ...], list[Concept]] = {}
    for number, concept in enumerate(concepts):
        groups.setdefault(concept.group or (str(number),), []).append(concept)
    for first, *others in groups.values():
        phrases = {phrase.words: phrase for phrase in first.phrases}
        for phrase in (phrase for other in others for phrase in other.phrases):
            known = phrases.setdefault(phrase.words, phrase)
            if phrase.weight > known.weight:
                phrases[phrase.words] = replace(known, weight=phrase.weight, loose=phrase.loose)
        yield replace(first, phrases=tuple(phrases.values())) if others else first


def _meant(concepts: Sequence[Concept]) -> list[Concept]:
    """Concepts, none of them negated if nothing else was asked than feelings or relatives.

    "So scared without my sister" asks for no article without sisters.
    """
    subjects = [c for c in concepts if not (c.negated or c.generic or _is_aside(c))]
    named = [c for c in concepts if not c.negated and not c.generic]
    if subjects or not named:
        return list(concepts)
    return [replace(concept, negated=False) for concept in concepts]


def _is_aside(concept: Concept) -> bool:
    return _is_person(concept) or _is_feeling(concept)


def _is_feeling(concept: Concept) -> bool:
    """Whether a concept says how somebody feels, and not about what."""
    return any(phrase.words in FEELINGS for phrase in concept.phrases[:2])


def _lowered(concepts: Sequence[Concept], everyday: Callable[[str], bool]) -> Iterator[Concept]:
    """Lower the weight of everyday words that are no names, and of relatives, beside names.

    "Finally" is rare in articles, but tells little in "when can i finally stop letrozole". "Mother"
    tells who asks, or for whom, in "can my mother do without radiation".
    """
    names = [each for each in concepts if len(each.phrases) > 1 and not _is_person(each)]
    subjects = [each for each in names if not _is_feeling(each)]
    for concept in concepts:
        role = _role(concept, everyday)
        beside = subjects if _is_feeling(concept) else names
        part = FEELING_WEIGHT if _is_feeling(concept) else EVERYDAY_WEIGHT
        part = part if beside and role in SAID_ALONG else 1.0
        phrases = tuple(replace(phrase, weight=phrase.weight * part) for phrase in concept.phrases)
        yield replace(concept, phrases=phrases, role=role)


def _role(concept: Concept, everyday: Callable[[str], bool]) -> ConceptRole:
    words = concept.phrases[0].words
    if _is_person(concept) or _is_feeling(concept):
        return ConceptRole.ASIDE
    if len(concept.phrases) > 1:
        return ConceptRole.SUBJECT if STOP_WORDS.isdisjoint(words) else ConceptRole.TURN
    common = len(words) == 1 and not concept.generic and everyday(words[0])
    return ConceptRole.EVERYDAY if common else ConceptRole.SUBJECT


def _is_person(concept: Concept) -> bool:
    words = concept.phrases[0].words
    return len(words) == 1 and words[0].removesuffix("s") in MENTIONED_PERSONS


def _without(
    unwanted: Collection[tuple[str, ...]],
    barred: Callable[[Sequence[str]], bool],
    phrases: Sequence[Phrase],
) -> tuple[Phrase, ...]:
    """Remove synonyms that the query leaves out: "swollen arm, not lymphedema"."""
    kept = [each for each in phrases if each.typed or each.words not in unwanted]
    return tuple(each for each in kept if each.typed or not barred(each.words))
