"""Reads and validates a TOML file of `[[name]]` tables; errors name the file and the line.

The loaders of this package call `read_entries` with the shape of their table, and `refuse_repeats`
with the values that must not occur twice. `tomli` gives no line numbers, so `line_of` finds them
in the text.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlsplit

# Compiled, it takes a third of the time of the standard library's copy of it.
import tomli
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from rapidfuzz import fuzz, process

from bot.articles.links import has_login, safe_url
from bot.errors import KnowledgeError

Key = str | int
LONGEST_WEB_ADDRESS = 2048
"""Characters; `articles.links` refuses a longer URL."""
LEAST_NAMING_CHARACTERS = 3
"""The fewest typed characters that tell which name was meant. Chosen by eye."""
LEAST_RATIO = 60
"""Percent of a word that is like a known one. Chosen by eye."""
TWO_LETTERS = r"^[a-z]{2}$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
WRONG_PATTERNS = {
    SLUG: "write small letters a to z, digits and single hyphens, such as clinical-trials",
    TWO_LETTERS: "write the two letters of a language, such as es",
}
"""Sentences in place of an expression, which would be shown."""
WRONG_TYPES = {
    "string_type": "write it in quotes",
    "tuple_type": 'write a list, such as ["one", "two"]',
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
}
"""Sentences in place of Pydantic's own, which would name Python's types."""


class Shape(BaseModel):
    """The base of every table: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _web_address(value: str) -> str:
    if has_login(value):
        raise ValueError("leave out the name and the password: lists and logs would show them")
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises ValueError if it is no number
        sound = safe_url(value) and parts.hostname and len(value.split()) == 1
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("write an address that begins with https:// or http://")
    return value


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
WebAddress = Annotated[
    str, StringConstraints(max_length=LONGEST_WEB_ADDRESS), AfterValidator(_web_address)
]

Entry = TypeVar("Entry", bound=Shape)


@dataclass(frozen=True, slots=True)
class TomlTable(Generic[Entry]):
    """The entries of a file, with its text to find their lines.

    Attributes:
        name: the name of its tables, such as "topic".
    """

    path: Path
    text: str
    name: str
    entries: tuple[Entry, ...]

    def error(self, index: int, keys: Sequence[Key], reason: str) -> KnowledgeError:
        """The error for a key of an entry, with file and line.

        Args:
            index: the entry's place among the tables, from 0.
            keys: the path to the wrong key in the entry.
            reason: the end of the sentence.
        """
        line = line_of(self.text, (self.name, index, *keys))
        return KnowledgeError(f"{shown(self.path)}, line {line}: {reason}")


def read_entries(path: Path, name: str, shape: type[Entry], *, missing: str) -> TomlTable[Entry]:
    """Read a file that holds nothing but `[[name]]` tables, at least one.

    Args:
        path: the file.
        name: the name of its tables.
        shape: the keys and types that each table must have.
        missing: a sentence that says what to do if there is no such file.

    Raises:
        KnowledgeError: the file cannot be read, or an entry is wrong.
    """
    text, tables = read_file(path, missing)
    empty: TomlTable[Entry] = TomlTable(path, text, name, ())
    rows = _rows(empty, tables)
    return TomlTable(
        path, text, name, tuple(_entry(empty, i, r, shape) for i, r in enumerate(rows))
    )


def refuse_repeats(
    table: TomlTable[Entry],
    key: str,
    what: str,
    values: Callable[[Entry], Iterable[Hashable]],
) -> None:
    """Refuse a file in which a value occurs twice, in two entries or in one.

    Args:
        table: the entries.
        key: the key that holds the value.
        what: a name for the value, such as "the slug".
        values: gives an entry's values.

    Raises:
        KnowledgeError: a value occurs twice; the message names both lines.
    """
    seen: dict[Hashable, int] = {}
    for index, entry in enumerate(table.entries):
        for value in values(entry):
            if value in seen:
                first = line_of(table.text, (table.name, seen[value]))
                raise table.error(
                    index, [key], f"{what} “{value}” is here for the second time, see line {first}."
                )
            seen[value] = index


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


def line_of(text: str, location: Sequence[Key]) -> int:
    """The line number, from 1, of a key or table; if it is not found, of the table around it.

    Args:
        text: the text of the TOML file.
        location: as pydantic gives it: `("topic", 3, "short_forms", 0, "beside")` is the key
            `beside` in the first `[[topic.short_forms]]` of the fourth `[[topic]]`.
    """
    lines = text.splitlines()
    start, end, table = 0, len(lines), ""
    for name, index in zip(location, [*location[1:], None], strict=False):
        if isinstance(name, int):
            continue
        table = f"{table}.{name}" if table else name
        headers = _lines_with(lines, start, end, rf"\s*\[\[\s*{re.escape(table)}\s*\]\]")
        if isinstance(index, int) and index < len(headers):
            end = headers[index + 1] if index + 1 < len(headers) else end
            start = headers[index]
        else:
            keys = _lines_with(lines, start, end, rf"""\s*["']?{re.escape(name)}["']?\s*[=.]""")
            return (keys[0] if keys else start) + 1
    return start + 1


def _lines_with(lines: Sequence[str], start: int, end: int, pattern: str) -> list[int]:
    return [number for number in range(start, end) if re.match(pattern, lines[number])]


def _rows(table: TomlTable[Entry], tables: dict[str, Any]) -> list[Any]:
    name = table.name
    for other in tables:
        if other != name:
            line = line_of(table.text, (other, 0))
            raise KnowledgeError(
                f"{shown(table.path)}, line {line}: “{other}” is unknown here. "
                f"This file holds [[{name}]] tables only."
            )
    rows = tables.get(name)
    if not isinstance(rows, list) or not rows:
        raise KnowledgeError(f"{shown(table.path)} must hold at least one [[{name}]] table.")
    return rows


def _entry(table: TomlTable[Entry], index: int, row: object, shape: type[Entry]) -> Entry:
    try:
        return shape.model_validate(row)
    except ValidationError as exc:
        keys, reason = what_is_wrong(exc, shape)
        raise table.error(index, keys, reason) from exc
    except RecursionError as exc:
        # A key has thousands of parts, and an enum puts the refused value into its error message.
        raise table.error(index, (), "a key in this table has too many parts.") from exc


def what_is_wrong(error: ValidationError, shape: type[Shape]) -> tuple[Sequence[Key], str]:
    """The path to the worst mistake, and its description, as the end of a sentence."""
    # A misspelled key is also a missing one: the misspelling says more.
    first = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
    keys = [part for part in first["loc"] if isinstance(part, str | int)]
    return keys, _reason(first["type"], first["msg"], keys, shape)


def _reason(kind: str, message: str, keys: Sequence[Key], shape: type[Shape]) -> str:
    name = next((part for part in reversed(keys) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        known = _fields(shape, keys[:-1])
        return f"the key “{name}” is unknown. {nearest(name, known)}"
    if kind == "missing":
        return f"the key “{name}” is missing."
    if kind == "too_short":
        return f"{name} is empty."
    if kind == "model_type":
        return "this must be a table of keys and values."
    reason = lowered(WRONG_TYPES.get(kind) or message.removeprefix("Value error, "))
    reason = reason.replace("input should be", "write").replace("string should have", "write")
    pattern = reason.removeprefix("string should match pattern ").strip("'")
    reason = WRONG_PATTERNS.get(pattern, reason)
    return f"{name} is wrong: {reason}." if name else f"{reason}."


def _fields(shape: type[Shape], keys: Sequence[Key]) -> Iterable[str]:
    """The known keys of a table, or of the inner table that `keys` lead to."""
    for key in keys:
        if isinstance(key, str):
            shape = next(
                part
                for part in _parts(shape.model_fields[key].annotation)
                if isinstance(part, type) and issubclass(part, Shape)
            )
    return shape.model_fields


def _parts(annotation: object) -> Iterable[object]:
    yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _parts(part)


LARGEST_TOML_BYTES = 5 * 1024 * 1024
"""Bytes; a hundred times the largest file that ships."""
LONGEST_TOML_LINE = 20_000
"""Characters. tomli's time grows with the square of a dotted key's parts: 20,000 take 4 s."""
DEEPEST_NESTING = 50
"""Open brackets. The error for a file that is nested too deeply names the line that passes this."""


def read_file(path: Path, missing: str) -> tuple[str, dict[str, Any]]:
    """Read a file.

    Args:
        path: the file.
        missing: a sentence that says what to do if there is no such file.

    Returns:
        Its text, and its tables.

    Raises:
        KnowledgeError: the file cannot be read, or is not TOML.
    """
    text = _text(path, missing)
    for number, line in enumerate(text.split("\n"), 1):  # splits as tomli does
        if len(line) > LONGEST_TOML_LINE:
            raise KnowledgeError(
                f"{shown(path)}, line {number}: the line has more than {LONGEST_TOML_LINE} "
                "characters. Divide it."
            )
    try:
        return text, tomli.loads(text)
    except tomli.TOMLDecodeError as exc:
        raise KnowledgeError(f"{shown(path)} {_syntax(exc)}") from exc
    except RecursionError as exc:
        where = _deep(text)
        wrong = "its brackets are nested too deeply" if where else "a key has too many parts"
        raise KnowledgeError(f"{shown(path)} is not valid TOML{where}: {wrong}.") from exc
    except ValueError as exc:
        # Python refuses more than 4,300 digits, and tomli lets this ValueError through.
        raise KnowledgeError(f"{shown(path)} is not valid TOML: a number is too long.") from exc


def shown(path: Path) -> str:
    """A path for messages: relative to the working folder if it is inside it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):  # elsewhere; no folder any more; links in a circle
        return str(path)


def lowered(text: str) -> str:
    """A message without its capital and its full stop, to be the end of a sentence."""
    return text[:1].lower() + text[1:].removesuffix(".")


def _text(path: Path, missing: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TOML_BYTES + 1)
        if len(data) > LARGEST_TOML_BYTES:
            raise KnowledgeError(
                f"{shown(path)} is larger than {LARGEST_TOML_BYTES // 1024**2} MB, so it was not "
                f"read. {missing}"
            )
        # Line ends of Windows and old Macs become "\n", as in Python's text mode.
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError as exc:
        raise KnowledgeError(f"{shown(path)} does not exist. {missing}") from exc
    except UnicodeDecodeError as exc:
        raise KnowledgeError(f"{shown(path)} is not UTF-8 text. Save it as UTF-8.") from exc
    except OSError as exc:
        raise KnowledgeError(f"{shown(path)} cannot be read ({exc.strerror}). {missing}") from exc


def _syntax(error: tomli.TOMLDecodeError) -> str:
    """Turn tomli's "Invalid value (at line 3, column 8)" into the end of a sentence."""
    reason, _, place = str(error).rpartition(" (at ")
    line = re.match(r"line (\d+)", place)
    where = f", line {line[1]}" if line else ", at its end"
    return f"is not valid TOML{where}: {lowered(reason or str(error))}."


def _deep(text: str) -> str:
    """The line at which too many brackets are open; a guess, since strings may hold brackets."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        opened = line.count("[") + line.count("{")
        if depth + opened > DEEPEST_NESTING:
            return f", line {number}"
        depth = max(0, depth + opened - line.count("]") - line.count("}"))
    return ""
