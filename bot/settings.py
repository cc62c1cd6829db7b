"""Reads the environment and `.env` into one frozen Settings; no other module knows of them."""

import contextlib
import io
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values, set_key
from dotenv.parser import Binding, parse_stream
from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
    ValidationError,
)
from rapidfuzz import process

from bot.errors import RequestError, SettingsError
from bot.feeds.hosts import PrivateHosts
from bot.knowledge import KnowledgeFiles
from bot.model.feed import ServerFeedRule
from bot.model.health import HealthAddress
from bot.model.ids import Shards, read_id

DURATION = re.compile(r"([0-9]{1,9})\s*([smhd])")
LONGEST_SECONDS = 365 * 86_400
"""A year; a longer time is taken for a typing error."""
SNOWFLAKE = re.compile(r"[0-9]{17,19}")
COUNT = re.compile(r"[0-9]{1,9}")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
MOST_IN_A_BURST = 100
LOOPBACK = "127.0.0.1"
LARGEST_PORT = 65_535
HOST_NAME = re.compile(r"[0-9a-z.:_-]{1,253}")
MOST_COPIES = 10_000
REQUESTS_PER_SECOND = 50
"""Discord's limit for the whole bot."""
MAX_SUPPORT_TEXT = 300
"""Characters of a support line: enough for two or three phone numbers with their hours."""
DATA_FOLDER = "progress-bot"
"""The folder for the database among those of the user's other programs."""
ENV_FILE = Path(".env")
LONGEST_SHOWN = 100
"""Characters of a wrong value that the error repeats."""
ENCODING = "utf-8-sig"
"""Some editors begin a file with a byte order mark."""
CROSSREF = "https://api.crossref.org"
PUBMED = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
PROJECT_PAGE = "https://github.com/progress-bot/progress-bot"


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


def _duration(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else parse_duration(value)


def _pause(value: object) -> timedelta:
    try:
        return _duration(value)
    except ValueError as exc:
        raise ValueError(f"{exc}, because sites block a program that makes no pause") from exc


def _switch(value: object) -> bool:
    known = {"on": True, "off": False, "true": True, "false": False}
    answer = value if isinstance(value, bool) else known.get(str(value).strip().lower())
    if answer is None:
        raise ValueError("write on or off")
    return answer


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    names = tuple(name.strip().lower() for name in str(value).split(",") if name.strip())
    PrivateHosts(names)  # raises SettingsError if one is wrong
    return names


def _burst(value: object) -> int:
    text = str(value).strip()
    if not COUNT.fullmatch(text) or int(text) > MOST_IN_A_BURST:
        raise ValueError(f"write a whole number from 0 to {MOST_IN_A_BURST}")
    return int(text)


def _kept_copies(value: object) -> int:
    text = str(value).strip()
    if not COUNT.fullmatch(text) or not 1 <= int(text) <= MOST_COPIES:
        raise ValueError(f"write a whole number from 1 to {MOST_COPIES}")
    return int(text)


def _health_address(value: object) -> HealthAddress | None:
    """`host:port`, or a port on the loopback interface; empty and `off` switch it off."""
    if isinstance(value, HealthAddress):
        return value
    text = str(value or "").strip().lower()
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


def _shards(value: object) -> Shards | None:
    if isinstance(value, Shards):
        return value
    text = str(value or "").strip().lower()
    return None if text in {"", "all"} else Shards.read(text)


def _request_rate(value: object) -> int:
    text = str(value).strip()
    if not COUNT.fullmatch(text) or not 1 <= int(text) <= REQUESTS_PER_SECOND:
        raise ValueError(f"write a whole number from 1 to {REQUESTS_PER_SECOND}")
    return int(text)


def _folder(value: object) -> Path | None:
    text = str(value or "").strip()
    return Path(text) if text and text.lower() != "off" else None


def _snowflake(value: object) -> int | None:
    text = str(value or "").strip()
    if not text:
        return None
    try:
        # Discord's ids have had 17 digits or more since its second year.
        return read_id(text if SNOWFLAKE.fullmatch(text) else "")
    except RequestError as exc:
        raise ValueError("write a user's id, a number of 17 to 19 digits, or leave it out") from exc


def _support_text(value: object) -> str:
    text = str(value).strip()
    if len(text) > MAX_SUPPORT_TEXT:
        raise ValueError(f"write at most {MAX_SUPPORT_TEXT} characters")
    return text


def _api_url(value: object) -> str | None:
    text = str(value or "").strip().rstrip("/")
    try:
        TypeAdapter(HttpUrl | None).validate_python(text or None)
    except ValidationError as exc:
        raise ValueError("write an address that begins with https:// or http://") from exc
    return text or None


def _registry_url(value: object) -> str:
    return _api_url(value) or CROSSREF


def _pubmed_url(value: object) -> str:
    return _api_url(value) or PUBMED


def _existing(value: Path | None) -> Path | None:
    if value and not value.is_dir():
        raise ValueError("there is no such folder")
    return value


def default_database_path() -> Path:
    """`data/progress.db` where this folder has a `data`, as a checkout has; else the user's own."""
    here = Path("data")
    return (here if here.is_dir() else user_data_path(DATA_FOLDER)) / "progress.db"


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


class PictureRule(StrEnum):
    """How the picture of a card reaches Discord."""

    LINK = "link"
    """Discord fetches it by its address."""
    ATTACH = "attach"
    """The bot fetches it and sends it as a file."""


class Settings(BaseModel):
    """Every setting of the bot; `.env.example` explains names and defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    discord_token: SecretStr | None = None
    database_path: Path = Field(default_factory=default_database_path)
    knowledge_dir: Annotated[Path | None, AfterValidator(_existing)] = None
    feeds_file: Path | None = None
    topics_file: Path | None = None
    thesaurus_file: Path | None = None
    glossary_file: Path | None = None
    poll_interval: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(hours=1)
    allowed_private_hosts: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    announce: Annotated[bool, BeforeValidator(_switch)] = True
    registry: Annotated[bool, BeforeValidator(_switch)] = True
    registry_url: Annotated[str, BeforeValidator(_registry_url)] = CROSSREF
    pubmed: Annotated[bool, BeforeValidator(_switch)] = True
    pubmed_url: Annotated[str, BeforeValidator(_pubmed_url)] = PUBMED
    article_pages: Annotated[bool, BeforeValidator(_switch)] = True
    crawl_delay: Annotated[timedelta, BeforeValidator(_pause)] = timedelta(seconds=2)
    semantic: Annotated[bool, BeforeValidator(_switch)] = False
    server_feeds: Annotated[ServerFeedRule, BeforeValidator(_lower)] = ServerFeedRule.ASK
    owner_id: Annotated[int | None, BeforeValidator(_snowflake)] = None
    burst_limit: Annotated[int, BeforeValidator(_burst)] = 5
    images: Annotated[PictureRule, BeforeValidator(_lower)] = PictureRule.LINK
    support_text: Annotated[str, BeforeValidator(_support_text)] = ""
    contact: str = PROJECT_PAGE
    discord_api_url: Annotated[str | None, BeforeValidator(_api_url)] = None
    shards: Annotated[Shards | None, BeforeValidator(_shards)] = None
    commands: Annotated[bool, BeforeValidator(_switch)] = True
    requests_per_second: Annotated[int, BeforeValidator(_request_rate)] = REQUESTS_PER_SECOND
    backup_dir: Annotated[Path | None, BeforeValidator(_folder)] = None
    backup_keep: Annotated[int, BeforeValidator(_kept_copies)] = 7
    health: Annotated[HealthAddress | None, BeforeValidator(_health_address)] = None
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        "INFO"
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"

    @property
    def knowledge(self) -> KnowledgeFiles:
        """Finds the knowledge files by these settings."""
        named = {
            "feeds.toml": self.feeds_file,
            "topics.toml": self.topics_file,
            "thesaurus.toml": self.thesaurus_file,
            "glossary.toml": self.glossary_file,
        }
        return KnowledgeFiles(
            self.knowledge_dir, {name: path for name, path in named.items() if path}
        )


class Supervision(BaseModel):
    """The variables that systemd sets for a service; operators do not set them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    notify_socket: str | None = None
    watchdog_usec: int | None = None
    watchdog_pid: int | None = None


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """Read the environment and `.env`; the environment takes precedence.

    Raises:
        SettingsError: a value is wrong, or a line of `.env` names an unknown setting.
    """
    text = _text(env_file)
    for line in parse_stream(io.StringIO(text)):
        _refuse_unknown(line, env_file)
    # By hand: importing pydantic-settings would take a tenth of a second.
    stated = {**_named(dotenv_values(stream=io.StringIO(text))), **_named(os.environ)}
    try:
        return Settings.model_validate(stated)
    except ValidationError as exc:
        raise SettingsError(_sentence(exc)) from exc


def load_supervision() -> Supervision:
    """Read what systemd says, if it started the program."""
    return Supervision.model_validate(_named(os.environ))


def _named(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Variables by the names of fields; an empty one is as none."""
    return {name.lower(): value for name, value in variables.items() if value}


def check_setting(name: str, value: str) -> None:
    """Check one value, as `load_settings` would.

    Args:
        name: the field of `Settings`.
        value: what would stand behind its name in `.env`.

    Raises:
        SettingsError: it is wrong.
    """
    try:
        Settings.model_validate({name: value})
    except ValidationError as exc:
        raise SettingsError(_sentence(exc)) from exc


def write_settings(env_file: Path, values: Mapping[str, str]) -> None:
    """Write values into `.env`, by the names of their variables; its other lines stay.

    A new file can be read by its owner alone: whoever reads the token is the bot.

    Raises:
        OSError: the file cannot be written.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(env_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for name, value in values.items():
        set_key(env_file, name, value, quote_mode="auto", follow_symlinks=True)


def _text(env_file: Path) -> str:
    try:
        return env_file.read_text(ENCODING) if env_file.is_file() else ""
    except UnicodeDecodeError as exc:
        raise SettingsError(f"{env_file} is not UTF-8 text. Save it as UTF-8.") from exc
    except OSError as exc:
        raise SettingsError(
            f"{env_file} cannot be read ({exc.strerror}). Check the rights on it."
        ) from exc


def _refuse_unknown(line: Binding, env_file: Path) -> None:
    where = f"{env_file}, line {line.original.line}"
    if line.error or (line.key and line.value is None):
        raise SettingsError(f"{where}: this is no setting. Write NAME=value.")
    known = [name.upper() for name in Settings.model_fields]
    if line.key and line.key.upper() not in known:
        nearest = process.extractOne(line.key.upper(), known, score_cutoff=70)
        hint = f"Did you mean {nearest[0]}?" if nearest else "See .env.example for all settings."
        raise SettingsError(f"{where}: there is no setting {line.key}. {hint}")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]).upper() if first["loc"] else "A setting"
    reason = first["msg"].removeprefix("Value error, ").replace("Input should be", "write")
    # The token is a secret, but any text is a valid one, so it is never shown here.
    given = repr(first["input"])
    shown = given if len(given) <= LONGEST_SHOWN else f"{given[:LONGEST_SHOWN]}…"
    return f"{name} is wrong: {reason[0].lower()}{reason[1:]} (it is {shown})."
