"""Every regular expression of `bot` and `cogs`, and how it is used, found in modules and source."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import discord

import bot
import cogs

METHODS = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
READS_ON = frozenset({"sub", "subn", "split", "findall", "finditer"})
CALL = re.compile(rf"\b(\w+)\.({'|'.join(sorted(METHODS))})\b")
CALL_OF_RE = re.compile(rf"\bre\.({'|'.join(sorted(METHODS))})\(")
SKIPPED = ("bot.__main__", "bot.demo")
"""The one runs the program; the other needs an extra, and reads nothing from outside."""


@dataclass(frozen=True, slots=True)
class Use:
    """An expression, where it stands, and a method that it is called by."""

    place: str
    pattern: re.Pattern[Any]
    method: str

    def run(self, text: str) -> None:
        """Use it so on a text."""
        given: Any = text
        if isinstance(self.pattern.pattern, bytes):
            given = text.encode("utf-8", "surrogatepass")
        if self.method in {"sub", "subn"}:
            self.pattern.sub(type(given)(), given)
        elif self.method == "finditer":
            sum(1 for _ in self.pattern.finditer(given))
        else:
            getattr(self.pattern, self.method)(given)


def modules() -> Iterator[ModuleType]:
    """All modules of `bot` and `cogs`."""
    for package in (bot, cogs):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(SKIPPED):
                yield importlib.import_module(found.name)


@cache
def uses() -> list[Use]:
    """Each expression with each of its methods; with `sub` if none is seen.

    `search` is left out beside a method that reads on after a match: that does all of its work.
    """
    called: dict[int, set[str]] = {}
    placed: dict[int, tuple[str, re.Pattern[Any]]] = {}
    for module in modules():
        for name, pattern in _patterns(module):
            placed.setdefault(id(pattern), (f"{module.__name__}.{name}", pattern))
        for method, pattern in (*_calls(module), *_templates(module)):
            placed.setdefault(id(pattern), (f"{module.__name__}: {pattern.pattern!r}", pattern))
            called.setdefault(id(pattern), set()).add(method)
    return [
        Use(place, pattern, method)
        for key, (place, pattern) in placed.items()
        for method in sorted(_telling(called.get(key, {"sub"})))
    ]


def _telling(methods: set[str]) -> set[str]:
    """Those whose work is not a part of another's."""
    return methods - {"search"} if methods & READS_ON else methods


def _patterns(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The module's expressions, also those within its tuples, lists and dictionaries."""
    for name, value in vars(module).items():
        for pattern in _within(value):
            yield name, pattern


def _within(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _within(each)
    elif isinstance(value, dict):
        yield from _within(list(value.values()))


def _calls(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """`NAME.method(…)` of a module's expressions, and `re.method("…")`."""
    source = inspect.getsource(module)
    for name, method in sorted(set(CALL.findall(source))):
        value = vars(module).get(name)
        if isinstance(value, re.Pattern):
            yield method, value
    for node in ast.walk(ast.parse(source)) if CALL_OF_RE.search(source) else ():
        if isinstance(node, ast.Call) and _is_of_re(node.func) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                yield node.func.attr, re.compile(first.value)  # type: ignore[attr-defined]


def _templates(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The expressions that read the addresses of the module's buttons, discord.py's and ours."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, discord.ui.DynamicItem):
            for name in ("__discord_ui_compiled_template__", "address"):
                pattern = getattr(value, name, None)
                if isinstance(pattern, re.Pattern):
                    yield "fullmatch", pattern


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in METHODS
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
    )
