"""How articles write the age that words to follow name, and on which side of it they are. Pure.

`wish_reader` asks how an age is written, and `wishes` whether an article means the other side.
"""

import re
from collections.abc import Mapping, Sequence

from bot.search.numbers import ABOVE, BELOW, DECADES, LEAST_AGE, NUMBERS, SIDES

AGE_CUES = frozenset({"age", "aged", "than", *SIDES})
OLDER_WORDS = "above over past older exceeding beyond".split()
YOUNGER_WORDS = "below under younger within".split()
BEYOND_BEFORE: Mapping[tuple[str, ...], frozenset[str]] = {
    BELOW: frozenset((*OLDER_WORDS, *"least from more start starting starts beginning".split())),
    ABOVE: frozenset((*YOUNGER_WORDS, *"before less fewer until up".split())),
}
BEYOND_BEHIND: Mapping[tuple[str, ...], frozenset[str]] = {
    BELOW: frozenset((*OLDER_WORDS, *"plus onward onwards".split(), "or more", "and up")),
    ABOVE: frozenset((*YOUNGER_WORDS, "or less")),
}
"""Words before and behind an age that put it on the other side: "50 years of age or older"."""
AROUND_AGE = frozenset("than the of at age ages aged year years yr yrs old to and or".split())
"""Words that may stand between these and the age."""
MOST_BESIDE_AGE = 5
"""Words before and behind an age that are read. Chosen by eye."""

SIDE_BEHIND = re.compile(
    r"(?<![\w.,-])([2-9][0-9])(?:\+|(?:\s+years)?(?:\s+(?:old|of\s+age))?\s+(?:and|or)"
    r"\s+(?:(?P<older>older|over|above|up)|younger|under|below))(?![\w-])",
    re.IGNORECASE,
)


def with_side_before(text: str) -> str:
    """Words with the side of an age before it: "65 and older" and "65+" are "over 65"."""
    return SIDE_BEHIND.sub(
        lambda found: f"{'over' if found['older'] or found[0][-1] == '+' else 'under'} {found[1]}",
        text,
    )


def names_age(words: Sequence[str]) -> bool:
    """Whether words in a row end with an age, unless a unit follows: "under 40"."""
    return len(words) > 1 and words[-1] in NUMBERS and words[-2] in AGE_CUES


def age_rows(word: str, cue: str) -> tuple[tuple[str, ...], ...]:
    """How articles write the age of this number, since the number alone counts anything.

    Args:
        word: "40" or "forty".
        cue: the first word of how it was asked for: "under".
    """
    cues = ((*name.split(), word) for name in ("age", *SIDES.get(cue, ())))
    return (*cues, (word, "year", "old"), (word, "years", "of", "age"))


def side_of(words: Sequence[str]) -> tuple[str, ...]:
    """The side of an age that words ask for, BELOW or ABOVE; () if they ask for none."""
    has_age = len(words) > 1 and words[-1] in NUMBERS
    return SIDES.get(words[0], ()) if has_age else ()


def is_decade_beyond(decade: str, words: Sequence[str]) -> bool:
    """Whether a decade is on the other side of the age in words: "50s" of "under 50"."""
    side, first = side_of(words), DECADES.get(decade)
    if not side or first is None:
        return False
    age = NUMBERS[words[-1]]
    return first >= age if side is BELOW else first + 9 <= age


def is_turned(side: tuple[str, ...], words: Sequence[str], start: int, end: int) -> bool:
    """Whether a text puts an age on the other side: "over 50 years of age", "ages 50 to 69".

    Args:
        side: what is asked for, as `side_of` returns it.
        words: of the text.
        start: where it names the age: "50 years of age", "age 50".
        end: behind that.
    """
    before = _telling(words[max(0, start - MOST_BESIDE_AGE) : start][::-1])
    behind = _telling(words[end : end + MOST_BESIDE_AGE])
    age = max(NUMBERS.get(word, 0) for word in words[start:end])
    ends = [NUMBERS.get(word, 0) for word in (behind if side is BELOW else before)[-1:]]
    return (
        not BEYOND_BEFORE[side].isdisjoint(before[-1:])
        or not BEYOND_BEHIND[side].isdisjoint((*behind[-1:], " ".join(behind[-2:])))
        or any(end > age if side is BELOW else LEAST_AGE <= end < age for end in ends)
    )


def _telling(words: Sequence[str]) -> Sequence[str]:
    """The words from an age up to the first that tells something; () if none does."""
    at = next((n for n, word in enumerate(words) if word not in AROUND_AGE), None)
    return () if at is None else words[: at + 1]
