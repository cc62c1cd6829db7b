"""How every command starts: settings first, then logging as they say."""

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def start(*, quiet: str | None = None, lasting: bool = False) -> "Settings":
    """Read the settings of this folder and this environment, and set up logging.

    Args:
        quiet: a logger whose lines would only repeat what the command itself reports.
        lasting: whether the command goes on after an outage of the database, which its log then
            has to tell; others end with the same sentence.

    Raises:
        SettingsError: a setting is wrong.
    """
    from bot.logs import set_up_logging
    from bot.settings import load_settings

    settings = load_settings()
    set_up_logging(settings.log_level, settings.log_format)
    if not lasting:
        logging.getLogger("bot.storage.health").setLevel(logging.CRITICAL)
    if quiet:
        logging.getLogger(quiet).setLevel(logging.ERROR)
    return settings
