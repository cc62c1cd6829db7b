"""Writes out the words that alternatives share, so that each can stand alone. Pure.

    stage 3 or 4, stages I to III    the kind belongs to each of the numbers
    before or after surgery          the same object: "before surgery", "after surgery"
    black or latina women            the words at the end that say little: "black women"
    early or late effects            the noun of two adjectives: "early effects"
    brain or liver metastases        the end of a name, if it makes names of both
    weight gain or loss              its begin, if it makes names of both: "weight loss"

`wish_words` calls it. `numbers` writes out the numbers of questions.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product

from bot.articles.signs import numbered
from bot.errors import RequestError
from bot.search.english_words import GENERIC_WORDS, STOP_WORDS
from bot.search.filters import QUOTES
from bot.search.numbers import LISTED_NUMBERS
from bot.search.words import typed_words

IsName = Callable[[str], bool]

ENGLISH_PREPOSITIONS = frozenset(
    """
    before after during with without in on under over against within following through beyond
    between since until by from to of for about near at
    """.split()
)
TELLING_PREPOSITIONS = ENGLISH_PREPOSITIONS | frozenset(
    """
    antes despues después durante con sin para
    avant apres après pendant avec sans pour
    vor nach während mit ohne für
    depois apos após com sem
    """.split()
)
"""Before one of these, a subject stands by itself: "quimio de mantenimiento" is one."""
PREPOSITIONS = TELLING_PREPOSITIONS | frozenset(
    """
    en por de del dans du des au aux chez bei beim im zum zur von vom em da do das dos na nas
    """.split()
)
PREPOSITION = "|".join(sorted(PREPOSITIONS, key=len, reverse=True))
PREPOSITION_PAIR = re.compile(
    rf"(?<!\S)({PREPOSITION})(?:/|\s+(?:and|y|et|und|e)\s+)(?=(?:{PREPOSITION})\s)", re.IGNORECASE
)
"""Two prepositions of one object: "before/after surgery", "before and after surgery"."""
CUT_OFF = re.compile(r"(?<=\w)(-) (?:and|et|und|y|e) (?=\w)", re.IGNORECASE)
"""Behind the first of two words that share their end: "pre- and postmenopausal"."""
BOTH_SIGNS = re.compile(
    r"(?<!\S)(er|pr|hr|her-?2|erbb2|receptor)\s?([+-])"
    r"\s?(?:/|or\s|and\s|[oyeu]\s|ou\s|et\s|oder\s|und\s)\s?([+-])(?=[\s,;]|$)",
    re.IGNORECASE,
)
"""A receptor with two signs, "HER2+ or -"; but "chemo +/- radiation" is chemo, with it or not."""
BOTH_GENES = re.compile(
    r"\b(BRCA)[ -]?1(?:\s?[/&,]\s?|\s(?:and|or|y|o|et|ou|und|oder|e)\s)2(?![^\W_])", re.IGNORECASE
)
ADJECTIVES = frozenset(
    """
    early late low high left right upper lower young older elderly mild severe acute male female
    single double black white latina latino hispanic native rural urban dense benign pre post first
    second third new old
    """.split()
)
SAYING_WHO = GENERIC_WORDS | {"men", "man"}
"""With one of these, a part needs no "women" behind it."""
ENDS_LIKE_ADJECTIVE = re.compile(
    r"\w+(?:al|ar|ic|ive|ous|ary|ian|ory|able|ible|ed|ant|ent) | \w+-\w+",
    re.VERBOSE | re.IGNORECASE,
)
"""So do some nouns: "salary or medical leave"."""
MOST_WRITTEN_OUT = 20
"""Numbers that are written out; more alternatives than are followed."""
SHORTEST_END = 4
"""Letters of a word that may be the end of another one, too. Chosen by eye."""
LONGEST_END = 3
"""Words at the end of an alternative that may belong to another one, too. Chosen by eye."""

TWO_READINGS = (
    "These words can be read in several ways. Write each alternative out, with commas between "
    "them, such as: {examples}."
)


def each_number(part: str) -> list[str]:
    """The part once for each number of a kind: "stage 3/4 disease" is about two stages."""
    if any(sign in part for sign in QUOTES):
        return [part]
    found = sorted(
        (*LISTED_NUMBERS.finditer(part), *BOTH_GENES.finditer(part)), key=lambda each: each.start()
    )
    ends = [0, *(each.end() for each in found)]
    between = [part[end : each.start()] for end, each in zip(ends, found, strict=False)]
    rest = part[ends[-1] :]
    rows = islice(product(*map(_each_name, found)), MOST_WRITTEN_OUT)
    return ["".join(f"{a}{b}" for a, b in zip(between, row, strict=True)) + rest for row in rows]


def _each_name(found: re.Match[str]) -> Sequence[str]:
    """The names one by one; of two genes, what is said of both, too."""
    if found.re is LISTED_NUMBERS:
        return numbered(found)
    return f"{found[1]}1/2", f"{found[1]}1", f"{found[1]}2"


def pairs_parted(text: str) -> str:
    """Write "or" between prepositions or signs of one thing, and behind a word that was cut off."""
    text = BOTH_SIGNS.sub(r"\1\2 or \1\3", text)
    return CUT_OFF.sub(r"\1 or ", PREPOSITION_PAIR.sub(r"\1 or ", text))


def with_shared_words(parts: Sequence[str], is_name: IsName, *, nouns_first: bool) -> list[str]:
    """Alternatives that stand beside an "or", with the words that they share written out.

    Args:
        parts: as typed, in their order.
        is_name: whether a text is one name of a thing.
        nouns_first: whether adjectives stand behind nouns: "metástasis cerebrales o hepáticas".

    Raises:
        RequestError: words may belong to one of them, or to all.
    """
    parts = _with_heads(_with_objects(parts))
    parts = _with_nouns(parts, is_name, nouns_first=nouns_first)
    if not nouns_first:
        parts = _with_ends(parts, is_name)
        _refuse_unsure_adjectives(parts, is_name)
    _refuse_two_readings(parts, is_name)
    return parts


def _with_objects(parts: Sequence[str]) -> list[str]:
    """Give each preposition at the end of a part the object of the part behind it."""
    done = list[str]()
    for part in reversed(parts):
        words, behind = part.split(), done[-1].split() if done else []
        lacks = words and behind and _is_preposition(words[-1]) and _is_preposition(behind[0])
        done.append(" ".join((part, *behind[1:])) if lacks else part)
    return done[::-1]


def _with_heads(parts: Sequence[str]) -> list[str]:
    """Give each part that begins with a preposition what stands before that of an earlier part."""
    done, head = list[str](), ""
    for part in parts:
        if head and _begins_with_preposition(part):
            done.append(f"{head} {part}")
        else:
            done.append(part)
            head = _head(part) or head
    return done


def _head(part: str) -> str:
    """The words before the last preposition of a part: "pain" in "pain before chemo"."""
    words = part.split()
    places = [at for at, word in enumerate(words) if at and _is_preposition(word)]
    before = words[: places[-1]] if places else []
    while before and _is_preposition(before[-1]):
        before.pop()
    return " ".join(before)


def _with_nouns(parts: Sequence[str], is_name: IsName, *, nouns_first: bool) -> list[str]:
    """Give each part of one word the begin of the first one, if it makes a name of it.

    In English, that is so of what is no name itself: "weight gain or loss".
    """
    begin, _, end = parts[0].rpartition(" ")
    if not begin or not end or not is_name(parts[0]):
        return list(parts)
    return [
        f"{begin} {each}"
        if " " not in each and (nouns_first or not is_name(each)) and is_name(f"{begin} {each}")
        else each
        for each in parts
    ]


def _with_ends(parts: Sequence[str], is_name: IsName) -> list[str]:
    """Give each part the end of the last one that belongs to it, too."""
    *others, last = parts
    words = last.split()
    small = _small_words_at_end(words)
    return [*(_with_end(each, words, small, is_name) for each in others), last]


def _with_end(part: str, last: Sequence[str], small: int, is_name: IsName) -> str:
    if part.endswith("-") and last and (end := _end_of_word(part[:-1], last[0], is_name)):
        return " ".join((end, *last[1:]))
    if len(part.split()) < LONGEST_END and (end := _end_of_name(part, last, is_name)):
        return f"{part} {end}"
    if len(last) > 1 and _is_adjective(part) and _may_be_adjective(last[0]) and not is_name(part):
        return " ".join((part, *last[1:]))
    if small and SAYING_WHO.isdisjoint(typed_words(part)):
        small += len(last) > small and _is_preposition(last[-small - 1])  # "of patients"
        return " ".join((part, *last[-small:]))
    return part


def _end_of_word(begin: str, word: str, is_name: IsName) -> str:
    """A word that a hyphen cut off: "early- or late-stage", "Brust- oder Eierstockkrebs"."""
    if "-" in word:
        return f"{begin}-{word.partition('-')[2]}"
    ends = (word[-length:] for length in range(SHORTEST_END, len(word) + 1))
    return next((begin + end for end in ends if is_name(end) and is_name(begin + end)), "")


def _end_of_name(part: str, last: Sequence[str], is_name: IsName) -> str:
    """The longest end of the last part that makes names of both, with what stands behind it.

    Of "brain or liver metastases treatment", that is "metastases treatment".
    """
    known = is_name(part)
    for at, length in product(range(1, len(last)), range(1, LONGEST_END + 1)):
        stop = at + length
        makes_name = is_name(" ".join((part, *last[at:stop])))
        if makes_name and (not known or is_name(" ".join(last[:stop]))):
            return " ".join(last[at:])
    return ""


def _small_words_at_end(words: Sequence[str]) -> int:
    """The number of words at the end that say little, if there are others: "women"."""
    count = 0
    while count < len(words) and words[-1 - count].lower() in GENERIC_WORDS:
        count += 1
    return count if count < len(words) else 0


def _refuse_two_readings(parts: Sequence[str], is_name: IsName) -> None:
    """Refuse alternatives of which one alone says in what, or of what: "pain or cramps at night".

    Raises:
        RequestError: with all of them written out as they may be meant.
    """
    divided = [_divided(each) for each in parts]
    first, *others, last = parts
    meant, known = tuple[str, ...](), False
    if divided[-1] and not any(divided[:-1]):
        meant = (*(f"{each} {divided[-1][1]}" for each in parts[:-1]), last)
        known = is_name(last)
    elif divided[0] and not any(divided[1:]):
        begin = first.removesuffix(divided[0][1].split(" ", 1)[1])
        meant = (first, *(f"{begin}{each}" for each in (*others, last)))
        known = is_name(first)
    elif end := _name_behind_name(last, is_name):
        names = [each for each in parts[:-1] if is_name(each)]
        meant = (*(f"{each} {end}" for each in names), last) if len(names) == len(parts) - 1 else ()
    if meant and not (known and not all(map(is_name, meant))):
        raise _two_readings(meant)


def _refuse_unsure_adjectives(parts: Sequence[str], is_name: IsName) -> None:
    """Refuse a word that may be an adjective of the last part's noun: "surgical or oral care".

    Raises:
        RequestError: with the noun behind each such word.
    """
    *others, last = parts
    first, _, noun = last.partition(" ")
    unsure = [each for each in others if _may_be_adjective(each) and not is_name(each)]
    if noun and unsure and _may_be_adjective(first):
        raise _two_readings([*(f"{each} {noun}" for each in unsure), last])


def _two_readings(meant: Iterable[str]) -> RequestError:
    return RequestError(TWO_READINGS.format(examples=", ".join(meant)))


def _name_behind_name(part: str, is_name: IsName) -> str:
    """The second of two names, which may belong to another part: "radiation side effects"."""
    words = part.split()
    if len(words) < LONGEST_END or is_name(part):
        return ""
    ends = (at for at in range(1, len(words)) if is_name(" ".join(words[:at])))
    return next((end for at in ends if is_name(end := " ".join(words[at:]))), "")


def _divided(part: str) -> tuple[str, str] | None:
    """The two sides of a part's first preposition that has telling words on both; else None.

    "Pain before chemo" is "pain" and "before chemo"; in "what helps with pain", one side says
    nothing.
    """
    words = part.split()
    for at, word in enumerate(words):
        if word.lower() in TELLING_PREPOSITIONS and _says(words[:at]) and _says(words[at + 1 :]):
            return " ".join(words[:at]), " ".join(words[at:])
    return None


def _says(words: Iterable[str]) -> bool:
    known = STOP_WORDS | GENERIC_WORDS
    return any(word not in known for word in typed_words(" ".join(words)))


def _is_preposition(word: str) -> bool:
    return word.lower() in PREPOSITIONS


def _begins_with_preposition(part: str) -> bool:
    first, _, rest = part.partition(" ")
    return bool(rest) and _is_preposition(first)


def _is_adjective(word: str) -> bool:
    return word.lower() in ADJECTIVES


def _may_be_adjective(word: str) -> bool:
    return _is_adjective(word) or ENDS_LIKE_ADJECTIVE.fullmatch(word) is not None
