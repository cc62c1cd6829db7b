"""Reads a TOML file; if it cannot be read, the error is one sentence with the reason.

Called by `toml`.
"""

import re
from pathlib import Path
from typing import Any

# Compiled, it takes a third of the time of the standard library's tomllib, its copy.
import tomli

from bot.errors import KnowledgeError

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
