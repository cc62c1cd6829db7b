"""How members and articles write numbers: "1,000", "2.5", "30.11.2026" is one number each. Pure.

`words` keeps such a number as one word. `highlights` tells it from its parts. Numbers of a kind
belong to its name, each of them: "stage III or IV" is "stage 3 or stage 4".
"""

import re

from bot.articles.signs import ARABIC, numbered

PARTED_NUMBER = re.compile(
    r"""
    (?<![^\W_]) (?: [0-9]{4}-[0-9]{2}-[0-9]{2} (?![^\W_])            # 2026-11-30
    | [0-9]+ (?: [.,][0-9]+ | ['\u2019\u00a0\u2009\u202f][0-9]{3}(?![0-9]) )+ [^\W_]* )
    """,
    re.VERBOSE,
)
"""A number whose signs or spaces part no words: "1,000", "2.5", "1.5mg", "30.11.2026". Of the
spaces, only those that break no line are within a number."""
MAY_PART_NUMBER = re.compile(r"[0-9][-.,'\u2019\u00a0\u2009\u202f][0-9]")
OTHER_PART_SIGN = re.compile(r"['\u2019\u00a0\u2009\u202f]")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
LONG_INTEGER = re.compile(r"(?!(?:19|20)[0-9]{2}\Z)[1-9][0-9]{3,8}")
"""A number that may have separators; a year has none."""
BEHIND_PART = re.compile(r"(?<=[0-9][.,'\u2019\u00a0\u2009\u202f])")
AFTER_PART = re.compile(r"[.,][0-9]|['\u2019\u00a0\u2009\u202f][0-9]{3}(?![0-9])")
LONGEST_PART_BEFORE = 16
"""Characters of a number that are read before one of its parts. Chosen by eye."""

NUMBER_SIGN = re.compile(r"(?<=\d)\s?%|[$\u00a3\u20ac]\s?(?P<sum>\d[\d.,]*)")
"""A sign that says what a number counts."""
BOUND = re.compile(r"[<>\u2264\u2265]\s?=?(?=\s?[0-9])|(?<=[0-9])\+(?![^\W_])")
BOUND_WORDS = {
    **dict.fromkeys(">\u2265", " exceeding "),
    **dict.fromkeys("<\u2264", " within "),
    "+": " plus ",
}

BELOW, ABOVE = ("under", "below", "younger than"), ("over", "above", "older than")
SIDES = {
    **dict.fromkeys(("under", "below", "before", "younger"), BELOW),
    **dict.fromkeys(("over", "above", "past", "older"), ABOVE),
}
"""How articles write ages below or above a number, by the word of a question that says the side."""
MOST_AGE, LEAST_AGE = 99, 16
"""Numbers below the least age are ages only with a unit: "over 5" and "my 3" count other things."""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ONES = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""".split()
NUMBERS = {
    **{str(number): number for number in range(1, MOST_AGE + 1)},
    **{word: number for number, word in enumerate(ONES, start=1)},
    **{word: 10 * number for number, word in enumerate(TENS, start=2)},
}
"""The number of each word or row of digits that may be an age."""
DECADES = {
    **{f"{word[:-1]}ies": 10 * number for number, word in enumerate(TENS, start=2)},
    **{f"{number}s": number for number in range(20, 100, 10)},
}


NUMBER_OF_KIND = r"(?:[0-9]|iv|i{1,3})[a-d]?\+?"
BETWEEN_WORDS = (
    r"\b(?:and/or|or|and|to|through|vs|versus|y/o|et/ou|und/oder|e/ou|y|o|u|e|a|hasta|at\u00e9|et|ou"
    r"|\u00e0|und|oder|bis)\b"
)
BETWEEN = rf"\s*+(?:,\s*+(?:{BETWEEN_WORDS}\s*+)?+|(?:[-\u2013\u2014/&+]|{BETWEEN_WORDS})\s*+)"
KINDS_IN_ENGLISH = {
    **dict.fromkeys(("estadio", "estad\u00edo", "etapa", "stade", "stadium", "stadien"), "stage"),
    **dict.fromkeys(("est\u00e1gio", "estagio", "est\u00e1dio"), "stage"),
    **dict.fromkeys(("grado", "grau", "grad"), "grade"),
    **dict.fromkeys(("tipo", "typ"), "type"),
}
"""Kinds that have numbers, as other languages name them. Beside a number alone, no other word may
tell the language."""
NUMBERED_KINDS = "|".join(
    [*"stage phase grade type arm cohort cycle level fase her2 ihc".split(), *KINDS_IN_ENGLISH]
)
LISTED_NUMBERS = re.compile(
    rf"\b({NUMBERED_KINDS})s?(?:\s++|-)({NUMBER_OF_KIND}(?:{BETWEEN}{NUMBER_OF_KIND})+)(?![\w%]|[.,][0-9])",
    re.IGNORECASE,
)
"""Several numbers of one kind, as members write them."""
DOSES = frozenset({"mg", "mcg", "gy"})
PHASE_OF_TRIAL = re.compile(
    r"\b(?:ensayo|estudio|ensaio|estudo)s?\s++(?:cl[i\u00ed]nicos?\s++)?+(?:(?:de|en|em)\s++)?+fases?\b",
    re.IGNORECASE,
)
"""In Spanish and Portuguese, "fase" alone is a stage, too."""
OTHER_NUMERALS = ARABIC | {arabic: roman for roman, arabic in ARABIC.items()}
FOREIGN_KIND = re.compile(
    rf"\b({'|'.join(KINDS_IN_ENGLISH)})s?(?=\s++{NUMBER_OF_KIND}(?![\w%]))", re.IGNORECASE
)


def spelled_units(text: str) -> str:
    """Write "40%" as "40 percent", and "$40" as "40 dollars"."""
    if text.isascii() and "%" not in text and "$" not in text:  # as nearly every text
        return text
    return NUMBER_SIGN.sub(
        lambda found: f"{found['sum']} dollars " if found["sum"] else " percent ", text
    )


def spelled_bounds(text: str) -> str:
    """Write the signs of bounds as words: "≥ 50" is "exceeding 50", "50+" is "50 plus"."""
    return BOUND.sub(lambda found: BOUND_WORDS[found[0][0]], text)


def is_number(word: str) -> bool:
    """Whether a word consists of digits, and of signs between them."""
    return word[:1].isdigit() and not any(map(str.isalpha, word))


def other_forms(name: str) -> tuple[str, ...]:
    """Other ways to write a number alone or in a name: "1000", "5mg", "phase 1b" for "phase ib"."""
    number, _, unit = name.partition(" ")
    if unit and number[0].isdigit():
        return (number + unit,) if unit in DOSES else ()
    if unit:
        return _other_numeral(name)
    if THOUSANDS.fullmatch(number):
        return (re.sub("[.,]", "", number),)
    return (f"{int(number):,}",) if LONG_INTEGER.fullmatch(number) else ()


def _other_numeral(name: str) -> tuple[str, ...]:
    kind, _, number = name.rpartition(" ")
    letter = number[-1] if number[-1] in "abcd" else ""
    other = OTHER_NUMERALS.get(number.removesuffix(letter))
    return (f"{kind} {other}{letter}",) if other else ()


def each_with_kind(found: re.Match[str]) -> str:
    """The numbers of a match of LISTED_NUMBERS, each with its kind: "stage 3 or stage 4"."""
    return " or ".join(numbered(found))


def kinds_in_english(part: str) -> str:
    """The kinds before numbers in English: "Stadium 3" is "stage 3"."""
    part = PHASE_OF_TRIAL.sub("phase", part)
    return FOREIGN_KIND.sub(lambda found: KINDS_IN_ENGLISH[found[1].lower()], part)
