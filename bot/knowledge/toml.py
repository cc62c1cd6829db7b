"""Reads and validates a TOML file of `[[name]]` tables; errors name the file and the line.

The loaders of this package call `read_entries` with the shape of their table, and `refuse_repeats`
with the values that must not occur twice. `tomli` gives no line numbers, so `line_of` finds them
in the text.
"""

import os
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic

# Compiled, it takes a third of the time of the standard library's copy of it.
import tomli
from msgspec import Struct

from bot.errors import KnowledgeError
from bot.knowledge import is_shipped
from bot.knowledge.shapes import EntryT, Key, Shape, WrongEntryError, read_shape
from bot.paths import absence, other_than_file

INSTALL_AGAIN = "It ships with the bot, so install the bot again."
CORRECT_IT = (
    "Correct it, or the setting that leads to it ({settings}). `progress-bot knowledge copy DIR` "
    "copies the files that ship."
)
"""The advice for a file of the operator's, even if it does not exist."""


class TomlTable(Struct, Generic[EntryT], frozen=True):
    """The entries of a file, with its text to find their lines.

    Attributes:
        name: the name of its tables, such as "topic".
        head: the keys of the file itself, as tomli gives them.
    """

    path: Path
    text: str
    name: str
    entries: tuple[EntryT, ...]
    head: Mapping[str, object] = {}

    def error(self, index: int, keys: Sequence[Key], reason: str) -> KnowledgeError:
        """The error for a key of an entry, with file and line.

        Args:
            index: the entry's place among the tables, from 0.
            keys: the path to the wrong key in the entry.
            reason: the end of the sentence.
        """
        line = line_of(self.text, (self.name, index, *keys))
        return KnowledgeError(f"{shown(self.path)}, line {line}: {reason}")


def read_entries(
    path: Path,
    name: str,
    shape: type[EntryT],
    setting: str = "KNOWLEDGE_DIR",
    head: type[Shape] | None = None,
) -> TomlTable[EntryT]:
    """Read a file that holds nothing but `[[name]]` tables, at least one.

    Args:
        name: the name of its tables.
        shape: the keys and types that each table must have.
        setting: may name the file, beside KNOWLEDGE_DIR, if it is the operator's.
        head: keys that the file may have before its tables; `read_head` checks their values.

    Raises:
        KnowledgeError: the file cannot be read, or an entry is wrong.
    """
    text, tables = read_file(path, setting)
    empty: TomlTable[EntryT] = TomlTable(path, text, name, ())
    keys = head.__struct_fields__ if head else ()
    found = {key: tables.pop(key) for key in keys if key in tables}
    rows = _rows(empty, tables, keys)
    entries, wrong = list[EntryT](), list[KnowledgeError]()
    for index, row in enumerate(rows):
        try:
            entries.append(read_shape(shape, row))
        except WrongEntryError as exc:
            wrong.append(empty.error(index, exc.keys, exc.reason))
    raise_all(wrong)
    return TomlTable(path, text, name, tuple(entries), found)


def raise_all(errors: Iterable[KnowledgeError]) -> None:
    """Raise the errors of a file as one, if there are any."""
    if sentences := [str(each) for each in errors]:
        raise KnowledgeError(*sentences)


def read_head(table: TomlTable[Any], shape: type[EntryT]) -> EntryT:
    """Check the keys of the file itself.

    Raises:
        KnowledgeError: a value is wrong.
    """
    try:
        return read_shape(shape, table.head)
    except WrongEntryError as exc:
        line = line_of(table.text, exc.keys)
        raise KnowledgeError(f"{shown(table.path)}, line {line}: {exc.reason}") from exc


def refuse_repeats(
    table: TomlTable[EntryT],
    key: str,
    what: str,
    values: Callable[[EntryT], Iterable[Hashable]],
    form: Callable[[Any], Hashable] = lambda value: value,
) -> None:
    """Refuse a file in which a value occurs twice, in two entries or in one.

    Args:
        key: the key that holds the value.
        what: a name for the value, such as "the slug".
        values: gives an entry's values.
        form: the form of a value in which two are compared.

    Raises:
        KnowledgeError: a value occurs twice; the message names both lines.
    """
    seen: dict[Hashable, int] = {}
    repeated = list[KnowledgeError]()
    for index, entry in enumerate(table.entries):
        for value in values(entry):
            same = form(value)
            if same in seen:
                first = line_of(table.text, (table.name, seen[same]))
                said = f"{what} “{value}” is here for the second time, see line {first}."
                repeated.append(table.error(index, [key], said))
            seen.setdefault(same, index)
    raise_all(repeated)


def line_of(text: str, location: Sequence[Key]) -> int:
    """The line number, from 1, of a key or table; if it is not found, of the table around it.

    Args:
        text: the text of the TOML file.
        location: the path to it: `("topic", 3, "short_forms", 0, "beside")` is the key
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


def _rows(table: TomlTable[EntryT], tables: dict[str, Any], keys: Sequence[str]) -> list[Any]:
    name = table.name
    for other in tables:
        if other != name:
            line = line_of(table.text, (other, 0))
            before = f", and before them {' and '.join(keys)}" if keys else " only"
            raise KnowledgeError(
                f"{shown(table.path)}, line {line}: “{other}” is unknown here. "
                f"This file holds [[{name}]] tables{before}."
            )
    rows = tables.get(name)
    if not isinstance(rows, list) or not rows:
        raise KnowledgeError(f"{shown(table.path)} must hold at least one [[{name}]] table.")
    return rows


LARGEST_TOML_BYTES = 5 * 1024 * 1024
"""Bytes; a hundred times the largest file that ships."""
LONGEST_TOML_LINE = 20_000
"""Characters. tomli's time grows with the square of a dotted key's parts: 20,000 take 4 s."""
DEEPEST_NESTING = 50
"""Open brackets. The error for a file that is nested too deeply names the line that passes this."""


def read_file(path: Path, setting: str = "KNOWLEDGE_DIR") -> tuple[str, dict[str, Any]]:
    """Read a file; returns its text, and its tables.

    Args:
        setting: may name the file, beside KNOWLEDGE_DIR, if it is the operator's.

    Raises:
        KnowledgeError: the file cannot be read, or is not TOML.
    """
    text = _text(path, setting)
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
    """A path for messages: relative to the working folder if it is inside it.

    A link is shown by its own name, not by where it leads.
    """
    try:
        return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))  # noqa: PTH100 - see above
    except (ValueError, OSError):  # elsewhere; no folder any more
        return str(path)


def unreadable(path: Path, reason: str, setting: str = "KNOWLEDGE_DIR") -> KnowledgeError:
    """The error for a file or folder that cannot be read, with what the operator can do.

    Args:
        reason: what comes after its name.
        setting: as in `read_file`.
    """
    settings = setting if setting == "KNOWLEDGE_DIR" else f"{setting} or KNOWLEDGE_DIR"
    way_out = INSTALL_AGAIN if is_shipped(path) else CORRECT_IT.format(settings=settings)
    return KnowledgeError(f"{shown(path)} {reason}. {way_out}")


def lowered(text: str) -> str:
    """A message without its capital and its full stop, to be the end of a sentence."""
    return text[:1].lower() + text[1:].removesuffix(".")


def _text(path: Path, setting: str) -> str:
    if kind := other_than_file(path):
        raise unreadable(path, f"cannot be read (it is {kind})", setting)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TOML_BYTES + 1)
        if len(data) > LARGEST_TOML_BYTES:
            largest = LARGEST_TOML_BYTES // 1024**2
            raise unreadable(path, f"is larger than {largest} MB, so it was not read", setting)
        # Line ends of Windows and old Macs become "\n", as in Python's text mode.
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError as exc:
        raise unreadable(path, absence(path), setting) from exc
    except UnicodeDecodeError as exc:
        raise KnowledgeError(f"{shown(path)} is not UTF-8 text. Save it as UTF-8.") from exc
    except OSError as exc:
        raise unreadable(path, f"cannot be read ({exc.strerror})", setting) from exc


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
