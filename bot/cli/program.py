"""All commands, and how an error ends one: a sentence on stderr and an exit code."""

import sys
from enum import IntEnum
from typing import Annotated, Never

import typer

from bot import __version__
from bot.cli.backup import announce, backup, restore, split
from bot.cli.deliveries import deliveries, hide
from bot.cli.doctor import doctor, health
from bot.cli.explain import explain
from bot.cli.feeds import feeds_commands
from bot.cli.knowledge import knowledge_commands
from bot.cli.output import (
    CHECKOUT_SCRIPT,
    PROGRAM,
    called_as,
    in_checkout,
    refused_argument,
    say,
    with_words_last,
)
from bot.cli.poll import backfill, poll
from bot.cli.run import demo, init, run
from bot.cli.search import latest, search
from bot.cli.streams import drop_unwritten, prepare_streams
from bot.errors import ConfigurationError, DatabaseInUseError, ProgressError, UnknownNameError


class Exit(IntEnum):
    """Exit codes; 2 is Typer's own for wrong usage, 75 and 78 are those of sysexits.h."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    IN_USE = 75
    CONFIGURATION = 78


def execute() -> Never:
    """Run the command of the command line. A bug shows its traceback and exits with 1."""
    prepare_streams()
    try:
        arguments = sys.argv[1:]
        if sentence := refused_argument(arguments):
            say(sentence)
            sys.exit(Exit.USAGE)
        program()(_read(arguments), prog_name=called_as())
    except ProgressError as exc:
        say(str(exc))
        sys.exit(exit_code(exc))
    finally:
        drop_unwritten()
    sys.exit(Exit.DONE)


def _read(arguments: list[str]) -> list[str]:
    """The arguments as the program takes them: its command under the name that people type."""
    command, *rest = arguments or [""]
    if command == search.__name__:
        rest = with_words_last(rest)
    return [_typed(command), *rest] if arguments else []


def _typed(command: str) -> str:
    return in_checkout(command) if called_as() == CHECKOUT_SCRIPT else command


def exit_code(error: ProgressError) -> Exit:
    """The exit code for an error; a supervisor decides by it whether to start again."""
    match error:
        case DatabaseInUseError():
            return Exit.IN_USE
        case ConfigurationError():
            return Exit.CONFIGURATION
        case UnknownNameError():
            return Exit.USAGE
        case _:
            return Exit.FAILED


TOP_LEVEL_COMMANDS = (
    run,
    init,
    demo,
    doctor,
    poll,
    backfill,
    search,
    latest,
    explain,
    deliveries,
    hide,
    announce,
    backup,
    restore,
    split,
    health,
)
"""In the order in which `--help` lists them; groups of commands come behind them."""


def program() -> typer.Typer:
    """The commands and their help."""
    app = typer.Typer(
        name=PROGRAM,
        help="A Discord bot that announces research news and answers questions.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for command in TOP_LEVEL_COMMANDS:
        app.command(_typed(command.__name__))(command)
    app.add_typer(feeds_commands())
    app.add_typer(knowledge_commands())
    return app


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Hold the options of the program itself."""
