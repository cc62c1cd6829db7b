"""Reads the arguments of commands that are more than text; a wrong one is told in one sentence."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import typer

WHOLE_NUMBER = re.compile(r"[0-9]{1,19}")
LARGEST_STORED_NUMBER = 2**63 - 1
"""SQLite's largest integer."""
LONGEST_ARGUMENT_SHOWN = 50
"""Characters of a wrong argument that the error repeats. Chosen by eye."""
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def whole_number(least: int, most: int = LARGEST_STORED_NUMBER) -> Callable[[str], int]:
    """A parser of numbers within these bounds."""
    bounds = f"of {least} or more" if most == LARGEST_STORED_NUMBER else f"from {least} to {most}"

    def read(value: object) -> int:
        text = str(value).strip()
        number = int(text) if WHOLE_NUMBER.fullmatch(text) else -1
        if not least <= number <= most:
            raise typer.BadParameter(f"write a whole number {bounds}, not {_shown(text)}.")
        return number

    return read


def choice(kind: type[ChoiceT]) -> Callable[[str], ChoiceT]:
    """A parser of the values of an enumeration, in any case."""

    def read(value: object) -> ChoiceT:
        text = str(value).strip()
        found = next((each for each in kind if each == text.lower()), None)
        if found is None:
            raise typer.BadParameter(f"write one of {', '.join(kind)}, not {_shown(text)}.")
        return found

    return read


def _shown(text: str) -> str:
    cut = len(text) > LONGEST_ARGUMENT_SHOWN
    return f"{text[:LONGEST_ARGUMENT_SHOWN]}…" if cut else text or "nothing"
