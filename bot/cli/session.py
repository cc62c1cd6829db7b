"""The start of every command: read the settings, set up logging, open the database."""

import logging
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.cli.output import as_called, say

if TYPE_CHECKING:
    from bot.core import Core
    from bot.settings import Settings


def start(*, quiet: str | None = None, lasting: bool = False) -> "Settings":
    """Read the settings of this folder and this environment, and set up logging.

    Args:
        quiet: a logger that would only repeat what the command itself reports.
        lasting: whether the command goes on after an outage of the database and logs it. Other
            commands end with its sentence.

    Raises:
        SettingsError: a setting is wrong.
    """
    from bot.logs import set_up_logging
    from bot.settings import load_settings

    settings = load_settings()
    set_up_logging(settings.log_level, settings.log_format)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_name_commands_as_called)
    if not lasting:
        logging.getLogger("bot.storage.health").setLevel(logging.CRITICAL)
    if quiet:
        logging.getLogger(quiet).setLevel(logging.ERROR)
    return settings


def _name_commands_as_called(record: logging.LogRecord) -> bool:
    written = record.getMessage()
    if (called := as_called(written)) != written:
        record.msg, record.args = called, ()
    return True


@asynccontextmanager
async def open_to_read(settings: "Settings", *, quiet: bool = False) -> "AsyncIterator[Core]":
    """Open the core for a command that only reads: it makes no database.

    If there is none, the command says so (unless `quiet`) and answers from an empty one, which it
    throws away. A database that cannot be written is read as it stands there.
    """
    from bot.core import open_core
    from bot.storage.files import is_frozen

    if not is_missing(settings.database_path):
        async with open_core(settings, frozen=is_frozen(settings.database_path)) as core:
            yield core
        return
    with tempfile.TemporaryDirectory() as place:
        empty = replace(settings, database_path=Path(place) / "empty.db")
        async with open_core(empty) as core:
            if not quiet:
                from bot.storage.errors import NO_DATABASE_YET

                say(NO_DATABASE_YET.format(path=settings.database_path))
            yield core


def is_missing(path: Path) -> bool:
    """Whether certainly no database exists; else opening it says what is wrong."""
    if os.path.lexists(path):
        return False
    folder = _existing_folder(path)
    return folder.is_dir() and os.access(folder, os.X_OK)


def could_begin(path: Path) -> bool:
    """Whether a database that is missing could be made."""
    return os.access(_existing_folder(path), os.W_OK)


def _existing_folder(path: Path) -> Path:
    """The folder of a path, or the nearest one above that exists."""
    return next(each for each in path.absolute().parents if os.path.lexists(each))
