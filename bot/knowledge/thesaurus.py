"""Loads the Thesaurus from `data/thesaurus.toml`. Called by `core`."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.knowledge import SHIPPED_AGAIN
from bot.knowledge.toml import Shape, TomlTable, Words, read_entries, refuse_repeats
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus


class GroupShape(Shape):
    """A `[[group]]` table."""

    kind: SynonymKind
    terms: Annotated[tuple[Words, ...], Field(min_length=1)]
    short: tuple[Words, ...] = ()
    ambiguous: tuple[Words, ...] = ()
    beside: tuple[Words, ...] = ()
    related: tuple[Words, ...] = ()
    ages: tuple[int, int] | None = None


def load_thesaurus(path: Path) -> Thesaurus:
    """Read and check the groups of words that mean the same.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "group", GroupShape, missing=SHIPPED_AGAIN)
    # An ambiguous form may be in several groups: the words beside it tell them apart.
    refuse_repeats(table, "terms", "the word", _unambiguous)
    for index, group in enumerate(table.entries):
        _refuse_useless(table, index, group)
    return Thesaurus(tuple(SynonymGroup(**shape.model_dump()) for shape in table.entries))


def _unambiguous(group: GroupShape) -> list[str]:
    return [" ".join(word.casefold().split()) for word in (*group.terms, *group.short)]


def _refuse_useless(table: TomlTable[GroupShape], index: int, group: GroupShape) -> None:
    if group.ambiguous and not group.beside:
        raise table.error(
            index,
            ["ambiguous"],
            "ambiguous forms need “beside”, words that tell what they mean.",
        )
    if group.beside and not group.ambiguous:
        raise table.error(index, ["beside"], "“beside” is for ambiguous forms, and there are none.")
    names = (*group.terms, *group.short, *group.ambiguous, *group.related)
    if len(names) == 1 and not group.ages:
        raise table.error(index, ["terms"], "a group needs two words or more.")
