"""Splits words to follow or to mute into alternatives, and refuses what they cannot say. Pure.

    HER2+, HR+                          either of them; ";" and "|" do the same
    HER2+ or HR+                        the same, also with "ou", "oder", "and/or", " / ", and with
                                        "o", unless it is Portuguese
    aspirin/metformin                   the same, if it stands alone; "HR+/HER2-" is one thing
    Keytruda, Enhertu and Kadcyla       a list: any of the three
    stage 3 or 4                        "stage 3" or "stage 4", as `shared_words` has it
    "a, b"                              one phrase, since it is quoted

"and" alone means both: "Enhertu and Kadcyla". A part of small words and numbers stays with its
neighbor: "5 or 10 years", "chemo or not", a comma at the end. Words that only say that news is
wanted are left out: "news on", "I want the latest research about".
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import RequestError
from bot.search.english_words import GENERIC_WORDS, SETTING_ASIDE, STOP_WORDS
from bot.search.filters import QUOTES, Named, read_typed
from bot.search.implied import age_at
from bot.search.numbers import LISTED_NUMBERS, is_number, kinds_in_english
from bot.search.shared_words import (
    PREPOSITION,
    IsName,
    each_number,
    pairs_parted,
    with_shared_words,
)
from bot.search.study_kinds import OFFERED_VALUES
from bot.search.words import typed_words

MOST_ALTERNATIVES = 10
"""Alternatives of one wish. Chosen by eye."""
SEPARATOR = re.compile(
    rf"""
    [{QUOTES}] [^{QUOTES}]* [{QUOTES}]                          # a quoted phrase holds none
    | (?P<sign> [;|\uff0c\u3001\u060c] | (?<![0-9]), | ,(?![0-9]))   # "1,000" holds none either
    | (?P<bracket> [()\[\]])
    | (?<=[^\W\d]\s) (?P<both> y/o ) (?!\S)                       # "35 y/o" is an age
    | (?<!\S) (?P<word> (?i:or|oder|ou|and/or|et/ou|und/oder|e/ou) | / | o | u(?=\s+h?[o\u00f3]) )
      (?!\S)
    """,
    re.VERBOSE,
)
"""Finds separators of alternatives, quoted phrases, and brackets. A capital "O" is a blood group.
Spanish has "u" in place of "o" before a word that begins with that sound."""
SLASHED = re.compile(r"[^\W\d_]{4,}(?:/[^\W\d_]{4,})+")
"""Words that stand in place of one another; shorter ones are often parts of a name."""
SLASHED_NAMES = re.compile(r"[^\W\d_]{3,}(?:[ /][^\W\d_]{3,})+")
REQUEST_OPENING = re.compile(
    r"""
    \s* (?: either \s+ (?=\S)
    | (?: (?: i(?:['\u2019]?d)? | we | please | would | like | love | want | need | looking\s+for
        | to | see | read | get | follow | know | hear | give | show | send | me | us | any | all
        | the | some | more | only | new | newest | latest | most | recent | current ) \s+ )*
      (?: news | updates? | research | stud(?:y|ies) | articles? | papers? | publications?
        | reports? | stories | findings | developments? | advances? | progress | info
        | information | posts? | anything | everything | something )
      (?: \s+ (?:on|about|of|for|in|into|regarding|concerning) )+ \s+ (?=\S)
    | (?:the \s+)? (?:latest|newest) \s+ (?: (?:on|about|in) \s+ )? (?=\S) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words before a subject that say that news of it are wanted."""
ONLY = re.compile(r"^only\s+(?=\S)|(?<=\S)\s+only$", re.IGNORECASE)
PLUS = re.compile(
    rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]"
    r"|(?<=\S)(?<!\bher2)(?<!\bher-2)(?<!\bhr)(?<!\ber)(?<!\bpr)(?P<plus>\s+plus)(?=\s+\S)"
    r"|(?<=\S)(?P<and>\s+&)(?=\s+\S)",
    re.IGNORECASE,
)
""""Plus" or "&" between subjects; behind a receptor, "plus" is a sign."""
WITHOUT_SIGN = re.compile(r"(?<!\S)w/o(?=\s)", re.IGNORECASE)
LAST_OF_LIST = re.compile(r"(?<!\S)(?:and|y|et|und|&)(?!\S)", re.IGNORECASE)
OTHER_OPERATOR = re.compile(
    r"(?<![^\s(\[])(?:(?:all)?(?:in)?(?:title|text|url)|teaser|author|site|before|after"
    r"|lang(?:uage)?|words|without|match):(?=\S)",
    re.IGNORECASE,
)
"""Operators of other search services, and options of commands."""
NEGATION = re.compile(
    rf"""
    [{QUOTES}] [^{QUOTES}]* [{QUOTES}]                         # a quoted phrase holds none
    | (?: (?<!\S) (?: NOT | (?i: (?:but|and)\s+not | except(?:\s+for|ing)? | excluding | excludes?
        | {SETTING_ASIDE}
        | (?<!\bor\ )w/o | (?<!\bher2\ )(?<!\ber\ )(?<!\bpr\ )(?<!\bhr\ )minus
        | au(?:\u00df|ss)er | excepto | exceto | except\u00e9 | sauf )) \s        # anywhere
    | ^ (?i: not | neither | nicht | salvo ) \s )
    (?P<unwanted> .*)
    """,
    re.VERBOSE,
)
"""Words by which something is left out. "Without" may be part of a subject, as `freeze` tells."""
WITH_OR_WITHOUT = re.compile(
    r"\b(with|con|com|avec|mit) (?:or|and|o|y|ou|e|et|oder|und) "
    r"(?:without|w/o|sin|sem|sans|ohne)\b",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"(?<!\S)o(?!\S)")
ARTICLE_BEHIND_PREPOSITION = re.compile(
    rf"(?<!\S)(?:contra|sobre|{PREPOSITION})\s+o(?!\S)(?!\s+(?:{PREPOSITION})\s)", re.IGNORECASE
)
"""The Portuguese "o", which is "or" in Spanish: "com o linfedema", but "con o sin linfedema"."""
UNPARTED = re.compile(
    rf"{LISTED_NUMBERS.pattern}|{WITH_OR_WITHOUT.pattern}"
    r"|\b[a-z]{2,5}[ -]?[0-9] (?:or|and|o|y|u|ou|e|et|oder|und) [0-9]\b",
    re.IGNORECASE,
)
"""Here "or" belongs to a name, such as "CDK 4 or 6", or to numbers, which are written out later."""
FIRST = "first"
"""The sign before the first part."""
NOUNS_FIRST = frozenset({"o", "u", "ou", "y", "et", "e", "et/ou", "e/ou"})
"""Separators of languages in which adjectives stand behind nouns."""
NAMES_IN_CAPITALS = frozenset({"US", "IT", "WHO"})
"""Names that are small words in small letters."""
ADVERBS = frozenset(
    """
    longer later again anymore soon always often sometimes usually mostly never ago away today
    tomorrow yesterday lately recently seriously basically honestly totally alright okay anyways
    """.split()
)
"""Generic words that are no subject: "now or later"."""
OUTER_SIGNS = " ,;|\uff0c\u3001\u060c"
"""The signs that are taken off both ends of an alternative."""

NOT_IN_WORDS = (
    "Words say what articles are about. To leave out “{words}”, name it in the option `without:`."
)
NEGATION_LEFT_OUT = "Name only what is left out, without “not”, such as: {words}."
MINUS_IN_WORDS = "To leave out words, name them in the option `without:`, not behind a “-”."
TOPIC_IN_WORDS = "Choose the topic in the option `topic:` of the command, not among its words."
STUDIES_IN_WORDS = (
    "Choose the kinds of study in the option `studies:` of the command, not among its words."
)
STUDIES_LEFT_OUT = (
    "Kinds of study cannot be left out here. Choose those to follow in the option `studies:` of "
    "`/news subscribe`."
)
SOURCE_IN_WORDS = (
    "Words cannot name a source. Leave `source:` out; the option `kinds:` chooses kinds of source."
)
SINCE_IN_WORDS = "Only new articles are posted, so `since:` says nothing. Leave it out."
OPERATOR_IN_WORDS = (
    "“{typed}” is not understood here. Name the words alone: `match: close` asks for articles "
    "that are about them."
)
OPERATOR_LEFT_OUT = (
    "“{typed}” is not understood here. Name the words alone, or a topic by its name."
)
BRACKETS = (
    "Brackets around alternatives are not understood. Write each one out, such as: lobular "
    "metastases, ductal metastases."
)
TOO_MANY_ALTERNATIVES = f"Name at most {MOST_ALTERNATIVES} alternatives at once."
LINK_IN_WORDS = (
    "A link or an address cannot be followed or left out. Name what the articles are about."
)
OPERATORS = {
    "-": MINUS_IN_WORDS,
    "topic": TOPIC_IN_WORDS,
    "in": STUDIES_IN_WORDS,
    "kind": STUDIES_IN_WORDS,
    "source": SOURCE_IN_WORDS,
    "since": SINCE_IN_WORDS,
    "-in": STUDIES_IN_WORDS,
    "-kind": STUDIES_IN_WORDS,
}


class _Piece(Struct, frozen=True):
    """A part between two separators: its place, and the sign or the word before it."""

    begin: int
    end: int
    sign: str = ""
    word: str = ""


def alternatives(
    text: str, is_name: IsName = lambda _: False, *, portuguese: bool = False
) -> tuple[str, ...]:
    """Split words into alternatives, of which an article must match one.

    Args:
        text: as typed.
        is_name: whether a text is one name, in spite of an "and".
        portuguese: whether the text is Portuguese, where "o" is an article.

    Raises:
        RequestError: some stand in brackets, or words may belong to one of them or to all.
    """
    text = pairs_parted(text)
    each_once = dict[tuple[str, ...], str]()
    for part in _written_out(text, is_name, ARTICLE if portuguese else ARTICLE_BEHIND_PREPOSITION):
        slashed = _is_slashed(part, is_name) and not is_name(part)
        names = with_shared_words(part.split("/"), is_name, nouns_first=False) if slashed else ()
        for each in names or each_number(part):
            each_once.setdefault(typed_words(each), each)
    return tuple(each_once.values())


def _is_slashed(part: str, is_name: IsName) -> bool:
    """Whether slashes part alternatives: single words, or names as "hot flashes/night sweats"."""
    names = SLASHED_NAMES.fullmatch(part) and all(map(is_name, part.split("/")))
    return bool(SLASHED.fullmatch(part) or names)


def _written_out(text: str, is_name: IsName, article: re.Pattern[str]) -> Iterator[str]:
    """The parts, with what those of one list share; a list with an "or" ends behind it."""
    for parts in _lists(_joined(text, _split(text, is_name, article))):
        several = [_subject(text[each.begin : each.end].strip(OUTER_SIGNS)) for each in parts]
        words = {each.word.lower() for each in parts[1:] if not each.sign}
        if words and not any(sign in part for part in several for sign in QUOTES):
            several = with_shared_words(
                several, is_name, nouns_first=not words.isdisjoint(NOUNS_FIRST)
            )
        yield from several


def _lists(parts: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """The parts of each list: "brain, bone or liver" is one."""
    together = list[_Piece]()
    for part in parts:
        ended = any(not each.sign for each in together[1:])
        if together and part.sign and (ended or part.sign != ","):
            yield together
            together = []
        together.append(part)
    yield together


def spelled_out(part: str) -> str:
    """An alternative as it is read: "w/o" is "without", "with or without" leaves nothing out."""
    part = WITHOUT_SIGN.sub("without", WITH_OR_WITHOUT.sub(r"\1", kinds_in_english(part)))
    return PLUS.sub(
        lambda found: " " if found["plus"] else " and" if found["and"] else found[0], part
    )


def refuse_misread(text: str, *, leaves_out: bool = False) -> None:
    """Refuse what words to follow, or to leave out, cannot say.

    Raises:
        RequestError: they have an operator or a negation, or too many alternatives.
    """
    typed, other = read_typed(text), OTHER_OPERATOR.search(text)
    if typed.sites:
        raise RequestError(LINK_IN_WORDS)
    named = [*(Named("-", "", spaced=False, typed="-") for _ in typed.never[:1]), *typed.named]
    if named and leaves_out and named[0].name.removeprefix("-") in OFFERED_VALUES:
        raise RequestError(STUDIES_LEFT_OUT)
    if named and leaves_out:
        raise RequestError(OPERATOR_LEFT_OUT.format(typed=named[0].typed))
    if named:
        raise RequestError(OPERATORS[named[0].name])
    if other:
        sentence = OPERATOR_LEFT_OUT if leaves_out else OPERATOR_IN_WORDS
        raise RequestError(sentence.format(typed=other[0]))
    if typed.links:
        raise RequestError(LINK_IN_WORDS)
    parts = _joined(text, _split(text, lambda _: False))
    several = [_subject(text[each.begin : each.end].strip(OUTER_SIGNS)) for each in parts]
    refuse_too_many(several)
    for part in several:
        for found in NEGATION.finditer(part):
            if found["unwanted"]:
                raise RequestError(negation_sentence(found["unwanted"], leaves_out=leaves_out))


def refuse_too_many(several: Iterable[str]) -> None:
    """Refuse more alternatives than are followed.

    Raises:
        RequestError: there are too many.
    """
    if len(set(several)) > MOST_ALTERNATIVES:
        raise RequestError(TOO_MANY_ALTERNATIVES)


def negation_sentence(unwanted: str, *, leaves_out: bool) -> str:
    """The sentence for words that say what articles are not about."""
    sentence = NEGATION_LEFT_OUT if leaves_out else NOT_IN_WORDS
    return sentence.format(words=unwanted.strip())


def _split(
    text: str, is_name: IsName, article: re.Pattern[str] = ARTICLE_BEHIND_PREPOSITION
) -> list[_Piece]:
    """The parts between the separators."""
    begin, sign, word, depth, parts = 0, FIRST, "", 0, list[_Piece]()
    whole = [each.span() for pattern in (UNPARTED, article) for each in pattern.finditer(text)]
    for found in SEPARATOR.finditer(text):
        if found["bracket"]:
            depth += 1 if found["bracket"] in "([" else -1
        elif found["sign"] or found["word"] or found["both"]:
            if any(start <= found.start() < end for start, end in whole):
                continue
            if depth > 0:
                raise RequestError(BRACKETS)
            parts.append(_Piece(begin, found.start(), sign, word))
            begin, sign, word = (
                found.end(),
                found["sign"] or "",
                found["word"] or found["both"] or "",
            )
    in_list = any(part.sign not in {FIRST, ""} for part in (*parts, _Piece(begin, begin, sign)))
    last = list(LAST_OF_LIST.finditer(text, begin)) if in_list else []
    if len(last) == 1 and not is_name(text[begin:].strip(OUTER_SIGNS)):
        parts.append(_Piece(begin, last[0].start(), sign, word))
        begin, sign, word = last[0].end(), "", last[0][0]
    return [*parts, _Piece(begin, len(text), sign, word)]


def _joined(text: str, parts: Sequence[_Piece]) -> Iterator[_Piece]:
    """The parts; those of small words and numbers are joined with a neighbor."""
    joined, is_named = parts[0], _names(text[parts[0].begin : parts[0].end])
    for part in parts[1:]:
        names = _names(text[part.begin : part.end])
        if is_named and names:
            yield joined
            joined = part
        joined, is_named = replace(joined, end=part.end), is_named or names
    yield joined


def _subject(part: str) -> str:
    """A part without what says that news of its subject are wanted, or these only."""
    part = ONLY.sub("", part)
    opening = REQUEST_OPENING.match(part)
    subject = part[opening.end() :] if opening else part
    return subject if _names(subject) else part


def _names(part: str) -> bool:
    """Whether a part stands for itself, also if it names nothing that could be followed.

    "Men or women" names women; to drop them would lose half of what was asked.
    """
    words = typed_words(part)
    if part.strip(OUTER_SIGNS) in NAMES_IN_CAPITALS or any(
        age_at(words, at) for at in range(len(words))
    ):
        return True
    told = [word for word in words if word not in STOP_WORDS and word not in ADVERBS]
    if any(not is_number(word) and word not in GENERIC_WORDS for word in told):
        return True
    return bool(told) and not any(map(is_number, told))
