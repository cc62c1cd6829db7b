"""Takes out of words to follow what means something in a row alone. Pure; `wish_reader` calls it.

non-smokers, won't heal, estrogen-free    the words behind say the opposite alone
long-term, work-life balance              of a joined word, a part alone is another word
HER2 0, type 1, arm 2                     the number belongs to the word before it
more chemo, good prognosis, right breast  so does such a word to what stands behind it
fatigue at work                           work is employment: "How a drug works" is not about it

Words that fall in spite of that are named by `fallen_words`.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.model.query import Concept, Phrase, Span
from bot.search.age_sides import AGE_CUES
from bot.search.english_words import ASKING_WORDS, GENERIC_WORDS, STOP_WORDS, UNDOING, UNDOING_VERBS
from bot.search.implied import NO_AGE
from bot.search.negation import HYPHENED_FREE, ROW_NEGATORS, negated_row, row_at
from bot.search.numbers import NUMBERED_KINDS, is_number
from bot.search.query import LONG_NUMBER, spans
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import typed_words

NOT_DONE = "not"
JOINED = re.compile(
    r"(?<![\w-])(?:(?:[a-z]+|[0-9]{1,3})(?:-[a-z]+)+|(?-i:[B-HJ-NP-Z]) [a-z]{3,})(?![\w-])",
    re.IGNORECASE,
)
"""Words with hyphens, and "T cells"."""
NUMERALS = (
    ("0", "zero"),
    ("1", "one", "i"),
    ("2", "two", "ii"),
    ("3", "three", "iii"),
    ("4", "iv"),
)
"""Ways to write one number."""
SIDES_OF_BODY = frozenset({"left", "right"})
NEW_PLACES = frozenset("york yorkers zealand jersey mexico england orleans hampshire delhi".split())
TURNING = frozenset({"more", "good", "bad", "new"}) | SIDES_OF_BODY
"""Words without which what stands behind them may mean the opposite: "more chemo". A side belongs
to a single word ("left arm"), and "new" to places alone."""
WORK, EMPLOYMENT = "work", "job"
"""A word that says little, and what it means unless something works."""
ROWS_OF_WORK = """
    at work, off work, back to work, going to work, while work, work while, work during,
    work through, able to work, ability to work
""".split(",")
"""How articles speak of employment by that word; "to work" alone is said of drugs."""
WORKING = UNDOING | frozenset("how what why which who that does do did not will".split())
"""Words before a "work" that is no employment: "drugs that work"."""
KEPT = frozenset({"longer"})
"""Words that say little and are followed beside others: without them the opposite may be meant."""
DURING = "during"
"""It says no more than "and" between two subjects that are both followed."""
SAID_IF_LEFT_OUT = (GENERIC_WORDS - {DURING}) | frozenset(
    """
    after since until while most much many few other another same own every both each better best
    off out up down well lot lots bit like need want know make
    """.split()
)
AND_WORDS = frozenset({"and", "y", "e", "et", "und"})
AND, PARTING = "and", "versus"
"""A small word that may stand within any name, and one that stands in none."""
NUMBERED_KIND = re.compile(NUMBERED_KINDS)
"""A number behind one of these belongs to it, whatever follows: "arm 2 results"."""
PLURAL = re.compile(r"\w+[^\Wsui]s")
COUNTING = AGE_CUES | {"top", "least", "every"}
"""Before a number, these say that it counts."""


def free_rows(text: str, thesaurus: ThesaurusIndex) -> tuple[str, list[tuple[str, ...]]]:
    """Take "estrogen-free" and the like out of words; articles on it have these words in a row."""
    found = (each for each in HYPHENED_FREE.finditer(text) if thesaurus.named(each[1].lower()))
    names = [each for each in found if not thesaurus.named(f"{each[1].lower()} free")]
    for each in reversed(names):
        text = f"{text[: each.start()]}{text[each.end() :]}"
    return text, [(each[1].lower(), "free") for each in names]


def _undone_at(words: Sequence[str], found: Sequence[Span]) -> tuple[str, ...]:
    """The row "not heal" if the first spans are "won't heal"; articles say it in several ways."""
    if len(found) < 2 or found[0].naming or found[1].naming:  # noqa: PLR2004 - both words
        return ()
    at, verb = found[0].start, words[found[1].start]
    undone = words[at] in UNDOING or (words[at] == "not" and words[at - 1 : at] in UNDOING_VERBS)
    return (NOT_DONE, verb) if undone and verb not in STOP_WORDS else ()


def row_concept(row: tuple[str, ...]) -> Concept:
    """The concept of a row that `negated_rows` took out of words."""
    if row[0] != NOT_DONE:
        return negated_row(row)
    rows = ((negator, *row[1:]) for negator in (NOT_DONE, "t", "never"))  # "won't" is "won", "t"
    return Concept(" ".join(row), tuple(Phrase(each, 1.0, " ".join(each)) for each in rows))


def negated_rows(
    words: Sequence[str], thesaurus: ThesaurusIndex
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Take "non" and "never" out of words, each with the name or the word behind it.

    "Won't" and the like are taken out with a verb. Names of the thesaurus that hold one of them
    stay: "non-invasive", "can't sleep".
    """
    found, rest, rows = list(spans(words, thesaurus)), list[str](), list[tuple[str, ...]]()
    while found:
        if row := row_at(words, found) or _undone_at(words, found):
            rows.append(row)
            del found[:2]
        else:
            span = found.pop(0)
            rest += words[span.start : span.start + span.length]
    return rest, rows


def told_rows(
    words: Sequence[str], thesaurus: ThesaurusIndex
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Take TURNING words out of words, each with the name or the word behind it.

    "Work" is read as employment.
    """
    found, rest, rows = list(spans(words, thesaurus)), list[str](), list[tuple[str, ...]]()
    while found:
        span = found.pop(0)
        name = words[span.start : span.start + span.length]
        behind = found[0] if found and not span.naming else None
        if behind and name[0] in TURNING and _is_told(words, behind, name[0]):
            rows.append((name[0], *words[behind.start : behind.start + behind.length]))
            del found[:1]
        elif [*name] == [WORK] and not span.naming and WORKING.isdisjoint(words):
            rows.append((WORK, EMPLOYMENT))
        else:
            rest += name
    return rest, rows


def _is_told(words: Sequence[str], behind: Span, teller: str) -> bool:
    if teller in SIDES_OF_BODY and behind.length > 1:
        return False
    if teller == "new":
        return words[behind.start] in NEW_PLACES
    return bool(behind.naming) or words[behind.start] not in ASKING_WORDS


def told_by(word: str, concept: Concept) -> Concept:
    """A concept with a word before each of its names: "more chemotherapy".

    "Work" is all that employment is, and some rows of words with it.
    """
    if word == WORK:
        rows = (Phrase(tuple(row.split()), 1.0, row.strip()) for row in ROWS_OF_WORK)
        return replace(concept, label=WORK, phrases=(*concept.phrases, *rows), term=True)
    phrases = tuple(
        replace(each, words=(word, *each.words), shown=f"{word} {each.shown}")
        for each in concept.phrases
    )
    return replace(concept, label=f"{word} {concept.label}", phrases=phrases, generic=False)


def is_followed(concept: Concept) -> bool:
    """Whether articles must hold a concept of words to follow."""
    return concept.counted or concept.label in KEPT


def fallen_words(words: Sequence[str], concepts: Sequence[Concept]) -> list[str]:
    """The words that no concept has, if without them something else may be meant."""
    phrases = (each.phrases for each in concepts if is_followed(each))
    held = {word for some in phrases for phrase in some for word in phrase.words}
    said = (word for word in words if word in SAID_IF_LEFT_OUT or is_number(word))
    return [word for word in dict.fromkeys(said) if word not in held]


def joined_rows(
    words: Sequence[str], text: str, thesaurus: ThesaurusIndex
) -> tuple[tuple[str, ...], list[Concept]]:
    """Take joined words out of words, unless the thesaurus knows a part: "chemo-induced".

    Behind a number it may know them.

    Args:
        words: of the text.
    """
    rest, concepts = list(words), list[Concept]()
    for found in JOINED.finditer(text):
        row = typed_words(found[0])
        at = next((n for n in range(len(rest)) if tuple(rest[n : n + len(row)]) == row), -1)
        if at < 0 or not ROW_NEGATORS.isdisjoint(row):
            continue
        # A number would fall without its word: "12-gene panel".
        within = range(at, at + (1 if row[0].isdigit() else len(row)))
        named = (span for span in spans(rest, thesaurus) if span.naming)
        if any(
            at in within for span in named for at in range(span.start, span.start + span.length)
        ):
            continue
        del rest[at : at + len(row)]
        rows = (row, ("".join(row),))
        label = found[0].lower().replace(" ", "-")  # so that it is read in the same way again
        concepts.append(Concept(label, tuple(Phrase(each, 1.0, " ".join(each)) for each in rows)))
    return tuple(rest), concepts


def with_both_subjects(words: Sequence[str], thesaurus: ThesaurusIndex) -> tuple[str, ...]:
    """The words with no name over an "and" that it does not have: "lymphedema and surgery".

    A search takes these for a name of surgery for lymphedema. "AND surgery" is a name, too, but not
    in "pain and surgery". So with "during", if the name is the same without what stands behind.
    """
    read = list(words)
    for span in spans(words, thesaurus):
        name = words[span.start : span.start + span.length]
        begins = name[0] == AND and span.start > 0
        if begins or (AND in name[1:-1] and not thesaurus.named(" ".join(name))):
            read[span.start + name.index(AND)] = PARTING
        elif DURING in name[1:-1] and _loses_what_is_behind(name, thesaurus):
            read[span.start + name.index(DURING)] = PARTING
    return tuple(read)


def _loses_what_is_behind(name: Sequence[str], thesaurus: ThesaurusIndex) -> bool:
    """Whether a name means just what stands before "during": "exercise during chemo"."""
    at = name.index(DURING)
    before, behind = " ".join(name[:at]), " ".join(name[at + 1 :])
    means = thesaurus.groups_named(" ".join(name))
    return bool(means) and means == thesaurus.groups_named(before) and bool(thesaurus.named(behind))


def numbered_rows(
    words: Sequence[str], thesaurus: ThesaurusIndex
) -> tuple[tuple[str, ...], list[Concept]]:
    """Take numbers out of words, each with the word before it, unless it counts: "top 5 tips"."""
    found, rest, concepts = list(spans(words, thesaurus)), list[str](), list[Concept]()
    while found:
        span = found.pop(0)
        name = tuple(words[span.start : span.start + span.length])
        forms = _numerals(words, found) if _takes_number(name[-1]) else ()
        if forms:
            del found[:1]
            rows = tuple((*name, form) for form in forms)
            phrases = tuple(Phrase(row, 1.0, " ".join(row)) for row in rows)
            concepts.append(Concept(" ".join(rows[0]), phrases))
        else:
            rest += name
    return tuple(rest), concepts


def _takes_number(word: str) -> bool:
    return word not in ASKING_WORDS and word not in COUNTING and word[0].isalpha()


def _numerals(words: Sequence[str], found: Sequence[Span]) -> tuple[str, ...]:
    """The ways to write the number at the first span; () if there is none, or if it counts."""
    if not found or found[0].naming:
        return ()
    at = found[0].start
    behind = words[at + 1] if at + 1 < len(words) else ""
    counted = behind in NO_AGE or behind in GENERIC_WORDS or PLURAL.fullmatch(behind)
    if is_number(behind) or (counted and not NUMBERED_KIND.fullmatch(words[at - 1])):
        return ()
    number = words[at]
    alike = next((each for each in NUMERALS if number in each and number != "i"), ())
    if not alike and not (number.isdigit() and len(number) < LONG_NUMBER):
        return ()
    return (number, *(each for each in alike if each != number))
