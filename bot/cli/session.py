"""The start of every command: read the settings, then set up logging."""

import logging
from typing import TYPE_CHECKING

from bot.cli.output import as_called

if TYPE_CHECKING:
    from bot.settings import Settings


def start(*, quiet: str | None = None, lasting: bool = False) -> "Settings":
    """Read the settings of this folder and this environment, and set up logging.

    Args:
        quiet: a logger that would only repeat what the command itself reports.
        lasting: whether the command goes on after an outage of the database. Its log tells of
            outages; other commands end with that sentence.

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
