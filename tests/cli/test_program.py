import ast
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiosqlite
import pytest
import typer

from bot import __version__
from bot.cli.program import Exit, exit_code
from bot.cli.program import program as commands_of
from bot.errors import (
    DatabaseError,
    DatabaseInUseError,
    DatabaseVersionError,
    FetchError,
    KnowledgeError,
    ProgressError,
    SettingsError,
)
from tests.cli.program import CHECKOUT, Outcome, Program
from tests.waiting import PATIENCE_SECONDS


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("x"), Exit.CONFIGURATION),
        (KnowledgeError("x"), Exit.CONFIGURATION),
        (DatabaseVersionError("x"), Exit.CONFIGURATION),
        (DatabaseInUseError("x"), Exit.IN_USE),
        (DatabaseError("x"), Exit.CONFIGURATION),
        (FetchError("x"), Exit.FAILED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_kind_of_error_has_its_exit_code(error: ProgressError, code: Exit) -> None:
    assert exit_code(error) is code


def one_sentence(err: str) -> str:
    """The text on stderr, if it is a single line."""
    assert err.count("\n") == 1, err
    return err


@pytest.fixture
def started(program: Program) -> Program:
    """Each command is started as people start it, and is no fork."""
    program.forks = False
    return program


async def test_help_names_every_command(started: Program) -> None:
    outcome = await started("--help")

    assert outcome.code == 0
    for command in ("run", "demo", "doctor", "poll", "search", "latest"):
        assert f"\n  {command} " in outcome.out


async def test_no_line_of_help_is_cut_at_the_width_of_a_terminal(program: Program) -> None:
    for arguments in (["--help"], ["feeds", "--help"], ["knowledge", "--help"]):
        _, commands = (await program(*arguments)).out.split("\nCommands:\n")
        assert [line for line in commands.splitlines() if line.endswith("...")] == []


async def test_help_imports_nothing_heavy(program: Program) -> None:
    outcome = await program.python(
        "import sys; sys.argv[1:] = ['--help']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "finally: print({'discord', 'aiosqlite', 'pydantic', 'rich'} & set(sys.modules))"
    )

    assert outcome.out.splitlines()[-1] == "set()"


LIBRARIES_THAT_READ = {"feedparser", "selectolax", "trafilatura", "lxml"}
"""Libraries of the processes that read."""


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        pytest.param(
            "import bot.lifecycle, bot.cli.program, cogs",
            LIBRARIES_THAT_READ
            | {"multiprocessing", "numpy", "rich", "aiohttp.web", "prometheus_client", "pydantic"},
            id="run",
        ),
        pytest.param(
            "sys.argv[1:] = ['search', 'anything']; import bot.cli; bot.cli.main()",
            LIBRARIES_THAT_READ
            | {"multiprocessing", "numpy", "discord", "aiohttp", "rich", "pydantic"}
            # What cleans, schedules and posts: the expressions and tables of these cost 20 ms.
            | {"bot.articles.text", "bot.delivery.slots", "bot.storage.posts", "bot.ui.markup"},
            id="search",
        ),
        pytest.param(
            "import bot.reading.worker",
            {"aiohttp", "aiosqlite", "discord", "pydantic", "rich", "typer", "rapidfuzz"},
            id="whoever has feeds read",
        ),
        pytest.param(
            "import bot.reading.child_main, bot.reading.reading_calls, bot.reading.extract",
            {"aiohttp", "aiosqlite", "asyncio", "discord", "logging", "rapidfuzz", "rich", "typer"},
            id="a process that reads",
        ),
    ],
)
async def test_nothing_heavy_is_imported_that_is_not_needed(
    program: Program, code: str, heavy: set[str]
) -> None:
    outcome = await program.python(
        f"import sys\ntry: {code}\nexcept SystemExit: pass\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )

    assert outcome.out.splitlines()[-1] == "[]"


async def test_the_demo_without_simcord_says_how_to_install_it(program: Program) -> None:
    outcome = await program.python(
        "import sys; sys.argv[1:] = ['demo', '--no-browser']; sys.modules['simcord'] = None\n"
        "from bot.cli import main; main()"
    )

    assert outcome.code == 78
    assert "pip install 'simcord[preview]" in one_sentence(outcome.err)


async def test_the_version_is_said(started: Program) -> None:
    outcome = await started("--version")

    assert (outcome.code, outcome.out) == (0, f"progress-bot {__version__}\n")


async def test_no_command_shows_the_help_as_wrong_usage(started: Program) -> None:
    outcome = await started()

    assert outcome.code == 2
    assert "Commands:" in outcome.out + outcome.err


async def test_env_in_the_current_folder_is_read(program: Program) -> None:
    del program.settings["DATABASE_PATH"]
    (program.folder / ".env").write_text("DATABASE_PATH=mine.db\n", "utf-8")

    await program("poll", "--once")

    assert (program.folder / "mine.db").is_file()


READING = (
    *(("latest",), ("search", "brain mets"), ("deliveries",), ("doctor",)),
    *(("feeds", "list"), ("feeds", "export")),
)


@pytest.mark.parametrize("command", READING, ids=" ".join)
async def test_a_command_that_reads_begins_no_database_and_says_that_there_is_none(
    program: Program, command: tuple[str, ...]
) -> None:
    program.settings["DATABASE_PATH"] = "data/mistyped.db"

    outcome = await program(*command)

    assert "There is no database data/mistyped.db yet." in outcome.err + outcome.out
    assert "DATABASE_PATH" in outcome.err + outcome.out
    assert not (program.folder / "data").exists()


READ_ONLY_FOLDER = """
import os
allowed = os.access
os.access = lambda path, mode, **more: not mode & os.W_OK and allowed(path, mode, **more)
"""


@pytest.mark.parametrize("command", READING, ids=" ".join)
async def test_in_a_folder_that_can_only_be_read_a_missing_database_is_told_as_missing(
    program: Program, command: tuple[str, ...]
) -> None:
    program.settings["DATABASE_PATH"] = "mistyped.db"

    outcome = await program(*command, before=READ_ONLY_FOLDER)

    said = outcome.err + outcome.out
    assert "There is no database mistyped.db yet." in said
    assert "can only be read" not in said
    assert ("Its folder cannot be written" in said) == (command[0] == "doctor")
    assert outcome.code == (1 if command[0] == "doctor" else (await program(*command)).code)


async def test_json_of_a_database_that_is_not_there_is_empty(program: Program) -> None:
    outcome = await program("latest", "--json")

    assert outcome.code == 0
    assert outcome.json["hits"] == []
    assert "There is no database" in one_sentence(outcome.err)


CALLED = "import sys; sys.argv = [{name!r}, *{arguments!r}]; from bot.cli import main; main()"


async def as_run(program: Program, *arguments: str) -> Outcome:
    """As `./run` in a checkout calls the program."""
    return await program.python(CALLED.format(name="./run", arguments=arguments))


async def test_hints_and_usage_name_the_command_as_it_was_called(program: Program) -> None:
    script = (CHECKOUT / "run").read_text("utf-8")
    assert 'sys.argv[0] = "./run"; from bot.cli import main; main()' in script
    for outcome, name in (
        (await as_run(program, "latest"), "./run"),
        (await program("latest"), "progress-bot"),
    ):
        assert f"`{name} poll --once` begins one" in outcome.err
        assert f"`{name} poll --once` reads the feeds" in outcome.out
    assert "Usage: ./run search" in (await as_run(program, "search", "--help")).out
    assert "Usage: progress-bot search" in (await program("search", "--help")).out
    copied = await as_run(program, "knowledge", "copy", "mine")
    assert "`./run knowledge check mine`" in copied.out


async def test_files_that_are_named_count_from_where_the_script_was_called(
    program: Program, tmp_path: Path
) -> None:
    script = (CHECKOUT / "run").read_text("utf-8")
    assert 'export RUN_FROM="$called_from"' in script
    program.settings["RUN_FROM"] = str(tmp_path / "elsewhere")

    copied = await as_run(program, "knowledge", "copy", "mine")

    assert copied.code == 0, copied.err
    assert f"The folder {tmp_path}/elsewhere/mine has the files now." in copied.out
    assert (tmp_path / "elsewhere/mine/topics.toml").is_file()


def test_the_script_of_a_checkout_names_every_command() -> None:
    listed = subprocess.run(
        [CHECKOUT / "run", "-h"], capture_output=True, text=True, check=True
    ).stdout
    named = set(re.findall(r"[a-z]+", listed))

    commands = set(typer.main.get_group(commands_of()).commands)
    assert {"feeds", "doctor", "knowledge"} < commands
    assert commands - {"run"} <= named


async def test_hints_of_the_doctor_and_of_errors_name_it_too(program: Program) -> None:
    (program.folder / "progress.db").write_text("not a database, but long enough to be one\n" * 99)

    doctor, latest = await as_run(program, "doctor"), await as_run(program, "latest")

    assert "./run doctor --repair" in doctor.out
    assert "./run doctor --repair" in latest.err
    assert "progress-bot" not in doctor.out + latest.err
    told = json.loads((await as_run(program, "doctor", "--json")).out)["checks"]
    assert any("./run doctor --repair" in each["say"] for each in told)


async def test_an_unknown_setting_is_one_sentence_and_78(program: Program) -> None:
    (program.folder / ".env").write_text("DISCORD_TOKN=x\n", "utf-8")

    outcome = await program("latest", "--json")

    assert outcome.code == 78
    assert outcome.out == ""
    assert "DISCORD_TOKN" in one_sentence(outcome.err)


async def test_a_wrong_setting_is_one_sentence_and_78(started: Program) -> None:
    started.settings["POLL_INTERVAL"] = "soon"

    outcome = await started("poll", "--once")

    assert outcome.code == 78
    assert one_sentence(outcome.err).startswith("POLL_INTERVAL is wrong")


async def test_broken_toml_names_its_line_and_exits_with_78(program: Program) -> None:
    broken = program.folder / "broken.toml"
    broken.write_text('[[feed]]\nname = "News"\nurl = oops\n', "utf-8")
    program.settings["FEEDS_FILE"] = str(broken)

    outcome = await program("poll", "--once")

    assert outcome.code == 78
    assert "broken.toml" in one_sentence(outcome.err)
    assert "line 3" in outcome.err


async def test_a_missing_feeds_file_is_one_sentence_and_78(program: Program) -> None:
    program.settings["FEEDS_FILE"] = "nowhere.toml"

    outcome = await program("poll", "--once")

    assert outcome.code == 78
    assert "nowhere.toml" in one_sentence(outcome.err)


@pytest.mark.parametrize("command", [("poll", "--once"), ("search", "x"), ("latest",)])
async def test_a_file_that_is_no_database_is_one_sentence_and_78(
    program: Program, command: tuple[str, ...]
) -> None:
    (program.folder / "progress.db").write_text("not a database, but long enough to be one\n" * 99)

    outcome = await program(*command)

    assert outcome.code == 78
    assert "DATABASE_PATH" in one_sentence(outcome.err)


async def test_a_database_that_cannot_be_made_is_one_sentence_and_78(program: Program) -> None:
    program.settings["DATABASE_PATH"] = "feeds.toml/progress.db"

    outcome = await program("latest")

    assert outcome.code == 78
    assert "DATABASE_PATH" in one_sentence(outcome.err)


async def test_a_newer_database_is_refused_with_78(program: Program) -> None:
    path = program.folder / "progress.db"
    path.touch(mode=0o600)
    async with aiosqlite.connect(path) as connection:
        await connection.execute("PRAGMA user_version = 9999")

    outcome = await program("latest")

    assert outcome.code == 78
    assert "newer" in one_sentence(outcome.err)


async def test_run_without_a_token_is_one_sentence_and_78(started: Program) -> None:
    outcome = await started("run")

    assert outcome.code == 78
    assert "DISCORD_TOKEN" in one_sentence(outcome.err)


async def test_a_reader_that_goes_away_leaves_no_traceback(program: Program) -> None:
    await program("poll", "--once")
    read, write = os.pipe()
    os.close(read)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "latest",
        cwd=program.folder,
        env=program.environment(),
        stdout=write,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(write)
    async with asyncio.timeout(PATIENCE_SECONDS):
        _, err = await process.communicate()

    assert b"Traceback" not in err


async def redirected(program: Program, command: str, *, code: int) -> Outcome:
    """Run a command of a shell, in which $BOT is the program; it has to end with that code."""
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f"BOT='{sys.executable} -m bot'; {command}"),
        cwd=program.folder,
        env=program.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        out, err = await process.communicate()
    assert process.returncode == code, err
    return Outcome(code, out.decode(), err.decode())


CLOSED, FULL = ">&-", ">/dev/full"


@pytest.mark.skipif(sys.platform == "win32", reason="its shell closes no streams")
@pytest.mark.parametrize(
    ("command", "where"),
    [
        *(("latest --json", where) for where in (CLOSED, FULL)),
        ("latest", CLOSED),
        *((command, FULL) for command in ("--help", "--version", "explain HER2", "feeds export")),
    ],
)
async def test_a_stdout_that_takes_nothing_is_one_sentence(
    program: Program, command: str, where: str
) -> None:
    outcome = await redirected(program, f"$BOT {command} {where}", code=1)

    (said,) = [line for line in outcome.err.splitlines() if "There is no database" not in line]
    assert said.startswith("The result could not be written to stdout (")


@pytest.mark.skipif(sys.platform == "win32", reason="its shell closes no streams")
@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("init <&-", 1, "needs a terminal"),
        ("feeds remove --purge News <&-", 1, "no terminal to ask"),
        ("run 2>&-", 78, ""),
        ("run 2>/dev/full", 78, ""),
        ("latst 2>/dev/full", 2, ""),
        ("run <&- >&- 2>&-", 78, ""),
    ],
)
async def test_closed_streams_change_no_exit_code(
    program: Program, command: str, code: int, says: str
) -> None:
    """A supervisor decides by it; a full disk of a log is no reason to start again."""
    await program("poll", "--once")

    outcome = await redirected(program, f"$BOT {command}", code=code)

    assert says in outcome.err
    assert len(outcome.err.splitlines()) == bool(says)


@pytest.mark.skipif(sys.platform == "win32", reason="its shell closes no streams")
async def test_no_other_file_takes_the_place_of_a_closed_stream(program: Program) -> None:
    """Text for stderr would land in the database."""
    await redirected(program, "$BOT poll --once <&- 2>&-", code=0)

    assert (await program("latest", "--json")).json["hits"]


@pytest.mark.skipif(sys.platform == "win32", reason="it has no SIGHUP")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
async def test_an_interrupt_ends_a_short_command_quietly(program: Program, name: str) -> None:
    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await reader.read()
        writer.close()

    asked = asyncio.Event()
    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        program.write_feeds(Slow=f"http://{host}:{port}/feed")
        process = await program.start("poll", "--once")
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asked.wait()
            process.send_signal(signal.Signals[name])
            out, err = await process.communicate()

    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in err


async def test_an_interrupt_before_the_command_has_begun_is_quiet_too(program: Program) -> None:
    outcome = await program.python(
        "import sys; sys.argv[1:] = ['latest']\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from bot.cli import main; main()"
    )

    assert (outcome.code, outcome.out, outcome.err) == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no SIGHUP")
@pytest.mark.parametrize(
    ("first", "second"),
    [("SIGHUP", "SIGHUP"), ("SIGTERM", "SIGTERM"), ("SIGTERM", "SIGHUP"), ("SIGHUP", "SIGTERM")],
)
async def test_a_second_signal_does_not_cut_off_the_end(
    program: Program, first: str, second: str
) -> None:
    """A closed terminal sends several, and a shutdown one of each."""
    outcome = await program.python(
        "import os, signal, sys; sys.argv[1:] = ['--version']\n"
        "class Hangup:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer':\n"
        f"            try: os.kill(os.getpid(), signal.{first})\n"
        f"            finally: os.kill(os.getpid(), signal.{second}); sys.stderr.write('ended')\n"
        "sys.meta_path.insert(0, Hangup())\n"
        "from bot.cli import main; main()"
    )

    assert (outcome.code, outcome.err) == (130, "ended")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such jobs")
@pytest.mark.parametrize(
    ("before", "code"), [("pass", 130), ("signal.signal(signal.SIGHUP, signal.SIG_IGN)", 0)]
)
async def test_a_terminal_that_closes_ends_a_command_unless_nohup_has_it_ignored(
    program: Program, before: str, code: int
) -> None:
    outcome = await program.python(
        "import asyncio, os, signal, sys; sys.argv[1:] = ['--version']; ignored = signal.SIG_IGN\n"
        f"{before}\n"
        "from bot.process import stop_signal\n"
        "class Hangup:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGHUP)\n"
        "async def hears():\n"
        "    stop_signal()\n"
        "    print(signal.getsignal(signal.SIGHUP) is not ignored, file=sys.stderr)\n"
        "asyncio.run(hears())\n"
        f"{before}\n"
        "sys.meta_path.insert(0, Hangup())\n"
        "from bot.cli import main; main()"
    )

    assert outcome.code == code
    assert outcome.err == f"{code == 130}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such jobs")
async def test_an_interrupt_counts_from_the_start_also_for_a_job_of_a_script(
    program: Program,
) -> None:
    """The shell starts such a job with SIGINT ignored."""
    outcome = await program.python(
        "import os, signal, sys; sys.argv[1:] = ['latest']\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from bot.cli import main; main()"
    )

    assert (outcome.code, outcome.out, outcome.err) == (130, "", "")


def test_no_sentence_ends_in_a_path_or_a_setting() -> None:
    """Whoever copies it would copy the full stop, too."""
    place = r"\{(?:file|folder|path|database|kept|target)\}|[A-Z]{2,}=(?:\{\w+\}|[\w:.-]*\w)"
    ends = re.compile(rf"(?:{place})\.(?:\s|\"|$)")
    modules = [CHECKOUT / "bot/settings.py", *(CHECKOUT / "bot").glob("*/*.py")]
    modules += (CHECKOUT / "bot/storage").rglob("*.py")
    said = {each.name: list(filter(ends.search, _sentences_of(each))) for each in modules}

    assert {name: found for name, found in said.items() if found} == {}


def _sentences_of(module: Path) -> Iterator[str]:
    """The texts of a module as they are written, with the names of their values; no docstrings."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
        elif isinstance(node, ast.JoinedStr):
            yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("wrong", [[], ["check", "tests"], ["coverage", "tests"]])
def test_run_is_a_plain_posix_script_that_says_what_it_can(
    tmp_path: Path, wrong: list[str]
) -> None:
    shown = subprocess.run(
        [CHECKOUT / "run", *wrong], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert shown.returncode == 2
    for command in ("demo", "bot", "test", "mutate", "check", "bench"):
        assert f"\n  {command} " in shown.stderr


async def test_what_a_command_says_is_written_at_once_if_the_operator_wants_it() -> None:
    """A service writes its log to a file or pipe; PYTHONUNBUFFERED is how containers ask for it."""
    said = "import sys, time; from bot.cli.streams import prepare_streams; prepare_streams();"
    said += "print('one'); sys.stderr.write('two\\n'); time.sleep(60)"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        said,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await process.stdout.readline() == b"one\n"
        assert await process.stderr.readline() == b"two\n"
    process.kill()
    await process.wait()
