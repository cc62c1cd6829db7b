"""Splits words to follow or to mute into alternatives, and refuses what they cannot say. Pure.

    HER2+, HR+                          either of them; ";" and "|" do the same
    HER2+ or HR+                        the same, also with "ou", "oder", "o", "and/or", " / "
    aspirin/metformin                   the same, if it stands alone; "HR+/HER2-" is one thing
    Keytruda, Enhertu and Kadcyla       a list: any of the three
    "a, b"                              one phrase, since it is quoted

"and" alone means both: "Enhertu and Kadcyla". A part without a word of its own stays with its
neighbor: "5 or 10 years", "with or without chemo", a comma at the end. What only says that news
are wanted is left out: "news on", "I want the latest research about".
"""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.errors import RequestError
from bot.search.english_words import GENERIC_WORDS, SETTING_ASIDE, STOP_WORDS
from bot.search.filters import QUOTES, Named, read
from bot.search.numbers import is_number
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
REQUEST_OPENING = re.compile(
    r"""
    \s* (?: either \s+ (?=\S)
    | (?: (?: i(?:['\u2019]?d)? | we | please | would | like | love | want | need | looking\s+for
        | to | see | read | get | follow | know | hear | give | show | send | me | us | any | all
        | the | some | more | only | new | newest | latest | most | recent | current ) \s+ )*
      (?: news | updates? | research | stud(?:y|ies) | articles? | papers? | publications?
        | reports? | stories | findings | developments? | advances? | progress | info
        | information | posts? | anything | everything | something )
      (?: \s+ (?:on|about|of|in|into|regarding|concerning) )+ \s+ (?=\S)
    | (?:the \s+)? (?:latest|newest) \s+ (?: (?:on|about|in) \s+ )? (?=\S) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words before a subject that say that news of it are wanted."""
PLUS = re.compile(
    rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]"
    r"|(?<=\S)(?<!\bher2)(?<!\bher-2)(?<!\bhr)(?<!\ber)(?<!\bpr)(?P<plus>\s+plus)(?=\s+\S)",
    re.IGNORECASE,
)
""""Plus" between subjects; behind a receptor it is a sign."""
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
}


def alternatives(text: str, is_name: Callable[[str], bool] = lambda _: False) -> tuple[str, ...]:
    """Split words into alternatives, of which an article must match one.

    Args:
        text: as typed.
        is_name: whether the last part of a list is one name in spite of an "and".

    Raises:
        RequestError: some stand in brackets.
    """
    each_once = dict[tuple[str, ...], str]()
    for begin, end in _joined(text, *_split(text, is_name)):
        part = _subject(text[begin:end].strip(OUTER_SIGNS))
        slashed = SLASHED.fullmatch(part) and not is_name(part)
        for each in part.split("/") if slashed else (part,):
            each_once.setdefault(typed_words(each), each)
    return tuple(each_once.values())


def spelled_out(part: str) -> str:
    """An alternative with "w/o" as "without", and without a "plus" between subjects."""
    part = WITHOUT_SIGN.sub("without", part)
    return PLUS.sub(lambda found: " " if found["plus"] else found[0], part)


def refuse_misread(text: str, *, leaves_out: bool = False) -> None:
    """Refuse what words to follow, or to leave out, cannot say.

    Raises:
        RequestError: they have an operator or a negation, or too many alternatives.
    """
    typed, other = read(text), OTHER_OPERATOR.search(text)
    if typed.sites:
        raise RequestError(LINK_IN_WORDS)
    named = [*(Named("-", "", spaced=False, typed="-") for _ in typed.never[:1]), *typed.named]
    if named and leaves_out:
        raise RequestError(OPERATOR_LEFT_OUT.format(typed=named[0].typed))
    if named:
        raise RequestError(OPERATORS[named[0].name])
    if other:
        sentence = OPERATOR_LEFT_OUT if leaves_out else OPERATOR_IN_WORDS
        raise RequestError(sentence.format(typed=other[0]))
    if typed.links:
        raise RequestError(LINK_IN_WORDS)
    parts = alternatives(text)
    if len(parts) > MOST_ALTERNATIVES:
        raise RequestError(TOO_MANY_ALTERNATIVES)
    for part in parts:
        for found in NEGATION.finditer(part):
            if found["unwanted"]:
                raise RequestError(negation_sentence(found["unwanted"], leaves_out=leaves_out))


def negation_sentence(unwanted: str, *, leaves_out: bool) -> str:
    """The sentence for words that say what articles are not about."""
    sentence = NEGATION_LEFT_OUT if leaves_out else NOT_IN_WORDS
    return sentence.format(words=unwanted.strip())


def _split(text: str, is_name: Callable[[str], bool]) -> tuple[list[int], list[int]]:
    """The indexes at which alternatives begin, and those at which they end."""
    begins, ends, in_list, depth = [0], list[int](), False, 0
    for found in SEPARATOR.finditer(text):
        if found["bracket"]:
            depth += 1 if found["bracket"] in "([" else -1
        elif found["sign"] or found["word"] or found["both"]:
            if depth > 0:
                raise RequestError(BRACKETS)
            in_list = in_list or bool(found["sign"])
            ends.append(found.start())
            begins.append(found.end())
    last = list(LAST_OF_LIST.finditer(text, begins[-1])) if in_list else []
    if len(last) == 1 and not is_name(text[begins[-1] :].strip(OUTER_SIGNS)):
        ends.append(last[0].start())
        begins.append(last[0].end())
    return begins, [*ends, len(text)]


def _joined(text: str, begins: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The places of the parts; those that name nothing are joined with a neighbor."""
    begin, end = begins[0], ends[0]
    is_named = _names(text[begin:end])
    for next_begin, next_end in zip(begins[1:], ends[1:], strict=True):
        names = _names(text[next_begin:next_end])
        if is_named and names:
            yield begin, end
            begin = next_begin
        is_named, end = is_named or names, next_end
    yield begin, end


def _subject(part: str) -> str:
    """A part without the words before its subject, if it has one."""
    opening = REQUEST_OPENING.match(part)
    subject = part[opening.end() :] if opening else part
    return subject if _names(subject) else part


def _names(part: str) -> bool:
    """Whether a part names something by itself."""
    known = STOP_WORDS | GENERIC_WORDS
    return any(not is_number(word) and word not in known for word in typed_words(part))
