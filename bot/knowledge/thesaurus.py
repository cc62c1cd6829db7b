"""Loads the words that search knows: thesaurus, languages, everyday words, words of distress."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import Stemmer
from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from bot.errors import KnowledgeError
from bot.knowledge import SHIPPED_AGAIN
from bot.knowledge.toml import (
    TWO_LETTERS,
    Shape,
    TomlTable,
    Words,
    line_of,
    nearest,
    read_entries,
    read_file,
    refuse_repeats,
    shown,
    what_is_wrong,
)
from bot.model.thesaurus import Language, SupportLanguage, SynonymGroup, SynonymKind, Thesaurus


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
        _refuse_useless_names(table, index, group)
    return Thesaurus(tuple(SynonymGroup(**shape.model_dump()) for shape in table.entries))


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
    names = (*group.terms, *group.short, *group.ambiguous, *group.related)
    if len(names) == 1 and not group.ages:
        raise table.error(index, ["terms"], "a group needs two words or more.")


class LanguageShape(Shape):
    """A file of one language."""

    name: Words
    stop_words: str
    also_english: str = ""
    compounds: bool = False
    terms: Annotated[
        dict[Words, Annotated[tuple[Words, ...], Field(min_length=1)]], Field(min_length=1)
    ]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    text: str

    def error(self, key: str, reason: str) -> KnowledgeError:
        """The error that names file and line."""
        return KnowledgeError(f"{shown(self.path)}, line {line_of(self.text, (key,))}: {reason}")


def load_languages(folder: Path) -> tuple[Language, ...]:
    """Read and check every file of the folder, in the order of their names.

    Raises:
        KnowledgeError: names the file and the line that is wrong.
    """
    return tuple(load_language(path) for path in sorted(folder.glob("*.toml")))


def load_language(path: Path) -> Language:
    """Read and check one language.

    Raises:
        KnowledgeError: names the file and the line that is wrong.
    """
    text, table = read_file(path, SHIPPED_AGAIN)
    file = _File(path, text)
    try:
        shape = LanguageShape.model_validate(table)
    except ValidationError as exc:
        keys, reason = what_is_wrong(exc, LanguageShape)
        named = [key for key in keys if isinstance(key, str) and key != "terms"]
        raise file.error(named[-1] if named else "terms", reason) from exc
    known = Stemmer.algorithms()
    if shape.name.lower() not in known:
        raise file.error("name", f"there is no stemmer for “{shape.name}”. {_near(shape, known)}")
    stop_words = tuple(_words_of(shape.stop_words))
    _refuse_useless_terms(file, shape, frozenset(stop_words))
    return Language(
        shape.name,
        stop_words,
        shape.terms,
        tuple(_words_of(shape.also_english)),
        shape.compounds,
    )


def _near(shape: LanguageShape, known: list[str]) -> str:
    return nearest(shape.name, (name.capitalize() for name in known))


def _refuse_useless_terms(file: _File, shape: LanguageShape, stop_words: frozenset[str]) -> None:
    """Refuse a term that would never be found, or that stands for two things."""
    seen: dict[tuple[str, ...], str] = {}
    for english, terms in shape.terms.items():
        if not all(_words_of(name) for name in english.split(",")):
            raise file.error(english, f"“{english}” lacks a word.")
        for term in terms:
            words = tuple(_words_of(term))
            if not words:
                raise file.error(english, f"“{term}” has no word.")
            if len(words) == 1 and words[0] in stop_words:
                raise file.error(english, f"“{term}” is one of the stop words, too.")
            if seen.setdefault(words, english) != english:
                other = line_of(file.text, (seen[words],))
                raise file.error(
                    english, f"“{term}” is here for the second time, see line {other}."
                )


def _words_of(text: str) -> list[str]:
    """Words in lower case and without accents, as search compares them."""
    if text.isascii():
        return re.findall(r"[^\W_]+", text.lower())
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[^\W_]+", "".join(c for c in decomposed if not unicodedata.combining(c)))


MISSING = "It ships with the bot, so install the bot again."


class EverydayWordsShape(Shape):
    """The whole file."""

    words: str


def load_everyday_words(path: Path) -> frozenset[str]:
    """Read and check the file; the words are in lower case.

    Raises:
        KnowledgeError: the file is wrong, or is not there.
    """
    _, table = read_file(path, MISSING)
    try:
        found = EverydayWordsShape.model_validate(table)
    except ValidationError as exc:
        raise KnowledgeError(f"{shown(path)}: {what_is_wrong(exc, EverydayWordsShape)[1]}") from exc
    return frozenset(found.words.lower().split())


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
