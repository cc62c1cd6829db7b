"""Texts stand whole in one place of each room, so that a catalog can translate them."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from msgspec import Struct

from bot.discord_api import texts as discord_texts
from bot.ui import (
    answer_texts,
    digest_texts,
    evidence_texts,
    moderator_texts,
    proposal_texts,
    schedule_texts,
    texts,
    wish_texts,
)
from tests.tables import each_row

CHECKOUT = Path(__file__).resolve().parent.parent.parent
CATALOGS = (
    texts,
    answer_texts,
    moderator_texts,
    proposal_texts,
    schedule_texts,
    answer_texts,
    digest_texts,
    evidence_texts,
    wish_texts,
    discord_texts,
)
TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}")
INTERNAL = re.compile(r"(log\.\w+|outage\.met|\w+Error|cast|Group)$")
"""Calls whose texts no user reads (the log, errors that are caught or logged, types), and groups of
commands, whose descriptions stand beside them."""
LOGGED = {"api_answers", "api_calls", "requests", "session_starts", "shard"}
"""Modules of `discord_api` that make clauses for the log."""


def texts_of(catalog: ModuleType) -> Iterator[tuple[str, str]]:
    """The names and texts of a module."""
    for name, value in vars(catalog).items():
        if name.isupper():
            values = value.values() if isinstance(value, Mapping) else [value]
            if isinstance(value, Struct):
                values = [getattr(value, name) for name in value.__struct_fields__]
            # A catalog may import what its sentences are about.
            yield from ((name, each) for each in values if isinstance(each, str))


def own_texts(tree: ast.AST) -> Iterator[str]:
    """String constants of a module, without docstrings, decorators and internal calls."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Constant(value=str(text)):
                yield text
            case ast.Call(func=function) if INTERNAL.search(ast.unparse(function)):
                continue
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                for each in node.body:
                    yield from own_texts(ast.Module([each], []))
            case _:
                yield from own_texts(node)


def source_files() -> list[Path]:
    rooms = ("bot/ui", "bot/discord_api", "cogs")
    found = [path for room in rooms for path in sorted((CHECKOUT / room).glob("*.py"))]
    return [path for path in found if path.stem not in LOGGED]


def test_no_sentence_stands_beside_what_renders_it() -> None:
    catalogs = {str(catalog.__file__) for catalog in CATALOGS}
    strays = [
        f"{path.relative_to(CHECKOUT)}: {text}"
        for path in source_files()
        if str(path) not in catalogs
        for text in own_texts(ast.parse(path.read_text("utf-8")))
        if TWO_WORDS.search(text)
    ]

    assert strays == []


@each_row("catalog", CATALOGS)
def test_every_placeholder_has_a_name(catalog: ModuleType) -> None:
    found = [
        f"{name}: {field}"
        for name, text in texts_of(catalog)
        for _, field, _, _ in Formatter().parse(text)
        if field is not None and not field.isidentifier()
    ]

    assert dict(texts_of(catalog))
    assert found == []


@each_row("catalog", CATALOGS)
def test_every_text_is_used(catalog: ModuleType) -> None:
    names = {name for name, _ in texts_of(catalog)}

    assert [name for name in names if times_written()[name] == 1] == []


@cache
def times_written() -> Counter[str]:
    """How often each word stands in the program."""
    paths = (path for room in ("bot", "cogs") for path in (CHECKOUT / room).rglob("*.py"))
    return Counter(word for path in paths for word in re.findall(r"\w+", path.read_text("utf-8")))


@pytest.mark.parametrize(("number", "text"), [(0, "many"), (1, "one"), (2, "many"), (21, "many")])
def test_a_text_goes_with_its_number(number: int, text: str) -> None:
    assert texts.ngettext("one", "many", number) == text


def test_counted_texts_are_whole_sentences_for_one_and_for_many() -> None:
    assert (texts.articles(1), texts.articles(1200)) == ("1 article", "1200 articles")
    assert (texts.new_articles(1), texts.new_articles(7)) == ("1 new article", "7 new articles")
    assert texts.source_articles(1200, "") == "1,200 articles"
    assert texts.source_articles(1, "today") == "1 article, the newest today"
    assert "**1 long search**" in texts.searches_stored(1)
    assert "**2 long searches**" in texts.searches_stored(2)
