"""Reads the environment and `.env` into one frozen Settings; no other module knows of them."""

import contextlib
import io
import os
import re
import stat
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values, set_key
from dotenv.parser import Binding, parse_stream
from msgspec import Struct, field
from rapidfuzz import fuzz, process

from bot import setting_values as values
from bot.errors import SettingsError
from bot.knowledge import KnowledgeFiles
from bot.knowledge.shapes import ValueCheck, checks_of
from bot.model.feed import ServerFeedRule
from bot.model.health import HealthAddress
from bot.model.ids import Shards
from bot.paths import absence, give_to, give_to_owner_of, other_than_file, owner_of, read_path
from bot.setting_values import REQUESTS_PER_SECOND, LogFormat, LogLevel, PictureRule, Secret

DATA_FOLDER = "progress-bot"
"""The folder for the database among those of the user's other programs."""
ENV_FILE = Path(".env")
LONGEST_SHOWN = 100
"""Characters of a wrong value that the error repeats. Chosen by eye."""
MIN_SETTING_RATIO = 70
"""rapidfuzz's score, 0 to 100, from which a setting's name is suggested. Chosen by eye."""
MIN_MISSPELLED = 90
"""The same for a variable of the environment, which may well be another program's: of a name of ten
letters, one is wrong. Chosen by eye."""
ENCODING = "utf-8-sig"
"""Some editors begin a file with a byte order mark."""
QUOTED_VALUE = re.compile(
    r"\s*(?:export\s+)?[^\s=]+[ \t]*=[ \t]*(?P<quote>['\"])(?P<rest>.*)", re.DOTALL
)
"""A setting whose value begins with a quote."""
OPEN_QUOTE = "the quote is not closed. Write one behind the value, or leave out the one before it."
PROJECT_PAGE = "https://github.com/progress-bot/progress-bot"


def _default_database_path() -> Path:
    """Return `data/progress.db` if there is a folder `data` here, else the user's own path."""
    here = Path("data")
    if not here.is_dir():
        from platformdirs import user_data_path  # noqa: PLC0415 - 5 ms that few starts need

        here = user_data_path(DATA_FOLDER)
    return here / "progress.db"


Switch = Annotated[bool, values.switch]
OptionalPath = Annotated[Path | None, read_path]


class Settings(Struct, frozen=True):
    """Every setting of the bot; `.env.example` explains names and defaults.

    Each field is annotated with the function that reads its value.
    """

    discord_token: Annotated[Secret | None, values.token] = None
    database_path: Annotated[Path, read_path] = field(default_factory=_default_database_path)
    knowledge_dir: Annotated[Path | None, values.existing_folder] = None
    feeds_file: OptionalPath = None
    topics_file: OptionalPath = None
    thesaurus_file: OptionalPath = None
    glossary_file: OptionalPath = None
    poll_interval: Annotated[timedelta, values.parse_duration] = timedelta(hours=1)
    allowed_private_hosts: Annotated[tuple[str, ...], values.names] = ()
    announce: Switch = True
    registry: Switch = True
    registry_url: Annotated[str, values.registry_url] = values.CROSSREF
    pubmed: Switch = True
    pubmed_url: Annotated[str, values.pubmed_url] = values.PUBMED
    article_pages: Switch = True
    crawl_delay: Annotated[timedelta, values.pause] = timedelta(seconds=2)
    semantic: Switch = False
    server_feeds: Annotated[ServerFeedRule, values.word_of(ServerFeedRule)] = ServerFeedRule.ASK
    owner_id: Annotated[int | None, values.snowflake] = None
    burst_limit: Annotated[int, values.count(0, values.MOST_IN_A_BURST)] = 5
    images: Annotated[PictureRule, values.word_of(PictureRule)] = PictureRule.LINK
    support_text: Annotated[str, values.support_text] = ""
    contact: Annotated[str, values.one_line] = PROJECT_PAGE
    discord_api_url: Annotated[str | None, values.api_url] = None
    shards: Annotated[Shards | None, values.shards] = None
    commands: Switch = True
    requests_per_second: Annotated[int, values.count(1, REQUESTS_PER_SECOND)] = REQUESTS_PER_SECOND
    backup_dir: Annotated[Path | None, values.folder] = None
    backup_keep: Annotated[int, values.count(1, values.MOST_COPIES)] = 7
    health: Annotated[HealthAddress | None, values.health_address] = None
    log_level: Annotated[LogLevel, values.word_of(LogLevel)] = LogLevel.INFO
    log_format: Annotated[LogFormat, values.word_of(LogFormat)] = LogFormat.TEXT

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


class Supervision(Struct, frozen=True):
    """The variables that systemd sets for a service; operators do not set them."""

    notify_socket: str | None = None
    watchdog_usec: int | None = None
    watchdog_pid: int | None = None


def load_settings() -> Settings:
    """Read the environment and `.env`; the environment takes precedence.

    Raises:
        SettingsError: a value is wrong, or a line of `.env` names an unknown setting, or one again.
    """
    text, lines = _text(ENV_FILE), dict[str, int]()
    for line in parse_stream(io.StringIO(text)):
        _refuse_unknown(line, ENV_FILE)
        first = lines.setdefault((line.key or "").upper(), line.original.line)
        if line.key and first != line.original.line:
            where = f"{ENV_FILE}, line {line.original.line}"
            raise SettingsError(f"{where}: line {first} has {line.key}, too. Delete one of them.")
    return read_settings({**_named(dotenv_values(stream=io.StringIO(text))), **_named(os.environ)})


def read_settings(stated: Mapping[str, str]) -> Settings:
    """Read texts, by the names of the fields of `Settings`; other names are passed over.

    Raises:
        SettingsError: a value is wrong.
    """
    checks = checks_of(Settings)
    return Settings(
        **{name: _value(name, checks[name], stated[name]) for name in checks if name in stated}
    )


def _value(name: str, check: ValueCheck[Any], given: str) -> Any:  # noqa: ANN401 - as the check returns it
    try:
        return check(given)
    except ValueError as exc:
        if check is values.token:
            raise SettingsError(f"{name.upper()} is wrong: {exc}.") from exc
        shown = repr(given)
        shown = shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"
        raise SettingsError(f"{name.upper()} is wrong: {exc} (it is {shown}).") from exc


def load_supervision() -> Supervision:
    """Read what systemd says, if it started the program."""
    given = _named(os.environ)
    return Supervision(
        given.get("notify_socket"),
        _number(given.get("watchdog_usec")),
        _number(given.get("watchdog_pid")),
    )


def asked_from() -> Path:
    """The folder from which `./run` was called, which then left it; else the present one."""
    return Path(os.environ.get("RUN_FROM", ""))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _named(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Return variables by the names of fields; an empty variable counts as unset."""
    return {name.lower(): value for name, value in variables.items() if value}


def check_setting(name: str, value: str) -> None:
    """Check one value by the rules of `load_settings`.

    Args:
        name: the field of `Settings`.
        value: what would stand behind its name in `.env`.

    Raises:
        SettingsError: it is wrong.
    """
    read_settings({name: value})


def write_settings(env_file: Path, given: Mapping[str, str]) -> None:
    """Write values into `.env`, by the names of their variables; its other lines stay.

    A file that is new, or open to all, can then be read by its owner alone: whoever reads the token
    is the bot.

    Raises:
        OSError: the file cannot be written.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(env_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        give_to_owner_of(env_file.absolute().parent, env_file)
    place = env_file.resolve()
    owner = owner_of(place)
    if (mode := stat.S_IMODE(place.stat().st_mode)) & stat.S_IRWXO:  # as `cp .env.example .env` has
        place.chmod(mode & stat.S_IRWXU)
    for name, value in given.items():
        set_key(place, name, value, quote_mode="auto")
    give_to(owner, place)  # `set_key` replaces the file.


def _text(env_file: Path) -> str:
    if kind := other_than_file(env_file):
        raise SettingsError(f"{env_file} is {kind}, and settings are lines of a file. Rename it.")
    try:
        return env_file.read_text(ENCODING)
    except FileNotFoundError as exc:
        if env_file.is_symlink():
            raise SettingsError(f"{env_file} {absence(env_file)}. Correct or delete it.") from exc
        return ""
    except UnicodeDecodeError as exc:
        raise SettingsError(f"{env_file} is not UTF-8 text. Save it as UTF-8.") from exc
    except OSError as exc:
        raise SettingsError(
            f"{env_file} cannot be read ({exc.strerror}). Check the rights on it."
        ) from exc


def misspelled_variables() -> list[tuple[str, str]]:
    """Variables of the environment that are nearly a setting, each with that setting."""
    known = [name.upper() for name in Settings.__struct_fields__]
    found = [
        (name, process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=MIN_MISSPELLED))
        for name in sorted(name.upper() for name in os.environ)
        if name not in known
    ]
    return [(name, nearest[0]) for name, nearest in found if nearest]


def _refuse_unknown(line: Binding, env_file: Path) -> None:
    where = f"{env_file}, line {line.original.line}"
    if line.error and (quoted := QUOTED_VALUE.match(line.original.string)):
        closed = quoted["quote"] in quoted["rest"]
        said = "there is text behind the closing quote. Delete it." if closed else OPEN_QUOTE
        raise SettingsError(f"{where}: {said}")
    if line.error or (line.key and line.value is None):
        raise SettingsError(f"{where}: this is no setting. Write `NAME=value`.")
    known = [name.upper() for name in Settings.__struct_fields__]
    if line.key and line.key.upper() not in known:
        nearest = process.extractOne(line.key.upper(), known, score_cutoff=MIN_SETTING_RATIO)
        hint = f"Did you mean {nearest[0]}?" if nearest else "See .env.example for all settings."
        raise SettingsError(f"{where}: there is no setting {line.key}. {hint}")
