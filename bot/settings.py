"""The environment and `.env` as one frozen Settings; nothing else reads either."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, HttpUrl, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from rapidfuzz import process

from bot.errors import SettingsError
from bot.knowledge import shipped

DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
PROJECT_PAGE = "https://github.com/progress-bot/progress-bot"


def parse_duration(value: object) -> timedelta:
    """`30s`, `15m`, `1h` or `2d` as a timedelta.

    Raises:
        ValueError: for any other text, and for nought.
    """
    match = DURATION.fullmatch(str(value).strip().lower())
    if not match or not int(match[1]):
        raise ValueError("write a number with its unit, such as 30s, 15m or 1h")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _duration(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else parse_duration(value)


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
    for name in names:
        if "/" in name:
            ipaddress.ip_network(name, strict=False)
    return names


def _api_url(value: object) -> str | None:
    text = str(value or "").strip().rstrip("/")
    if text:
        TypeAdapter(HttpUrl).validate_python(text)
    return text or None


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """Every setting of the bot; names and defaults are those of `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True
    )

    discord_token: SecretStr | None = None
    database_path: Path = Path("data/progress.db")
    feeds_file: Path = Field(default_factory=lambda: shipped("feeds.toml"))
    poll_interval: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(hours=1)
    allowed_private_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ()
    announce: Annotated[bool, BeforeValidator(_switch)] = True
    burst_limit: int = Field(default=5, ge=0, le=100)
    contact: str = PROJECT_PAGE
    discord_api_url: Annotated[str | None, BeforeValidator(_api_url)] = None
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        "INFO"
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"


def load_settings(env_file: Path = Path(".env")) -> Settings:
    """Read the environment, then `.env` beneath it.

    Raises:
        SettingsError: a value is wrong, or `.env` names a setting that does not exist.
    """
    _refuse_unknown(_values(env_file), env_file)
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg] # pydantic-settings' own keyword
    except ValidationError as exc:
        raise SettingsError(_sentence(exc)) from exc


def _values(env_file: Path) -> Mapping[str, str | None]:
    try:
        return dotenv_values(env_file) if env_file.is_file() else {}
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{env_file} cannot be read ({exc}). Save it as UTF-8 text.") from exc


def _refuse_unknown(values: Mapping[str, str | None], env_file: Path) -> None:
    known = [name.upper() for name in Settings.model_fields]
    for name in values:
        if name.upper() not in known:
            nearest = process.extractOne(name.upper(), known, score_cutoff=70)
            hint = (
                f"Did you mean {nearest[0]}?" if nearest else "See .env.example for all settings."
            )
            raise SettingsError(f"{env_file} has an unknown setting, {name}. {hint}")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]).upper() if first["loc"] else "A setting"
    reason = first["msg"].removeprefix("Value error, ")
    # The token's value is a secret, and it is never malformed in this sense.
    return f"{name} is wrong: {reason[0].lower()}{reason[1:]} (it is {first['input']!r})."
