"""Reads the signs in names as words: "HER2-" as "HER2 negative", "β" as "beta". Pure.

Questions, words that channels follow, the glossary and articles are read by these rules: an article
that says "HR+" and a member who types "hormone receptor positive" mean one thing. Topics and
followed words read `with_names`; the index cannot, and gets what `signs_as_words` adds.
"""

import re
from collections.abc import Iterator

_PLUSES, _MINUSES = "+\u207a", r"\-\u2010-\u2013\u2212\u207b"
_PLUS, _MINUS, _ANY = f"[{_PLUSES}]", f"[{_MINUSES}]", f"[{_PLUSES}{_MINUSES}]"
_SIGN = rf"""
    (?: \s?(?P<bracket>\()? {_ANY} (?(bracket)\)|ve\b)
        | {_PLUS}(?!/{_MINUS})
        | {_MINUS}
          (?! [^\W_] | - | \s(?:and|or)\s\w+-[^\W\d_] | \s?(?:positive|negative|low|targeted)\b )
    )
"""
"""A sign that says of a receptor whether a tumor has it.

"HER2-low", "HER2 - a protein" and "HER2+/-" have none, nor has the first word of "HER2- and
HER3-targeted", or a word that was parted at the end of a line: "HER2- positive".
"""
SIGNED = re.compile(
    rf"\b (?P<receptor> ER|PR|HR|HER | (?i: her-?2(?:/neu)?|erbb2|receptor) ) {_SIGN}", re.VERBOSE
)
TYPED_SIGNED = re.compile(
    rf"""
    \b (?P<receptor> er|pr|hr|her(?:-?2(?:/neu)?)?|erbb2|receptor )
    (?: {_SIGN} | (?<!her)[-\ ](?:plus|minus)\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Members write small letters, and spell signs out: "her2 minus". Articles name what is given with
a drug so: "anti-HER2 plus chemotherapy"."""
MAY_BE_SIGNED = re.compile(rf"{_ANY}(?:(?<=[rR2u(].)(?![^\W_])|ve\b)")
"""Nearly every text has a hyphen; this finds most that are no sign in a tenth of the time."""
MAY_END_IN_HYPHEN = re.compile(r"-(?:(?<=[rR2u(].)(?![^\W_])|ve\b)")
"""The same for texts without OTHER_SIGNS: what begins with a fixed character is found sooner."""
OTHER_SIGNS = "+\u207a\u2010\u2011\u2012\u2013\u2212\u207b"
THREE_SIGNS = re.compile(rf"(?<![^\s(\[])({_ANY})[/, ]?({_ANY})[/, ]?({_ANY})(?![^\s)\],.;?!])")
"""ER, PR and HER2 as members sign themselves: "++-"."""
MAY_BE_HER2 = (
    re.compile(r"2(?<=[rR].)(?:/neu|low|ultra|pos|neg)"),
    re.compile(r"-(?<=[rR].)2"),
)
HER2_NAME = re.compile(
    r"\bHER(?:-?2/neu\b|-2(?![^\W_])|2(?=(?:ultra)?low\b|pos|neg))", re.IGNORECASE
)
"""Other ways to write "HER2", the last of them in "HER2low"."""
GREEK_NAMES = {
    "\u03b1": "alpha",
    "\u03b2": "beta",
    "\u03b3": "gamma",
    "\u03b4": "delta",
    "\u03ba": "kappa",
}
"""Letters in names of proteins and drugs; "µ" is mostly a unit."""
GREEK_LETTER = re.compile(
    rf"(?<![\u0370-\u03ff])[{''.join(GREEK_NAMES)}](?![\u0370-\u03ff])"
)  # not within a Greek word
NUMBER_AS_NAME = r"(?:[0-4]|iv|i{1,3})[a-d]?"
BETWEEN_NUMBERS = r"(?:\s*[-\u2013\u2014/,&+]\s*|\s+(?:and|or|to|through|y|o|a|hasta)\s+)"
NUMBERS_OF_A_KIND = re.compile(
    rf"\b(phase|stage|grade|fase|estadio|etapa|grado)s?\s+({NUMBER_AS_NAME}(?:{BETWEEN_NUMBERS}{NUMBER_AS_NAME})+)\b",
    re.IGNORECASE,
)
"""Several numbers of one kind: "phase 1/2", "stages I to III", "fase II y III"."""
MAY_BE_SEVERAL = tuple(
    re.compile(rf"{name}s?\s+{NUMBER_AS_NAME}{BETWEEN_NUMBERS}{NUMBER_AS_NAME}\b")
    for name in ("phase", "stage")
)
"""In small letters. Texts are searched much faster for what begins with a fixed word."""
STAGE_NUMBER = re.compile(r"(?:[0-9]|iv|i{1,3})[a-d]?\b", re.IGNORECASE)
RANGE_OF_NUMBERS = re.compile(
    r"\s*[-\u2013\u2014]\s*|\s+(?:to|through|a|hasta|bis|at\u00e9|\u00e0)\s+", re.IGNORECASE
)
ARABIC = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
"""The Arabic numeral of each Roman one that phases, stages and grades have."""
MAY_BE_GENES = re.compile(r"/(?:(?<=[A-Za-z][0-9].)|(?<=[A-Za-z]-[0-9].))[0-9]")
"""The end of the first of several numbers, as in "CDK4/6"."""
MAY_BE_BRCA = re.compile(r"BRCA[ -]?1(?:/| ?& ?| and | or )2")
GENES = re.compile(
    r"\b([A-Za-z]{2,5}-?)[0-9]((?:/[0-9])+)(?![^\W_])"
    r"|\b(BRCA)[ -]?1(?:\s?[/&]\s?|\sand\s|\sor\s)(2)(?![^\W_])"
)
"""Several genes of a family: "BRCA1/2", "CDK4/6", "BRCA1 and 2"."""
WORD_BEHIND = re.compile(r"(?<![.,:;?!])[ -]\w+")


def without_signs(text: str) -> str:
    """The text with its signs as words: "HR+/HER2-" is "HR positive /HER2 negative "."""
    if _may_be_signed(text):
        text = SIGNED.sub(spelled_out, text)
    if _may_be_her2(text):
        text = HER2_NAME.sub("HER2 ", text)
    return text if text.isascii() else GREEK_LETTER.sub(greek_name, text)


def _may_be_signed(text: str) -> bool:
    several = any(map(text.__contains__, OTHER_SIGNS))
    return (MAY_BE_SIGNED if several else MAY_END_IN_HYPHEN).search(text) is not None


def _may_be_her2(text: str) -> bool:
    one, other = MAY_BE_HER2
    return (one.search(text) or other.search(text)) is not None


def spelled_out(found: re.Match[str]) -> str:
    """Spell out the sign of a match of SIGNED or TYPED_SIGNED: "HER2 negative "."""
    name, _, _ = found["receptor"].partition("/")
    is_positive = re.search(rf"{_PLUS}|plus", found[0], re.IGNORECASE)
    return f"{name} {'positive' if is_positive else 'negative'} "


def three_receptors(found: re.Match[str]) -> str:
    """Name the receptors of a match of THREE_SIGNS: "er positive pr positive her2 negative"."""
    signs = ["positive" if sign in _PLUSES else "negative" for sign in found.groups()]
    named = zip(("er", "pr", "her2"), signs, strict=True)
    return " ".join(f"{name} {sign}" for name, sign in named)


def greek_name(found: re.Match[str]) -> str:
    """Name the letter of a match of GREEK_LETTER: "TGFβ" becomes "TGF beta"."""
    return f" {GREEK_NAMES[found[0]]} "


def with_names(text: str) -> str:
    """The text of an article without signs, and behind it the names that it writes together.

    They stand behind it, so that "CDK4/6 inhibitors" remains.
    """
    names = ", ".join(_further_names(text))
    return f"{without_signs(text)} {names}" if names else without_signs(text)


def signs_as_words(*texts: str) -> str:
    """The names that the index would not find in texts, as it would, each once.

    "HR+/HER2- disease, a phase II/III trial" gives "HR positive /HER2 negative disease, phase 3
    trial".
    """
    names = (name for text in texts for name in (*_signed(text), *_further_names(text)))
    kept, length = list[str](), 0
    for name in dict.fromkeys(names):
        length += len(name) + 2
        if length > MOST_CHARACTERS_ADDED:
            break
        kept.append(name)
    return ", ".join(kept)


MOST_CHARACTERS_ADDED = 240
"""The most that `signs_as_words` returns, since ranking counts it as topics. Chosen by eye."""


def numbered(found: re.Match[str]) -> list[str]:
    """The names one by one: "phase I-III" is "phase 1", "phase 2" and "phase 3"."""
    numbers, end = list[str](), 0
    for number in STAGE_NUMBER.finditer(found[2]):
        numeral = number[0].lower()
        letter = numeral[-1] if numeral[-1] in "abcd" else ""
        numeral = numeral.removesuffix(letter)
        numeral = ARABIC.get(numeral, numeral)
        if RANGE_OF_NUMBERS.fullmatch(found[2], end, number.start()) and numbers:
            numbers += map(str, range(int(numbers[-1][0]) + 1, int(numeral)))
        numbers.append(numeral + letter)
        end = number.end()
    return [f"{found[1]} {number}" for number in numbers]


def _signed(text: str) -> Iterator[str]:
    """The words around each sign, with the sign as words: "HR positive /HER2 negative disease"."""
    found = [*SIGNED.finditer(text)] if _may_be_signed(text) else []
    found += HER2_NAME.finditer(text) if _may_be_her2(text) else ()
    found += () if text.isascii() else GREEK_LETTER.finditer(text)
    places = list[tuple[int, int]]()
    for sign in sorted(found, key=lambda each: each.start()):
        start = text.rfind(" ", 0, sign.start()) + 1
        if text.startswith("receptor", start):  # "estrogen receptor+"
            start = text.rfind(" ", 0, max(0, start - 1)) + 1
        end = text.find(" ", sign.end() - 1)
        if places and start <= places[-1][1] + 1:
            start, _ = places.pop()
        places.append((start, end if end >= 0 else len(text)))
    for start, end in places:
        yield " ".join(without_signs(text[start : _behind_next_word(text, end)]).split())


def _behind_next_word(text: str, at: int) -> int:
    """The index behind the next word; the same index if a sign ends the name before it."""
    behind = WORD_BEHIND.match(text, at)
    return behind.end() if behind else at


def _further_names(text: str) -> Iterator[str]:
    """The names of which a text writes the number alone, with the next word: "phase 3 trial"."""
    low = text.lower()
    if any(each.search(low) for each in MAY_BE_SEVERAL):
        for found in NUMBERS_OF_A_KIND.finditer(text):
            behind = text[found.end() : _behind_next_word(text, found.end())]
            yield from (f"{name}{behind}" for name in numbered(found)[1:])
    if MAY_BE_GENES.search(text) or MAY_BE_BRCA.search(text):
        for found in GENES.finditer(text):
            behind = text[found.end() : _behind_next_word(text, found.end())]
            family, others = found[1] or found[3], found[2] or found[4]
            yield from (f"{family}{digit}{behind}" for digit in others.strip("/").split("/"))
