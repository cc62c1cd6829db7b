"""Loads the words that search knows: thesaurus, languages, everyday words, words of distress."""

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import Stemmer
from msgspec import Struct, ValidationError, convert, field
from msgspec.structs import asdict

from bot.errors import KnowledgeError
from bot.knowledge.shapes import (
    Shape,
    WrongEntryError,
    any_text,
    language_code,
    list_of,
    mapping_of,
    nearest,
    one_of,
    read_shape,
    short_text,
    true_or_false,
)
from bot.knowledge.toml import (
    TomlTable,
    line_of,
    read_entries,
    read_file,
    refuse_repeats,
    shown,
    unreadable,
)
from bot.model.thesaurus import (
    CommonWords,
    Language,
    SupportLanguage,
    SynonymGroup,
    SynonymKind,
    Thesaurus,
)


def _with_word(value: str) -> str:
    if not _words_of(value):
        raise ValueError(f"“{value}” has no letter and no digit")
    return value


name = short_text(_with_word)
some_names = list_of(name, least=1)
NameList = Annotated[tuple[str, ...], list_of(name)]
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
            if QUESTION_WORDS.issuperset(_words_of(name.replace("'", ""))):
                raise table.error(index, [key], f"“{name}” only asks; any question may begin so.")
    names = (*group.terms, *group.short, *group.ambiguous, *group.related)
    if len(names) == 1 and not group.ages:
        raise table.error(index, ["terms"], "a group needs two words or more.")


class LanguageShape(Shape, frozen=True):
    """A file of one language."""

    name: Annotated[str, short_text()]
    stop_words: Annotated[str, any_text()]
    terms: Annotated[dict[str, tuple[str, ...]], mapping_of(name, some_names)]
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
        tuple(_words_of(shape.stop_words)),
        shape.terms,
        tuple(_words_of(shape.also_english)),
        shape.compounds,
        shape.negators,
        tuple(_words_of(shape.everyday)),
        tuple(shape.frequent.lower().split()),
    )


def _near(shape: LanguageShape, known: list[str]) -> str:
    return nearest(shape.name, (name.capitalize() for name in known))


def _refuse_useless_terms(file: _File, shape: LanguageShape, stop_words: frozenset[str]) -> None:
    """Refuse a term that would never be found, or that stands for two things."""
    seen: dict[str, str] = {}
    for english, terms in shape.terms.items():
        if not all(_words_of(each) for each in english.split(",")):
            raise file.error(english, f"“{english}” lacks a word.")
        for term in terms:
            words = tuple(_words_of(term))
            # "Uñas" with its accent is no "unas".
            if term.isascii() and len(words) == 1 and words[0] in stop_words:
                raise file.error(english, f"“{term}” is one of the stop words, too.")
            # "Mamá" and "mama" are two words.
            if seen.setdefault(term.lower(), english) != english:
                other = line_of(file.text, (seen[term.lower()],))
                raise file.error(
                    english, f"“{term}” is here for the second time, see line {other}."
                )


def _words_of(text: str) -> list[str]:
    """Words in lower case and without accents, as search compares them."""
    if text.isascii():
        return re.findall(r"[^\W_]+", text.lower())
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[^\W_]+", "".join(c for c in decomposed if not unicodedata.combining(c)))


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
        if is_word and (PART.search(piece) or not _words_of(piece)):
            raise ValueError(f"“{value}” holds “{piece}”, which is no word")
    return value


def _phrase(value: str) -> str:
    if all(piece.startswith((ANY_WORDS, NOT_BEFORE)) for piece in value.split()):
        raise ValueError(f"“{value}” has no word by which it could be found")
    _words_alone(PART.sub(" part ", value))
    return value


DistressPhrases = Annotated[tuple[str, ...], list_of(short_text(_phrase))]
some_ways = list_of(short_text(_words_alone), least=1)
Parts = Annotated[dict[str, tuple[str, ...]], mapping_of(name, some_ways)]
Forms = Annotated[dict[str, str], mapping_of(name, short_text())]


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
