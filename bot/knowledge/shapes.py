"""Checks tables of knowledge files: a Shape has a field for each key, annotated with a check.

A check takes a value as tomli gives it. It returns the value that is kept, or raises a ValueError
that says what to write instead. `read_shape` checks a whole table, `toml` the tables of a file.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar, get_type_hints
from urllib.parse import urlsplit

from msgspec import Struct
from rapidfuzz import fuzz, process

from bot.articles.links import has_login, safe_url

Key = str | int
"""A step on the way to a value: the key of a table, or the index of a list."""
KeptT = TypeVar("KeptT")
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
ValueCheck = Callable[[object], KeptT]
"""Returns a value as it is kept; a ValueError says what is wrong with it."""
LEAST_NAMING_CHARACTERS = 3
"""The fewest typed characters for which a name that holds them is suggested. Chosen by eye."""
LEAST_RATIO = 70
"""The least similarity, 0 to 100, of a suggested word. Chosen by eye."""
SHORT_TEXT_CHARACTERS = 100
"""The most characters of a text for which a file names no other limit. Chosen by eye."""
LONGEST_WEB_ADDRESS = 2048
"""Characters; `articles.links` refuses a longer URL."""
WORD = re.compile(r"[^\W_]+")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE_CODE = re.compile(r"[a-z]{2}")


class Shape(Struct, frozen=True):
    """The base of every table."""


EntryT = TypeVar("EntryT", bound=Shape)


class WrongEntryError(ValueError):
    """A table is wrong.

    Attributes:
        keys: the path to the wrong key.
        reason: the end of a sentence.
    """

    def __init__(self, keys: tuple[Key, ...], reason: str) -> None:
        super().__init__(reason)
        self.keys = keys
        self.reason = reason


class EmptyListError(ValueError):
    """A list must have at least one value."""


def read_shape(shape: type[EntryT], row: object) -> EntryT:
    """Check a table.

    Raises:
        WrongEntryError: a key is unknown or missing, or has a wrong value.
    """
    if not isinstance(row, Mapping):
        raise WrongEntryError((), "this must be a table of keys and values.")
    checks = checks_of(shape)
    # A misspelled key is also a missing one: the misspelling says more.
    for key in row:
        if key not in checks:
            raise WrongEntryError((key,), f"the key “{key}” is unknown. {nearest(key, checks)}")
    values = {key: _checked(key, checks[key], value) for key, value in row.items()}
    required = len(shape.__struct_fields__) - len(shape.__struct_defaults__)
    for key in shape.__struct_fields__[:required]:
        if key not in values:
            raise WrongEntryError((key,), f"the key “{key}” is missing.")
    return shape(**values)


@cache
def checks_of(struct: type[Struct]) -> Mapping[str, ValueCheck[Any]]:
    """The check of each field, which stands in its annotation."""
    hints = get_type_hints(struct, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def _checked(key: str, check: ValueCheck[KeptT], value: object) -> KeptT:
    try:
        return check(value)
    except WrongEntryError as exc:
        raise WrongEntryError((key, *exc.keys), exc.reason) from exc
    except EmptyListError as exc:
        raise WrongEntryError((key,), f"{key} is empty.") from exc
    except ValueError as exc:
        raise WrongEntryError((key,), f"{key} is wrong: {exc}.") from exc


def any_text(
    most: int | None = None,
    *further: Callable[[str], str],
    least: int = 0,
    strip: bool = False,
) -> ValueCheck[str]:
    """A check of a text.

    Args:
        most: the most characters.
        further: checks of what passed those before.
        least: the fewest characters.
        strip: whether white space around the text is left out.
    """

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("write it in quotes")  # noqa: TRY004 - checks raise nothing else
        kept = value.strip() if strip else value
        if not kept.isascii() and any("\ud800" <= each <= "\udfff" for each in kept):
            raise ValueError("it holds half of a character, so write it anew")
        if len(kept) < least:
            raise ValueError(f"write at least {counted(least)}")
        if most is not None and len(kept) > most:
            raise ValueError(f"write at most {counted(most)}")
        for each in further:
            kept = each(kept)
        return kept

    return check


def counted(characters: int) -> str:
    """A number of characters, for a sentence."""
    return "1 character" if characters == 1 else f"{characters} characters"


def short_text(
    *further: Callable[[str], str], most: int = SHORT_TEXT_CHARACTERS
) -> ValueCheck[str]:
    """A check of a short text that is not blank."""
    return any_text(most, *further, least=1, strip=True)


def slug(value: str) -> str:
    """Check a name that stands in addresses."""
    if not SLUG.fullmatch(value):
        raise ValueError(
            "write small letters a to z, digits and single hyphens, such as clinical-trials"
        )
    return value


def language_code(value: str) -> str:
    """Check the code of a language."""
    if not LANGUAGE_CODE.fullmatch(value):
        raise ValueError("write the two letters of a language, such as es")
    return value


def _address(value: str) -> str:
    if has_login(value):
        raise ValueError("leave out the name and the password: lists and logs would show them")
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises ValueError if it is no number
        sound = safe_url(value) and parts.hostname and len(value.split()) == 1
    except ValueError:
        sound = False
    if sound:
        return value
    if not value.lower().startswith(("https://", "http://")):
        raise ValueError("write an address that begins with https:// or http://")
    if len(value.split()) > 1:
        raise ValueError("write one address without spaces; in an address, a space is %20")
    raise ValueError("no server can have this address; copy it from the browser again")


def visible_line(value: str) -> str:
    """Check a name that lists and cards show."""
    shown = any(each.isprintable() and not each.isspace() for each in value)
    if not shown or any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} for each in value):
        raise ValueError("write it in one line, with characters that can be seen")
    return value


web_address = any_text(LONGEST_WEB_ADDRESS, _address)
"""A check of the address of a page or feed."""


def list_of(check: ValueCheck[KeptT], *, least: int = 0) -> ValueCheck[tuple[KeptT, ...]]:
    """A check of a list, whose values pass another check."""

    def check_list(value: object) -> tuple[KeptT, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError('write a list, such as ["one", "two"]')  # noqa: TRY004 - as above
        if len(value) < least:
            raise EmptyListError
        return tuple(map(check, value))

    return check_list


def tables_of(shape: type[EntryT]) -> ValueCheck[tuple[EntryT, ...]]:
    """A check of a list of tables within a table."""

    def check_tables(value: object) -> tuple[EntryT, ...]:
        tables = list_of(lambda row: row)(value)
        return tuple(_table(number, shape, row) for number, row in enumerate(tables))

    return check_tables


def _table(number: int, shape: type[EntryT], row: object) -> EntryT:
    try:
        return read_shape(shape, row)
    except WrongEntryError as exc:
        raise WrongEntryError((number, *exc.keys), exc.reason) from exc


def mapping_of(
    key_check: ValueCheck[str], check: ValueCheck[KeptT]
) -> ValueCheck[dict[str, KeptT]]:
    """A check of a table of any keys, at least one."""

    def check_mapping(value: object) -> dict[str, KeptT]:
        if not isinstance(value, Mapping):
            raise ValueError("write a table of keys and values")  # noqa: TRY004 - as above
        if not value:
            raise EmptyListError
        return {key_check(key): _checked(key, check, each) for key, each in value.items()}

    return check_mapping


def one_of(choices: type[ChoiceT]) -> ValueCheck[ChoiceT]:
    """A check that one of these words is written."""
    return partial(_chosen, choices)


def _chosen(choices: type[ChoiceT], value: object) -> ChoiceT:
    found = next((each for each in choices if each == value), None)
    if found is None:
        *others, last = (f"'{each}'" for each in choices)
        raise ValueError(f"write {', '.join(others)} or {last}")
    return found


def true_or_false(value: object) -> bool:
    """Check a switch. A list of feeds writes it as a text, as XML has no other values."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("write true or false")


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that names the known word nearest to a wrong one; without one, all known words."""
    choices = {choice: choice.casefold() for choice in sorted(known)}
    typed = word.strip().casefold()
    held = [choice for choice, folded in choices.items() if typed in folded]
    if held and len(typed) >= LEAST_NAMING_CHARACTERS:
        return f"Did you mean “{held[0]}”?"
    # Rapidfuzz's default scorer also rates parts, by which "nosuch" is like "FDA Press …".
    found = process.extractOne(typed, choices, scorer=fuzz.ratio, score_cutoff=LEAST_RATIO)
    return f"Did you mean “{found[2]}”?" if found else f"Known are: {', '.join(choices)}."


def folded_words(text: str) -> list[str]:
    """Words in lower case and without accents, as search compares them."""
    if text.isascii():
        return WORD.findall(text.lower())
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c)))


def _with_word(value: str) -> str:
    if not folded_words(value):
        raise ValueError(f"“{value}” has no letter and no digit")
    return value


name_text = short_text(_with_word)
"""The check of a name or word: it must have a letter or a digit."""
some_names = list_of(name_text, least=1)
