"""`data/languages/*.toml` → Languages. Called by `core`.

`data/languages/README.md` says what a file holds.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import Stemmer
from pydantic import Field, ValidationError

from bot.errors import KnowledgeError
from bot.knowledge import SHIPPED_AGAIN
from bot.knowledge.toml import Shape, Words, line_of, nearest, what_is_wrong
from bot.knowledge.toml_file import read_file, shown
from bot.model.thesaurus import Language


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
    _refuse_useless(file, shape, frozenset(stop_words))
    return Language(
        shape.name,
        stop_words,
        shape.terms,
        tuple(_words_of(shape.also_english)),
        shape.compounds,
    )


def _near(shape: LanguageShape, known: list[str]) -> str:
    return nearest(shape.name, (name.capitalize() for name in known))


def _refuse_useless(file: _File, shape: LanguageShape, stop_words: frozenset[str]) -> None:
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
