"""Finds ages in a query by rules: "over 70", "in my seventies", "32 year old". Pure.

Called by the thesaurus.
"""

from collections.abc import Sequence

from msgspec import Struct

MOST_AGE, LEAST_AGE = 99, 16
"""Below, only a unit tells an age: "over 5" and "my 3" count something else."""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - in order
ONES = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""".split()  # noqa: SIM905 - in order
NUMBERS = {
    **{str(number): number for number in range(1, MOST_AGE + 1)},
    **{word: number for number, word in enumerate(ONES, start=1)},
    **{word: 10 * number for number, word in enumerate(TENS, start=2)},
}
DECADES = {
    **{f"{word[:-1]}ies": 10 * number for number, word in enumerate(TENS, start=2)},
    **{f"{number}s": number for number in range(20, 100, 10)},
}
CUES = (
    "older than", "younger than", "at the age of", "at age", "aged", "age", "over age", "under age",
    "over", "past", "above", "under", "below", "before", "turning", "turned", "nearly", "almost",
    "in my", "in her", "in his", "in your", "in their", "im", "i m", "i am", "she s", "she is",
    "he s", "he is", "my", "her", "at", "after", "since", "being", "woman of", "women over",
)  # fmt: skip
LOWER = frozenset({"under", "below", "before", "younger than", "under age"})
UNITS = (
    "years old", "year old", "yrs old", "yr old", "years of age", "yo", "y o", "something", "ish",
)  # fmt: skip
FOLLOWERS = ("and", "with", "w", "f")
"""Words behind an age with which a question begins: "33 and breast cancer"."""
LONGEST_PHRASE = max(len(phrase.split()) for phrase in (*CUES, *UNITS))
NO_AGE = frozenset(
    """
    year years yr yrs month months week weeks day days hour hours minute minutes mg ml gy cm mm
    percent gene genes node nodes session sessions cycle cycles round rounds mile miles pound
    pounds lb lbs kg times signature recurrence score dollars people women men patients
    """.split()  # noqa: SIM905 - so many words in quotes would be harder to read
)
"""Words after a number that count something else than years of life."""


class Age(Struct, frozen=True):
    """Consecutive words of a query that state an age.

    Attributes:
        length: how many words.
        years: the age itself; for "under 40", one less.
        names: how articles may write it: "seventy", "70s".
    """

    length: int
    years: int
    names: tuple[str, ...]

    def within(self, least: int, most: int) -> bool:
        """Return whether the age lies between these two, both included."""
        return least <= self.years <= most


def age_at(words: Sequence[str], start: int) -> Age | None:
    """Return the age that begins at this word, if the words around it say that it is an age."""
    cue = _at(CUES, words, start)
    at = start + len(cue.split())
    number, decade, length = _number(words, at)
    end = at + length
    unit = _at(UNITS, words, end)
    if not number or (number < LEAST_AGE and not unit):
        return None
    first = start == 0 and bool(_at(FOLLOWERS, words, end))
    counted = end < len(words) and words[end] in NO_AGE
    if not unit and (counted or not (cue or decade or first)):
        return None
    return Age(end + len(unit.split()) - start, number - (cue in LOWER), _names(number))


def _number(words: Sequence[str], at: int) -> tuple[int, bool, int]:
    """Return the number at this word, whether it names a decade, and its length in words."""
    word = words[at] if at < len(words) else ""
    if word in DECADES:
        return DECADES[word], True, 1
    if word in NUMBERS:
        apart = words[at + 1 : at + 2] == ["s"] or words[at + 1 : at + 2] == ("s",)
        return NUMBERS[word], apart, 1 + apart
    return 0, False, 0


def _names(number: int) -> tuple[str, ...]:
    if number < LEAST_AGE:
        return ()  # "5" stands in any article.
    ten = number // 10 * 10
    word = TENS[ten // 10 - 2] if ten >= 20 else ""  # noqa: PLR2004 - the first of TENS
    exact = (word,) if word and number == ten else ()
    return (str(number), *exact, f"{ten}s", *((f"{word[:-1]}ies",) if word else ()))


def _at(phrases: tuple[str, ...], words: Sequence[str], start: int) -> str:
    """Return the longest of the phrases that begins at this word, or ""."""
    following = f"{' '.join(words[start : start + LONGEST_PHRASE])} "
    if not following.startswith(phrases):  # as for nearly every word
        return ""
    return max((each for each in phrases if following.startswith(f"{each} ")), key=len, default="")
