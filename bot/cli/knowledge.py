"""`progress-bot knowledge`: check files of knowledge, or copy the shipped ones to edit them."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import texts
from bot.cli.doctor import report
from bot.cli.output import JsonOption, path_argument, print_line

READABLE_FOLDER_MODE = 0o755
"""Permission bits of a folder that every user may read: it holds no secrets."""
UNFINISHED_FOLDER = ".copying"
"""The folder in which the files stand until all are there."""


def knowledge_commands() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(
        name="knowledge",
        help="Check or copy the files of topics, feeds and words.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command()(check)
    group.command()(copy)
    return group


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            parser=path_argument,
            metavar="DIR",
            help="A folder for KNOWLEDGE_DIR; without it, the files that the bot would read now.",
            show_default=False,
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Check every knowledge file, and name the line of each mistake."""
    from bot.cli.knowledge_check import check_files, check_names
    from bot.cli.session import start
    from bot.errors import RequestError, UnknownNameError
    from bot.knowledge import KNOWLEDGE_NAMES, KnowledgeFiles
    from bot.paths import is_taken

    if folder and not folder.is_dir():
        raise UnknownNameError(texts.NO_FOLDER.format(folder=folder))
    if folder and not any(is_taken(folder / name) for name in KNOWLEDGE_NAMES):
        raise RequestError(texts.NO_KNOWLEDGE.format(folder=folder))
    files = KnowledgeFiles(folder) if folder else start().knowledge
    report([*check_files(files), *check_names(files.folder)], as_json=as_json)


def copy(
    folder: Annotated[
        Path, typer.Argument(parser=path_argument, metavar="DIR", help="A folder; it may be new.")
    ],
) -> None:
    """Copy the shipped knowledge files into a folder, to edit them there."""
    import os

    from bot.errors import RequestError
    from bot.knowledge import KNOWLEDGE_NAMES

    for name in KNOWLEDGE_NAMES:
        if os.path.lexists(folder / name):
            raise RequestError(texts.FILE_EXISTS.format(path=folder / name))
    try:
        _copy_all(folder)
    except OSError as exc:
        raise RequestError(texts.NOT_COPIED.format(folder=folder, reason=exc.strerror)) from exc
    print_line(texts.COPIED.format(folder=folder))


def _copy_all(folder: Path) -> None:
    """Copy the files; a folder has all of them or none.

    Raises:
        OSError: they cannot be copied.
    """
    import shutil

    from bot.knowledge import KNOWLEDGE_NAMES, shipped
    from bot.paths import give_to_owner_of
    from bot.storage.files import new_folder

    copies = folder / UNFINISHED_FOLDER
    with new_folder(folder, mode=READABLE_FOLDER_MODE), ExitStack() as stack:
        shutil.rmtree(copies, ignore_errors=True)  # of a command that was killed
        stack.callback(shutil.rmtree, copies, ignore_errors=True)
        copies.mkdir()
        for name in KNOWLEDGE_NAMES:
            source, copied = shipped(name), copies / name
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, copied)
        for each in copies.rglob("*"):
            give_to_owner_of(folder, each)
        for each in copies.iterdir():
            each.rename(folder / each.name)
