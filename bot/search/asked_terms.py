"""Writes out what somebody asks to have explained, so that its words are names. Pure.

"D.C.I.S." is written as "DCIS", "phase I-III" as "phase 1, phase 2, phase 3", and "pT1c" as "T1".
Called by `explained_terms` before it looks names up.
"""

import re
from collections.abc import Iterator, Sequence

from bot.articles.signs import NUMBERS_OF_A_KIND, numbered

DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?", re.IGNORECASE)
_TNM_PIECE = r"y?[cp]?(?:t(?:is|x|[0-4])|n[x0-3]|m[x01])(?:mi|[a-c])?"
TNM_CODE = re.compile(
    rf"\b{_TNM_PIECE}(?:[ ,/-]*{_TNM_PIECE})*(?![a-z0-9]|-weighted)", re.IGNORECASE
)
"""Size, lymph nodes and spread of a tumor: "pT1c N0", "N1mi". A "T1-weighted" scan is none."""
TNM_PIECE = re.compile(r"t(?:is|x|[0-4])|n[x0-3]|m[x01]", re.IGNORECASE)
BESIDE_TNM_PIECES = frozenset(
    "cancer cancers carcinoma ductal grade invasive lobular node nodes pathology stage staging"
    " tumor tumors tumour cáncer estadio etapa ganglios grado tumores".split()
)
"""Words that tell that "T4" is the size of a tumor, and "M1" its spread."""
DOTLESS_I = str.maketrans("ıİ", "iI")
"""Turkish keyboards type these for "i" in capitals and for "I" in small letters."""
SPANISH_SIGN = re.compile(r"\b(RE|RP|RH)([+-])(?!\w)")
JOINED_NON = re.compile(r"\bnon(?=[a-z]{4})", re.IGNORECASE)
"""The beginning of "nonlobular"."""
WORDS_OF_DENIAL = frozenset(("no", "non", "not", "without", "never", "sin", "nunca"))
BEHIND_WORDS_OF_DENIAL = frozenset(
    ("a", "an", "any", "the", "have", "un", "una", "el", "la", "es", "hay", "tiene", "tengo")
)
"""Words between a negator and what it denies."""
MOST_DENIED_WORDS = 5
"""Words of the longest name that is looked for behind a negator. Chosen by eye."""
SHORT_FORM = re.compile(r"[a-z]?[A-Z][A-Z0-9]{1,5}s?")
"""A short form in capitals: "CR", "pCR", "CDIs"."""


def written_out(typed: str) -> str:
    """The text with codes, ranges and dotted letters as words that the glossary knows."""
    typed = DOTTED.sub(lambda found: found[0].replace(".", ""), typed.translate(DOTLESS_I))
    typed = SPANISH_SIGN.sub(_sign, typed)
    typed = JOINED_NON.sub("non-", typed)
    typed = NUMBERS_OF_A_KIND.sub(lambda found: ", ".join(numbered(found)), typed)
    return TNM_CODE.sub(_tnm, typed)


def _sign(found: re.Match[str]) -> str:
    return f"{found[1]} {'positivo' if found[2] == '+' else 'negativo'}"


def _tnm(found: re.Match[str]) -> str:
    pieces = TNM_PIECE.findall(found[0])
    return str(pieces[0]) if len(pieces) == 1 else "TNM"


def codes_of_others(words: Sequence[str]) -> frozenset[str]:
    """The words that are no code of a tumor, though they look like one.

    Thyroid hormones, scans and immune cells have the same codes: "T4 thyroid", "M1 macrophages".
    """
    if len(words) == 1 or not BESIDE_TNM_PIECES.isdisjoint(words):
        return frozenset()
    return frozenset(filter(TNM_PIECE.fullmatch, words))


def denied_names(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield for each negator what it may deny, the longest name first.

    Args:
        words: of a text, in small letters.
    """
    for at, word in enumerate(words):
        if word in WORDS_OF_DENIAL:
            start = at + 1
            while start < len(words) and words[start] in BEHIND_WORDS_OF_DENIAL:
                start += 1
            ends = range(min(start + MOST_DENIED_WORDS, len(words)), start, -1)
            yield [" ".join(words[start:end]) for end in ends]
