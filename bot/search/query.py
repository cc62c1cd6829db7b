"""Builds a Query: a concept for each thing that a member asked for. Pure.

    Readings ─► names of the thesaurus ─► concepts ─► negated, joined, weighed ─► Query

The interpreter decides how each word is read, and then calls `understand`. A query also says who
asks and how they feel: such words weigh less than its subject.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.model.query import Concept, ConceptRole, Naming, Phrase, Query, Reading, Span
from bot.search.english_words import (
    ASKING_WORDS,
    FILLERS,
    LACKED,
    LASTING_WORDS,
    NEGATORS,
    NON,
    STOP_WORDS,
    WIDER_STAGES,
)
from bot.search.implied import RELATIVES
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import MAX_CHARACTERS, content_words

CORRECTED_WEIGHT = 0.9
"""The factor on the weight of a name that was misspelled. Chosen by eye."""
BEGUN_WEIGHT = 0.6
"""The weight of a longer word that continues the last, unknown word typed. Chosen by eye."""
AMBIGUOUS_STEM_WEIGHT = 0.5
"""The weight of a short form that shares its stem with another word: "mets" also finds "met"."""
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
NEAR_DUPLICATE_NAME_RATIO = 80
"""Of names that are at least this similar, 0 to 100, only one is shown. Chosen by eye."""
EVERYDAY_WEIGHT = 0.6
"""The weight of an everyday word or a relative beside a name. Of 1, 0.7, 0.6, 0.5 and 0.3 the best
on the judged sets, med and cranfield together; for relatives, of 0.6 and 0.4."""
FEELING_WEIGHT = 0.6
"""The weight of a feeling beside its cause: "dreading going bald" is about hair."""
SAID_ALONG = (ConceptRole.ASIDE, ConceptRole.EVERYDAY)
FEELINGS = frozenset({("anxiety",), ("psychological", "distress"), ("depression",)})
"""The preferred names of groups of feelings that anything may cause."""
NO_APPETITE = ("appetite", "loss")
"""The preferred name for "appetite". "Pas d'appétit" ("no appetite") asks about it."""
WISHES = frozenset({"regret", "regretted", "regretting", "wish", "wished"})
"""After one of these, "not" leaves nothing out: "regret not going flat" asks about going flat."""
SILENT = STOP_WORDS | LASTING_WORDS
"""Words that are not searched for beside a name. "Fast" has the stem of "fasting"."""
ROW_NEGATORS = frozenset({NON, "never"})
"""Negators that make a name with the words behind them: "non-smokers", "never smokers"."""


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
    return any(name and at + name.length > end for at, name in later)


def _negates_next(words: Sequence[str], end: int, thesaurus: ThesaurusIndex) -> bool:
    """Return whether a name ends in a "not" of the next: "chemo not" in "chemo not surgery"."""
    denies = end < len(words) and words[end - 1] in {"not", NON}  # "do without" means another thing
    return denies and bool(thesaurus.longest_at(words, end))


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
        thesaurus: knows synonyms; None for the words alone.
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
        if not (span.naming or asks_only) and words[0] in (SILENT if within else STOP_WORDS):
            continue
        if thesaurus and words == (NON,) and not span.naming and number + 1 < len(found):
            concepts += _non(read, found[number:])
            continue
        naming = span.naming or Naming(1, ())
        involved = dict.fromkeys(owners[span.start : span.start + span.length])
        parts, drugs = thesaurus.within(words, naming) if thesaurus and len(words) > 1 else ((), ())
        read_as = _concept(words, naming, list(involved), parts)
        concepts.append(concept := _with_negation(read_as, span, read, within))
        concepts += [_concept((word,), drug, (), ()) for word, drug in drugs if not concept.negated]
        names += () if naming.senses or concept.negated else _included(words, naming.synonyms)
        sentences += [_ambiguous(words, naming.senses)] if naming.senses else []
    own = {read[span.start] for span in found if not span.naming}
    implied = [*thesaurus.implied.concepts(read, own, concepts)] if thesaurus and not quoted else []
    names += [f"*{concept.label}*" for concept in implied]
    every = [*_weighed(concepts, everyday), *implied, *map(_quoted, quoted)]
    told = tuple(dict.fromkeys((*sentences, *_also_searched(names, concepts))))
    guesses = tuple(" ".join(reading.typed) for reading in readings if reading.guessed)
    return Query(text[:MAX_CHARACTERS], _unique(_wanted(every)), told, guesses)


def _quoted(words: tuple[str, ...]) -> Concept:
    row = " ".join(words)
    return Concept(f"\u201c{row}\u201d", (Phrase(words, 1.0, row),))


def _also_searched(names: Iterable[str], concepts: Iterable[Concept]) -> Iterator[str]:
    """Return the sentence that names what was searched for beside the words, if anything was."""
    asked = {f"*{concept.label}*" for concept in concepts}
    if each_once := [name for name in dict.fromkeys(names) if name.lower() not in asked]:
        yield f"{ALSO_SEARCHED} {', '.join(each_once[:MOST_SHOWN_IN_ALL])}"


def _is_generic(word: str) -> bool:
    return word in ASKING_WORDS or (word.isdigit() and len(word) < LONG_NUMBER)


def _non(words: Sequence[str], found: Sequence[Span]) -> Iterator[Concept]:
    """Yield what "non" makes of the word behind it; a name is negated instead."""
    row, behind = row_at(words, found), found[1].naming
    if row and (not behind or behind.related):
        yield negated_row(row)


def _with_negation(
    concept: Concept, span: Span, words: Sequence[str], within: Collection[int]
) -> Concept:
    """Return the concept of a name, negated if the words before it say so.

    Before other words, the meaning of "no" is too uncertain. Articles write a name with "non" as
    one word, too: "nonmetastatic".
    """
    known = span.naming is not None and not span.naming.related
    if not known or not _is_left_out(concept, words, span.start, within):
        return concept
    first, *others = words[span.start : span.start + span.length]
    row = (NON + first, *others)
    joined = (Phrase(row, 1.0, " ".join(row)),) if words[span.start - 1] == NON else ()
    return replace(concept, phrases=(*concept.phrases, *joined), negated=True)


def row_at(words: Sequence[str], found: Sequence[Span]) -> tuple[str, ...]:
    """Return "non" or "never" with the name or word behind it, if the first spans are these."""
    span, *others = found
    negates = not span.naming and words[span.start] in ROW_NEGATORS
    if not (negates and others and (others[0].naming or words[others[0].start] not in STOP_WORDS)):
        return ()
    return tuple(words[span.start : others[0].start + others[0].length])


def negated_row(words: tuple[str, ...]) -> Concept:
    """Return the concept of "non" or "never" and a name: "non-smokers" or "nonsmokers"."""
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
        # A word with an added correction is still searched for as typed.
        *(_as_typed(one.typed) for one in readings if one.changed and not one.instead),
        *(
            Phrase(one.typed, BEGUN_WEIGHT, f"{one.beginning or one.typed[0]}\u2026", begins=True)
            for one in readings
            if one.begins
        ),
        *naming.synonyms,
        *WIDER_STAGES.get(words, ()),
    ]
    guessed = any(reading.guessed for reading in readings)
    return Concept(
        shown,
        tuple(phrases),
        guessed=guessed,
        generic=generic,
        senses=naming.senses,
        drug=naming.drug and not guessed,
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


def _weighed(concepts: Sequence[Concept], everyday: Callable[[str], bool]) -> Iterator[Concept]:
    """Join concepts of one group, assign roles, and lower the weight of feelings and relatives.

    Args:
        concepts: in the order of the query.
        everyday: tells the commonest English words.
    """
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
    """Return concepts, none of them negated if nothing else was asked than feelings or relatives.

    "So scared without my sister" asks for no article without sisters.
    """
    subjects = [c for c in concepts if not (c.negated or c.generic or _is_aside(c))]
    named = [c for c in concepts if not c.negated and not c.generic]
    if subjects or not named:
        return list(concepts)
    return [replace(concept, negated=False) for concept in concepts]


def _is_aside(concept: Concept) -> bool:
    return _is_relative(concept) or _is_feeling(concept)


def _is_feeling(concept: Concept) -> bool:
    """Return whether a concept says how somebody feels, and not about what."""
    return any(phrase.words in FEELINGS for phrase in concept.phrases[:2])


def _is_lack(concept: Concept) -> bool:
    """Return whether a negated concept names something that the asker lacks: "without eyebrows"."""
    words = concept.phrases[0].words
    return (
        _is_relative(concept) or " ".join(words).removesuffix("s") in LACKED or words == NO_APPETITE
    )


def _lowered(concepts: Sequence[Concept], everyday: Callable[[str], bool]) -> Iterator[Concept]:
    """Lower the weight of everyday words that are no names, and of relatives, beside names.

    "Finally" is rare in articles, but tells little in "when can i finally stop letrozole". "Mother"
    tells who asks, or for whom, in "can my mother do without radiation".
    """
    names = [each for each in concepts if len(each.phrases) > 1 and not _is_relative(each)]
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
    if _is_relative(concept) or _is_feeling(concept):
        return ConceptRole.ASIDE
    if len(concept.phrases) > 1:
        return ConceptRole.SUBJECT if STOP_WORDS.isdisjoint(words) else ConceptRole.TURN
    common = len(words) == 1 and not concept.generic and everyday(words[0])
    return ConceptRole.EVERYDAY if common else ConceptRole.SUBJECT


def _is_relative(concept: Concept) -> bool:
    words = concept.phrases[0].words
    return len(words) == 1 and words[0].removesuffix("s") in RELATIVES


def _wanted(concepts: Sequence[Concept]) -> list[Concept]:
    """Remove synonyms that the query negates: "swollen arm, not lymphedema"."""
    unwanted = {p.words for concept in concepts if concept.negated for p in concept.phrases}
    kept = [
        concept
        if concept.negated
        else replace(
            concept, phrases=tuple(p for p in concept.phrases if p.typed or p.words not in unwanted)
        )
        for concept in concepts
    ]
    return [concept for concept in kept if concept.phrases]


def _is_left_out(concept: Concept, words: Sequence[str], at: int, within: Collection[int]) -> bool:
    """Return whether the content word before a concept negates it.

    Within a name it does not: "do without radiation" and "said no to my MRI" ask about them. Nor
    is a lack left out, or what somebody regrets.

    Args:
        concept: stands at this place.
        words: of the query.
        at: its first word.
        within: the places of words in names.
    """
    if _is_lack(concept):
        return False
    while at > 0 and words[at - 1] in FILLERS and at - 1 not in within:
        at -= 1
    negated = at > 0 and words[at - 1] in NEGATORS and at - 1 not in within
    return negated and WISHES.isdisjoint(words[:at])
