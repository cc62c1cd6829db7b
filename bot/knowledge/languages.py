"""Loads the words of other languages, and the common words of English."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import Stemmer
from msgspec import Struct, ValidationError, convert

from bot.errors import KnowledgeError
from bot.knowledge.shapes import (
    Shape,
    WrongEntryError,
    any_text,
    folded_words,
    mapping_of,
    name_text,
    nearest,
    read_shape,
    short_text,
    some_names,
    true_or_false,
)
from bot.knowledge.toml import line_of, read_file, shown, unreadable
from bot.model.thesaurus import CommonWords, Language


class LanguageShape(Shape, frozen=True):
    """A file of one language."""

    name: Annotated[str, short_text()]
    stop_words: Annotated[str, any_text()]
    terms: Annotated[dict[str, tuple[str, ...]], mapping_of(name_text, some_names)]
    also_english: Annotated[str, any_text()] = ""
    compounds: Annotated[bool, true_or_false] = False
    negators: Annotated[tuple[str, ...], some_names] = ()
    everyday: Annotated[str, any_text()] = ""
    frequent: Annotated[str, any_text()] = ""


class _File(Struct, frozen=True):
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
    return tuple(map(load_language, _files_in(folder)))


def load_tested_languages(folder: Path) -> Iterator[Language]:
    """Read the languages that ship, each when it is its turn.

    Tests and `knowledge check` have checked their files.

    The checks take two thirds of the time of `load_languages`: 0.02 s (measured).

    Raises:
        KnowledgeError: somebody changed a file, and it cannot be read.
    """
    return map(_tested_language, _files_in(folder))


def _files_in(folder: Path) -> list[Path]:
    """The TOML files of a folder; `Path.glob` finds none in a folder that cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.match("*.toml"))
    except OSError as exc:
        raise unreadable(folder, f"cannot be read ({exc.strerror})") from exc


def _tested_language(path: Path) -> Language:
    _, table = read_file(path)
    with contextlib.suppress(ValidationError):
        shape = convert(table, LanguageShape)
        if shape.name.lower() in Stemmer.algorithms():
            return _language(shape)
    return load_language(path)  # which says what is wrong


def load_language(path: Path) -> Language:
    """Read and check one language.

    Raises:
        KnowledgeError: names the file and the line that is wrong.
    """
    text, table = read_file(path)
    file = _File(path, text)
    try:
        shape = read_shape(LanguageShape, table)
    except WrongEntryError as exc:
        named = [key for key in exc.keys if isinstance(key, str) and key != "terms"]
        raise file.error(named[-1] if named else "terms", exc.reason) from exc
    known = Stemmer.algorithms()
    if shape.name.lower() not in known:
        raise file.error("name", f"there is no stemmer for “{shape.name}”. {_near(shape, known)}")
    language = _language(shape)
    _refuse_useless_terms(file, shape, frozenset(language.stop_words))
    return language


def _language(shape: LanguageShape) -> Language:
    return Language(
        shape.name,
        tuple(folded_words(shape.stop_words)),
        shape.terms,
        tuple(folded_words(shape.also_english)),
        shape.compounds,
        shape.negators,
        tuple(folded_words(shape.everyday)),
        tuple(shape.frequent.lower().split()),
    )


def _near(shape: LanguageShape, known: list[str]) -> str:
    return nearest(shape.name, (name.capitalize() for name in known))


def _refuse_useless_terms(file: _File, shape: LanguageShape, stop_words: frozenset[str]) -> None:
    """Refuse a term that would never be found, or that stands for two things."""
    seen: dict[str, str] = {}
    for english, terms in shape.terms.items():
        if not all(folded_words(each) for each in english.split(",")):
            raise file.error(english, f"“{english}” lacks a word.")
        for term in terms:
            words = tuple(folded_words(term))
            # "Uñas" with its accent is no "unas".
            if term.isascii() and len(words) == 1 and words[0] in stop_words:
                raise file.error(english, f"“{term}” is one of the stop words, too.")
            # "Mamá" and "mama" are two words.
            if seen.setdefault(term.lower(), english) != english:
                other = line_of(file.text, (seen[term.lower()],))
                raise file.error(
                    english, f"“{term}” is here for the second time, see line {other}."
                )


class EverydayWordsShape(Shape, frozen=True):
    """The whole file."""

    words: Annotated[str, any_text()]
    others: Annotated[str, any_text()] = ""


def load_everyday_words(path: Path) -> CommonWords:
    """Read and check the file.

    Raises:
        KnowledgeError: the file is wrong, or is not there.
    """
    text, table = read_file(path)
    try:
        found = read_shape(EverydayWordsShape, table)
    except WrongEntryError as exc:
        line = line_of(text, exc.keys)
        raise KnowledgeError(f"{shown(path)}, line {line}: {exc.reason}") from exc
    words, others = found.words.lower().split(), found.others.lower().split()
    return CommonWords(frozenset(words), frozenset(others))
