"""Reads a TOML file to its text and tables; any reason that it cannot be read is one sentence.

Called by `toml`.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.errors import KnowledgeError

LARGEST = 5 * 1024 * 1024
"""Bytes; a hundred times the largest file that ships."""
LONGEST_LINE = 20_000
"""Characters. tomllib's time is quadratic in the parts of a dotted key: 20,000 of them take 4 s."""
DEEPEST = 50
"""Open brackets at which the error says that a file, which tomllib could not read, is too deep."""


def read_file(path: Path, missing: str) -> tuple[str, dict[str, Any]]:
    """Read a file.

    Args:
        path: the file.
        missing: what to do when there is no such file, as a sentence.

    Raises:
        KnowledgeError: it cannot be read, or is no TOML.
    """
    text = _text(path, missing)
    for number, line in enumerate(text.split("\n"), 1):  # lines as tomllib has them
        if len(line) > LONGEST_LINE:
            raise KnowledgeError(
                f"{shown(path)}, line {number}: the line has more than {LONGEST_LINE} characters. "
                "Divide it."
            )
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise KnowledgeError(f"{shown(path)} {_syntax(exc)}") from exc
    except RecursionError as exc:
        raise KnowledgeError(
            f"{shown(path)} is not valid TOML{_deep(text)}: its brackets are nested too deeply."
        ) from exc
    except ValueError as exc:
        # Python's own limit of 4,300 digits, which tomllib does not make an error of its own.
        raise KnowledgeError(f"{shown(path)} is not valid TOML: a number is too long.") from exc


def shown(path: Path) -> str:
    """A path as a person would write it here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):  # elsewhere; no folder any more; links in a circle
        return str(path)


def lowered(text: str) -> str:
    """A message as the rest of our sentence."""
    return text[:1].lower() + text[1:].removesuffix(".")


def _text(path: Path, missing: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise KnowledgeError(
                f"{shown(path)} is larger than {LARGEST // 1024**2} MB, so it was not read. "
                f"{missing}"
            )
        # As text is read from a file: lines end alike whatever wrote them.
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError as exc:
        raise KnowledgeError(f"{shown(path)} does not exist. {missing}") from exc
    except UnicodeDecodeError as exc:
        raise KnowledgeError(f"{shown(path)} is not UTF-8 text. Save it as UTF-8.") from exc
    except OSError as exc:
        raise KnowledgeError(f"{shown(path)} cannot be read ({exc.strerror}). {missing}") from exc


def _syntax(error: tomllib.TOMLDecodeError) -> str:
    """The "Invalid value (at line 3, column 8)" of tomllib as the rest of our sentence."""
    reason, _, place = str(error).rpartition(" (at ")
    line = re.match(r"line (\d+)", place)
    where = f", line {line[1]}" if line else ", at its end"
    return f"is not valid TOML{where}: {lowered(reason or str(error))}."


def _deep(text: str) -> str:
    """The line where too many brackets are open; a guess, since strings may hold brackets."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        opened = line.count("[") + line.count("{")
        if depth + opened > DEEPEST:
            return f", line {number}"
        depth = max(0, depth + opened - line.count("]") - line.count("}"))
    return ""
