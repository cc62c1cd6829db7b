"""Reads arguments, and prints results on stdout, as text or JSON, and the rest on stderr.

A wrong argument leads to one sentence.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.errors import RequestError
from bot.model.ids import LARGEST_ID
from bot.paths import read_path

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
LONGEST_SENTENCE_SHOWN = 1000
"""Characters of a sentence. It may quote text of any length that was typed; chosen by eye."""

PROGRAM = "progress-bot"
CHECKOUT_SCRIPT = "./run"
"""Starts the program in a checkout, and puts its own name into `sys.argv`."""
HINT = re.compile(
    rf"{PROGRAM} (?P<command>run|init|demo|doctor|poll|backfill|search|latest|explain|deliveries"
    r"|feeds|hide|knowledge|announce|backup|restore|split|health)\b"
)


def called_as() -> str:
    """The name by which the person at the terminal called the program."""
    return CHECKOUT_SCRIPT if sys.argv[0] == CHECKOUT_SCRIPT else PROGRAM


LONGEST_ARGUMENT = 2_000
"""Characters. Names, addresses and paths are shorter; chosen by eye."""
EMPTY_ARGUMENT = "An argument is empty. Write something there."
INPUT_ENDED = "The input ended without an answer. Nothing was changed."
EMPTY_VALUE = "The value of {option} is empty. Write something there, or leave the option out."
LONG_ARGUMENT = (
    f"An argument has more than {LONGEST_ARGUMENT:,} characters ({{argument}}). Shorten it."
)
UNREADABLE_ARGUMENT = "An argument is not valid UTF-8, or has control characters. Type it again."
UNREADABLE_KINDS = {"Cc", "Cs"}
"""Unicode's categories of control characters, and of surrogates, as which bytes arrive that are not
UTF-8."""


def refused_argument(arguments: Sequence[str]) -> str | None:
    """A sentence about an argument that no command takes; None if there is none.

    A search takes any text, so its options check their arguments themselves.
    """
    if arguments[:1] == ["search"]:
        return None
    return next(filter(None, map(_refused, ["", *arguments], arguments)), None)


def _refused(before: str, argument: str) -> str | None:
    if not argument.strip():
        is_value = before.startswith("-") and "=" not in before
        return EMPTY_VALUE.format(option=before) if is_value else EMPTY_ARGUMENT
    kinds = {unicodedata.category(each) for each in argument if each not in "\t\n\r"}
    if kinds & UNREADABLE_KINDS:
        return UNREADABLE_ARGUMENT
    if len(argument) > LONGEST_ARGUMENT:
        return LONG_ARGUMENT.format(argument=shown_argument(argument))
    return None


SEARCH_OPTIONS_WITH_VALUES = ("--topic", "--source", "--since", "--sort", "--limit")


def with_words_last(arguments: Sequence[str]) -> list[str]:
    """The arguments of a search, with the words behind the options.

    So a word with a minus, which leaves articles out, is not taken for an option.
    """
    options, words = list[str](), list[str]()
    rest = iter(arguments)
    for each in rest:
        if each == "--":
            words += rest
        elif each in SEARCH_OPTIONS_WITH_VALUES:
            options += [each, *islice(rest, 1)]
        elif each.startswith("--") or each == "-h":
            options.append(each)
        else:
            words.append(each)
    return [*options, "--", *words] if words else options


def as_called(sentence: str) -> str:
    """Rewrite the hints of a sentence for the way in which the program was called.

    Sentences say `progress-bot doctor`, which is `./run doctor` in a checkout.
    """
    if called_as() == PROGRAM:
        return sentence
    return HINT.sub(lambda hint: f"{CHECKOUT_SCRIPT} {in_checkout(hint['command'])}", sentence)


def in_checkout(command: str) -> str:
    """The name that a command has in a checkout."""
    return "bot" if command == "run" else command


def say(sentence: str) -> None:
    """Print a sentence that is not part of the result, on stderr."""
    sentence = as_called(sentence)
    shown = sentence[:LONGEST_SENTENCE_SHOWN]
    if shown != sentence:
        shown += "…"
    sys.stderr.write(f"{shown}\n")


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirmed(question: str, without_terminal: str) -> bool:
    """Whether the person at the terminal says yes.

    Raises:
        RequestError: there is no terminal; says what to do instead.
    """
    if not at_terminal():
        raise RequestError(without_terminal)
    shown = "".join(char if char.isprintable() or char == "\n" else " " for char in question)
    with _ended_by_ctrl_c():
        return typer.confirm(shown, err=True)


def ask(question: str, default: str | None = None) -> str:
    """Return the answer that is typed at the terminal, or the default if it is empty."""
    with _ended_by_ctrl_c():
        answer = typer.prompt(question, default=default, show_default=bool(default), err=True)
    return str(answer).strip()


def ask_secret(question: str) -> str:
    """Return the answer, which is not shown as it is typed; it may be empty."""
    with _ended_by_ctrl_c():
        answer = typer.prompt(question, default="", show_default=False, hide_input=True, err=True)
    return str(answer).strip()


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """End by Ctrl-C at a question as anywhere else. Typer does not tell it from Ctrl-D."""
    try:
        yield
    except typer.Abort as exc:
        if isinstance(exc.__context__, KeyboardInterrupt):
            raise exc.__context__ from None
        raise RequestError(INPUT_ENDED) from exc


def print_json(result: Mapping[str, object]) -> None:
    """Print the result as one JSON object on a line of its own."""
    typer.echo(json.dumps(result, ensure_ascii=False))


def print_line(text: str = "", *, style: str = "") -> None:
    """Print a line of the result, styled if stdout is a terminal: bold, dim or italic.

    Its hints name the commands as the program was called. Nothing in it is markup, and nothing that
    a feed says reaches the terminal as a control code.
    """
    shown = "".join(char if char.isprintable() else " " for char in as_called(text))
    typer.echo(typer.style(shown, **{style: True}) if style else shown)


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second; None for no moment."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


WHOLE_NUMBER = re.compile(r"[0-9]{1,19}")
LONGEST_ARGUMENT_SHOWN = 50
"""Characters of a wrong argument that the error repeats. Chosen by eye."""
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def whole_number(least: int, most: int = LARGEST_ID) -> Callable[[str], int]:
    """A parser of numbers within these bounds."""
    within = f"from {least} to {most}"
    usual = f"of {least} or more" if most == LARGEST_ID else within

    def read(value: object) -> int:
        text = str(value).strip()
        number = int(text) if WHOLE_NUMBER.fullmatch(text) else -1
        if not least <= number <= most:
            # SQLite's limit is named only to who exceeds it.
            limits = within if text.isdecimal() and text.strip("0") else usual
            raise typer.BadParameter(f"write a whole number {limits}, not {shown_argument(text)}.")
        return number

    return read


def choice(kind: type[ChoiceT]) -> Callable[[str], ChoiceT]:
    """A parser of the values of an enumeration, in any case."""

    def read(value: object) -> ChoiceT:
        text = str(value).strip()
        found = next((each for each in kind if each == text.lower()), None)
        if found is None:
            raise typer.BadParameter(f"write one of {', '.join(kind)}, not {shown_argument(text)}.")
        return found

    return read


def path_argument(value: object) -> Path:
    """A parser of paths."""
    from bot.settings import asked_from  # not at the start of each command

    try:
        return asked_from() / read_path(value)
    except ValueError as exc:
        raise typer.BadParameter(f"{exc}: {shown_argument(str(value))}.") from exc


def shown_argument(text: str) -> str:
    """A wrong argument as an error repeats it."""
    cut = len(text) > LONGEST_ARGUMENT_SHOWN
    return f"{text[:LONGEST_ARGUMENT_SHOWN]}…" if cut else text.strip() or "“”"
