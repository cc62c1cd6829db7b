"""Loads the thesaurus: groups of words that mean the same."""

from pathlib import Path
from typing import Annotated

from msgspec import ValidationError, convert
from msgspec.structs import asdict

from bot.knowledge.shapes import Shape, folded_words, list_of, name_text, one_of, some_names
from bot.knowledge.toml import TomlTable, read_entries, read_file, refuse_repeats
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus

NameList = Annotated[tuple[str, ...], list_of(name_text)]
SomeNames = Annotated[tuple[str, ...], some_names]


def _ages(value: object) -> tuple[int, int]:
    match value:
        case [int(first), int(last)] if not isinstance(first, bool) and not isinstance(last, bool):
            return first, last
    raise ValueError("write two whole numbers, such as [18, 39]")


class GroupShape(Shape, frozen=True):
    """A `[[group]]` table."""

    kind: Annotated[SynonymKind, one_of(SynonymKind)]
    terms: SomeNames
    short: NameList = ()
    ambiguous: NameList = ()
    beside: NameList = ()
    related: NameList = ()
    ages: Annotated[tuple[int, int] | None, _ages] = None


QUESTION_WORDS = frozenset(
    """
    how what which who whom whose when where why if whether many much more most long often
    is are was were do does did can could will would should has have whats
    """.split()
)
"""A name of these alone would be found in questions about anything: "how many", "what if"."""


def load_thesaurus(path: Path) -> Thesaurus:
    """Read and check the groups of words that mean the same.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "group", GroupShape, "THESAURUS_FILE")
    # An ambiguous form may be in several groups: the words beside it tell them apart.
    refuse_repeats(table, "terms", "the word", _unambiguous)
    for index, group in enumerate(table.entries):
        _refuse_useless_names(table, index, group)
    return Thesaurus(tuple(SynonymGroup(**asdict(shape)) for shape in table.entries))


def load_tested_thesaurus(path: Path) -> Thesaurus:
    """Read the thesaurus that ships, whose entries tests and `knowledge check` have checked.

    The checks take more than half of the time of `load_thesaurus`: 0.04 s (measured).

    Raises:
        KnowledgeError: somebody changed the file, and it cannot be read.
    """
    _, tables = read_file(path, "THESAURUS_FILE")
    try:
        return Thesaurus(convert(tables["group"], tuple[SynonymGroup, ...]))
    except (KeyError, ValidationError):
        return load_thesaurus(path)  # which says what is wrong


def _unambiguous(group: GroupShape) -> list[str]:
    return [" ".join(word.casefold().split()) for word in (*group.terms, *group.short)]


def _refuse_useless_names(table: TomlTable[GroupShape], index: int, group: GroupShape) -> None:
    if group.ambiguous and not group.beside:
        raise table.error(
            index,
            ["ambiguous"],
            "ambiguous forms need “beside”, words that tell what they mean.",
        )
    if group.beside and not group.ambiguous:
        raise table.error(index, ["beside"], "“beside” is for ambiguous forms, and there are none.")
    for key in ("terms", "short", "related"):
        for name in getattr(group, key):
            if QUESTION_WORDS.issuperset(folded_words(name.replace("'", ""))):
                raise table.error(index, [key], f"“{name}” only asks; any question may begin so.")
    names = (*group.terms, *group.short, *group.ambiguous, *group.related)
    if len(names) == 1 and not group.ages:
        raise table.error(index, ["terms"], "a group needs two words or more.")
