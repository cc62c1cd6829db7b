"""How members and articles write numbers: "1,000", "2.5", "30.11.2026" is one number each. Pure.

`words` keeps such a number as one word. `highlights` tells it from its parts.
"""

import re

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


def is_number(word: str) -> bool:
    """Whether a word consists of digits, and of signs between them."""
    return word[:1].isdigit() and not any(map(str.isalpha, word))


def other_forms(number: str) -> tuple[str, ...]:
    """The other way to write a large number: "1000" for "1,000"; () for other words."""
    if THOUSANDS.fullmatch(number):
        return (re.sub("[.,]", "", number),)
    return (f"{int(number):,}",) if LONG_INTEGER.fullmatch(number) else ()
