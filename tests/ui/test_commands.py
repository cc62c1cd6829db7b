"""Commands in sentences: clickable if their id is known."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord.app_commands import Command

from bot.app import assemble
from bot.delivery import obstacles, refusals
from bot.discord_api.client import COGS
from bot.settings import Settings
from bot.subscriptions import server_changes, service
from bot.ui.commands import CommandMentions, named_in
from bot.ui.delivery_pages import NOTICE_REASON_CHARACTERS
from bot.ui.markup import link, quote

REGISTERED = [{"name": "news", "id": "7"}, {"name": "search", "id": "8"}]


def known() -> CommandMentions:
    mentions = CommandMentions()
    mentions.learn(REGISTERED)
    return mentions


def test_a_command_with_an_id_can_be_clicked() -> None:
    shown = known().in_text("Use </news resume>, or </search>.")

    assert shown == "Use </news resume:7>, or </search:8>."


def test_a_command_without_an_id_is_written_as_code() -> None:
    assert CommandMentions().in_text("Use </news resume>.") == "Use `/news resume`."


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("Then use /news resume.", "Then use </news resume>."),
        ("See /news sources/all.", "See /news sources/all."),
        ("At example.org/search or and/or", "At example.org/search or and/or"),
        ("Use /play.", "Use /play."),
    ],
)
def test_commands_of_a_stored_reason_are_named(reason: str, shown: str) -> None:
    assert named_in(reason) == shown


def test_texts_of_others_name_no_command() -> None:
    title = "Take </news resume> daily"
    masked = link(title, "https://example.org", title_limit=99, url_limit=99)

    for text in (quote(title, 99), masked):
        assert known().in_text(text) == text


CHECKOUT = Path(__file__).resolve().parent.parent.parent
NAMED = re.compile(r"(?<![^\s(\"“`*<])/([a-z]+)(?: ([a-z]+))?(?![\w/]|\.\w)")
"""A command in a sentence: "Use </news mute>.", "Run /search again."."""
ADDRESSES = {"healthz", "metrics"}
"""Paths that sentences name."""


def texts_in(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that have several words, without docstrings."""
    nodes = list(ast.walk(tree))
    described = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and id(node) not in described:
            yield from (each for each in [node.value] if isinstance(each, str) and " " in each)


def sentences() -> Iterator[tuple[str, str]]:
    """The texts of the program that have several words, and the files of documents."""
    for path in [*(CHECKOUT / "bot").rglob("*.py"), *(CHECKOUT / "cogs").rglob("*.py")]:
        if path.parent.name != "migrations":
            yield from ((path.name, each) for each in texts_in(ast.parse(path.read_text("utf-8"))))
    for path in [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")]:
        yield path.name, re.sub(r"<!--.*?-->", "", path.read_text("utf-8"))
    for path in (CHECKOUT / "data").rglob("*.toml"):
        yield path.name, path.read_text("utf-8")


async def registered(folder: Path) -> set[str]:
    """The names of the commands that Discord gets, such as "news subscribe"."""
    async with (
        assemble(Settings(database_path=folder / "progress.db")) as bot,
        bot.client as client,
    ):
        for cog in COGS:
            await client.load_extension(cog)
        commands = [each for each in client.tree.walk_commands() if isinstance(each, Command)]
    return {each.qualified_name for each in commands}


async def test_every_command_that_a_sentence_names_exists(tmp_path: Path) -> None:
    known = await registered(tmp_path)
    groups = {name.partition(" ")[0] for name in known if " " in name}
    named = [
        (where, match[1], f"{match[1]} {match[2]}")
        for where, text in sentences()
        for match in NAMED.finditer(text)
        if match[1] not in ADDRESSES and not (match[1] in groups and match[2] is None)
    ]

    assert len({name for _, name, _ in named}) > 5
    assert [each for each in named if not known & set(each[1:])] == []


STORED_REASONS = [
    text
    for module in (obstacles, refusals, server_changes, service)
    for name, text in vars(module).items()
    if name.isupper() and isinstance(text, str)
]


@pytest.mark.parametrize("reason", STORED_REASONS)
def test_a_stored_reason_is_shown_as_it_is_written(reason: str) -> None:
    """Lists and notices quote it, so that markup in it would be seen as signs."""
    assert quote(reason, NOTICE_REASON_CHARACTERS) == reason
