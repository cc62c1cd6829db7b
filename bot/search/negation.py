"""Tells what the words of a query leave out: "not", "except", "anything but", "non-". Pure.

`interpreter` and `query` ask, for queries that hold such a word; so does `wish_reader`.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import takewhile

from msgspec.structs import replace

from bot.model.query import Concept, Naming, Phrase, Span
from bot.search.english_words import (
    CONJUNCTIONS,
    FILLERS,
    LACKED,
    NEGATED_COPULAS,
    NEGATING_ROW,
    NEGATORS,
    NON,
    QUESTIONING,
    STOP_WORDS,
)
from bot.search.implied import RELATIVES
from bot.search.thesaurus import ThesaurusIndex

NO_APPETITE = ("appetite", "loss")
"""The preferred name for "appetite". "Pas d'appétit" ("no appetite") asks about it."""
LACKING = frozenset({"no", "without", "never"})
"""Negators that may say what somebody lacks. "Not" does so behind small words: "can not sleep"."""
WISHES = frozenset({"regret", "regretted", "regretting", "wish", "wished"})
"""After one of these, "not" leaves nothing out: "regret not going flat" asks about going flat."""
ROW_NEGATORS = frozenset({NON, "never"})
"""Negators that make a name with the words behind them: "non-smokers", "never smokers"."""


def plainly_negated(
    words: tuple[str, ...], is_name: Callable[[Sequence[str]], bool], names: Callable[[str], bool]
) -> tuple[str, ...]:
    """Write each way to leave something out as "except": "anything but chemo".

    Args:
        words: of a query.
        is_name: whether all of these are one name.
        names: whether a name begins with these words, as "don't have energy" does.
    """
    text = " ".join(words)
    if QUESTIONING.search(text):
        return words

    def plain_row(row: re.Match[str]) -> str:
        if names(text[row.start() :]):
            return row[0]
        behind = text[row.end() :].split(maxsplit=1)[0]
        return "without" if row["lacking"] and behind.removesuffix("s") in LACKED else "except"

    read = NEGATING_ROW.sub(plain_row, text).split()
    for at in range(len(read) - 1):
        if read[at] in NEGATED_COPULAS and read[at + 1] != "all":
            clause = takewhile(lambda word: word not in CONJUNCTIONS, read[at + 1 :])
            told = [word for word in clause if word not in FILLERS]
            read[at] = "except" if is_name(told) else read[at]
    return tuple(read)


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
