"""Queries spoiled as hurried people type them, the same in every run. Pure.

Each query's spoiling hangs on the seed and on the query alone, not on those before it.
"""

import re
import string
from collections.abc import Callable, Iterable, Mapping
from random import Random

from bench.search.collection import JudgedText

LONG_WORD = re.compile(r"\b[^\W\d_]{5,}\b")
WORD = re.compile(r"\w+")
GAP = re.compile(r"(?<=\w)\s+(?=\w)")
KEPT = 0.6


def one_typo(text: str, rng: Random) -> str:
    """One edit in one word of five letters or more, if there is one."""
    return _mistyped(text, rng, 1)


def two_typos(text: str, rng: Random) -> str:
    """One edit in each of two such words."""
    return _mistyped(text, rng, 2)


def last_word_cut(text: str, _: Random) -> str:
    """The last word's first 60 %: still being typed."""
    words = list(WORD.finditer(text))
    if not words:
        return text
    start, end = words[-1].span()
    return text[: start + max(1, round(KEPT * (end - start)))]


def space_dropped(text: str, rng: Random) -> str:
    """Two words run together, if there are two."""
    gaps = list(GAP.finditer(text))
    if not gaps:
        return text
    gap = rng.choice(gaps)
    return text[: gap.start()] + text[gap.end() :]


PERTURBATIONS: Mapping[str, Callable[[str, Random], str]] = {
    "one typo": one_typo,
    "two typos": two_typos,
    "last word cut": last_word_cut,
    "space dropped": space_dropped,
}


def spoiled(queries: Iterable[JudgedText], name: str, seed: int) -> list[JudgedText]:
    """All queries with the perturbation of this name."""
    perturb = PERTURBATIONS[name]
    return [
        JudgedText(query.id, perturb(query.text, Random(f"{seed} {name} {query.id}")))
        for query in queries
    ]


def edited(word: str, rng: Random) -> str:
    """The word with a letter inserted, deleted, or replaced, or two neighbors swapped."""
    while True:
        letter = rng.choice(string.ascii_lowercase)
        at = rng.randrange(len(word))
        before, here, after = word[:at], word[at], word[at + 1 :]
        result = rng.choice(
            (
                before + letter + here + after,
                before + after,
                before + letter + after,
                before + after[:1] + here + after[1:],
            )
        )
        if result != word:
            return result


def _mistyped(text: str, rng: Random, count: int) -> str:
    words = list(LONG_WORD.finditer(text))
    # From the end, so that places before stay what they are.
    chosen = sorted(rng.sample(words, min(count, len(words))), key=re.Match.start, reverse=True)
    for word in chosen:
        text = text[: word.start()] + edited(word[0], rng) + text[word.end() :]
    return text
