"""Reads how many people a trial assigned by chance, from the sentences that say so. Pure.

Used by `evidence`. Abstracts also count the people who were screened, invited or registered, and
those of one arm. A number is taken only if it stands with the words that assign; in doubt, none is.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.articles.randomized_rules import assigned_in
from bot.articles.study_text import StudyText
from bot.articles.study_words import (
    AFTER_A_DIGIT,
    COUNTED,
    ENDS_COUNT,
    ONE_WORD,
    PEOPLE,
    PEOPLE_COUNTED,
    UNIT,
    is_year,
    words_in,
)

TRIAL_SIZES = range(10, 200_001)
"""A count outside of it is a dose, an age, or a population. Chosen by eye."""
_BELOW_TWENTY = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SPELLED_NUMBERS = {
    "a": 1,
    **{word: number for number, word in enumerate(_BELOW_TWENTY.split(), 1)},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), 2)},
}
SPELLED_WORDS = words_in(
    "hundred thousand", *(word for word, number in SPELLED_NUMBERS.items() if number in TRIAL_SIZES)
)
"""One of these stands in each number from ten that is written in words."""
_NUMBER_WORD = rf"(?:{'|'.join(SPELLED_NUMBERS)}|hundred|thousand)"
COUNTED_ALONE = re.compile(
    r"(?P<number>\d(?:(?<=[,:;(] \d)|(?<=[a-z] and \d)|(?<=whom \d)|(?<=which \d)|(?<=these \d))"
    rf"(?:{AFTER_A_DIGIT}))(?= (?:\([^()]{{1,20}}\) )?"
    r"(?:were|underwent|had been) (?:[\w\-]{1,20} ){0,4}?(?:random|assigned|allocated))"
)
"""A number whose noun stands earlier: "of 2,150 women, 573 were randomly assigned"."""
COUNTED_IN_WORDS = re.compile(
    rf"\b(?P<number>{_NUMBER_WORD}(?:(?:-| |(?<=thousand), |(?<=undred|ousand) and )"
    rf"{_NUMBER_WORD}){{0,6}})(?![- ]{UNIT})"
    rf" (?:(?!{ENDS_COUNT}|{_NUMBER_WORD}\b){ONE_WORD}){{0,5}}?{PEOPLE}\b"
)
"""A number at the beginning of a sentence is written so: "Two hundred and six women were …"."""
OF_GROUPS = re.compile(
    r"\b(?:groups|teams|pairs|sets|blocks|batches|clusters|circles|classes) of"
    r" (?:(?:about|up to|at least|some|\d{1,4} (?:to|or|and)) )?$"
    rf"|\b{_NUMBER_WORD}, $"
)
"""Before a number, it counts one group, or is one of a list: "groups of twenty, thirty women"."""
SUBJECT = re.compile(r"(?:^|[.,:;(]) ?(?:(?:a total of|overall|in all) )?$")
"""Before the first of two numbers, what follows is said of both."""
COUNTED_IN_BRACKETS = re.compile(rf"\b{PEOPLE} \(n ?= ?(?P<number>{PEOPLE_COUNTED})\)")
OTHERS_COUNTED = re.compile(
    r"\b(?:screened|invited|registered|approached|contacted|assessed|identified|considered|referred"
    r"|excluded|declined|refused|attended|listed|registry|registries|database|cohort|population"
    r"|(?:were|was) eligible|in wh(?:ich|om)|of wh(?:ich|om)|half|most|some|others?|one in|a third"
    r"|a quarter|the rest|the remaining|in each"
    r"|per (?:site|arm|group|cent(?:er|re)|practice|clinic))\b|[;:]"
)
"""If one of these stands between a number and the words that assign, the number counts other
people."""
ASKED_ALONE = re.compile(r"\b(?:screened|invited|approached|contacted)\b")
"""In the words of a number, these tell of people who may have declined."""
OTHERS_ALONE = re.compile(
    OTHERS_COUNTED.pattern.removesuffix("|[;:]")
    + r"|\b(?:follow-?ups?|analys[ei]s|sub-?(?:groups?|sets?|study)|samples?|sampling|interviews?"
    r"|biops(?:y|ies)|scans|records|data|each|every|\d|groups|teams|pairs) (?:of|in|from|with|on"
    r"|among|to) (?:the |all |these |up to |at least |over |about )?\d"
)
"""As `OTHERS_COUNTED`, where nothing but a number stands beside the name of a trial."""
TRIAL_IN = re.compile(
    r"\b(?:trial|study|comparison|evaluation|experiment|investigation)"
    r"(?:,? (?!for |of |in |with |among |by |from |to )[\w\-]{1,20}){0,2}?"
    r" (?:of|in|with|among|from|on|involving|including|enrolling)"
    r" (?:(?:over|about|nearly|almost|more than|a total of|some) )?$"
)
BEFORE_TRIAL = re.compile(r"[^:;]*: (?!why|how|what)[^:;]{0,80}\brandom")
PEOPLE_BEFORE_TRIAL = re.compile(r"\b(?:in|for|among|with) (?:over |about |nearly |almost )?$")
"""A colon parts the people from the trial: "Yoga in 240 women: a randomized trial"."""
NO_PEOPLE_AFTER = ("'", "’", "-", "–")
"""Behind people, these make them part of another name: "24 patients' diaries"."""
VERB = re.compile(r"(?:random|assign|alloca|allot|divid|distribut|blind|placebo)\w*")
LIST_OF = re.compile(
    r"\b(?:registry|registries|database|cohort|population|list|screen(?:ed|ing)|invit(?:ed|ing))"
    r"(?: (?:of|with|at|all))? $"
)
PART_OF = re.compile(
    rf"(?:\d|\b(?:{_NUMBER_WORD}|half|most|some)) (?:of|and|to|or) (?:(?:the|these|all) )*$"
)
"""Before a number, it counts only a part, or those of whom a part was assigned: "10 of 50 women".
"""
A_WHOLE = re.compile(r"(?<!total )\b(?:of|among|from)(?: the| these| all)? $")
OTHER_ARM = re.compile(
    rf"\b(?:{PEOPLE_COUNTED}|\w{{3,5}}teen|(?:{_TENS.replace(' ', '|')})(?:-\w{{3,5}})?|hundred)"
    r" (?:[\w\-]{1,20} ){0,4}?to\b"
)
"""If this follows the words that assign, outside of brackets, the number before them counts one
arm."""
SECOND_ARM = re.compile(
    rf"[^.;:]{{1,80}}?\band (?:another |the other )?(?:{PEOPLE_COUNTED}|{_NUMBER_WORD})"
    rf"(?! ?(?:%|m?g|ml|gy|days|weeks|months|years)\b)(?: [\w\-]{{1,20}}){{0,2}}?"
    rf" to (?!\d|{_NUMBER_WORD}\b)"
)
"""So does the number behind them, if this follows it: "60 women to yoga and 60 to rest"."""
OTHERS_ASSIGNED = re.compile(
    rf",? (?:and|while|as) (?:(?:the|all|their|these) )?(?:[\w\-]{{1,20}} )?{PEOPLE}"
    r" (?:were|was|are)\b"
)
"""Between a number and the words that assign, these are others: "20 nurses taught, and patients
were assigned"."""
IN_BRACKETS = re.compile(r"\([^()]{0,200}\)")
NEXT_TO = re.compile(r"(?: (?!to |from |at )[\w\-]{1,20}){0,3}(?:,(?: [^(),;.]{1,30},)?)? ")
"""Between the words that assign and the number of those whom they assign."""


class PeopleCount(Struct, frozen=True):
    """A number of people, its words, and where they stand in a sentence."""

    number: int
    words: str
    begin: int
    end: int


def assigned_count(said: Sequence[StudyText]) -> tuple[int, str]:
    """The largest number of people that a sentence assigns, with its words; (0, "") if none is."""
    found = [count for part in said if (count := _assigned_in(part))]
    best = max(found, key=lambda count: count.number, default=None)
    return (best.number, best.words) if best else (0, "")


def _assigned_in(part: StudyText) -> PeopleCount | None:
    counts = sorted(_counts(part), key=lambda count: count.begin)
    assigned = assigned_in(part)
    if assigned is None:  # a title, or a sentence that names the design
        return counts[0] if len(counts) == 1 and _is_of_trial(part.low, counts[0]) else None
    verb = VERB.search(part.low, assigned.start())
    begin, end = verb.span() if verb else assigned.span()
    before = [count for count in counts if count.begin < begin]
    if len(before) > 1 and _is_sum(part.low, *before[-2:]) and _is_subject(part.low, before[-2]):
        return None
    if before and _is_assigned(part.low, before[-1], begin):
        return None if OTHER_ARM.search(IN_BRACKETS.sub("", part.low[end:])) else before[-1]
    behind = [count for count in counts if count.begin >= end]
    if len(behind) > 1 and _is_sum(part.low, *behind[:2]):
        return None
    after = behind[0] if behind else None
    if after and after.begin >= assigned.end():
        end = assigned.end()
    if after and NEXT_TO.fullmatch(part.low[end : after.begin]):
        return None if _is_part(part.low[after.end :]) else after
    return None


def _is_part(rest: str) -> bool:
    """Whether the words behind a number tell that it counts others, or one arm."""
    others = OTHERS_COUNTED.match(rest.lstrip())
    return bool(others or SECOND_ARM.match(IN_BRACKETS.sub("", rest)))


def _is_of_trial(low: str, count: PeopleCount) -> bool:
    """Whether a number is of those in a trial, beside whose name it stands."""
    if OTHERS_ALONE.search(low) or low.startswith(NO_PEOPLE_AFTER, count.end):
        return False
    counted = low[count.begin : count.end].split()
    if counted[-1] in {"patient", "participant"} or any(map(_is_plural, counted[1:-1])):
        return False
    before = low[: count.begin]
    if not (":" in low or ";" in low) or TRIAL_IN.search(before):
        return True
    return bool(PEOPLE_BEFORE_TRIAL.search(before) and BEFORE_TRIAL.match(low, count.end))


def _is_plural(word: str) -> bool:
    """Whether a word may name things: "12 exercises women do" counts no women."""
    return word.rstrip(",").endswith("s") and not word.endswith(("ss", "us", "is"))


def _is_sum(low: str, first: PeopleCount, second: PeopleCount) -> bool:
    """Whether two numbers make one: "ninety women and ten men"."""
    return low[first.end : second.begin] == " and "


def _is_subject(low: str, first: PeopleCount) -> bool:
    return SUBJECT.search(low, 0, first.begin) is not None


def _is_assigned(low: str, count: PeopleCount, assigned_at: int) -> bool:
    """Whether a number before the words that assign is of those who were assigned."""
    between = low[count.end : assigned_at]
    others = OTHERS_COUNTED.search(between) or OTHERS_ASSIGNED.search(between)
    if others or LIST_OF.search(low[: count.begin]):
        return False
    if ASKED_ALONE.search(low, count.begin, count.end) or PART_OF.search(low[: count.begin]):
        return False
    return not ("," in between and A_WHOLE.search(low[: count.begin]))


def _counts(part: StudyText) -> Iterator[PeopleCount]:
    in_brackets = (COUNTED_IN_BRACKETS,) if "(n" in part.low else ()
    in_digits = tuple(_counts_by(part, COUNTED, COUNTED_ALONE, *in_brackets))
    if in_digits or not part.has(SPELLED_WORDS):
        return iter(in_digits)
    return _counts_by(part, COUNTED_IN_WORDS)


def _counts_by(part: StudyText, *patterns: re.Pattern[str]) -> Iterator[PeopleCount]:
    for pattern in patterns:
        for found in _of_people(part.low, pattern):
            number = _number(found["number"])
            if number in TRIAL_SIZES and not is_year(found["number"]):
                words = part.text[found.start() : found.end()]
                yield PeopleCount(number, words, found.start(), found.end())


def _of_people(low: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches that count no things; in "at 12 sites, 240 women" the second number does."""
    begin = 0
    while found := pattern.search(low, begin):
        if _counts_others(low, found):
            begin = found.end("number")
        else:
            begin = found.end()
            yield found


def _counts_others(low: str, found: re.Match[str]) -> bool:
    """Whether a number counts things, or those of one group."""
    begin = found.start()
    if OF_GROUPS.search(low, 0, begin):
        return True
    between = low[found.end("number") : found.end()].split()[:-1]
    return any(map(_is_plural, between))


def _number(written: str) -> int:
    """The value of a number: "2,150" is 2150, "two hundred and six" is 206."""
    if digits := "".join(filter(str.isdecimal, written)):
        return int(digits)
    thousands, rest = 0, 0
    for word in re.findall("[a-z]+", written):
        if word == "thousand":
            thousands, rest = 1000 * max(rest, 1), 0
        elif word == "hundred":
            rest = 100 * max(rest, 1)
        else:
            rest += SPELLED_NUMBERS.get(word, 0)
    return thousands + rest
