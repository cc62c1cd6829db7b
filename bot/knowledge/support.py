"""Loads `data/support.toml`: words of distress and the support texts. Called by `core`."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from bot.knowledge import SHIPPED_AGAIN
from bot.knowledge.toml import TWO_LETTERS, Shape, Words, read_entries, refuse_repeats
from bot.model.support import SupportLanguage

PLACE = "{support}"
"""Marks the place of the support line in a text."""


def _with_place(value: str) -> str:
    if value.count(PLACE) != 1 or "{" in value.replace(PLACE, ""):
        raise ValueError(f"write {PLACE} once, where the support line goes")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
TextWithPlace = Annotated[Text, AfterValidator(_with_place)]


class SupportShape(Shape):
    """A `[[language]]` table."""

    code: Annotated[str, StringConstraints(pattern=TWO_LETTERS)]
    crisis: Annotated[tuple[Words, ...], Field(min_length=1)]
    whole: tuple[Words, ...] = ()
    dying: tuple[Words, ...] = ()
    other: tuple[Words, ...] = ()
    card: TextWithPlace
    beneath: TextWithPlace
    line: Text


def load_support(path: Path) -> tuple[SupportLanguage, ...]:
    """Read and check the words of distress, a table for each language.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "language", SupportShape, missing=SHIPPED_AGAIN)
    refuse_repeats(table, "code", "the language", lambda shape: [shape.code])
    return tuple(SupportLanguage(**shape.model_dump()) for shape in table.entries)
