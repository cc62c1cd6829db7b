"""Splits words to follow or to mute into alternatives, and refuses what they cannot say. Pure.

    HER2+, HR+                          either of them; ";" and "|" do the same
    HER2+ or HR+                        the same, also with "ou", "oder" and "o"
    Keytruda, Enhertu and Kadcyla       a list: any of the three
    "a, b"                              one phrase, since it is quoted

"and" alone means both: "Enhertu and Kadcyla". A part without a word of its own stays with its
neighbor: "5 or 10 years", "with or without chemo", a comma at the end.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.errors import RequestError
from bot.search.filters import QUOTES, Named, read
from bot.search.words import GENERIC_WORDS, STOP_WORDS, typed_words

MOST_ALTERNATIVES = 10
SEPARATOR = re.compile(
    rf"""
    [{QUOTES}] [^{QUOTES}]* [{QUOTES}]                          # a quoted phrase holds none
    | (?P<sign> [;|\uff0c\u3001\u060c] | (?<![0-9]), | ,(?![0-9]))   # "1,000" holds none either
    | (?P<bracket> [()\[\]])
    | (?<!\S) (?P<word> (?i:or|oder|ou) | o | u(?=\s+h?[o\u00f3]) ) (?!\S)
    """,
    re.VERBOSE,
)
"""What stands between alternatives, quoted phrases, and brackets. An "O" is a blood group; Spanish
says "u" in place of "o" before a word that begins with that sound."""
LAST_OF_LIST = re.compile(r"(?<!\S)(?:and|y|et|und|&)(?!\S)", re.IGNORECASE)
OTHER_OPERATOR = re.compile(
    r"(?<![^\s(\[])(?:(?:all)?(?:in)?(?:title|text|url)|teaser|author|site|before|after"
    r"|lang(?:uage)?|words|without|match):(?=\S)",
    re.IGNORECASE,
)
"""Operators of other search services, and options of commands."""
NEGATION = re.compile(
    r"""
    (?: (?<!\S) (?:NOT | but\s+not) \s                        # anywhere
    | ^ (?:not|except|excluding|nicht|au\u00dfer|excepto|salvo|sauf|exceto) \s )
    (?P<unwanted> .*)
    """,
    re.VERBOSE,
)
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
        part = text[begin:end].strip(OUTER_SIGNS)
        each_once.setdefault(typed_words(part), part)
    return tuple(each_once.values())


def refuse_misread(text: str, *, leaves_out: bool = False) -> None:
    """Refuse what words to follow, or to leave out, cannot say.

    Raises:
        RequestError: they have an operator or a negation, or too many alternatives.
    """
    typed, other = read(text), OTHER_OPERATOR.search(text)
    named = [*(Named("-", "", spaced=False, typed="-") for _ in typed.never[:1]), *typed.named]
    if named and leaves_out:
        raise RequestError(OPERATOR_LEFT_OUT.format(typed=named[0].typed))
    if named:
        raise RequestError(OPERATORS[named[0].name])
    if other:
        sentence = OPERATOR_LEFT_OUT if leaves_out else OPERATOR_IN_WORDS
        raise RequestError(sentence.format(typed=other[0]))
    parts = alternatives(text)
    if len(parts) > MOST_ALTERNATIVES:
        raise RequestError(TOO_MANY_ALTERNATIVES)
    for part in parts:
        if found := NEGATION.search(part):
            raise RequestError(negation_sentence(found["unwanted"], leaves_out=leaves_out))


def negation_sentence(unwanted: str, *, leaves_out: bool) -> str:
    """The sentence for words that say what articles are not about."""
    sentence = NEGATION_LEFT_OUT if leaves_out else NOT_IN_WORDS
    return sentence.format(words=unwanted.strip())


def _split(text: str, is_name: Callable[[str], bool]) -> tuple[list[int], list[int]]:
    """Where alternatives begin and end."""
    begins, ends, in_list, depth = [0], list[int](), False, 0
    for found in SEPARATOR.finditer(text):
        if found["bracket"]:
            depth += 1 if found["bracket"] in "([" else -1
        elif found["sign"] or found["word"]:
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


def _names(part: str) -> bool:
    """Whether a part names something by itself."""
    known = STOP_WORDS | GENERIC_WORDS
    return any(not word.isdigit() and word not in known for word in typed_words(part))
