"""Reads the value of each setting: a function takes a text, and returns what it means.

Each raises a ValueError that says what to write instead. Called by `settings` alone.
"""

import re
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from bot.errors import RequestError
from bot.feeds.hosts import PrivateHosts
from bot.knowledge.shapes import ChoiceT, ValueCheck, one_of
from bot.model.health import HealthAddress
from bot.model.ids import Shards, read_id
from bot.paths import read_path

DURATION = re.compile(r"([0-9]{1,9})\s*([smhd])")
LONGEST_SECONDS = 365 * 86_400
"""A year; a longer time is taken for a typing error."""
SNOWFLAKE = re.compile(r"[0-9]{17,19}")
COUNT = re.compile(r"[0-9]{1,9}")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
MOST_IN_A_BURST = 100
"""The largest BURST_LIMIT. Chosen by eye."""
LOOPBACK = "127.0.0.1"
LARGEST_PORT = 65_535
"""The largest number of 16 bits, which TCP has for a port."""
HOST_NAME = re.compile(r"[0-9a-z.:_-]{1,253}")
MOST_COPIES = 10_000
"""The largest BACKUP_KEEP. Chosen by eye."""
REQUESTS_PER_SECOND = 50
"""Discord's limit for the whole bot."""
MAX_SUPPORT_TEXT = 300
"""Characters of a support line: enough for two or three phone numbers with their hours."""
CROSSREF = "https://api.crossref.org"
PUBMED = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"


def parse_duration(value: object) -> timedelta:
    """`30s`, `15m`, `1h` or `2d` as a timedelta.

    Raises:
        ValueError: the text has another form, or means zero or more than a year.
    """
    match = DURATION.fullmatch(str(value).strip().lower())
    seconds = int(match[1]) * SECONDS[match[2]] if match else 0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError("write a number with its unit, such as 30s, 15m or 1h, from 1s to 365d")
    return timedelta(seconds=seconds)


def pause(value: object) -> timedelta:
    """A time between requests."""
    try:
        return parse_duration(value)
    except ValueError as exc:
        raise ValueError(f"{exc}, because sites block a program that makes no pause") from exc


def switch(value: object) -> bool:
    """`on` or `off`."""
    known = {"on": True, "off": False, "true": True, "false": False}
    word = _lower(value)
    if word not in known:
        raise ValueError("write on or off")
    return known[word]


def names(value: object) -> tuple[str, ...]:
    """Names of hosts, between commas."""
    names = tuple(name.strip().lower() for name in str(value).split(",") if name.strip())
    PrivateHosts(names)  # raises SettingsError if one is wrong
    return names


def count(least: int, most: int) -> ValueCheck[int]:
    """A check of a whole number within these limits."""

    def check(value: object) -> int:
        text = str(value).strip()
        if not COUNT.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(text)

    return check


def health_address(value: object) -> HealthAddress | None:
    """`host:port`, or a port on the loopback interface; empty and `off` switch it off."""
    text = _lower(value)
    if text in {"", "off"}:
        return None
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or LOOPBACK
    if (
        not COUNT.fullmatch(port)
        or not 1 <= int(port) <= LARGEST_PORT
        or not HOST_NAME.fullmatch(host)
    ):
        raise ValueError("write a host and a port, such as 127.0.0.1:8081")
    return HealthAddress(host, int(port))


def shards(value: object) -> Shards | None:
    """`0-3/16`; None for all shards."""
    text = _lower(value)
    return None if text in {"", "all"} else Shards.read(text)


def folder(value: object) -> Path | None:
    """A folder; None for `off`."""
    text = str(value).strip()
    return read_path(text) if text and text.lower() != "off" else None


def snowflake(value: object) -> int | None:
    """The id of a user; None for nobody."""
    text = str(value).strip()
    if not text:
        return None
    try:
        # Discord's ids have had 17 digits or more since its second year.
        return read_id(text if SNOWFLAKE.fullmatch(text) else "")
    except RequestError as exc:
        raise ValueError("write a user's id, a number of 17 to 19 digits, or leave it out") from exc


def support_text(value: object) -> str:
    """The line that answers carry for people in distress."""
    text = str(value).strip()
    if len(text) > MAX_SUPPORT_TEXT:
        raise ValueError(f"write at most {MAX_SUPPORT_TEXT} characters")
    return text


def api_url(value: object) -> str | None:
    """An address without a slash at its end; None for the usual one."""
    text = str(value).strip().rstrip("/")
    if text and not _is_address(text):
        raise ValueError("write an address that begins with https:// or http://")
    return text or None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError if it is no number
    except ValueError:
        return False
    # `urlsplit` drops line breaks and control characters, which no request may hold.
    sound = len(text.split()) == 1 and text.isprintable()
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and sound


def registry_url(value: object) -> str:
    """The address of Crossref."""
    return api_url(value) or CROSSREF


def pubmed_url(value: object) -> str:
    """The address of PubMed."""
    return api_url(value) or PUBMED


def existing_folder(value: object) -> Path:
    """A folder that is there."""
    folder = read_path(value)
    if not folder.is_dir():
        raise ValueError("there is no such folder")
    return folder


def _lower(value: object) -> str:
    return str(value).strip().lower()


class PictureRule(StrEnum):
    """How the picture of a card reaches Discord."""

    LINK = "link"
    """Discord fetches it by its address."""
    ATTACH = "attach"
    """The bot fetches it and sends it as a file."""


class LogLevel(StrEnum):
    """The least important messages that the log has."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """How a message of the log is written."""

    TEXT = "text"
    JSON = "json"


class Secret(Struct, frozen=True):
    """A text that neither a log nor a traceback shows."""

    value: str

    def __repr__(self) -> str:
        return "Secret(…)"


def one_line(value: object) -> str:
    """A text that can stand in a header of a request."""
    text = str(value).strip()
    if not text.isprintable():
        raise ValueError("write it in one line, without control characters")
    return text


def token(value: object) -> Secret | None:
    """The bot's token, which must not be shown."""
    text = one_line(value)
    return Secret(text) if text else None


def word_of(choices: type[ChoiceT]) -> ValueCheck[ChoiceT]:
    """A check that the value is one of these words, in upper or lower case."""
    known = {each.lower(): each for each in choices}
    return lambda value: one_of(choices)(known.get(_lower(value)))
