"""Sets up logging: text or JSON lines on stderr. The command line calls it once.

Members' queries are health information and must not reach a log. Some libraries log their data at
DEBUG: aiosqlite every statement with its values, discord.py and SimCord every payload, with the
token. Their level is INFO or higher, even if LOG_LEVEL is DEBUG.
"""

import logging
import sys
import time

QUIETED_LOGGERS = ("aiohttp", "aiosqlite", "asyncio", "discord", "simcord")
"""Loggers whose DEBUG lines hold members' queries or the token."""

LINE_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
JSON_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def set_up_logging(level: str, form: str) -> None:
    """Send log lines of `level` and above to stderr, as `text` or as `json`."""
    line = logging.StreamHandler(sys.stderr)
    line.setFormatter(_formatter(form))
    logging.basicConfig(level=level, handlers=[line], force=True)
    logging.getLogger("discord.client").addFilter(_is_of_use)
    for name in QUIETED_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))


OF_NO_USE = ("voice will NOT be supported", "logging in using static token")
"""Parts of discord.py's lines: the bot uses no voice channels, and each try of a login says the
other."""


def _is_of_use(record: logging.LogRecord) -> bool:
    return not any(part in record.getMessage() for part in OF_NO_USE)


def _formatter(form: str) -> logging.Formatter:
    formatter = logging.Formatter(LINE_FORMAT, TIME_FORMAT)
    if form == "json":
        from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - 3 ms for this form alone

        formatter = JsonFormatter(LINE_FORMAT, TIME_FORMAT, rename_fields=JSON_NAMES)
    formatter.converter = time.gmtime
    return formatter
