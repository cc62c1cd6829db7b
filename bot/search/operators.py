"""Operators among a member's words; `filters` says what the named ones mean. Pure.

    "hot flashes"            the words in a row, in title, teaser or text. They match whatever their
                             ending, as in the index, but nothing is looked for in their place
    -surgery, -"bone scan"   no article that holds this, anywhere
    topic: source: since:    narrow the answer; a value with spaces stands in quotes
    in:people kind:trial     narrow it to kinds of study

Curly quotes are quotes. A hyphen within a word ("T-DM1"), at its end ("ER-") or alone is none.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.search.words import MAX_CHARACTERS, typed_words

Words = tuple[str, ...]

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
OPERATOR = re.compile(
    rf"""
    (?<![^\s(\[])                                       # where a word could begin
    (?:
        (?P<never> [-\u2212]) (?: [{QUOTES}] (?P<row> [^{QUOTES}]+) [{QUOTES}]
            | (?P<word> [^\W_] [^\s{QUOTES}]*) )
        | (?P<name> topic | source | since | in | kind) : (?P<space> [ ]*)
            (?: [{QUOTES}] (?P<quoted> [^{QUOTES}]*) [{QUOTES}] | (?P<value> [^\s{QUOTES}]+) )
        | [{QUOTES}] (?P<phrase> [^{QUOTES}]+) [{QUOTES}] (?!\w)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


NAMED = re.compile(r"(topic|source|since|in|kind):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A `name:value`.

    Attributes:
        name: in lower case; "-" where one was to be left out, which none can be.
        spaced: whether it may be plain words: "topic: how to cope" names none.
        typed: as it stood in the text.
    """

    name: str
    value: str
    spaced: bool
    typed: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A text, taken apart.

    Attributes:
        words: what is left without the operators.
        phrases: what articles must hold, each in a row.
        never: what they must not hold.
        named: in the order of the text.
    """

    words: str
    phrases: tuple[Words, ...] = ()
    never: tuple[Words, ...] = ()
    named: tuple[Named, ...] = ()


def read(text: str) -> Typed:
    """The operators of any text, and its other words."""
    phrases, never, named = list[Words](), list[Words](), list[Named]()

    def take(match: re.Match[str]) -> str:
        if match["name"]:
            named.append(_named(match))
        elif NAMED.match(match["word"] or ""):
            named.append(Named("-", match[0], spaced=False, typed=match[0]))
        elif match["never"]:
            never.append(typed_words(match["row"] or match["word"]))
        else:
            phrases.append(typed_words(match["phrase"]))
        return " "

    words = OPERATOR.sub(take, text[:MAX_CHARACTERS])
    return Typed(words, _each_once(phrases), _each_once(never), tuple(named))


def _named(match: re.Match[str]) -> Named:
    value = match["value"] if match["quoted"] is None else match["quoted"]
    return Named(match["name"].lower(), value.strip(" ,;"), bool(match["space"]), match[0])


def _each_once(rows: list[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(row for row in rows if row))


PERIOD = re.compile(r"(?!0+[dwmy])([0-9]{1,5})([dwmy])")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
LONGEST_TOLD = 40
"""Characters of what was typed that the error repeats."""
FORMS = "2024, 2024-05, 2024-05-01, 30d, 6m or 2y"


def parse_since(text: str, now: datetime) -> datetime:
    """The moment that `2024`, `2024-05`, `2024-05-01`, `30d`, `6m` or `2y` begins with, in UTC.

    Raises:
        ValueError: for any other text.
    """
    asked = text.strip().lower()
    try:
        if period := PERIOD.fullmatch(asked):
            return now - timedelta(days=int(period[1]) * DAYS[period[2]])
        if date := DATE.fullmatch(asked):
            year, month, day = (int(part or 1) for part in date.groups())
            return datetime(year, month, day, tzinfo=UTC)
    except (ValueError, OverflowError):
        pass  # no such day in the calendar
    typed = text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"
    raise ValueError(f"write {FORMS}, not {typed}.")
