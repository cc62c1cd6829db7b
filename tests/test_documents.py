import ast
import contextlib
import importlib
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

import discord
import pytest
import typer
from ruamel.yaml import YAML

from bot.cli import INTERRUPTED
from bot.cli.program import Exit, program
from bot.knowledge import KNOWLEDGE_NAMES
from bot.knowledge.catalogue import FeedShape, ListingShape
from bot.knowledge.glossary import EntryShape
from bot.knowledge.languages import EverydayWordsShape
from bot.knowledge.support import SupportShape
from bot.knowledge.thesaurus import GroupShape
from bot.knowledge.topics import CommunityShape, ShortFormShape, TopicShape
from bot.settings import Settings
from bot.storage.migrations import MIGRATIONS
from bot.subscriptions.permissions import LABELS
from bot.ui.texts import MEMBER_COMMANDS, MODERATOR_COMMANDS
from tests.tables import each_row

CHECKOUT = Path(__file__).resolve().parent.parent
DOCUMENTS = (
    *("README.md", "CONTRIBUTING.md", "PRIVACY.md", "TERMS.md", "CHANGELOG.md", "SECURITY.md"),
    *sorted(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "docs").rglob("*.md")),
    "tests/README.md",
)
OPERATING = (CHECKOUT / "docs/operating.md").read_text("utf-8")
CHECKS = (
    "bot/cli/checks.py",
    "bot/cli/knowledge.py",
    "bot/cli/doctor.py",
    "bot/discord_api/diagnosis.py",
)
WRONG_USAGE = 2
README = (CHECKOUT / "README.md").read_text("utf-8")
COMMANDS = (CHECKOUT / "docs/commands.md").read_text("utf-8")
FEEDS = (CHECKOUT / "docs/feeds.md").read_text("utf-8")


def test_the_invite_link_asks_for_exactly_what_the_bot_needs() -> None:
    (number,) = re.findall(r"permissions=(\d+)", README)

    assert int(number) == discord.Permissions(**dict.fromkeys(LABELS, True)).value


def test_the_readmes_table_names_each_permission_of_the_invite_link() -> None:
    table = README.partition("| Permission | Why |")[2].partition("\n\n")[0]
    names = re.findall(r"^ *\| (\w[^|]+) \|", table, re.MULTILINE)

    assert len(names) == len(LABELS)
    assert all(map(str.startswith, names, LABELS.values()))


def test_the_readme_starts_with_the_two_commands() -> None:
    commands = re.findall(r"^\./run \w+", README, re.MULTILINE)

    assert commands[:2] == ["./run demo", "./run test"]


def test_the_wheel_holds_every_file_of_the_data_folder() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    kept = {
        str(path.relative_to(CHECKOUT))
        for path in (CHECKOUT / "data").iterdir()
        if path.suffix == ".toml" or path.is_dir()
    }

    assert set(included) == kept


@each_row("command", [*MEMBER_COMMANDS, *MODERATOR_COMMANDS])
@pytest.mark.parametrize("page", [README, COMMANDS], ids=["README", "commands"])
def test_every_command_is_named(command: str, page: str) -> None:
    assert f"`/{command}" in page


@each_row("name", DOCUMENTS)
def test_links_within_the_checkout_lead_somewhere(name: str) -> None:
    page = CHECKOUT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@each_row("name", DOCUMENTS)
def test_every_path_that_a_page_names_exists(name: str) -> None:
    text = (CHECKOUT / name).read_text("utf-8")
    paths = re.findall(r"`((?:bot|cogs|tests|bench|data|docs|deploy|scripts)/[\w./-]+)`", text)

    assert [path for path in paths if not (CHECKOUT / path).exists()] == []


@each_row("name", DOCUMENTS)
def test_every_name_that_a_page_places_in_a_file_is_there(name: str) -> None:
    text = (CHECKOUT / name).read_text("utf-8")
    placed = re.findall(r"`(\w+)` in\s+`([\w/.]+\.py)`", text)

    assert [
        (each, path)
        for each, path in placed
        if not re.search(rf"\b{each}\b", (CHECKOUT / path).read_text("utf-8"))
    ] == []


def test_the_architecture_page_names_every_room() -> None:
    text = (CHECKOUT / "docs/architecture.md").read_text("utf-8")
    rooms = [path.parent.name for path in (CHECKOUT / "bot").glob("*/__init__.py")]

    assert [room for room in rooms if f"`bot/{room}/`" not in text] == []


def test_every_table_of_the_database_is_explained_and_no_other() -> None:
    text = (CHECKOUT / "docs/architecture.md").read_text("utf-8")
    section = text.partition("## Tables")[2].partition("\n## ")[0]
    names = "".join(re.findall(r"^\| (`.+?) \|", section, re.MULTILINE))
    explained = re.findall(r"`(\w+)`", names)
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        for statement in chain.from_iterable(MIGRATIONS):
            database.execute(statement)
        tables = {name for (name,) in database.execute("SELECT name FROM pragma_table_list")}

    # SQLite's own, and those in which FTS5 keeps its index.
    hidden = {name for name in tables if name.startswith(("sqlite_", "article_index_"))}
    assert sorted(explained) == sorted(tables - hidden)


@each_row("name", DOCUMENTS)
def test_links_within_a_page_lead_to_a_heading(name: str) -> None:
    text = (CHECKOUT / name).read_text("utf-8")
    headings = {
        re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_every_constant_of_search_that_is_explained_exists() -> None:
    table = (CHECKOUT / "docs/search.md").read_text("utf-8").partition("## Constants")[2]
    rows = re.findall(r"^\| ((?:`[A-Z_1-9]+`(?:, )?)+) \(`(\w+)`\)", table, re.MULTILINE)
    named = [(module, name) for names, module in rows for name in re.findall(r"`(\w+)`", names)]

    assert named
    assert [
        f"{module}.{name}"
        for module, name in named
        if not hasattr(importlib.import_module(f"bot.search.{module}"), name)
    ] == []


def test_every_stated_value_of_a_constant_of_search_is_that_of_the_code() -> None:
    table = (CHECKOUT / "docs/search.md").read_text("utf-8").partition("## Constants")[2]
    rows = re.findall(
        r"^\| ((?:`[A-Z_1-9]+`(?:, )?)+) \(`(\w+)`\) \| ([^|]+) \|", table, re.MULTILINE
    )
    stated, real = list[tuple[str, float]](), list[tuple[str, float]]()
    for names, module, values in rows:
        constants = re.findall(r"`(\w+)`", names)
        texts = re.split(r"[,;] ", values)
        for name, text in zip(constants, texts, strict=True):
            value = getattr(importlib.import_module(f"bot.search.{module}"), name)
            stated.append((name, float(text.replace(",", "").removesuffix(" minutes"))))
            real.append((name, value / timedelta(minutes=1) if "minutes" in text else value))

    assert stated == real


@pytest.mark.parametrize("name", KNOWLEDGE_NAMES)
def test_each_file_of_knowledge_is_described(name: str) -> None:
    assert re.search(rf"^\| \[`data/{re.escape(name)}/?`\]", FEEDS, re.MULTILINE)


SHAPES = {
    "topics.toml": (TopicShape, ShortFormShape, CommunityShape),
    "feeds.toml": (FeedShape, ListingShape),
    "thesaurus.toml": (GroupShape,),
    "glossary.toml": (EntryShape,),
    "everyday_words.toml": (EverydayWordsShape,),
    "support.toml": (SupportShape,),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_head_of_a_file_of_knowledge_explains_each_field(name: str) -> None:
    lines = (CHECKOUT / "data" / name).read_text("utf-8").splitlines()
    head = "\n".join(takewhile(lambda line: line.startswith("#") or not line, lines))
    fields = {each for shape in SHAPES[name] for each in shape.__struct_fields__}

    assert {each for each in fields if not re.search(rf"\b{each}\b", head)} == set()


def options(command: str) -> set[str]:
    """The options of a command of the command line, such as `feeds add`."""
    found = typer.main.get_command(program())
    for word in command.split():
        found = found.commands[{"bot": "run"}.get(word, word)]  # type: ignore[attr-defined]
    return {name for each in found.params for name in (*each.opts, *each.secondary_opts)}


def test_every_option_that_is_named_in_the_row_of_a_command_exists() -> None:
    rows = re.findall(r"^\| (`\./run (?:(?:feeds|knowledge) )?\w+.*) \|$", COMMANDS, re.MULTILINE)
    wrong = [
        (command, option)
        for row in rows
        for command in re.findall(r"\./run ((?:(?:feeds|knowledge) )?\w+)", row.partition(" | ")[0])
        for option in re.findall(r"--[a-z][a-z-]*", row)
        if option not in options(command)
    ]

    assert (len(rows) > 20, wrong) == (True, [])


def terminal_commands() -> list[str]:
    tree: Any = typer.main.get_command(program())
    return [
        *(name for name, each in tree.commands.items() if not hasattr(each, "commands")),
        *(
            f"{room} {name}"
            for room in ("feeds", "knowledge")
            for name in tree.commands[room].commands
        ),
    ]


def test_every_command_of_the_terminal_is_in_the_table_for_operators() -> None:
    table = COMMANDS.partition("## For operators")[2]
    named = {
        "run" if name == "bot" else name for name in re.findall(r"\./run ([a-z ]*[a-z])", table)
    }
    missing = [
        command
        for command in terminal_commands()
        if not any(f"{n} ".startswith(f"{command} ") for n in named)
    ]

    assert missing == []


def fields_of_json() -> set[str]:
    """The keys of the objects that commands print, by the functions that make them."""
    return {
        str(key.value)
        for path in (CHECKOUT / "bot" / "cli").glob("*.py")
        for made in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(made, ast.FunctionDef) and made.name.endswith("_object")
        for each in ast.walk(made)
        if isinstance(each, ast.Dict)
        for key in each.keys
        if isinstance(key, ast.Constant)
    }


def test_every_field_of_json_is_explained() -> None:
    explained = COMMANDS.partition("### Fields of JSON")[2]

    assert {name for name in fields_of_json() if f"`{name}`" not in explained} == set()


def test_exactly_the_commands_that_print_json_are_named_as_such() -> None:
    named = re.search(r"With `--json`, (.+?) print one JSON object", COMMANDS, re.DOTALL)
    assert named

    assert set(re.findall(r"`([\w\s]+)`", named[1])) == {
        command for command in terminal_commands() if "--json" in options(command)
    }


def section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_exit_code_is_explained_and_no_other() -> None:
    table = OPERATING[OPERATING.index("| 0 |") :].partition("\n\n")[0]

    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}

    assert codes == {*Exit, WRONG_USAGE, INTERRUPTED}


def test_every_setting_is_mentioned_where_operators_read() -> None:
    mentioned = set(re.findall(r"`([A-Z_]+)`", section(OPERATING, "Settings")))

    assert mentioned == {name.upper() for name in Settings.__struct_fields__}


def checks_of(path: Path) -> Iterator[str]:
    """How the names of a module's checks begin."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Check":
            named = [node.args[0]]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "name":
            named = [node.value]
        else:
            continue
        for each in named:
            first = each.values[0] if isinstance(each, ast.JoinedStr) else each
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value.strip()


def test_every_check_of_the_doctor_is_explained() -> None:
    names = {name for path in CHECKS for name in checks_of(CHECKOUT / path)}
    explained = " ".join(re.findall(r"`([^`]+)`", section(OPERATING, "Checks of the doctor")))

    assert {"settings", "database", "token", "feed", "repair of"} <= names
    assert [name for name in names if name not in explained] == []


def test_every_symptom_that_the_failure_table_quotes_is_said_by_the_program() -> None:
    table = section(OPERATING, "When something fails")
    quoted = re.findall(r"“([^”]+)”", table)
    said = [
        node.value
        for path in (CHECKOUT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert len(quoted) > 15
    assert [each for each in quoted if not any(each in text for text in said)] == []


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(CHECKOUT / f".github/workflows/{name}.yml")
    return found


def test_every_supported_python_is_tested_and_arm64_too() -> None:
    jobs = workflow("ci")["jobs"]
    matrix = jobs["test"]["strategy"]["matrix"]

    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert [each["os"] for each in matrix["include"]] == ["ubuntu-24.04-arm"]
    for job in ("wheel", "image"):
        assert "ubuntu-24.04-arm" in jobs[job]["strategy"]["matrix"]["os"]
    tried = " ".join(step.get("run", "") for step in jobs["wheel"]["steps"])
    assert all(f"dist/*.whl {way}" in tried for way in ("pip", "pipx", "uvx"))


def test_a_release_is_published_without_a_stored_password() -> None:
    release = workflow("release")
    publish = release["jobs"]["publish"]

    assert release["permissions"] == {"contents": "read"}
    assert publish["permissions"] == {"id-token": "write"}
    assert "with" not in publish["steps"][-1]
    assert "secrets" not in (CHECKOUT / ".github/workflows/release.yml").read_text("utf-8")


def test_the_quick_tests_are_folders_files_and_tests_that_exist() -> None:
    (named,) = re.findall(r"^quick='([^']+)'", (CHECKOUT / "run").read_text("utf-8"), re.MULTILINE)

    paths = [each.partition("=")[2] or each for each in named.split()]
    for path, _, test in (each.partition("::") for each in paths):
        assert (CHECKOUT / path).exists()
        assert not test or test in (CHECKOUT / path).read_text("utf-8")
