"""Loads the words of distress, and the texts for those who use them."""

import contextlib
import re
from pathlib import Path
from typing import Annotated

from msgspec import ValidationError, convert, field
from msgspec.structs import asdict

from bot.knowledge.shapes import (
    Shape,
    any_text,
    folded_words,
    language_code,
    list_of,
    mapping_of,
    name_text,
    short_text,
)
from bot.knowledge.toml import TomlTable, read_entries, read_file, refuse_repeats
from bot.model.support import SupportLanguage

PART = re.compile(r"(<\w+>)")
ANY_WORDS = "…"
ANY_ENDING = "*"
NOT_BEFORE = "!"
PHRASE_LISTS = ("crisis", "whole", "dying", "unsure", "despair", "other")
PLACE = "{support}"
"""Marks the place of the support line in a text."""


def _with_place(value: str) -> str:
    if value.count(PLACE) != 1 or "{" in value.replace(PLACE, ""):
        raise ValueError(f"write {PLACE} once, where the support line goes")
    return value


SUPPORT_TEXT_CHARACTERS = 600
"""The most characters of a text for members in distress. Chosen by eye."""
TextWithPlace = Annotated[str, short_text(_with_place, most=SUPPORT_TEXT_CHARACTERS)]


def _words_alone(value: str) -> str:
    """Check a way of saying a part: it may be nothing but words that must not follow."""
    for piece in value.split():
        is_word = not piece.startswith(ANY_WORDS) and piece != NOT_BEFORE + ANY_ENDING
        if is_word and (PART.search(piece) or not folded_words(piece)):
            raise ValueError(f"“{value}” holds “{piece}”, which is no word")
    return value


def _phrase(value: str) -> str:
    if all(piece.startswith((ANY_WORDS, NOT_BEFORE)) for piece in value.split()):
        raise ValueError(f"“{value}” has no word by which it could be found")
    _words_alone(PART.sub(" part ", value))
    return value


DistressPhrases = Annotated[tuple[str, ...], list_of(short_text(_phrase))]
some_ways = list_of(short_text(_words_alone), least=1)
Parts = Annotated[dict[str, tuple[str, ...]], mapping_of(name_text, some_ways)]
Forms = Annotated[dict[str, str], mapping_of(name_text, short_text())]


class SupportShape(Shape, frozen=True):
    """A `[[language]]` table."""

    code: Annotated[str, any_text(None, language_code)]
    crisis: Annotated[tuple[str, ...], list_of(short_text(_phrase), least=1)]
    card: TextWithPlace
    beneath: TextWithPlace
    line: Annotated[str, short_text(most=SUPPORT_TEXT_CHARACTERS)]
    whole: DistressPhrases = ()
    dying: DistressPhrases = ()
    unsure: DistressPhrases = ()
    despair: DistressPhrases = ()
    other: DistressPhrases = ()
    words: Annotated[str, any_text()] = ""
    tells: Annotated[str, any_text()] = ""
    oneself: Annotated[str, any_text()] = ""
    persons: Annotated[str, any_text()] = ""
    whose: Annotated[str, any_text()] = ""
    of_others: Forms = field(default_factory=dict)
    spelled: Forms = field(default_factory=dict)
    mixed: Forms = field(default_factory=dict)
    no_slips: Annotated[str, any_text()] = ""
    of_death: Annotated[str, any_text()] = ""
    parts: Parts = field(default_factory=dict)


def load_support(path: Path) -> tuple[SupportLanguage, ...]:
    """Read and check the words of distress, a table for each language.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "language", SupportShape)
    refuse_repeats(table, "code", "the language", lambda shape: [shape.code])
    return tuple(_support(table, index, shape) for index, shape in enumerate(table.entries))


def load_tested_support(path: Path) -> tuple[SupportLanguage, ...]:
    """Read the words of distress that ship. Tests and `knowledge check` have checked their file.

    The checks take a third of the time of `load_support`: 4 ms (measured).

    Raises:
        KnowledgeError: somebody changed the file, and it cannot be read.
    """
    _, table = read_file(path)
    with contextlib.suppress(ValidationError):
        return convert(table.get("language"), tuple[SupportLanguage, ...])
    return load_support(path)  # which says what is wrong


def _support(table: TomlTable[SupportShape], index: int, shape: SupportShape) -> SupportLanguage:
    for key in PHRASE_LISTS:
        for part in PART.findall(" ".join(getattr(shape, key))):
            if part[1:-1] not in shape.parts:
                missing = f"“{part}” stands for nothing: “parts” has no “{part[1:-1]}”."
                raise table.error(index, [key], missing)
    return SupportLanguage(**asdict(shape))
