"""Tells what the words of a query leave out: "not", "except", "anything but", "non-". Pure.

It also takes the law out of "mother in law". `interpreter` and `query` ask, for queries that hold
such a word; so do `wish_reader` and, of other languages, `languages`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from msgspec.structs import replace

from bot.model.query import Concept, Naming, Phrase, Span
from bot.search.english_words import (
    BY_MARRIAGE,
    CONJUNCTIONS,
    FILLERS,
    LACKED,
    NEGATED_COPULAS,
    NEGATING_ROW,
    NEGATORS,
    NON,
    QUESTIONING,
    RELATIVES,
    REMAINING,
    STOP_WORDS,
)
from bot.search.language_lookup import Lookup, Part
from bot.search.language_terms import NOT
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import typed_words

NO_APPETITE = ("appetite", "loss")
"""The preferred name for "appetite". "Pas d'appétit" ("no appetite") asks about it."""
LACKING = frozenset({"no", "without", "never"})
"""Negators that may say what somebody lacks. "Not" does so behind small words: "can not sleep"."""
WISHES = frozenset({"regret", "regretted", "regretting", "wish", "wished"})
"""After one of these, "not" leaves nothing out: "regret not going flat" asks about going flat."""
HYPHENED_FREE = re.compile(
    r"""
    \b (?! (?:progression|disease|recurrence|relapse|metastas[ie]s|event|failure|distant) - )
    ([a-z0-9]+) -free \b
    (?! [-\s] (?:\w+\s)? (?:surviv(?:al|ors?)|intervals?|remissions?|periods?|rates?|times?) \b )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A thing that somebody wants to be without: "implant-free".

Without a hyphen, "free" may mean that it costs nothing. "Progression-free" and "treatment-free
interval" name outcomes.
"""
ROW_NEGATORS = frozenset({NON, "never"})
"""Negators that make a name with the words behind them: "non-smokers", "never smokers"."""
DENIAL_STEMS = tuple(
    """
    no not non without avoid skip omit omiss forgo declin refus spare instead beyond besid except
    """.split()
)
DENIALS = (
    *((stem,) for stem in DENIAL_STEMS),
    *((stem, "of") for stem in DENIAL_STEMS),
    *(("other", "than"), ("rather", "than"), ("apart", "from"), ("more", "than")),
    *(("leav", "out"), ("do", "without"), ("go", "without")),
)
"""Rows of stems that negate the words after them. A query "without chemo" lowers articles on chemo,
but none that says "without chemo" or "more than chemo" itself."""


def plainly_negated(
    typed: str, is_name: Callable[[Sequence[str]], bool], names: Callable[[str], bool]
) -> tuple[str, ...]:
    """The words of a query; each way to leave something out is "except": "anything but chemo".

    Args:
        typed: the query.
        is_name: whether all of these are one name.
        names: whether a name begins with these words, as "don't have energy" does.
    """
    at_the_end = list[str]()

    def without_free(found: re.Match[str]) -> str:
        name = found[1].lower()
        if not is_name([name]) or is_name([name, "free"]):
            return found[0]
        at_the_end.append(f" except {name}")
        return ""

    words = typed_words(HYPHENED_FREE.sub(without_free, typed) + "".join(at_the_end))
    text = " ".join(words)
    if QUESTIONING.search(text):
        return words

    def plain_row(row: re.Match[str]) -> str:
        remains = row["remaining"] and REMAINING.search(text[: row.start()])
        if remains or names(text[row.start() :]):
            return "" if remains else row[0]
        words_behind = text[row.end() :].split()
        told = [word for word in words_behind if word not in FILLERS]
        named = names(" ".join(told)) or is_name(told[:1])
        if row["refusing"] and not (named and told[-1] != "anymore"):  # who cannot bear it
            return row[0]
        return (
            "without"
            if (row["lacking"] or row["refusing"]) and words_behind[0].removesuffix("s") in LACKED
            else "except"
        )

    return _without_copulas(NEGATING_ROW.sub(plain_row, text).split(), is_name)


def _without_copulas(read: list[str], is_name: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """The words; "isn't" is "except" if nothing but a name follows it."""
    for at in range(len(read) - 1):
        if read[at] in NEGATED_COPULAS and read[at + 1] != "all":
            clause = takewhile(lambda word: word not in CONJUNCTIONS, read[at + 1 :])
            told = [word for word in clause if word not in FILLERS]
            read[at] = "except" if is_name(told) else read[at]
    return tuple(read)


def without_in_law(words: Sequence[str]) -> Sequence[str]:
    """The words; of "mother in law" the first alone."""
    return BY_MARRIAGE.sub(r"\1", " ".join(words)).split()


def non_rows(words: Sequence[str], found: Sequence[Span]) -> Iterator[Concept]:
    """Yield what "non" makes of the word behind it; a name is negated instead."""
    row, behind = row_at(words, found), found[1].naming
    if row and (not behind or behind.related):
        yield negated_row(row)


def with_negation(
    concept: Concept, span: Span, words: Sequence[str], within: Collection[int]
) -> Concept:
    """The concept of a name, negated if the words before it say so.

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


def without_leftovers(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """The concepts without words that say little, if all others are negated: "no mets found".

    Articles that hold only "found", or the "never" of "never chemo", would come first.
    """
    told = [concept for concept in concepts if concept.phrases[0].words != ("never",)]
    if any(not (concept.negated or concept.generic) for concept in told):
        return told
    return [concept for concept in told if concept.negated]


def row_at(words: Sequence[str], found: Sequence[Span]) -> tuple[str, ...]:
    """The word "non" or "never", with the name or word behind it, if the first spans are these."""
    span, *others = found
    negates = not span.naming and words[span.start] in ROW_NEGATORS
    if not (negates and others and (others[0].naming or words[others[0].start] not in STOP_WORDS)):
        return ()
    return tuple(words[span.start : others[0].start + others[0].length])


def negated_row(words: tuple[str, ...]) -> Concept:
    """The concept of "non" or "never" and a name: "non-smokers" or "nonsmokers"."""
    first, second, *others = words
    shown = f"{first}-{' '.join(words[1:])}"
    rows = {words: None, (first + second, *others): None}
    return Concept(shown, tuple(Phrase(row, 1.0, " ".join(row)) for row in rows))


def _is_left_out(concept: Concept, words: Sequence[str], at: int, within: Collection[int]) -> bool:
    """Whether the content word before a concept negates it.

    Within a name it does not: "do without radiation" and "said no to my MRI" ask about them. Nor
    is a lack left out, or what somebody regrets.

    Args:
        at: the index of the concept's first word.
        within: the places of words in names.
    """
    while at > 0 and words[at - 1] in FILLERS and at - 1 not in within:
        at -= 1
    negated = at > 0 and words[at - 1] in NEGATORS and at - 1 not in within
    if not negated or (_is_lacked(concept) and _says_lack(words, at - 1)):
        return False
    return WISHES.isdisjoint(words[:at])


def _says_lack(words: Sequence[str], at: int) -> bool:
    """Whether a negator may say what somebody lacks: "no", "can not", but no "except"."""
    if words[at] == "not":
        return at == 0 or words[at - 1] in FILLERS
    return words[at] in LACKING


def sets_aside(words: Sequence[str], start: int, naming: Naming, thesaurus: ThesaurusIndex) -> bool:
    """Whether a "not" sets aside the words behind it, although it begins a name with them.

    "Not sleeping" is a name, in any form. "Letrozole, not sleep" says what is not asked about.
    """
    if start == 0 or words[start - 1] in FILLERS:
        return False
    return not thesaurus.named(" ".join(words[start : start + naming.length]))


def _is_lacked(concept: Concept) -> bool:
    """Whether a negated concept names something that the asker lacks: "without eyebrows"."""
    words = concept.phrases[0].words
    name = " ".join(words).removesuffix("s")
    return name in RELATIVES or name in LACKED or words == NO_APPETITE


NEITHER, NOR = ("weder",), ("noch",)
INITIAL_NEGATORS = frozenset({("nicht",), ("pas",), ("no",), ("nao",)})
"""They negate what follows them only at the beginning: "ich vertrage nicht" does not."""
LAST_NEGATORS = frozenset({("nicht",), ("no",), ("nao",)})
ALL_BUT_NEGATORS = frozenset(
    {("sauf",), ("excepte",), ("hormis",), ("ausser",), ("excepto",), ("salvo",), ("exceto",)}
)
SPEAKERS = frozenset({"ich", "wir", "je", "j", "nous", "yo", "eu"})
WISHING = frozenset(
    """
    suche suchen will wollen mochte mochten brauche brauchen hatte hatten
    cherche cherchons veux voulons voudrais besoin busco quiero necesito procuro quero preciso
    """.split()
)
DOUBTING = frozenset({"si", "se", "ob", "que", "dass"})
"""After one of these, nothing is denied: "no sé si funciona"."""
WORKING, RESISTANCE = "works", "resistance"


def as_negated(parts: Sequence[Part], lookup: Lookup) -> Iterator[Part]:
    """Yield the parts of a question in another language, with what its negators say."""
    told = neither_nor(list(_without_all_but(parts)))
    read = list(with_resistance(list(with_first_negated(told)), lookup.denials))
    return without_told_negators(read, lookup.is_frequent)


def _without_all_but(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts without "except" behind what somebody says: it names what is left.

    "Ich kann alles außer Haarausfall" asks about hair.
    """
    before = set[str]()
    for part in parts:
        says = not before.isdisjoint(SPEAKERS) and before.isdisjoint(WISHING)
        if not (says and part.typed in ALL_BUT_NEGATORS):
            yield part
        before.update(part.typed)


def neither_nor(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts; "noch" negates, too, if "weder" stands before it. Alone it means another thing."""
    before = tuple(takewhile(lambda part: part.typed != NEITHER, parts))
    after = parts[len(before) :]
    return (*before, *(Part(part.typed, NOT) if part.typed == NOR else part for part in after))


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
