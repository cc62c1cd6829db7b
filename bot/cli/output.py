"""What commands print: results on stdout, as text or one JSON object; anything else on stderr."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
LONGEST = 1000
"""Characters of a sentence, which may repeat what was typed."""


def say(sentence: str) -> None:
    """Tell the person at the terminal something that is no result."""
    shown = sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST]}…"
    sys.stderr.write(f"{shown}\n")


def print_json(result: Mapping[str, object]) -> None:
    """Print the result as one JSON object on a line of its own."""
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def print_line(text: str = "", *, style: str = "") -> None:
    """Print a line of the result, styled where stdout is a terminal that can.

    Nothing in it is markup, and nothing that a feed says reaches the terminal as a control code.
    """
    from rich.console import Console
    from rich.text import Text

    shown = "".join(char if char.isprintable() else " " for char in text)
    Console(highlight=False, soft_wrap=True).print(Text(shown, style=style))


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
