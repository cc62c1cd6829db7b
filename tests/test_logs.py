import json
import logging
from collections.abc import Iterator

import aiosqlite
import pytest

from bot.logs import QUIETED_LOGGERS, set_up_logging


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIETED_LOGGERS}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_a_text_line_says_when_how_grave_who_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text")

    logging.getLogger("bot.pipelines.poll").warning("The feed %s answered 404.", "X")

    assert capsys.readouterr().err.endswith(
        "Z WARNING bot.pipelines.poll: The feed X answered 404.\n"
    )


def test_a_json_line_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")

    logging.getLogger("bot").error("Two\nlines")

    written = capsys.readouterr().err
    line = json.loads(written)
    assert written.count("\n") == 1
    assert line.pop("time").endswith("Z")
    assert line == {"level": "ERROR", "logger": "bot", "message": "Two\nlines"}


def test_a_json_line_holds_the_traceback_of_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")

    try:
        _ = 1 // 0
    except ZeroDivisionError:
        logging.getLogger("bot").exception("A bug")

    assert "ZeroDivisionError" in json.loads(capsys.readouterr().err)["exc_info"]


@pytest.mark.parametrize(
    "name", [*QUIETED_LOGGERS, "discord.http", "discord.gateway", "simcord.preview"]
)
def test_debug_is_never_on_where_lines_hold_queries_or_the_token(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("DEBUG", "text")

    logging.getLogger(name).debug("a member's words")

    assert capsys.readouterr().err == ""


def test_debug_is_on_for_the_bot_itself(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG", "text")

    logging.getLogger("bot.feeds").debug("checked")

    assert "checked" in capsys.readouterr().err


@pytest.mark.parametrize("name", QUIETED_LOGGERS)
def test_a_higher_level_holds_for_libraries_too(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("ERROR", "text")

    logging.getLogger(name).warning("less than an error")

    assert capsys.readouterr().err == ""


def test_missing_libraries_for_voice_are_not_mentioned(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text")

    logging.getLogger("discord.client").warning(
        "%s is not installed, voice will NOT be supported", "PyNaCl"
    )

    assert capsys.readouterr().err == ""


def test_the_tries_of_a_login_are_not_mentioned(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text")

    logging.getLogger("discord.client").info("logging in using static token")

    assert capsys.readouterr().err == ""


async def test_what_the_database_is_asked_reaches_no_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("DEBUG", "text")

    async with aiosqlite.connect(":memory:") as connection:
        await connection.execute("SELECT ?", ("a member's words",))

    assert "a member's words" not in capsys.readouterr().err
